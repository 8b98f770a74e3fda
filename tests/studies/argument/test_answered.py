"""Claims about the decision are tried in the game too, where all others answer each action."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.base.errors import SimError
from sim.cli import cli
from sim.engine import building
from sim.runs.engines import COMPILED
from sim.runs.workers import Place
from sim.studies.argument import Trial, TrialSize, load, try_argument
from sim.studies.argument.answered import ANSWERED
from sim.studies.argument.answers import unanimous
from sim.studies.argument.decision.values import multipliers, valued
from sim.studies.argument.verdicts import word_of
from tests.studies.argument.made import LEDGER
from tests.studies.game.made import GAME

N = 40
PLAYED = GAME.replace("surge", "withdraw").replace("Doubles aid", "Ends aid")
ASKED = LEDGER.replace("decision:\n  scenario: short\n", "decision:\n  scenario: short\n  game: small_game\n")


def written(folder: Path, ledger: str = ASKED, game: str = PLAYED) -> Path:
    """A ledger with a game beside it."""
    (folder / "small_game.yaml").write_text(game, encoding="utf-8")
    (folder / "leaflet.yaml").write_text(ledger, encoding="utf-8")
    return folder / "leaflet.yaml"


@pytest.fixture(scope="module")
def argued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small ledger with its game, argued by the command: its results, and what was printed."""
    folder = tmp_path_factory.mktemp("argued")
    words = ["argue", str(written(folder)), "-n", str(N), "-j", "1", "-o", str(folder / "out")]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    return folder / "out", " ".join((result.stdout + result.stderr).split())


@pytest.fixture(scope="module")
def trial(argued: tuple[Path, str]) -> Trial:
    """The same trial, of wars that are there."""
    found = try_argument(
        load(argued[0].parent / "leaflet.yaml"), TrialSize(N, 20240603), argued[0] / "worlds", Place(1)
    )
    assert found.n_played == 0, "wars of the game are found again, like all others"
    return found


@pytest.mark.skipif(not any(map(shutil.which, building.COMPILERS)), reason="no C compiler here")
def test_a_compiled_trial_gives_the_same_verdicts(
    argued: tuple[Path, str], trial: Trial, own_kernels: Path, tmp_path: Path
) -> None:
    before = len(list(own_kernels.rglob("*.so")))
    size = TrialSize(N, 20240603, engine=COMPILED)
    compiled = try_argument(load(argued[0].parent / "leaflet.yaml"), size, tmp_path, Place(1))
    made = len(list(own_kernels.rglob("*.so"))) - before
    assert made <= 1, "arms, variants, game and search share one program"  # none, if an earlier test needed it too
    assert [verdict.word for verdict in compiled.verdicts] == [verdict.word for verdict in trial.verdicts]
    assert compiled.answers == trial.answers
    assert compiled.answered is not None
    assert trial.answered is not None
    pairs = [
        (compiled.ensembles, compiled.scenarios(), trial.ensembles, trial.scenarios()),
        (compiled.answered.ensembles, compiled.answered.scenarios, trial.answered.ensembles, trial.answered.scenarios),
    ]
    columns = ("ending", "territory_change", "week_of_ending")
    for ours, scenarios, theirs, same in pairs:
        for one, other in zip(scenarios, same, strict=True):
            wars, expected = ours.read(one, columns), theirs.read(other, columns)
            assert wars["ending"].tolist() == expected["ending"].tolist()
            np.testing.assert_allclose(wars["territory_change"], expected["territory_change"], rtol=1e-6, atol=1e-6)


def test_only_claims_about_the_decision_have_the_game(argued: tuple[Path, str], trial: Trial) -> None:
    table = pd.read_csv(argued[0] / "ledger.csv", keep_default_na=False).set_index("id")
    column = table[f"variant {ANSWERED.label}"]
    assert set(column[["D", "E"]]) <= {"yes", "no", "open"}
    assert set(column[["A", "B", "C"]]) == {""}
    assert (table["game"] != "").to_list() == [False, False, False, True, True]
    for name in "DE":
        (verdict,) = [one for one in trial.verdicts if one.claim.id == name]
        assert len(verdict.answers) == len(trial.variants) == 6


def test_the_verdict_counts_the_game_where_others_answer(trial: Trial) -> None:
    decided = [verdict for verdict in trial.verdicts if verdict.claim.decided]
    assert decided
    for verdict in decided:
        assert verdict.word in (word_of(verdict.answers), "untestable here")
        sides = [one[-1] for one in verdict.ranking.answers.values()] if verdict.ranking else []
        assert not sides or verdict.answers[-1] == unanimous(sides)


def test_the_report_says_what_others_answer_and_what_is_regretted(argued: tuple[Path, str]) -> None:
    folder, printed = argued
    claims = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))["claims"]
    words = {claim["id"]: claim["game"] for claim in claims}
    for expected in ("if the West sustains, Russia", "if the West ends aid, Russia", "of 100 choices", "Regret: "):
        assert expected in words["D"]
    assert "Settling the values gains" in words["E"]
    assert words["D"] in printed
    assert "and a game of 6 profiles × 20 wars" in printed
    assert words["D"] in (folder / "argument.html").read_text(encoding="utf-8")
    regret = pd.read_csv(folder / "game" / "regret.csv")
    for row in regret[regret["actor"] == "west"].to_dict("records"):
        assert f"{100.0 * row['mean']:.1f} ({100.0 * row['low']:.1f}–{100.0 * row['high']:.1f})" in words["D"]


def test_worth_in_the_game_weighs_profiles_by_answers(trial: Trial) -> None:
    answered = trial.answered
    assert answered is not None
    decision, game, ensembles = answered.decision, answered.game, answered.ensembles
    wars = [ensembles.read(one, decision.columns()) for one in answered.scenarios]
    numbers = [multipliers(decision, one, ensembles.draws(one)) for one in answered.scenarios]
    by_profile = valued(decision, wars, numbers)
    for place, action in enumerate(decision.actions):
        answers = answered.solution.answers[answered.solution.answers["if"] == action]
        mix = {(row["actor"], row["strategy"]): row["mix"] for row in answers.to_dict("records")}
        expected = np.zeros_like(by_profile[:, 0])
        for russia in ("press", "mobilise"):
            number = game.profiles.index((russia, action, "drones"))
            expected += mix["russia", russia] * by_profile[:, number]
        first, more = (game.profiles.index(("press", action, iran)) for iran in ("drones", "more"))
        expected += mix["iran", "more"] * (by_profile[:, more] - by_profile[:, first])
        np.testing.assert_allclose(answered.values[:, place], expected, rtol=1e-9)


def test_without_the_game_nobody_answers(argued: tuple[Path, str], tmp_path: Path) -> None:
    ledger = argued[0].parent / "leaflet.yaml"
    words = ["argue", str(ledger), "-n", str(N), "-j", "1", "--no-game", "-o", str(tmp_path / "out")]
    assert "game of" not in CliRunner().invoke(cli, words, catch_exceptions=False).stderr
    found = json.loads((tmp_path / "out" / "ledger.json").read_text(encoding="utf-8"))
    assert ANSWERED.label not in found["variants"]
    assert "--no-game" in found["command"]
    assert not (tmp_path / "out" / "game").exists()


def test_an_action_unknown_to_the_game_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SimError) as caught:
        load(written(tmp_path, game=GAME))
    assert "leaflet.yaml:" in caught.value.faults[0]
    assert "decision.game: The West has no such strategy: unknown action 'withdraw'" in caught.value.faults[0]
    with pytest.raises(SimError) as caught:
        load(written(tmp_path, ledger=ASKED.replace("game: small_game", "game: nowhere")))
    assert "decision.game" in caught.value.faults[0]
