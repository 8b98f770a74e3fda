"""Nothing that happens to a command or its folder ends in a traceback, a hang or silently other results.

A seeded sample of what `python -m tests.faults` tries by the thousand, in a minute or two.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.__main__ import played, sampled
from tests.faults.child import call, preload
from tests.faults.folders import FOLDERS, Workshop, seen_below, words
from tests.faults.verdict import Trial, judged

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="commands are forked")

SEED = 1


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    preload()
    return Workshop(tmp_path_factory.mktemp("faults"))


def sample(workshop: Workshop, kind: str, n: int) -> list[Trial]:
    """So many trials of a kind."""
    return sampled(workshop, [kind], n, SEED)


def failing(workshop: Workshop, trials: list[Trial]) -> dict[str, str]:
    """What came of trials that went badly."""
    findings = {f"python -m tests.faults --trial '{trial}'": played(workshop, trial) for trial in trials}
    return {line: f"{found.outcome}: {found.said[-500:]}" for line, found in findings.items() if not found.good}


def test_damaged_files_are_mended_or_refused_by_name(workshop: Workshop) -> None:
    assert failing(workshop, sample(workshop, "damage", 40)) == {}


def test_commands_killed_at_any_moment_can_be_finished(workshop: Workshop) -> None:
    assert failing(workshop, sample(workshop, "signals", 20)) == {}


def test_a_full_disk_is_named_and_harms_nothing(workshop: Workshop) -> None:
    assert failing(workshop, sample(workshop, "disk", 12)) == {}


@pytest.mark.slow
def test_missing_streams_and_odd_surroundings_change_no_result(workshop: Workshop) -> None:
    assert failing(workshop, sample(workshop, "streams", 12)) == {}


def test_a_folder_left_alone_twice_is_the_same(workshop: Workshop) -> None:
    for name in ("run", "sweep", "compare", "argue"):
        place = workshop.before(name)
        assert call(words(FOLDERS[name].commands[-1]), place).code == 0
        assert seen_below(place) == workshop.left_alone(name).files


def test_the_harness_sees_a_traceback_and_other_results(workshop: Workshop) -> None:
    left_alone = workshop.left_alone("run")
    other = words(FOLDERS["run"].commands[-1], seed=8)
    place = workshop.before("run")
    assert "different" in judged(call(other, place), place, left_alone, ("out",)).outcome
