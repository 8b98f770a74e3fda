"""`sim decisions`: what each decision is worth, in the terminal and as a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.scenario import load
from tests.cli.conftest import Sim


def test_every_option_is_told_with_its_interval(sim: Sim, tmp_path: Path) -> None:
    table = tmp_path / "worth.csv"
    result = sim("decisions", "baseline", "-n", "32", "--weeks", "6", "--seed", "4", "-o", str(table))
    assert result.code == 0
    menus = load("baseline").menus
    told = " ".join(result.out.split())
    assert "seed 4, engine numpy;" in told
    for menu in menus.values():
        for option in list(menu.values())[1:]:
            assert option.title.split()[0] in told
    assert max(map(len, result.out.splitlines())) <= 80
    rows = pd.read_csv(table)
    assert set(rows["actor"]) == set(menus)
    assert {"territory_change", "own value", "nuclear_use"} <= set(rows["outcome"])


def test_a_number_set_by_hand_holds_in_every_war(sim: Sim) -> None:
    words = ("decisions", "-n", "16", "--weeks", "4")
    assert sim(*words).out != sim(*words, "--set", "russia.quality=0.5").out
