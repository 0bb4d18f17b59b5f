"""The whole job with every socket refused but loopback's: index, ask, eval."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Sits in a folder on the path, so that each process refuses before it imports anything else.
REFUSE = """
import socket
real = socket.socket.connect
def connect(self, address, *rest):
    host = address[0] if isinstance(address, tuple) else address
    if self.family != getattr(socket, "AF_UNIX", None) and str(host) not in ("127.0.0.1", "::1"):
        raise OSError(f"REFUSED a connection to {address}")
    return real(self, address, *rest)
def lookup(host, *rest, **named):
    if host not in ("127.0.0.1", "::1", "localhost", None, ""):
        raise OSError(f"REFUSED to look {host} up")
    return found(host, *rest, **named)
found, socket.getaddrinfo = socket.getaddrinfo, lookup
socket.socket.connect = connect
socket.socket.connect_ex = connect
"""


@pytest.mark.models
def test_index_ask_and_eval_need_no_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(REFUSE)
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    index = str(tmp_path / ".rag")

    def rag(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "rag.cli", *arguments, "--index", index],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )
        assert done.returncode in (0, 3), done.stderr
        assert "REFUSED" not in done.stdout + done.stderr
        return done.stdout

    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    checked = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "REFUSED" in checked.stderr, "the block itself must work"
    assert "5 files" in rag("index", "seeds")
    assert rag("ask", "How many British troops are stationed in Iraq?").startswith("400")
    assert "citation precision" in rag("eval", "--split", "dev")
