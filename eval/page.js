// Filters of the list of questions. Without this script the page shows all of them.

"use strict";

{
  const rows = [...document.querySelectorAll(".question")];
  const buttons = [...document.querySelectorAll(".filters [data-key]")];
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const all = document.getElementById("all");
  const chosen = { outcome: "", type: "", lost: "" };

  // Passages are left out: a word of the question is in most of them.
  const searched = new Map(
    rows.map((row) => {
      const parts = row.querySelectorAll(":scope > summary, .facts");
      return [row, [...parts].map((part) => part.textContent).join(" ").toLowerCase()];
    }),
  );

  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits =
        Object.entries(chosen).every(([key, value]) => !value || row.dataset[key] === value) &&
        wanted.every((word) => searched.get(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    for (const button of buttons) {
      const pressed = chosen[button.dataset.key] === button.dataset.value;
      button.setAttribute("aria-pressed", String(pressed));
    }
    const narrowed = wanted.length > 0 || Object.values(chosen).some(Boolean);
    const link = chosen.lost && document.querySelector(`a[data-lost="${chosen.lost}"]`);
    const why = link ? ` (${link.textContent})` : "";
    shown.textContent = narrowed
      ? `${count} of ${rows.length} questions${why}`
      : `${rows.length} questions`;
    all.hidden = !narrowed;
  };

  const clear = () => {
    Object.assign(chosen, { outcome: "", type: "", lost: "" });
    words.value = "";
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const { key, value } = button.dataset;
      chosen[key] = chosen[key] === value ? "" : value;
      show();
    });
  }

  for (const link of document.querySelectorAll("a[data-lost]")) {
    link.addEventListener("click", () => {
      clear();
      chosen.lost = link.dataset.lost;
      show();
    });
  }

  for (const link of document.querySelectorAll("a[data-to]")) {
    link.addEventListener("click", () => {
      // A question that a filter has hidden can't be scrolled to.
      clear();
      show();
      document.getElementById(link.hash.slice(1)).open = true;
    });
  }

  all.addEventListener("click", () => {
    clear();
    show();
    words.focus();
  });

  words.addEventListener("input", show);

  // A browser fills in again what stood in the box before the page was reloaded.
  show();
}
