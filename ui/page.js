// Gradio labels each message with its HTML source and makes it clickable for the mouse alone:
// here messages get a label that can be read out, and Enter does what a click does.

() => {
  const labels = { user: "Question", bot: "Answer" };

  const amend = () => {
    for (const message of document.querySelectorAll("#fn-chat [data-testid][aria-label]")) {
      const label = labels[message.dataset.testid];
      if (label && message.getAttribute("aria-label") !== label) {
        message.setAttribute("role", "article");
        message.setAttribute("aria-label", label);
        message.tabIndex = 0;
      }
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("#fn-chat [role=article]")) {
      event.target.click();
    }
  });

  new MutationObserver(amend).observe(document.body, {
    attributeFilter: ["aria-label"],
    childList: true,
    subtree: true,
  });
}
