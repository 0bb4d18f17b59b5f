"""Serving: the port asked for or a free one, this machine only, and a clean stop."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.errors import FootnoteError
from tests.ui.made_up import StandIn, answer
from ui.chat import build
from ui.serve import HOST, PORTS, listen, server

ROOT = Path(__file__).parents[2]


def test_a_busy_port_is_refused_in_plain_words() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FootnoteError, match=rf"port {port} .*--port"):
            listen(port)


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(FootnoteError):
        listen(70_000)


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with listen(None) as first, listen(None) as second:
        ports = first.getsockname()[1], second.getsockname()[1]
        assert ports[0] < ports[1]
        assert set(ports) <= set(PORTS)


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = server(build(StandIn(answer()), ["An example?"])).config.app
    return TestClient(app, base_url=f"http://{HOST}")  # type: ignore[arg-type]


def test_a_request_under_another_name_is_refused(client: TestClient) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"Host": "news.example"}).status_code == 400


def test_the_page_names_nothing_to_load_from_elsewhere(client: TestClient) -> None:
    page, style = client.get("/").text, client.get("/theme.css").text
    assert "googleapis" not in page + style
    assert "gstatic" not in page + style
    assert "url(http" not in style


def test_nothing_describes_an_interface_for_programs(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json()["named_endpoints"] == {}
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 404


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to the whole console")
def test_ctrl_c_ends_it_without_a_trace() -> None:
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tests.ui.made_up import StandIn, answer\n"
        "from ui.chat import launch\n"
        "launch(StandIn(answer()), port=None, open_browser=False)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    line = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert line.startswith(f"Footnote is on http://{HOST}:")
    assert line.endswith(" - Ctrl-C stops it\n")
    assert (out, err, running.returncode) == ("", "", 0)
