"""T01-T06 and T08-T17: the kernel of the front against battles since 1900.

Each band is one function from fought battles to a value per draw. T07 is a theatre's and lives with the wars.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
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
        return np.where(
            lost > 0.0, o.loss_attacker * b.attacker[:, None] / np.where(lost > 0.0, lost, 1.0), np.nan
        )

    def per_draw(self, measure: Callable[[int], float]) -> Floats:
        """One value per draw. Shape (draws,)."""
        return np.array([measure(draw) for draw in range(self.n)])


def exchange_slope(f: Fought) -> Floats:
    """T01: slope of ln loss-exchange ratio on ln force ratio."""
    x = design(f.battles.log_ratio)
    logs = _logs(f.exchange)
    return f.per_draw(lambda draw: least_squares(logs[:, draw], x)[0][1])


def _logs(values: Floats) -> Floats:
    """Logarithms of what is positive, NaN of the rest."""
    return np.log(np.where(values > 0.0, values, np.nan))


def _daily_losses(f: Fought, draw: int) -> tuple[Floats, float]:
    """Regression of ln daily losses on side, ln enemy's strength, ln own strength; both sides stacked."""
    a, d = f.battles.attacker, f.battles.defender
    lost = np.concatenate([f.outcome.loss_attacker[:, draw] * a, f.outcome.loss_defender[:, draw] * d])
    attacks = np.concatenate([np.ones(a.size), np.zeros(d.size)])
    enemy, own = np.log(np.concatenate([d, a])), np.log(np.concatenate([a, d]))
    return least_squares(_logs(lost), design(attacks, enemy, own))


def scale_elasticity(f: Fought) -> Floats:
    """T02: p + q."""
    return f.per_draw(lambda draw: float(_daily_losses(f, draw)[0][2:].sum()))


def residual_spread(f: Fought) -> Floats:
    """T08: spread of ln daily losses that strengths do not explain."""
    return f.per_draw(lambda draw: _daily_losses(f, draw)[1])


def _median_where(values: Floats, chosen: Floats) -> Floats:
    """Median by draw of the chosen battles; NaN where there are none. Arguments of shape (battles, draws)."""
    picked = [column[keep & np.isfinite(column)] for column, keep in zip(values.T, chosen.T, strict=True)]
    return np.array([np.median(values) if values.size else np.nan for values in picked])


def exchange_failed(f: Fought) -> Floats:
    """T03: median loss-exchange ratio where the attack failed."""
    return _median_where(f.exchange, f.outcome.success == 0.0)


def exchange_success(f: Fought) -> Floats:
    """T04: median loss-exchange ratio where the attack succeeded."""
    return _median_where(f.exchange, f.outcome.success == 1.0)


def _long(f: Fought) -> Floats:
    return np.broadcast_to((f.battles.days >= LONG)[:, None], f.outcome.success.shape)


def attacker_rate(f: Fought) -> Floats:
    """T05: attacker's median loss in long operations [% per day]."""
    return 100.0 * _median_where(f.outcome.loss_attacker, _long(f))


def defender_rate(f: Fought) -> Floats:
    """T06: defender's median loss in long operations [% per day]."""
    return 100.0 * _median_where(f.outcome.loss_defender, _long(f))


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


def success_at_parity(f: Fought) -> Floats:
    """T09: P(success) at 1:1."""
    return _p_success(f, 1.0)


def success_at_three(f: Fought) -> Floats:
    """T10: P(success) at 3:1."""
    return _p_success(f, 3.0)


def success_slope(f: Fought) -> Floats:
    """T11: slope of the log odds of success on ln manpower ratio, nothing else known."""
    x = design(f.battles.log_ratio)
    return f.per_draw(lambda draw: float(logistic(f.outcome.success[:, draw], x)[1]))


def _posture(battles: Battles, *names: str) -> Floats:
    return np.isin(battles.posture, names).astype(float)


def _success_by_causes(f: Fought) -> Floats:
    """Logistic regression on force ratio, posture, surprise and air. Shape (draws, coefficients)."""
    b = f.battles
    x = design(b.log_ratio, _posture(b, "PD"), _posture(b, "FD"), _posture(b, "DL", "WD"), b.surprise, b.air)
    return np.array([logistic(f.outcome.success[:, draw], x) for draw in range(f.n)])


def surprise_effect(f: Fought) -> Floats:
    """T12a: logits a level of surprise adds."""
    return _success_by_causes(f)[:, 5]


def air_effect(f: Fought) -> Floats:
    """T12b: logits a level of air superiority adds."""
    return _success_by_causes(f)[:, 6]


def positional_advance(f: Fought) -> Floats:
    """T13: median advance in positional offensives [km/day]."""
    return _median_where(
        f.outcome.advance, np.broadcast_to(f.battles.positional[:, None], f.outcome.success.shape)
    )


def fortified_advance(f: Fought) -> Floats:
    """T14: median advance against fortified defence at ratios of 1 to 2 [km/day]."""
    ratio = f.battles.attacker / f.battles.defender
    chosen = (f.battles.posture == "FD") & (ratio >= 1.0) & (ratio <= 2.0)
    return _median_where(f.outcome.advance, np.broadcast_to(chosen[:, None], f.outcome.success.shape))


def failed_without_gain(f: Fought) -> Floats:
    """T15: share of failed attacks that gained nothing."""
    shares = []
    for gained, success in zip(f.outcome.advance.T, f.outcome.success.T, strict=True):
        failed = gained[(success == 0.0) & np.isfinite(gained)]
        shares.append(float((failed <= 0.0).mean()) if failed.size else np.nan)
    return np.array(shares)


def _advance_by_causes(f: Fought) -> Floats:
    """Least squares of ln advance, where there is any, on causes and result. Shape (draws, coefficients)."""
    b = f.battles
    causes = (b.log_ratio, _posture(b, "PD"), _posture(b, "FD"), b.surprise, b.air)
    logs = _logs(f.outcome.advance)
    won = np.where(np.isnan(f.outcome.success), 0.0, f.outcome.success)
    return np.array([least_squares(logs[:, draw], design(*causes, won[:, draw]))[0] for draw in range(f.n)])


def fortification_effect(f: Fought) -> Floats:
    """T16: effect of fortified against hasty defence on ln advance."""
    return _advance_by_causes(f)[:, 3]


def head_count_effect(f: Fought) -> Floats:
    """T17: effect of ln force ratio on ln advance at a given result."""
    return _advance_by_causes(f)[:, 1]


MEASURES: dict[str, Callable[[Fought], Floats]] = {
    "T01": exchange_slope,
    "T02": scale_elasticity,
    "T03": exchange_failed,
    "T04": exchange_success,
    "T05": attacker_rate,
    "T06": defender_rate,
    "T08": residual_spread,
    "T09": success_at_parity,
    "T10": success_at_three,
    "T11": success_slope,
    "T12a": surprise_effect,
    "T12b": air_effect,
    "T13": positional_advance,
    "T14": fortified_advance,
    "T15": failed_without_gain,
    "T16": fortification_effect,
    "T17": head_count_effect,
}
"""What is measured on fought battles, by id."""


def battle_findings(
    battles: Battles, front: Front, rng: np.random.Generator, variant: str = "mixed"
) -> list[Finding]:
    """Fight the battles once per draw and measure every band."""
    fought = Fought(battles, fight(battles, front, rng, variant), front)
    record = Fought(battles, battles.recorded, None) if battles.recorded is not None else None
    expected = bands()
    return [_finding(expected[key], measure, fought, record) for key, measure in MEASURES.items()]


def _finding(
    band: Band, measure: Callable[[Fought], Floats], fought: Fought, record: Fought | None
) -> Finding:
    words = [band.how]
    if record is not None:
        there = float(measure(record)[0])
        words += [f"these battles themselves: {there:.2f}"] if np.isfinite(there) else []
    if band.id == "T08":
        words.append(f"operations of ten days or more: model {spread_of_long(fought):.2f}")
        words += [f"record {spread_of_long(record):.2f}"] if record is not None else []
    return measured(band, "battles", measure(fought), "; ".join(words))
