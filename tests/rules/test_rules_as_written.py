"""Every rule gives what its equation says: each written a second time, for one war, in plain floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import is_dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

WIDTH = 7
WEEKS_PER_YEAR = 365.25 / 7.0
WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12.0
EDGES = (18, 25, 30, 35, 40, 45, 50, 55, 60, 65)
SPANS = [high - low for low, high in pairwise(EDGES)]
MIDDLES = [(low + high) / 2.0 for low, high in pairwise(EDGES)]


def within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def odds(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit))


def wandered(spread: float, half: float, months: float) -> float:
    pull = math.log(2.0) / half
    return spread * spread * (1.0 - math.exp(-2.0 * pull * months)) / (2.0 * pull)


def strains(strain: Any, weights: Any) -> list[float]:
    names = ("thinness", "fires", "fatigue", "loss", "surprise", "air", "works")
    return [getattr(strain, name) * getattr(weights, name) for name in names]


def rate(z: float, won: bool, works: float, pace: Any) -> float:
    gained = 1.0 if won else pace.failed if z > pace.failed_zero else 0.0
    return min(pace.cap, pace.median * math.exp(pace.spread * z - pace.fortified * works) * gained)


def run(speed: float, luck: float, closing: float, behind: float, reach: float) -> list[float]:
    arrival = math.log(1.0 / luck) * closing
    left = reach - behind if reach > behind else 0.0
    depth = min(left, speed * min(7.0, arrival))
    return [depth, arrival < 7.0 or depth >= left]


def closing(quickest: float, reserve: float, needed: float, slowest: float) -> float:
    ready = min(1.0, reserve / max(1.0, needed))
    return min(slowest, quickest / ready) if ready > 0.0 else slowest


def attacked(base: float, made: Any, met: Any, cover: float, background: float) -> float:
    quiet = max(0.0, 1.0 - made.duty - met.duty)
    own = made.duty * made.multiplier * made.dearness
    return 7.0 * base * (own + met.duty / met.multiplier + cover * quiet * background)


def power(quality: float, troops: float, fires: float, supply: float, a: float) -> float:
    q, n, f, s = (part + 1e-9 for part in (quality, troops, fires, supply))
    return math.log(q * s) + a * math.log(n) + (1.0 - a) * math.log(f)


def battlefield(seen: Any, by: Any) -> float:
    return odds(by.gain * seen.gain + by.losses * seen.losses + by.manning * seen.manning)


def feared(belief: float, seen: Any, by: Any, at_rest: float, otherwise: float) -> float:
    logit = at_rest + by.ground * within(seen.ground, -1.0, 2.0) + by.men * seen.men + by.will * seen.will
    lost = odds(logit + math.log((1.0 - belief) / belief)) if 0.0 < belief < 1.0 else 1.0 - belief
    return lost + otherwise - lost * otherwise


def resumption(shift: float, signed: Any, by: Any) -> float:
    aged = by.base * max(signed.years, 1.0 / 52.0) ** by.by_time * math.exp(by.by_shift * shift)
    kept = 1.0 - by.by_guarantee * signed.covered
    hazard = aged * kept * by.of_pressed**signed.pressed * by.by_zone**signed.zone
    return hazard if signed.settled else hazard * by.of_armistice


def moved_odds(chance: float, shift: float) -> float:
    p = within(chance, 0.001, 0.999)
    return odds(math.log(p / (1.0 - p)) + shift)


def put_forward(worth: Sequence[float], luck: float) -> float:
    if sum(worth) <= 0.0:
        return -1.0
    upto = 0.0
    for number, each in enumerate(worth):
        upto += each
        if upto > luck * sum(worth):
            return float(number)
    return len(worth) - 1.0


def economy(index: float, damage: float, shock: float, by: Any) -> float:
    growth = (by.trend - by.drag * damage) / WEEKS_PER_YEAR + by.spread * shock / math.sqrt(WEEKS_PER_YEAR)
    return max(0.1, index * (1.0 + growth))


def covered(index: float, oil: float, aid: float, by: Any) -> float:
    own = (1.0 - by.by_aid) * index * (1.0 + by.by_oil * (oil - 1.0))
    return max(0.0, by.covered * (own + by.by_aid * aid))


def spent(reserve: float, share: float) -> list[float]:
    if share >= 1.0:
        return [reserve + (share - 1.0) / WEEKS_PER_MONTH, 1.0]
    paid = min(reserve, (1.0 - share) / WEEKS_PER_MONTH)
    return [reserve - paid, share + paid * WEEKS_PER_MONTH]


def will(now: float, norm: float, news: Any, shock: float, wear: Any) -> float:
    home = wear.recovery * (norm - now)
    worn = wear.by_casualties * news.casualties + wear.by_hardship * news.hardship
    won = wear.by_ground * news.gain / 1000.0
    return within(now + home - worn + won + wear.spread * shock / math.sqrt(WEEKS_PER_MONTH), 0.0, 1.0)


def rung(now: float, floor: float, up: bool, down: bool, incident: bool) -> float:
    if incident or (now >= 6.0 and not down):
        return 6.0
    return max(floor, within(now + (up and now < 6.0) - down, 1.0, 5.0))


def floor(permission: float, nato: float, deep_from: float) -> float:
    allowed = 1.0 + (permission > 0.0) + (permission > deep_from)
    return max(allowed, 5.0 if nato >= 3.0 else 4.0 if nato >= 2.0 else 1.0)


def eligible(youngest: float, oldest: float) -> list[float]:
    return [max(0.0, min(high, oldest) - max(low, youngest)) / (high - low) for low, high in pairwise(EDGES)]


def intake(men: Sequence[float], reached: Sequence[float], wanted: float, capacity: float) -> list[float]:
    pool = [a * b for a, b in zip(men, reached, strict=True)]
    taken = min(wanted, capacity, sum(pool))
    return [taken * part / max(1.0, sum(pool)) for part in pool]


def birthdays(men: Sequence[float], years: float, entrants: float) -> list[float]:
    moving = [people * years / span for people, span in zip(men, SPANS, strict=True)]
    return [*(p - m + c for p, m, c in zip(men, moving, [entrants, *moving[:-1]], strict=True)), moving[-1]]


def mean(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True)) / max(1e-9, sum(weights))


def structure(men: Sequence[float], target: float) -> list[float]:
    def tilted(by: float) -> list[float]:
        parts = [m * math.exp(by * (age - 40.0)) for m, age in zip(men, MIDDLES, strict=True)]
        return [part / sum(parts) for part in parts]

    return tilted(brentq(lambda by: mean(tilted(by), MIDDLES) - target, -5.0, 5.0, xtol=1e-14))


def aged(men: Sequence[float], decline: float, start: float, infantry: float) -> float:
    return 1.0 - infantry * (1.0 - mean(men, [math.exp(-decline * max(0.0, age - start) / 10.0) for age in MIDDLES]))


def fire(there: float, wanted: float, pace: Any) -> float:
    cover = there / max(pace.cover * wanted, 1e-9)
    return min(there, wanted * min(pace.ceiling, cover**pace.elasticity))


def arriving(transit: float, pledged: float, lag: float) -> list[float]:
    left = (transit + pledged) * math.exp(-1.0 / lag)
    return [left, transit + pledged - left]


EQUATIONS: dict[str, Callable[..., Any]] = {
    "advance.advance_rate": rate,
    "advance.bounded_change": lambda change, gain, lose: gain if change > gain else max(change, -lose),
    "advance.break_hazard": lambda most, duty, s, w, start: most * duty * odds(start + sum(strains(s, w))),
    "advance.burdens": strains,
    "advance.by_strength": lambda ratio, b, cap: within(math.exp(b * ratio), 1.0 / cap, cap),
    "advance.closing_time": closing,
    "advance.days_in_line": lambda days, relieved: (days + 7.0) * (1.0 - relieved),
    "advance.fortify": lambda f, dug, lost, belt: within(f + dug * (1.0 - f) - f * lost / belt, 0.0, 1.0),
    "advance.relieved_share": lambda s, weeks: min(1.0, (1.0 - s) / (s * weeks)),
    "advance.run": run,
    "advance.shift_troops": lambda now, wanted, m: (1.0 - m) * now + m * wanted,
    "air.damage_after_week": lambda d, hit, repair: within(d + hit * (1.0 - d) - repair, 0.0, 1.0),
    "air.disrupted": lambda leaking, effect, most: min(most, effect * leaking),
    "air.drones_leaking": lambda n, down, guns, helped: n - down * min(n, guns + helped),
    "air.launched": lambda stock, new, release, noise: (stock + new) * min(1.0, release * math.exp(noise)),
    "air.missiles_leaking": lambda n, down, fill: n - n * down * fill,
    "air.salvo_pace": lambda leak, usual, r: (max(0.01, leak) / max(0.01, usual)) ** r,
    "air.shifted": lambda s, x: odds(math.log(s / (1.0 - s)) + x),
    "drift.after_step": lambda x, z, s, half, t: x * 0.5 ** (t / half) + z * wandered(s, half, t) ** 0.5,
    "drift.drifted": lambda v, x: v * math.exp(x),
    "drift.variance": wandered,
    "air.sorties": lambda c, reference, r: math.exp(r * (reference - c)),
    "attrition.attacker_multiplier": lambda won, failed, succeeded: math.sqrt(succeeded if won else failed),
    "attrition.combat_loss": lambda f, e, law: (
        law.rate * law.reference * (f / law.reference) ** law.p * (e / law.reference) ** law.q
    ),
    "attrition.combat_power": power,
    "attrition.delivered_fires": lambda u, worth, full, km: worth * u / (1.0 + u / (full * km)),
    "attrition.p_success": lambda x, b0, b1, bonus: odds(b0 + b1 * x + bonus),
    "attrition.weekly_loss": attacked,
    "bargaining.bargaining_range": lambda least, other: [1.0 - other, 1.0 - other - least],
    "bargaining.battlefield_signal": battlefield,
    "bargaining.belief_after": lambda a, b, signal, w: [a + w * signal, b + w * (1.0 - signal)],
    "bargaining.deal_hazard": lambda agreed, sign, h: h * sign if agreed else 0.0,
    "bargaining.is_ripe": lambda gain, w, other, pain: abs(gain) < 1.0 and w > pain and other > pain,
    "bargaining.reservation": lambda b, c, i, k, offered: b - c + i + k - offered,
    "commitment.chance_after": lambda p, x, e: moved_odds(p, e * x),
    "commitment.fear_of_next_war": lambda d, c, g, by: (
        by.chance * (1.0 - by.by_guarantee * g) * (d + c / 2.0) * by.patience**by.years
    ),
    "commitment.feared_loss": lambda p, own, enemy, e: max(0.0, moved_odds(p, 0.0) - moved_odds(p, -e * (enemy - own))),
    "commitment.log_power": lambda has, by: (
        by.people * math.log(max(1.0, has.people)) + by.materiel * math.log(max(1.0, has.materiel))
    ),
    "commitment.resumption_hazard": resumption,
    "commitment.shift_to_dissatisfied": lambda then, now, share: max(
        0.0, (now - then) * ((now > share) - (now < share))
    ),
    "commitment.temptation": lambda p, share, c, g: p * (1.0 - g) - share - c,
    "offers.arrival": lambda u, h: math.log(1.0 / (1.0 - u)) / max(1e-12, h),
    "offers.carelessness": lambda k: 0.1 / math.log(k),
    "offers.chosen": put_forward,
    "offers.handed_over": lambda area, room: [part * min(1.0, area / max(1.0, sum(room))) for part in room],
    "offers.line_share": lambda contact, won, pie: within(contact + won / pie, 0.0, 1.0),
    "offers.p_accepted": lambda x, k: odds(math.log(k) * x / 0.1),
    "offers.worth_of_offering": lambda gain, p: max(0.0, gain) * p,
    "choice.chance_of_removal": lambda f, by: (
        by.after_defeat * odds(-(f + by.decided_at) * by.steepness)
        + by.after_victory * odds((f - by.decided_at) * by.steepness)
    ),
    "choice.chances": lambda v, k: [math.exp(k * x) / sum(math.exp(k * y) for y in v) for x in v],
    "choice.choose": lambda p, u: float(sum(sum(p[: k + 1]) < u for k in range(len(p) - 1))),
    "choice.favour": lambda gain, scale, bias, error: gain / scale + bias + error,
    "choice.front_weights": lambda z: [within(-z, 0.0, 1.0), 1.0 - within(abs(z), 0.0, 1.0), within(z, 0.0, 1.0)],
    "choice.precision": lambda k: math.log(k) / 0.1,
    "choice.worth_of_effects": lambda e, w, a: e * w * (a if e * w < 0.0 else 1.0),
    "chance.autocorrelated": lambda x, z, r, s: r * x + s * math.sqrt(1.0 - r * r) * z,
    "chance.drifting": lambda x, z, s, weeks: x + s * z / math.sqrt(weeks) - s * s / weeks / 2.0,
    "chance.logistic": odds,
    "chance.mean_reverting": lambda x, norm, z, pull, s: max(0.0, x + pull * (norm - x) + s * z),
    "chance.p_of_hazard": lambda h: 1.0 - math.exp(-h),
    "economy.covered_share": covered,
    "economy.economy_after_week": economy,
    "economy.oil_price": lambda p, z, s: p * math.exp(s * z / math.sqrt(WEEKS_PER_YEAR) - s * s / WEEKS_PER_YEAR / 2.0),
    "economy.recruiting_need": lambda m, e, k, r: k * (m * e**r - 1.0),
    "economy.spend_reserve": spent,
    "economy.will_after_week": will,
    "escalation.climb_hazard": lambda h, triggers: h * math.exp(triggers),
    "escalation.ladder_after_week": rung,
    "escalation.nuclear_hazard": lambda g, m, r, by: (
        m * r * math.prod(h**part for h, part in ((by.calm, 1.0 - g), (max(by.calm, by.crisis), g)))
    ),
    "escalation.steps_taken": lambda level, mark: float(int(level - mark + 1e-9)) if level > mark else 0.0,
    "escalation.chance_of_answer": lambda steps, p: 1.0 - (1.0 - p) ** steps,
    "escalation.signals_after_week": lambda s, new, weeks: new + s / math.exp(1.0 / weeks),
    "escalation.delayed": lambda h, signals, f: h / math.exp(f * signals),
    "escalation.fear_of_defeat": feared,
    "escalation.faced": lambda fear, least, full: within((fear - least) / (full - least), 0.0, 1.0),
    "escalation.left_by_answer": lambda r, expected, anchor: math.exp(math.log(r) * (expected - anchor)),
    "escalation.left_by_force": lambda r, b, enough: r if b >= enough else math.exp(math.log(r) * b / enough),
    "escalation.friction": lambda rung, trainers, troops: troops if rung >= 3 else trainers if rung >= 2 else 1.0,
    "escalation.policy_floor": floor,
    "manpower.age_effectiveness": aged,
    "manpower.age_on": birthdays,
    "manpower.age_structure": structure,
    "manpower.eligible_share": eligible,
    "manpower.experience": lambda e, new, level, learning: e + new * (level - e) + learning * (1.0 - e),
    "manpower.intake_by_cohort": intake,
    "manpower.line_strength": lambda fill, a: (1.0 - a) + a * min(1.0, fill),
    "manpower.mean_age": lambda men: mean(men, MIDDLES),
    "manpower.training_level": lambda weeks, usual, x, most: min(most, (weeks / usual) ** x),
    "manpower.unfit_factor": lambda age, usual, r: math.exp(r * (age - usual) / 10.0),
    "supply.after_week": lambda stock, new, used: max(0.0, stock + new - used),
    "supply.fire": fire,
    "supply.interdicted": lambda base, strikes, effect, most: min(most, base + effect * strikes),
    "supply.pipeline": arriving,
    "supply.ramp": lambda now, target, weeks: target + (now - target) * math.exp(-1.0 / weeks),
    "supply.refitted": lambda stored, capacity, months: min(capacity, stored / months),
    "supply.supply_ratio": lambda used, wanted: min(1.0, used / max(wanted, 1e-9)) if wanted > 0.0 else 1.0,
    "supply.use": lambda wanted, stock, new: max(0.0, min(wanted, stock + new)),
}


def of_one(thing: Any, war: int) -> Any:
    """An argument of one war: a float, a flag, floats by cohort, or a record of them."""
    if is_dataclass(thing):
        return replace(thing, **{name: of_one(value, war) for name, value in vars(thing).items()})
    return np.asarray(thing)[..., war].tolist() if np.ndim(thing) else thing


def rows(thing: Any) -> np.ndarray:
    """A result as rows of floats, one column a war."""
    parts = list(vars(thing).values()) if is_dataclass(thing) else list(thing) if isinstance(thing, tuple) else [thing]
    return np.vstack([np.broadcast_to(part, np.shape(part) or (WIDTH,)) for part in parts]).astype(float)


def test_every_rule_is_written_a_second_time(rulebook: Any) -> None:
    assert set(EQUATIONS) == set(rulebook.rooms)


@pytest.mark.parametrize("name", EQUATIONS)
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_rule_gives_what_its_equation_says(rulebook: Any, name: str, seed: int) -> None:
    arguments = rulebook.draw(name, np.random.default_rng(seed), WIDTH)
    found = rows(rulebook.apply(name, arguments))
    for war in range(WIDTH):
        expected = np.atleast_1d(EQUATIONS[name](*(of_one(argument, war) for argument in arguments)))
        np.testing.assert_allclose(found[:, war], expected.astype(float), rtol=1e-9, atol=1e-9)
