"""Beliefs, what each side would sign, talks, deals, and deals that break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Bools, Floats
from sim.rules import bargaining as rules
from sim.rules import supply as kinds
from sim.rules.advance import p_of_hazard
from sim.war.agents.belligerent import Belligerent
from sim.war.inputs import Section
from sim.war.state import State

SETTLEMENT, ARMISTICE = 1.0, 2.0


@dataclass(frozen=True)
class Terms:
    """Reservation values of the week. Shapes (n,)."""

    least: Floats
    """Least share Russia accepts."""
    most: Floats
    """Largest share for Russia that Ukraine accepts."""
    range_size: Floats
    """Of the range between them; a deal exists where it is positive."""
    gap: Floats
    """Power both expect to shift after signing, summed."""


def bargain(state: State) -> None:
    """A week of diplomacy."""
    p = state.inputs.section("bargaining")
    _learn(state, p)
    terms = _terms(state, p)
    range_size = terms.range_size
    d = state.diplomacy
    if state.week == 0:
        d.range_at_start = range_size
    if state.inputs.choices["structure.bargaining"] == "fixed":
        range_size = d.range_at_start
    d.range_size, d.least, d.most = range_size, terms.least, terms.most
    _resume(state, p, terms.gap)
    _talk(state, p, range_size)
    _agree(state, p, terms, range_size)


def _learn(state: State, p: Section) -> None:
    """Both sides read the same battlefield; each moves its belief as far as its stubbornness lets it."""
    russia, ukraine, f = state.russia, state.ukraine, state.front
    monthly = f.recent_gain / state.inputs["front.memory_weeks"] * WEEKS_PER_MONTH
    burden = [(s.casualties + 1.0) / (s.recruits + 1.0) for s in state.sides]
    signal = rules.battlefield_signal(
        monthly / p["reference_gain"],
        np.log(burden[1] / burden[0]),
        np.log(np.maximum(russia.manning, 0.01) / np.maximum(ukraine.manning, 0.01)),
        (p["signal_by_gain"], p["signal_by_losses"], p["signal_by_manning"]),
    )
    state.diplomacy.signal = state.diplomacy.signal + (signal - state.diplomacy.signal) / 12.0
    for side in state.sides:
        weight = p["signal_weight"] / WEEKS_PER_MONTH * side.numbers["openness"] * state.fighting
        side.belief_for, side.belief_against = rules.belief_after(
            side.belief_for, side.belief_against, signal, weight
        )


def _rise(side: Belligerent, p: Section) -> Floats:
    """How fast a side grows when nothing is used up: a year's recruits and a year's shells, relative to its force."""
    people = side.recruits * WEEKS_PER_YEAR / np.maximum(side.front_force, 1.0)
    shells = side.inflow[kinds.SHELLS] * WEEKS_PER_MONTH / side.numbers["demand.shells"]
    return np.asarray(p["rise_by_people"] * people + p["rise_by_materiel"] * shells)


def _terms(state: State, p: Section) -> Terms:
    """Reservation values of both sides under the structural variant."""
    offer, guarantee = state.nato.numbers["neutrality_offer"], state.nato.numbers["guarantee"]
    shared = state.inputs.choices["structure.bargaining"] == "commitment"
    mean_belief = (state.russia.belief + state.ukraine.belief) / 2.0
    rises = {side.name: _rise(side, p) for side in state.sides}
    values, gap = [], np.zeros(state.n)
    for side in state.sides:
        own = side.numbers
        prevails = mean_belief if shared else side.belief
        belief = prevails if side is state.russia else 1.0 - prevails
        weary = np.maximum(0.0, 1.0 - side.will / np.maximum(side.will_norm, 1e-6))
        cost = own["war_cost"] + p["cost_by_weariness"] * weary + p["cost_by_money"] * (1.0 - side.funded)
        backed = state.nato.backs == side.name
        covered = guarantee if backed else np.zeros(1)
        shift = rules.power_shift(rises[side.enemy], rises[side.name], p["shift_sensitivity"], covered)
        gap = gap + shift
        # Neutrality and guarantees are the backed side's alignment: worth something to its enemy, a price to itself.
        pressed = (
            1.0 - p["pressure_effect"] * state.nato.numbers["pressure_to_settle"] if backed else np.ones(1)
        )
        traded = (
            -own["neutrality_price"] * offer
            if backed
            else own["neutrality_worth"] * offer - own["guarantee_price"] * guarantee
        )
        premium = own["indivisibility"] * pressed
        values.append(rules.reservation(belief, cost, premium, p["commitment_weight"] * shift, traded))
    least, least_of_ukraine = values
    most, range_size = rules.bargaining_range(least, least_of_ukraine)
    return Terms(least, most, range_size, gap)


def _talk(state: State, p: Section, range_size: Floats) -> None:
    """Talks begin and break off."""
    d = state.diplomacy
    pressed = 1.0 + p["talks_by_pressure"] * state.nato.numbers["pressure_to_settle"]
    willing = 1.0 + p["talks_by_willing"] * (
        state.russia.open_to_talks.astype(float) + state.ukraine.open_to_talks
    )
    opened = np.where(range_size > 0.0, p["talks_by_range"], 1.0)
    start = p["talks_start"] * pressed * willing * opened / WEEKS_PER_MONTH
    begin = (state.rolls.uniform("talks/start", state.week) < p_of_hazard(start)) & state.fighting & ~d.talks
    stop = state.rolls.uniform("talks/stop", state.week) < p_of_hazard(p["talks_stop"] / WEEKS_PER_MONTH)
    d.talks = (d.talks & ~stop & state.fighting) | begin
    d.talks_weeks = d.talks_weeks + d.talks
    state.record_first("talks begin", begin)


def _can_sign(side: Belligerent) -> Floats:
    """Share of the political room a leader has to sign; it widens as will wears out."""
    room = side.numbers["leader_room"]
    weary = np.clip(1.0 - side.will / np.maximum(side.will_norm, 1e-6), 0.0, 1.0)
    return np.asarray(room + (1.0 - room) * weary)


def _agree(state: State, p: Section, terms: Terms, range_size: Floats) -> None:
    """A deal, its kind and its terms."""
    d = state.diplomacy
    # The tighter constraint binds; a product would count the reluctance to sign twice.
    can_sign = np.minimum(_can_sign(state.russia), _can_sign(state.ukraine))
    hazard = rules.deal_hazard(range_size, d.talks, can_sign, p["deal_hazard"], p["background_hazard"])
    agreed = (
        state.rolls.uniform("deal/agreed", state.week) < p_of_hazard(hazard / WEEKS_PER_MONTH)
    ) & state.fighting
    full = d.talks & (
        state.rolls.uniform("deal/kind", state.week)
        < rules.p_settlement(range_size, p["settlement_steepness"])
    )
    first = agreed & (d.first_deal == 0.0)
    share = rules.russian_share(terms.least, terms.most, d.signal)
    offer, guarantee = state.nato.numbers["neutrality_offer"], state.nato.numbers["guarantee"]
    neutral = (offer >= 0.5) | (share > p["neutrality_imposed_above"])
    d.first_deal = np.where(first, np.where(full, SETTLEMENT, ARMISTICE), d.first_deal)
    d.first_deal_week = np.where(first, state.week, d.first_deal_week)
    d.deal_russian_share = np.where(first, share, d.deal_russian_share)
    d.deal_neutrality = np.where(first, (full & neutral).astype(float), d.deal_neutrality)
    d.deal_guarantee = np.where(first, guarantee * full, d.deal_guarantee)
    d.deal_gained = np.where(first, state.front.gained, d.deal_gained)
    d.settled = np.where(agreed, full, d.settled)
    d.deal_week = np.where(agreed, state.week, d.deal_week)
    d.at_peace = d.at_peace | agreed
    d.talks = d.talks & ~agreed
    state.record_first("settlement signed", agreed & full)
    state.record_first("armistice agreed", agreed & ~full)


def _resume(state: State, p: Section, gap: Floats) -> None:
    """A deal breaks: the war goes on from where power now stands."""
    d = state.diplomacy
    bare = np.where(d.settled, 1.0, p["resumption_of_armistice"])
    guarantee = state.nato.numbers["guarantee"] * d.settled
    hazard = rules.resumption_hazard(p["resumption_hazard"], gap, p["resumption_by_gap"], guarantee, bare)
    breaks: Bools = (
        (state.rolls.uniform("deal/resumption", state.week) < p_of_hazard(hazard / WEEKS_PER_MONTH))
        & d.at_peace
        & state.going
    )
    d.at_peace = d.at_peace & ~breaks
    d.resumed = d.resumed | breaks
    state.record_first("war resumes", breaks)
