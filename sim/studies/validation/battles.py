"""Battles of the past, fought by the rules of the front.

Nothing here is a law of its own: losses, success and advance come from `sim.rules`, the numbers from the
scenario. What differs from the front is only what a battle of the data base is: strengths as given, attack on
every day, one result for the whole battle, fires of one soldier-equivalent per soldier, no depletion (its
strengths count reinforcements), no concentration (its force ratio is that of the point of attack), and no
drones that watch the attacker (`front.success_watched`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.base.arrays import DAYS_PER_WEEK, Bools, Floats
from sim.base.errors import SimError
from sim.rules import advance, attrition

FORTIFICATION = {"WD": 0.0, "DL": 0.0, "HD": 0.0, "PD": 0.68, "FD": 1.0}
"""Fortification of a posture: none in withdrawal, delay, hasty defence, full in fortified; prepared by its
share of the effect on ln advance, .55 of .81 (CDB90 from 1900)."""

COLUMNS = ("POST1", "STRA", "STRD", "days")
"""Columns a file of battles must have, named as in CDB90: posture, both strengths, duration."""

OPTIONAL = ("SURPA", "AEROA", "CASA", "CASD", "WINA", "adv", "year", "war4_theater")
"""Columns used where they are: surprise, air superiority, casualties, result, advance, time, place."""

Front = Mapping[str, Floats]
"""Numbers of the section `front`, each of shape (draws,) or (1,)."""


@dataclass(frozen=True)
class Battles:
    """Who met whom. Arrays of shape (battles,); the outcome columns are NaN where nobody wrote them down."""

    attacker: Floats
    defender: Floats
    posture: npt.NDArray[np.str_]
    days: Floats
    surprise: Floats
    air: Floats
    positional: Bools
    """Western Front, 1915-17; where nothing says so, attacks on fortified defence."""
    recorded: Outcome | None = None
    """What happened, in a file that tells it. Arrays of shape (battles, 1)."""

    @property
    def log_ratio(self) -> Floats:
        """Logarithm of attacker's over defender's strength."""
        return np.log(self.attacker / self.defender)

    @property
    def fortification(self) -> Floats:
        """In [0, 1]."""
        return np.array([FORTIFICATION[name] for name in self.posture])


@dataclass(frozen=True)
class Outcome:
    """How battles went. Arrays of shape (battles, draws)."""

    loss_attacker: Floats
    """Share of strength lost a day."""
    loss_defender: Floats
    success: Floats
    """1 the attack succeeded, 0 it failed, NaN neither."""
    advance: Floats
    """km a day."""


def battle(
    attacker: Floats,
    defender: Floats,
    posture: Floats,
    quality: Floats,
    surprise: Floats,
    air: Floats,
    days: Floats,
    front: Front,
    rng: np.random.Generator,
    variant: str = "mixed",
) -> Outcome:
    """Fight battles by the front's rules.

    Args:
        attacker: strength [persons]; this and what follows of shape (battles, 1).
        defender: strength [persons].
        posture: defender's fortification in [0, 1].
        quality: attacker's effectiveness over the defender's.
        surprise: level.
        air: attacker's level of superiority in the air.
        days: duration.
        front: numbers of the scenario, each of shape (draws,) or (1,).
        rng: dice.
        variant: of attrition, as in `structure.attrition`.

    Returns:
        Outcome of shape (battles, draws).
    """
    shape = np.broadcast_shapes(attacker.shape, *(value.shape for value in front.values()))
    ones = np.ones(1)
    ratio = _log_power(attacker, quality, front) - _log_power(defender, ones, front)
    bonus = (
        front["success_surprise"] * surprise
        + front["success_air"] * air
        - front["success_fortified"] * posture
    )
    chance = attrition.p_success(ratio, front["success_intercept"], front["success_slope"], bonus)
    success = rng.random(shape) < chance
    multiplier = attrition.attacker_multiplier(success, front["exchange_failed"], front["exchange_success"])
    p = front["fires_exponent"]
    exponents = attrition.EXPONENTS[variant] or (p, front["scale_elasticity"] - p)
    law = (front["loss_rate"], *(np.asarray(value) for value in exponents), front["reference_strength"])
    cover = 1.0 - front["fortification_cover"] * posture
    base_attacker = attrition.combat_loss(defender, attacker, *law)
    base_defender = attrition.combat_loss(attacker, defender, *law)
    week = {
        "attacker": attrition.weekly_loss(
            base_attacker, ones, ones - 1.0, multiplier, ones, ones, front["background"]
        ),
        "defender": attrition.weekly_loss(
            base_defender, ones - 1.0, ones, ones, 1.0 / multiplier, cover, front["background"]
        ),
    }
    strength = {"attacker": attacker, "defender": defender}
    lost = {side: np.zeros(shape) for side in week}
    noise = {side: front["noise"] * rng.standard_normal(shape) for side in week}
    gained = np.zeros(shape)
    for number in range(int(np.ceil(days.max() / DAYS_PER_WEEK))):
        part = np.clip(days - DAYS_PER_WEEK * number, 0.0, DAYS_PER_WEEK) / DAYS_PER_WEEK
        for side, loss in week.items():
            if number:
                noise[side] = attrition.autocorrelated(
                    noise[side], rng.standard_normal(shape), front["noise_persistence"], front["noise"]
                )
            noisy = loss * np.exp(noise[side] - front["noise"] ** 2 / 2.0)
            lost[side] = lost[side] + part * np.minimum(noisy, front["loss_ceiling"] * strength[side])
        rate = advance.advance_rate(
            rng.standard_normal(shape),
            success,
            posture,
            np.zeros(1),
            front["advance_median"],
            front["advance_spread"],
            front["advance_fortified"],
            front["break_advance"],
            front["advance_failed"],
            front["advance_failed_zero"],
            front["advance_cap"],
        )
        gained = gained + part * DAYS_PER_WEEK * rate
    return Outcome(
        lost["attacker"] / attacker / days,
        lost["defender"] / defender / days,
        success.astype(float),
        gained / days,
    )


def _log_power(strength: Floats, quality: Floats, front: Front) -> Floats:
    """Combat power (ln) of a side fully supplied, with one soldier-equivalent of fires per soldier."""
    return attrition.combat_power(quality, strength, strength, front["share_of_numbers"], np.ones(1))


def fight(battles: Battles, front: Front, rng: np.random.Generator, variant: str = "mixed") -> Outcome:
    """Fight a set of battles at equal quality, once per draw."""
    ones = np.ones((battles.days.size, 1))
    return battle(
        attacker=battles.attacker[:, None],
        defender=battles.defender[:, None],
        posture=battles.fortification[:, None],
        quality=ones,
        surprise=battles.surprise[:, None],
        air=battles.air[:, None],
        days=battles.days[:, None],
        front=front,
        rng=rng,
        variant=variant,
    )


def read(path: Path) -> Battles:
    """Battles from a CSV with the columns of CDB90.

    Raises:
        SimError: naming the line and what was found.
    """
    if not path.is_file():
        raise SimError(f"{path}: found no file, expected a CSV with columns {', '.join(COLUMNS)}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise SimError(
                f"{path.name}:1: found no column {', '.join(missing)}, expected {', '.join(COLUMNS)}"
            )
        rows = [(reader.line_num, row) for row in reader]
    faults = [fault for line, row in rows for fault in _faults(path.name, line, row)]
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
    lost = [column(name, np.nan) for name in ("CASA", "CASD")]
    won = column("WINA", np.nan)
    year = column("year", np.nan)
    west = np.array([row.get("war4_theater") == "Western Front" for row in rows])
    positional = west & (year >= 1915.0) & (year <= 1917.0)
    recorded = Outcome(
        (lost[0] / attacker / days)[:, None],
        (lost[1] / defender / days)[:, None],
        np.where(won > 0.0, 1.0, np.where(won < 0.0, 0.0, np.nan))[:, None],
        column("adv", np.nan)[:, None],
    )
    return Battles(
        attacker,
        defender,
        posture,
        days,
        np.maximum(column("SURPA", 0.0), 0.0),
        column("AEROA", 0.0),
        positional if positional.any() else posture == "FD",
        recorded,
    )


QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


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
        drawn["attacker_strength"],
        drawn["attacker_strength"] / drawn["force_ratio"],
        posture,
        np.maximum(1.0, np.rint(drawn["days"])),
        drawn["surprise"],
        drawn["air_superiority"],
        posture == "FD",
    )
