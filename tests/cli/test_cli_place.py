"""Where wars are played is said in the same way to every command that plays, and changes no bit."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sim.cli import cli
from sim.cli.repeat import command_line
from sim.runs import results, schedule
from sim.runs.ensemble import Plan
from sim.runs.workers import Place, Processes, Serial
from sim.scenario import load
from tests.blocks import play_to_disk
from tests.cli.conftest import assert_same_results
from tests.cluster import cluster

PLAYERS = {
    "run": ("baseline",),
    "resume": (".",),
    "compare": ("baseline", "sustain"),
    "sweep": ("baseline", "--param", "nato.aid_level=0,1"),
    "expand": (".", "-n", "9"),
    "sensitivity": ("baseline",),
    "argue": (),
}
SHORT = ("--weeks", "2", "-n", "1100", "--seed", "3", "--no-plots", "--quiet")


def sim(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.mark.parametrize("command", PLAYERS)
@pytest.mark.parametrize("half", [("--executor", "dask"), ("--scheduler", "tcp://127.0.0.1:9")])
def test_dask_and_its_address_go_together(
    command: str, half: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sim(command, *PLAYERS[command], *half)
    assert done.exit_code == 2
    assert "--executor dask and --scheduler ADDRESS" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison played by the command itself."""
    folder = tmp_path_factory.mktemp("here") / "out"
    assert sim("compare", "baseline", "sustain", *SHORT, "-j", 1, "-o", folder).exit_code == 0
    return folder


def same(one: Path, other: Path) -> None:
    for label in ("baseline", "sustain"):
        assert_same_results(one / label, other / label)
    assert (one / "comparison.csv").read_bytes() == (other / "comparison.csv").read_bytes()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real scheduler with two workers on loopback."""
    with cluster() as running:
        yield str(running.scheduler_address)


@pytest.mark.filterwarnings("ignore")  # what Dask's own processes complain of while they are stopped
def test_a_comparison_on_a_cluster_gives_the_same_bits(
    here: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A relative folder, because the workers were started elsewhere.
    monkeypatch.chdir(tmp_path)
    dask = ("--executor", "dask", "--scheduler", address)
    with monkeypatch.context() as patch:
        patch.setattr(schedule, "play", lambda *_: pytest.fail("played here"))
        done = sim("compare", "baseline", "sustain", *SHORT, *dask, "-o", "out")
        assert done.exit_code == 0, done.exception
    same(here, Path("out"))

    second = Path("out/sustain")
    plan = Plan(load(second / "scenario.resolved.yaml"), 3, 1100)
    for path in second.iterdir():
        path.unlink()
    play_to_disk(plan, 1, results.begin(plan, second, ""))
    with monkeypatch.context() as patch:
        patch.setattr(schedule, "play", lambda *_: pytest.fail("played here"))
        assert sim("resume", "out", "--no-plots", *dask).exit_code == 0
    same(here, Path("out"))


def test_a_comparison_in_this_process_gives_the_same_bits(here: Path, tmp_path: Path) -> None:
    words = ("compare", "baseline", "sustain", *SHORT, "--executor", "serial", "-o", tmp_path / "out")
    assert sim(*words).exit_code == 0
    same(here, tmp_path / "out")


@pytest.mark.parametrize(
    ("place", "n", "kind"), [(Place(), 3, Serial), (Place(executor="serial"), 100, Serial), (Place(3), 2, Processes)]
)
def test_own_processes_are_started_only_where_they_pay(place: Place, n: int, kind: type[Executor]) -> None:
    with place.open(n) as (executor, _):
        assert isinstance(executor, kind)
        assert list(executor.map(abs, (-1, 2))) == [1, 2]


def repeated(*words: str, always: tuple[str, ...] = ("replications", "seed"), **instead: object) -> list[str]:
    """Words of the command that repeats a made-up one."""
    found: list[str] = []

    @click.command()
    @click.argument("scenario")
    @click.option("-n", "--replications", default=20)
    @click.option("--seed", default=5)
    @click.option("--set", "sets", multiple=True)
    @click.option("--prior", is_flag=True)
    @click.option("--weeks", type=int)
    @click.option("-o", "--output")
    @click.option("-j", "--jobs", type=int)
    def tell(scenario: str, **_: object) -> None:
        found.extend(shlex.split(command_line([scenario], always=always, **instead)))

    assert CliRunner().invoke(tell, list(words)).exit_code == 0
    return found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("a b",), "sim tell 'a b' -n 20 --seed 5"),
        (("a", "--seed", "0", "--prior"), "sim tell a -n 20 --seed 0 --prior"),
        (("a", "--set", "b=1", "--set", "c=2 3"), "sim tell a -n 20 --seed 5 --set b=1 --set 'c=2 3'"),
        (("a", "--weeks", "4", "-o", "out", "-j", "2"), "sim tell a -n 20 --seed 5 --weeks 4"),
    ],
)
def test_the_command_that_repeats_holds_what_decides_and_nothing_else(given: tuple[str, ...], expected: str) -> None:
    assert repeated(*given) == shlex.split(expected)


def test_a_repeated_command_holds_what_was_chosen() -> None:
    assert repeated("a", always=()) == ["sim", "tell", "a"]
    assert repeated("a", "--prior", replications=7, prior=False) == shlex.split("sim tell a -n 7 --seed 5")


SAMPLE = ("--param", "front.loss_rate", "--sampler", "lhs", "--samples", "20")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("compare", "baseline", "sustain"), "comparison.json"),
        (("compare", "baseline", "sustain"), "sustain/manifest.json"),
        (("sweep", "baseline", "--param", "nato.strategy=surge,withdraw"), "manifest.json"),
        (("sensitivity", "baseline", *SAMPLE, "--outcome", "russian_casualties", "--prior"), "manifest.json"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_command_that_plays_writes_down_what_repeats_it(
    words: tuple[str, ...], kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = ("--no-plots", "--quiet", "-o")
    few = ("--weeks", "2", "-n", "20", "--set", "nato.aid_level=0.5")
    assert sim(*words, *few, *plain, "one").exit_code == 0
    manifest = json.loads((Path("one") / kept).read_text())
    again = shlex.split(manifest["command"])[1:]
    assert sim(*again, *plain, "two").exit_code == 0
    other = json.loads((Path("two") / Path(kept).name).read_text())
    assert other["identity"] == manifest["identity"]
