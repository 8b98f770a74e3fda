"""The README's own scenario changes what it says it changes, by amounts that can be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

import sim
from sim.base.defaults import REPLICATIONS, SEED
from sim.base.outcomes import ENDING_NAMES
from sim.runs.ensemble import Plan
from sim.runs.story import trace

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
QUESTION = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1]  # type: ignore[index]
WARS = 2000
VISIBLE = 0.02
"""Share of the wars, or of an outcome's mean, that a reader can see in a picture."""


def seen(before: sim.api.Run, after: sim.api.Run) -> list[str]:
    """Outcomes whose means differ visibly over the same worlds, computed from the stored rows with pandas alone."""
    one, other = (
        pd.get_dummies(run.runs, columns=["ending"], prefix="", prefix_sep="").reindex(
            columns=[*ENDING_NAMES, "territory_change", "ukrainian_manning", "drones_launched"], fill_value=0
        )
        for run in (before, after)
    )
    change = (other.astype(float) - one.astype(float)).agg(["mean", "sem"])
    scale = pd.Series({name: 1.0 if name in ENDING_NAMES else abs(one[name].mean()) for name in one})
    clear = change.loc["mean"].abs() > 4.0 * change.loc["sem"]
    return list(change.columns[clear & (change.loc["mean"].abs() > VISIBLE * scale)])


@pytest.mark.slow
def test_the_readme_scenario_changes_endings_and_each_part_something(tmp_path: Path) -> None:
    def played(content: dict[str, object], name: str) -> sim.api.Run:
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return sim.run(path, WARS)

    whole = yaml.safe_load(QUESTION)
    question = played(whole, "question")
    changed = set(seen(sim.run("baseline", WARS), question))
    assert changed & set(ENDING_NAMES), changed
    for part in set(whole) - {"extends", "title"}:
        without = played({key: value for key, value in whole.items() if key != part}, f"without_{part}")
        assert seen(without, question), f"{part} changes nothing to be seen: take another example"


def test_the_readme_trace_tells_no_act_without_consequence() -> None:
    scenario, replication = re.search(r"sim trace (\w+) --replication (\d+)", README).groups()  # type: ignore[union-attr]
    told = [entry.text for entry in trace(Plan(sim.load(scenario), SEED, REPLICATIONS), int(replication))]
    assert told[-1].startswith(("THE END", "THE HORIZON: the settlement", "THE HORIZON: the armistice")), told[-1]
    assert not any("as a demonstration" in text for text in told), "choose another war for the README"
