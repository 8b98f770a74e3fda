"""The command itself: help, version, exit codes, and that help costs next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim import __version__
from sim.cli import COMMANDS, cli
from tests.cli.conftest import Sim, environment

HEAVY = {"numpy", "pandas", "matplotlib", "mesa", "pydantic", "pyarrow", "scipy", "networkx", "yaml", "rich"}
PLAYING = {"matplotlib", "mesa", "pandas", "pyarrow"}
"""What plays, stores and draws wars."""

LOADED = """
import json, sys
sys.argv = ["sim", *{words}]
before = set(sys.modules)
import click
click_alone = set(sys.modules) - before
from sim.cli import main
try:
    main()
except SystemExit:
    pass
print()
print(json.dumps([sorted(click_alone), sorted(set(sys.modules) - before)]))
"""


def modules(*words: str) -> tuple[set[str], set[str]]:
    """What `import click` loads, and what a command loads in all."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(words=list(words))],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    click_alone, everything = json.loads(done.stdout.splitlines()[-1])
    return set(click_alone), set(everything)


def test_help_lists_every_command_with_its_purpose(sim: Sim) -> None:
    done = sim("--help")
    assert (done.code, done.err) == (0, "")
    for name, (_, purpose) in COMMANDS.items():
        assert f"\n  {name} " in done.out
        assert purpose.split()[0] in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_its_options(name: str, sim: Sim) -> None:
    done = sim(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: sim {name}")
    assert "-h, --help" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_h_for_help(name: str) -> None:
    long, short = (CliRunner().invoke(cli, [name, word]) for word in ("--help", "-h"))
    assert (short.exit_code, short.output) == (0, long.output)


def test_the_version_is_that_of_the_package(sim: Sim) -> None:
    done = sim("--version")
    assert (done.code, done.out, done.err) == (0, f"sim, version {__version__}\n", "")


@pytest.mark.parametrize("words", [("--help",), ("nonsense",)])
def test_help_and_usage_load_nothing_heavy(words: tuple[str, ...]) -> None:
    click_alone, everything = modules(*words)
    assert {name.partition(".")[0] for name in everything} & HEAVY == set()
    own = {name for name in everything - click_alone if name.partition(".")[0] == "sim"}
    assert own <= {"sim", "sim.base", "sim.cli", "sim.base.errors"}
    # Beyond click and these three files there is hardly anything to load.
    assert len(everything) <= len(click_alone) + 30


@pytest.mark.parametrize("words", [("check", "baseline"), ("sensitivity", "--help"), ("game", "--help")])
def test_checks_and_help_load_nothing_that_plays_or_draws(words: tuple[str, ...]) -> None:
    _, everything = modules(*words)
    assert {name.partition(".")[0] for name in everything} & PLAYING == set()


@pytest.mark.parametrize("words", [("run",), ("compare", "nonsense"), ("trace",)])
def test_a_mistake_is_said_before_anything_heavy_loads(words: tuple[str, ...]) -> None:
    _, everything = modules(*words, "nonsense")
    assert {name.partition(".")[0] for name in everything} & PLAYING == set()


def test_what_draws_is_loaded_only_for_pictures(tmp_path: Path) -> None:
    _, everything = modules("run", "baseline", "-n", "1", "--weeks", "1", "--no-plots", "-o", str(tmp_path / "out"))
    assert "mesa" in everything
    assert "matplotlib" not in everything


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("run",),
        ("run", "baseline", "--nonsense"),
        ("run", "baseline", "-n", "0"),
        ("run", "baseline", "-n", "many"),
        ("run", "baseline", "--seed", "-1"),
        ("run", "baseline", "--weeks", "0"),
        ("run", "baseline", "--jobs", "0"),
        ("check",),
        ("params", "baseline", "--format", "xml"),
        ("resume", "nowhere"),
        ("init",),
        ("trace", "baseline", "--replication", "-1"),
    ],
)
def test_wrong_usage_exits_2_with_a_line_on_usage(words: tuple[str, ...], sim: Sim) -> None:
    done = sim(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Usage: sim")
    assert "Error: " in done.err
    assert "Traceback" not in done.err


def test_no_command_at_all_shows_the_help(sim: Sim) -> None:
    done = sim()
    assert done.code == 2
    assert "Commands:" in done.out + done.err


def test_a_reader_who_leaves_early_is_no_error(sim: Sim) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sim", "schema"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert said == ""
    assert process.returncode == 0
