"""`sim game` plays a small game, goes on after a kill, and gives the same on any number of jobs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import sim as package
from sim.base.errors import SimError
from sim.cli import cli
from sim.reports.figures.game import GAME_CHARTS, Drawn
from sim.runs import sweep as batch
from sim.runs.block import play
from sim.runs.folder import manifest_of
from sim.runs.schedule import Files, Task
from sim.runs.workers import Place
from sim.studies import game as games
from sim.studies.decisions.tables import going_on
from sim.studies.game.solution import TABLES
from tests.pages import read_report
from tests.studies.game.made import GAME

SIZE = ("-n", "30", "--weeks", "4", "--seed", "5")
FILES = (
    "points.parquet",
    "runs.parquet",
    "draws.parquet",
    "summary.csv",
    "game.yaml",
    *(f"{name}.csv" for name in TABLES),
)


def called(*words: str) -> Result:
    """`sim` with these words, in this process."""
    return CliRunner().invoke(cli, [*map(str, words)], catch_exceptions=False)


def same(one: Path, other: Path) -> None:
    """Fail unless every file of two games is the same to the byte."""
    for name in FILES:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small game in a file."""
    path = tmp_path_factory.mktemp("file") / "small.yaml"
    path.write_text(GAME, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small game, played in one go in this process, and what was printed."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    return folder, called("game", str(file), *SIZE, "-j", "1", "-o", str(folder)).stdout


def test_a_game_leaves_tables_pictures_and_words(whole: tuple[Path, str]) -> None:
    folder, printed = whole
    assert {path.name for path in folder.iterdir()} == {*FILES, "figures", "manifest.json", "scenario.resolved.yaml"}
    assert {path.stem for path in (folder / "figures").iterdir()} == {"payoffs", "mixes", "regrets"}
    runs = pd.read_parquet(folder / "runs.parquet")
    assert len(runs) == 6 * 30
    assert "If the West doubles aid, most often Russia" in " ".join(printed.split())
    assert "parts are luck" in " ".join(printed.split())
    assert max(map(len, printed.splitlines())) <= 80


def test_a_report_says_who_regrets_least(whole: tuple[Path, str]) -> None:
    folder, _ = whole
    called("report", str(folder))
    shown = " ".join(read_report(folder).shown)
    (folder / "report.html").unlink()  # other tests count the files
    table = pd.read_csv(folder / "regret.csv")
    least = table.loc[table.groupby("actor")["mean"].idxmin()].set_index("actor")["strategy"]
    words = {"press": "Russia presses on", "mobilise": "Russia calls up men"}
    assert words[least["russia"]] in shown
    assert "If the West chooses and all others answer" in shown


def test_strategies_are_told_in_words(whole: tuple[Path, str]) -> None:
    folder, printed = whole
    found = games.solution(folder)
    drawn = Drawn(found, manifest_of(folder))
    labels = []
    for chart in GAME_CHARTS:
        for axes in chart.draw(drawn).axes:
            legend = axes.get_legend()
            texts = [*axes.get_xticklabels(), *axes.get_yticklabels(), *(legend.get_texts() if legend else ())]
            labels += [text.get_text() for text in texts]
    words = set(" ".join([printed, *labels]).replace(";", "").split())
    assert {"calls", "Calls", "doubles", "Doubles"} <= words
    assert not {"press", "mobilise", "sustain", "surge"} & words


def test_all_profiles_meet_the_same_worlds(whole: tuple[Path, str]) -> None:
    """The first strategies are the scenario in which nobody chooses from a menu, war by war."""
    folder, _ = whole
    runs = pd.read_parquet(folder / "runs.parquet")
    first = runs[runs["point"] == 0].reset_index(drop=True)
    alone = package.run(going_on(package.load("baseline", weeks=4)), 30, 5).runs
    for name in ("territory_change", "russian_casualties", "ending"):
        pd.testing.assert_series_equal(first[name], alone[name])
    more = runs[runs["point"] == 4].reset_index(drop=True)
    assert (more["drones_launched"] >= first["drones_launched"]).all()


def test_two_jobs_give_the_same_as_one(file: Path, whole: tuple[Path, str], tmp_path: Path) -> None:
    assert called("game", str(file), *SIZE, "-j", "2", "--no-plots", "-o", str(tmp_path / "out")).exit_code == 0
    same(whole[0], tmp_path / "out")


def test_a_killed_game_is_resumed_to_the_same(file: Path, whole: tuple[Path, str], tmp_path: Path) -> None:
    left = 2

    def killed(task: Task) -> Files:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return play(task.block, task.keep)

    scenario = package.load("baseline", weeks=4)
    plan = games.requested(games.load(file, lambda _: scenario), 30, 5)
    batch.begin(plan, tmp_path / "out", "sim game")
    with pytest.raises(KeyboardInterrupt):
        batch.run(plan, tmp_path / "out", Place(1), player=killed)
    assert not (tmp_path / "out" / "runs.parquet").exists()
    with pytest.raises(SimError, match="unfinished game"):
        games.solution(tmp_path / "out")
    assert called("resume", str(tmp_path / "out"), "--no-plots", "-j", "1").exit_code == 0
    same(whole[0], tmp_path / "out")


def test_another_game_does_not_mix_with_it(file: Path, whole: tuple[Path, str], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(GAME.replace("best: 1000", "best: 2000", 1), encoding="utf-8")
    with pytest.raises(SimError, match="found other results, expected an empty folder or the same game"):
        called("game", str(other), *SIZE, "-o", str(whole[0]))
    with pytest.raises(SimError, match="found the results of a game, expected those of a sweep"):
        called("expand", str(whole[0]), "-n", "60")


def test_a_game_that_was_edited_is_refused(file: Path, whole: tuple[Path, str], tmp_path: Path) -> None:
    plan = games.requested(games.load(file), 20, 5)
    batch.begin(plan, tmp_path / "out", "sim game")
    (tmp_path / "out" / "game.yaml").write_text(GAME.replace("worst: 1\n", "worst: 2\n"), encoding="utf-8")
    with pytest.raises(SimError, match=r"game\.yaml"):
        called("resume", str(tmp_path / "out"))


def test_other_files_are_sent_where_they_belong(file: Path) -> None:
    with pytest.raises(SimError, match="found a game, expected a scenario: sim game"):
        called("run", str(file))
    with pytest.raises(SimError, match="found a ledger of claims, expected a scenario: sim argue"):
        called("game", "argument")
    with pytest.raises(SimError, match="no such file and no such shipped scenario"):
        called("game", "nowhere")
    assert called("check", str(file), "game").stdout == ""


def test_python_gives_the_tables_of_the_command(file: Path, whole: tuple[Path, str], tmp_path: Path) -> None:
    played = package.game(file, 20, 5, output=tmp_path / "out")
    assert list(played.answers["if"].unique()) == ["sustain", "surge"]
    assert len(played.regret) == 6
    assert played.figure("mixes")._repr_png_().startswith(b"\x89PNG")
    again = games.solution(whole[0])
    stored = pd.read_csv(whole[0] / "responses.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(again.responses, stored)
    with pytest.raises(SimError, match="replications: found 5"):
        package.game(file, 5)
