"""`sim explore` as a command: it listens to this machine, says what is wrong, and ends when it is told to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from websockets.sync.client import connect

from sim.base.errors import SimError
from sim.cli import cli
from tests.cli.conftest import SCRIPT, environment

SECONDS = 60
"""Against a hang, on however busy a machine."""


@pytest.fixture
def running() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A started explorer and the host and port where it is."""
    words = [str(SCRIPT), "explore", "--port", "0", "--no-browser", "--engine", "numpy", "--weeks", "4"]
    # A shell's background job hears no Ctrl-C, and neither would what it starts.
    process = subprocess.Popen(
        words,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    assert process.stderr is not None
    said = next((line for line in process.stderr if "http://" in line), "")
    yield process, said.partition("http://")[2].partition("/")[0]
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for others")
def test_it_ends_at_ctrl_c_while_pages_are_open(running: tuple[subprocess.Popen[str], str]) -> None:
    process, host = running
    with connect(f"ws://{host}/live", origin=f"http://{host}") as page:  # type: ignore[arg-type]
        page.send(json.dumps({"number": 1, "address": "", "rests": True}))
        assert json.loads(page.recv(timeout=SECONDS))["kind"] == "view"
        page.send(json.dumps({"number": 2, "address": "nato.aid_level=0", "rests": True}))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=SECONDS) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = CliRunner().invoke(cli, ["explore", "--no-browser", "--port", str(taken.getsockname()[1])])
    assert isinstance(done.exception, SimError)
    assert "expected a free port" in str(done.exception)


def test_a_scenario_that_is_none_is_said() -> None:
    done = CliRunner().invoke(cli, ["explore", "baselin", "--no-browser"])
    assert isinstance(done.exception, SimError)
    assert "did you mean 'baseline'" in str(done.exception)


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "websockets"])
def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for loaded in [loaded for loaded in sys.modules if loaded.startswith(("sim.reports.explore", name))]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, name, None)
    done = CliRunner().invoke(cli, ["explore", "--no-browser"])
    assert isinstance(done.exception, SimError)
    assert f"sim explore needs {name}; install with" in str(done.exception)
    assert "[web]" in str(done.exception)
