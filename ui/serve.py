"""Serving a page on this machine, to this machine alone."""

import socket
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.trustedhost import TrustedHostMiddleware

from index.errors import FootnoteError

HOST = "127.0.0.1"
PORTS = range(7860, 7960)
STYLE = Path(__file__).with_name("style.css")
SCRIPT = Path(__file__).with_name("page.js")

# Fonts that are on the machine; Gradio's own would be one more thing to load.
SANS = ("system-ui", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")


def listen(port: int | None) -> socket.socket:
    """A listening socket on `port`, or on the first free one from 7860.

    Raises FootnoteError when the port can't be had, or none of those tried.
    """
    for candidate in PORTS if port is None else (port,):
        try:
            return socket.create_server((HOST, candidate))
        except (OSError, OverflowError):
            continue
    if port is None:
        raise FootnoteError(
            f"ports {PORTS[0]} to {PORTS[-1]} are all in use; choose another with --port"
        )
    raise FootnoteError(
        f"port {port} is in use or not allowed; choose another with --port, "
        "or leave --port out to take the first free one"
    )


def server(page: gr.Blocks) -> uvicorn.Server:
    """A server for the page, to be run on a listening socket."""
    app = FastAPI(openapi_url=None)
    # A website can't reach the chat by pointing a name of its own at this machine.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=HOST,
        theme=theme(),
        # As `css`, Gradio would rewrite its selectors, differently within `@media` and without.
        head=f"<style>{STYLE.read_text(encoding='utf-8')}</style>",
        js=SCRIPT.read_text(encoding="utf-8"),
        footer_links=[],
        # Gradio would otherwise keep every question in the browser.
        run_history=False,
        show_error=False,
        app_kwargs={"openapi_url": None},
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
    )
    return uvicorn.Server(uvicorn.Config(app, log_level="warning"))


def theme() -> gr.Theme:
    """Gradio's plainest theme, in the machine's own fonts."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
    )
