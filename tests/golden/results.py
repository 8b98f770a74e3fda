"""What is kept of a scenario's results, and what counts as the same.

Processors differ in the last digit of an exponential, and a war in a million then takes another turn. So a
count may differ by `COUNT` wars, and a quantile may lie anywhere between the values `COUNT` ranks to either
side, give or take `REL` of the largest of them. The hash of the scenario is compared to the letter.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from sim.runs.ensemble import Plan, play_block
from sim.scenario import Scenario, shipped_names
from sim.war.randomness import BLOCK

FOLDER = Path(__file__).parent / "stored"
SEED = 20240603
COUNT = 2
REL = 1e-3
QUANTILES = (0.1, 0.5, 0.9)
EARLIER = ("hindcast_", "start_")

Results = dict[str, Any]


def golden_names() -> list[str]:
    """Scenarios whose results are kept: all that are shipped, but for those that start before June 2024."""
    return [name for name in shipped_names() if not name.startswith(EARLIER)]


def stored(name: str) -> Results:
    """The results kept of a scenario."""
    results: Results = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return results


def store(name: str, results: Results) -> None:
    """Keep the results of a scenario, a line for each number's quantiles so that a change can be read."""
    tables = []
    for table, rows in results.items():
        lines = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in rows.items()]
        tables.append(f"  {json.dumps(table)}: {{\n" + ",\n".join(lines) + "\n  }")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(tables) + "\n}\n", encoding="utf-8")


def measured(scenario: Scenario) -> Results:
    """Play one block of a scenario and sum it up."""
    played = play_block(Plan(scenario, SEED, BLOCK), 0)
    results: Results = {
        "scenario": {"hash": scenario.hash, "seed": SEED, "replications": BLOCK},
        "counts": {},
        "quantiles": {},
    }
    for name, values in played.runs.items():
        if name.startswith("draw.") or name == "replication":
            continue
        if values.dtype.kind in "Ub":
            kinds, counts = np.unique(values, return_counts=True)
            results["counts"][name] = {str(kind): int(count) for kind, count in zip(kinds, counts, strict=True)}
        else:
            results["counts"][name] = {"known": int(np.isfinite(values).sum())}
            results["quantiles"][name] = _quantiles(values)
    for kind, weeks in played.events.items():
        results["counts"][f"event {kind}"] = {"known": int((weeks >= 0).sum())}
    for table, kind in ((played.series, "week"), (played.monthly, "month")):
        for name, rows in table.items():
            for at in {len(rows) // 2, len(rows) - 1}:
                results["quantiles"][f"{name}, {kind} {at}"] = _quantiles(rows[at])
    return results


def _quantiles(values: np.ndarray) -> list[list[float]]:
    """For each quantile the value itself and those a few ranks to either side, to six digits."""
    known = np.sort(values[np.isfinite(values)].astype(np.float64))
    if known.size == 0:
        return []
    ranks = [round(share * (known.size - 1)) for share in QUANTILES]
    near = [np.clip([rank - COUNT, rank, rank + COUNT], 0, known.size - 1) for rank in ranks]
    return [[float(f"{known[rank]:.6g}") for rank in row] for row in near]


def differences(kept: Results, found: Results) -> list[str]:
    """Every way in which results differ from those that were kept; none if they are the same."""
    lines = []
    if kept["scenario"] != found["scenario"]:
        lines.append(f"scenario: kept {kept['scenario']}, found {found['scenario']}")
    for table in ("counts", "quantiles"):
        for name in sorted({*kept[table], *found[table]}):
            old, new = kept[table].get(name), found[table].get(name)
            same = old is not None and new is not None and _SAME[table](old, new)
            if not same:
                lines.append(f"{name}: kept {old}, found {new}")
    return lines


def _same_counts(old: dict[str, int], new: dict[str, int]) -> bool:
    return all(abs(old.get(kind, 0) - new.get(kind, 0)) <= COUNT for kind in {*old, *new})


def _same_quantiles(old: list[list[float]], new: list[list[float]]) -> bool:
    if len(old) != len(new):
        return False
    slack = REL * max((abs(value) for row in old for value in row), default=0.0)
    return all(low - slack <= value <= high + slack for (low, _, high), (_, value, _) in zip(old, new, strict=True))


_SAME = {"counts": _same_counts, "quantiles": _same_quantiles}
