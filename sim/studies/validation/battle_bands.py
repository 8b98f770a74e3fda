"""T01-T06 and T08-T17: the kernel of the front against battles since 1900.

T07 is a theatre's and lives with the wars.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Bools, Floats
from sim.rules import attrition
from sim.studies.validation.battles import FORTIFICATION, BattleOutcome, Battles, Front, fight
from sim.studies.validation.findings import Band, Finding, bands, measured
from sim.studies.validation.regressions import design, least_squares, logistic

LONG = 10.0
"""Days from which an operation counts as long."""


@dataclass(frozen=True)
class Fought:
    """Battles, how they went in each draw, and the numbers they were fought with."""

    battles: Battles
    outcome: BattleOutcome
    front: Front | None
    """None for what is on record."""

    @property
    def n(self) -> int:
        """Draws."""
        return int(self.outcome.success.shape[1])

    @property
    def exchange(self) -> Floats:
        """Loss-exchange ratio in persons, attacker over defender; NaN without losses."""
        b, o = self.battles, self.outcome
        lost = o.loss_defender * b.defender[:, None]
        paid = o.loss_attacker * b.attacker[:, None]
        return np.asarray(np.divide(paid, lost, out=np.full(lost.shape, np.nan), where=lost > 0.0))

    def per_draw(self, measure: Callable[[int], float]) -> Floats:
        """One value per draw. Shape (draws,)."""
        return np.array([measure(draw) for draw in range(self.n)])

    def median(self, values: Floats, chosen: Bools) -> Floats:
        """Median by draw over chosen battles, or battles of chosen draws; NaN where there are none. Shape (draws,)."""
        chosen = np.broadcast_to(chosen if chosen.ndim == 2 else chosen[:, None], values.shape)
        picked = [column[keep & np.isfinite(column)] for column, keep in zip(values.T, chosen.T, strict=True)]
        return np.array([np.median(some) if some.size else np.nan for some in picked])


def _logs(values: Floats) -> Floats:
    """Logarithms of positive values, NaN of the rest."""
    return np.log(np.where(values > 0.0, values, np.nan))


def _exchange_slope(f: Fought) -> Floats:
    x, logs = design(f.battles.log_ratio), _logs(f.exchange)
    return f.per_draw(lambda draw: least_squares(logs[:, draw], x)[0][1])


def _daily_losses(f: Fought, draw: int) -> tuple[Floats, float]:
    """Regression of ln daily losses on side, ln enemy's strength, ln own strength; both sides stacked."""
    a, d = f.battles.attacker, f.battles.defender
    lost = np.concatenate([f.outcome.loss_attacker[:, draw] * a, f.outcome.loss_defender[:, draw] * d])
    attacks = np.concatenate([np.ones(a.size), np.zeros(d.size)])
    enemy, own = np.log(np.concatenate([d, a])), np.log(np.concatenate([a, d]))
    return least_squares(_logs(lost), design(attacks, enemy, own))


def spread_of_long(f: Fought) -> float:
    """Spread of ln daily loss shares between long operations, both sides, median over draws."""
    keep = f.battles.days >= LONG
    sides = (f.outcome.loss_attacker[keep], f.outcome.loss_defender[keep])
    return float(np.mean([np.median(np.nanstd(_logs(side), axis=0, ddof=1)) for side in sides]))


def _p_success(f: Fought, ratio: float) -> Floats:
    """Success rule against prepared defence at equal quality, without surprise, equal in the air."""
    if f.front is None:
        return np.full(1, np.nan)
    p = f.front
    bonus = -p["success_fortified"] * FORTIFICATION["PD"]
    return attrition.p_success(np.log(np.full(1, ratio)), p["success_intercept"], p["success_slope"], bonus)


def _success_slope(f: Fought) -> Floats:
    x = design(f.battles.log_ratio)
    return f.per_draw(lambda draw: float(logistic(f.outcome.success[:, draw], x)[1]))


def _success_by(f: Fought, cause: str) -> Floats:
    """Logits that a cause adds, in a regression on force ratio, posture, surprise and air."""
    b = f.battles
    causes = {
        "ratio": b.log_ratio,
        "prepared": b.in_posture("PD"),
        "fortified": b.in_posture("FD"),
        "delay": b.in_posture("DL", "WD"),
        "surprise": b.surprise,
        "air": b.air,
    }
    x, place = design(*causes.values()), 1 + list(causes).index(cause)
    return f.per_draw(lambda draw: float(logistic(f.outcome.success[:, draw], x)[place]))


def _fortified_advance(f: Fought) -> Floats:
    """Median advance against fortified defence at ratios of 1 to 2."""
    ratio = f.battles.attacker / f.battles.defender
    return f.median(f.outcome.advance, (f.battles.posture == "FD") & (ratio >= 1.0) & (ratio <= 2.0))


def _failed_without_gain(f: Fought) -> Floats:
    shares = []
    for gained, success in zip(f.outcome.advance.T, f.outcome.success.T, strict=True):
        failed = gained[(success == 0.0) & np.isfinite(gained)]
        shares.append(float((failed <= 0.0).mean()) if failed.size else np.nan)
    return np.array(shares)


def _advance_by(f: Fought, cause: str) -> Floats:
    """Effect of a cause on ln advance, where there is any, in a regression on causes and result."""
    b, logs = f.battles, _logs(f.outcome.advance)
    causes = {
        "ratio": b.log_ratio,
        "prepared": b.in_posture("PD"),
        "fortified": b.in_posture("FD"),
        "surprise": b.surprise,
        "air": b.air,
    }
    place = 1 + list(causes).index(cause)
    won = np.where(np.isnan(f.outcome.success), 0.0, f.outcome.success)
    return f.per_draw(lambda draw: least_squares(logs[:, draw], design(*causes.values(), won[:, draw]))[0][place])


MEASURES: dict[str, Callable[[Fought], Floats]] = {
    "T01": _exchange_slope,
    "T02": lambda f: f.per_draw(lambda draw: float(_daily_losses(f, draw)[0][2:].sum())),
    "T03": lambda f: f.median(f.exchange, f.outcome.success == 0.0),
    "T04": lambda f: f.median(f.exchange, f.outcome.success == 1.0),
    "T05": lambda f: 100.0 * f.median(f.outcome.loss_attacker, f.battles.days >= LONG),
    "T06": lambda f: 100.0 * f.median(f.outcome.loss_defender, f.battles.days >= LONG),
    "T08": lambda f: f.per_draw(lambda draw: _daily_losses(f, draw)[1]),
    "T09": lambda f: _p_success(f, 1.0),
    "T10": lambda f: _p_success(f, 3.0),
    "T11": _success_slope,
    "T12a": lambda f: _success_by(f, "surprise"),
    "T12b": lambda f: _success_by(f, "air"),
    "T13": lambda f: f.median(f.outcome.advance, f.battles.positional),
    "T14": _fortified_advance,
    "T15": _failed_without_gain,
    "T16": lambda f: _advance_by(f, "fortified"),
    "T17": lambda f: _advance_by(f, "ratio"),
}
"""How each band is measured, by id, one value a draw; the table of bands says what it is, and in which unit."""


def battle_findings(battles: Battles, front: Front, rng: np.random.Generator, variant: str = "mixed") -> list[Finding]:
    """Fight the battles once per draw and measure every band."""
    fought = Fought(battles, fight(battles, front, rng, variant), front)
    record = Fought(battles, battles.recorded, None) if battles.recorded is not None else None
    expected = bands()
    return [_finding(expected[key], measure, fought, record) for key, measure in MEASURES.items()]


def _finding(band: Band, measure: Callable[[Fought], Floats], fought: Fought, record: Fought | None) -> Finding:
    words = [band.how]
    if record is not None:
        there = float(measure(record)[0])
        words += [f"these battles themselves: {there:.2f}"] if np.isfinite(there) else []
    if band.id == "T08":
        words.append(f"operations of ten days or more: model {spread_of_long(fought):.2f}")
        words += [f"record {spread_of_long(record):.2f}"] if record is not None else []
    return measured(band, "battles", measure(fought), "; ".join(words))
