"""The chat's page: the conversation on the left, the cited passages on the right."""

import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import gradio as gr

from index.errors import FootnoteError
from rag.engine import LONGEST_QUESTION
from ui import cards, render
from ui.conversation import Asked, Turns, messages, take_turn, waiting
from ui.serve import HOST, listen, server

# Three questions that the sample articles in `seeds` answer, and one that they leave open.
EXAMPLES = (
    "How many British troops are stationed in Iraq?",
    "According to the Pentagon, how many U.S. troops are still in Iraq?",
    "In which province is the village of Sheikh Amir?",
    "Who is the president of France?",
)


def launch(
    rag: Asked, *, port: int | None, open_browser: bool, examples: Sequence[str] = ()
) -> None:
    """Serve the chat on this machine until Ctrl-C; without `port` on the first free one from 7860.

    Raises FootnoteError when the port can't be had.
    """
    with listen(port) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        # An open page keeps its connection, so a server told to stop would wait for it; this one
        # ends with the process.
        serving = _start(server(build(rag, examples)).run, [listening])
        _start(_warm, rag)
        if open_browser:
            # A browser in the terminal keeps its caller waiting.
            _start(webbrowser.open, address)
        with suppress(KeyboardInterrupt):
            print(f"Footnote is on {address} - Ctrl-C stops it", flush=True)
            # Windows hears Ctrl-C only between waits.
            while serving.is_alive():
                serving.join(1)


def build(rag: Asked, examples: Sequence[str]) -> gr.Blocks:
    """The page for one index; `examples` are questions offered while the chat is empty."""
    with gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True) as page:
        turns = gr.State(())
        gr.HTML(render.header(rag.counts), elem_id="fn-header")
        with gr.Row(elem_id="fn-columns"):
            with gr.Column(scale=5, min_width=320, elem_id="fn-talk"):
                chat = gr.Chatbot(
                    label="Conversation",
                    show_label=False,
                    height="100%",
                    buttons=[],
                    feedback_options=None,
                    latex_delimiters=[],
                    allow_tags=False,
                    placeholder=render.welcome(bool(examples)),
                    examples=[{"text": question} for question in examples],
                    elem_id="fn-chat",
                )
                with gr.Row(elem_id="fn-ask"):
                    box = gr.Textbox(
                        label="Question",
                        show_label=False,
                        placeholder="Ask a question",
                        max_length=LONGEST_QUESTION,
                        max_lines=4,
                        autofocus=True,
                        container=False,
                        scale=1,
                    )
                    send = gr.Button("Ask", variant="primary", scale=0, min_width=72)
                    new = gr.Button("New chat", scale=0, min_width=96)
            with gr.Column(scale=4, min_width=320, elem_id="fn-sources"):
                panel = gr.HTML(cards.empty_panel())

        def typed(question: str, so_far: Turns) -> Iterator[Any]:
            yield from _converse(rag, question, so_far)

        def clicked(event: gr.SelectData, so_far: Turns) -> Iterator[Any]:
            yield from _converse(rag, event.value["text"], so_far)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # One at a time: a turn builds on the turns before it, and a new chat ends them all.
        one: dict[str, Any] = {"concurrency_id": "ask", "concurrency_limit": 1, **quiet}
        shown = [box, chat, panel, turns]
        gr.on([box.submit, send.click], typed, [box, turns], shown, **one)
        chat.example_select(clicked, turns, shown, **one)
        new.click(_cleared, None, shown, **one)
        chat.select(_again, turns, panel, **quiet)
    return page


def _converse(rag: Asked, question: str, turns: Turns) -> Iterator[Any]:
    """The box, the chat, the panel and the turns: once with the question, then the answer too."""
    question = question.strip()
    if not question:
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return
    yield "", messages((*turns, waiting(question))), gr.skip(), gr.skip()
    turns = (*turns, take_turn(rag, question, turns))
    yield gr.skip(), messages(turns), turns[-1].panel, turns


def _cleared() -> tuple[str, list[dict[str, str]], str, Turns]:
    return "", [], cards.empty_panel(), ()


def _again(event: gr.SelectData, turns: Turns) -> Any:
    """The panel of the turn whose question or answer was clicked."""
    place = int(event.index) // 2
    return turns[place].panel if place < len(turns) else gr.skip()


def _start(work: Callable[..., object], subject: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=(subject,), daemon=True)
    thread.start()
    return thread


def _warm(rag: Asked) -> None:
    # The first question meets the same error, where there is someone to tell.
    with suppress(FootnoteError):
        rag.warm()
