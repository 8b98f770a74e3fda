"""Battles of the past: from a file of a data base, or drawn from what is published of one."""

import csv
import io
from collections.abc import Mapping
from importlib.resources import files
from itertools import islice
from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.files import read_text
from sim.studies.validation.battles import FORTIFICATION, BattleOutcome, Battles

COLUMNS = ("POST1", "STRA", "STRD", "days")
"""Columns a file of battles must have, named as in CDB90: posture, both strengths, duration."""

OPTIONAL = ("SURPA", "AEROA", "CASA", "CASD", "WINA", "adv", "year", "war4_theater")
"""Columns used where they are: surprise, air superiority, casualties, result, advance, time, place."""
LARGEST_FILE = 2_000_000
"""Bytes; the battles of three centuries are a tenth of it."""
MOST_FAULTS = 100
"""Faults reported of one file; more of them are usually the same one."""
QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Quantiles that `sim/data/battle_quantiles.csv` gives of every quantity."""


def read(path: Path) -> Battles:
    """Battles from a CSV with the columns of CDB90.

    Raises:
        SimError: naming the line and what was found.
    """
    text = read_text(path, LARGEST_FILE, f"a CSV with columns {', '.join(COLUMNS)}")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise SimError(f"{path.name}:1: found no column {', '.join(missing)}, expected {', '.join(COLUMNS)}")
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise SimError(f"{path.name}:{reader.line_num}: {fault}, expected comma-separated values") from None
    faults = list(islice((fault for line, row in rows for fault in _faults(path.name, line, row)), MOST_FAULTS))
    if faults or not rows:
        raise SimError(f"{path.name}: these are not battles", faults or ["found no line below the header"])
    return _battles([row for _, row in rows])


def _faults(name: str, line: int, row: Mapping[str, str]) -> list[str]:
    out = []
    if row["POST1"] not in FORTIFICATION:
        out.append(f"{name}:{line}: POST1: found {row['POST1']!r}, expected {', '.join(FORTIFICATION)}")
    for column in (*COLUMNS[1:], *OPTIONAL[:6]):
        needed = column in COLUMNS
        number = _number(row.get(column), default=None if needed else 0.0)
        if number is None or (needed and not number > 0.0):
            expected = "a number above 0" if needed else "a number or nothing"
            out.append(f"{name}:{line}: {column}: found {row.get(column)!r}, expected {expected}")
    return out


def _number(text: str | None, default: float | None) -> float | None:
    if text is None or not text.strip():
        return default
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _battles(rows: list[dict[str, str]]) -> Battles:
    def column(name: str, missing: float) -> Floats:
        values = [_number(row.get(name), missing) for row in rows]
        return np.array(values, dtype=float)

    posture = np.array([row["POST1"] for row in rows])
    attacker, defender, days = column("STRA", np.nan), column("STRD", np.nan), column("days", np.nan)
    won = column("WINA", np.nan)
    year = column("year", np.nan)
    west = np.array([row.get("war4_theater") == "Western Front" for row in rows])
    positional = west & (year >= 1915.0) & (year <= 1917.0)
    recorded = BattleOutcome(
        loss_attacker=(column("CASA", np.nan) / attacker / days)[:, None],
        loss_defender=(column("CASD", np.nan) / defender / days)[:, None],
        success=np.where(won > 0.0, 1.0, np.where(won < 0.0, 0.0, np.nan))[:, None],
        advance=column("adv", np.nan)[:, None],
    )
    return Battles(
        attacker=attacker,
        defender=defender,
        posture=posture,
        days=days,
        surprise=np.maximum(column("SURPA", 0.0), 0.0),
        air=column("AEROA", 0.0),
        positional=positional if positional.any() else posture == "FD",
        recorded=recorded,
    )


def synthetic(size: int, rng: np.random.Generator) -> Battles:
    """Battles with the strengths, ratios, postures and durations of those since 1900.

    Sampled from `sim/data/battle_quantiles.csv` (CDB90, 192 battles since 1900: quantiles by posture);
    quantities are drawn independently of each other within a posture.
    """
    text = (files("sim") / "data" / "battle_quantiles.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    counts = {row["posture"]: float(row["battles"]) for row in rows}
    share = np.cumsum(list(counts.values())) / sum(counts.values())
    names = np.array(list(counts))
    posture = names[np.searchsorted(share, (np.arange(size) + 0.5) / size)]
    drawn: dict[str, Floats] = {}
    for quantity in ("attacker_strength", "force_ratio", "days", "surprise", "air_superiority"):
        drawn[quantity] = np.empty(size)
        positive = quantity in ("attacker_strength", "force_ratio", "days")
        for name in names:
            row = next(row for row in rows if row["posture"] == name and row["quantity"] == quantity)
            knots = np.array([float(row[f"p{round(100 * q)}"]) for q in QUANTILES])
            chosen = posture == name
            u = rng.random(int(chosen.sum()))
            values = np.interp(u, QUANTILES, np.log(knots) if positive else knots)
            drawn[quantity][chosen] = np.exp(values) if positive else np.rint(values)
    return Battles(
        attacker=drawn["attacker_strength"],
        defender=drawn["attacker_strength"] / drawn["force_ratio"],
        posture=posture,
        days=np.maximum(1.0, np.rint(drawn["days"])),
        surprise=drawn["surprise"],
        air=drawn["air_superiority"],
        positional=posture == "FD",
    )
