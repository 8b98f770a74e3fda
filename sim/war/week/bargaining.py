"""Beliefs, what each side would sign, talks, deals, and deals that break."""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Bools, Floats
from sim.rules import bargaining as rules
from sim.rules.advance import bounded_change
from sim.rules.supply import Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import SECTORS
from sim.war.inputs import Section
from sim.war.randomness import Stream
from sim.war.state import Deal, State

TALKS_START = Stream("talks/start")
TALKS_STOP = Stream("talks/stop")
AGREED = Stream("deal/agreed")
KIND = Stream("deal/kind")
RESUMPTION = Stream("deal/resumption")

IN_FORCE = 0.5
"""`bargaining.ceasefire` from which one is in force."""
LEAST_MANNING = 0.01
"""Manning below which a line counts as manned that much: its logarithm stays finite."""


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
    p, d = state.inputs.section("bargaining"), state.diplomacy
    _learn(state, p)
    terms = _terms(state, p)
    d.range_size, d.least, d.most = terms.range_size, terms.least, terms.most
    if state.is_first_week:
        d.range_at_start = terms.range_size
    if state.inputs.choices["structure.bargaining"] == "fixed":
        d.range_size = d.range_at_start
    _resume(state, p, terms.gap)
    _talk(state, p)
    _agree(state, p)
    stop_fire(state, state.fighting & (p["ceasefire"] >= IN_FORCE))


def _learn(state: State, p: Section) -> None:
    """Both sides read the same battlefield; each moves its belief as far as its stubbornness lets it."""
    monthly = state.front.recent_worth / state.inputs["front.memory_weeks"] * WEEKS_PER_MONTH
    burden_russia, burden_ukraine = ((side.casualties + 1.0) / side.numbers["population"] for side in state.sides)
    manning_russia, manning_ukraine = (np.maximum(side.manning, LEAST_MANNING) for side in state.sides)
    seen = rules.Signals(
        gain=monthly / p["reference_gain"],
        losses=np.log(burden_ukraine / burden_russia),
        manning=np.log(manning_russia / manning_ukraine),
    )
    weights = rules.Signals(gain=p["signal_by_gain"], losses=p["signal_by_losses"], manning=p["signal_by_manning"])
    signal, d = rules.battlefield_signal(seen, weights), state.diplomacy
    d.signal = d.signal + (signal - d.signal) / p["signal_memory_weeks"]
    for side in state.sides:
        weight = p["signal_weight"] / WEEKS_PER_MONTH * side.numbers["openness"] * state.fighting
        side.belief_for, side.belief_against = rules.belief_after(side.belief_for, side.belief_against, signal, weight)


def _rise(side: Belligerent, shells_needed: Floats, p: Section) -> Floats:
    """How fast a side grows when nothing is used up: recruits over its force, shells over what the front needs."""
    people = side.recruits * WEEKS_PER_YEAR / np.maximum(side.front_force, 1.0)
    shells = side.inflow[Kind.SHELLS] / shells_needed
    return np.asarray(p["rise_by_people"] * people + p["rise_by_materiel"] * shells)


def _terms(state: State, p: Section) -> Terms:
    """Reservation values of both sides under the structural variant."""
    shared = state.inputs.choices["structure.bargaining"] == "commitment"
    mean_belief = (state.russia.belief + state.ukraine.belief) / 2.0
    rises = {side.name: _rise(side, state.shells_needed, p) for side in state.sides}
    guarantee = state.nato.numbers["guarantee"]
    least, gap = [], np.zeros(state.n)
    for side in state.sides:
        own, backed = side.numbers, state.nato.backs == side.name
        covered = guarantee if backed else np.zeros(1)
        shift = rules.power_shift(rises[side.enemy], rises[side.name], p["shift_sensitivity"], covered)
        gap = gap + shift
        pressed = 1.0 - p["pressure_effect"] * state.nato.numbers["pressure_to_settle"] if backed else np.ones(1)
        cost = (
            own["war_cost"]
            + p["cost_by_weariness"] * np.maximum(0.0, _weariness(side))
            + p["cost_by_money"] * (1.0 - side.funded)
        )
        least.append(
            rules.reservation(
                side.chance(mean_belief if shared else side.belief),
                cost,
                premium=own["indivisibility"] * pressed,
                commitment=p["commitment_weight"] * shift,
                concession=_concession(side, state),
            )
        )
    most, range_size = rules.bargaining_range(*least)
    return Terms(least[0], most, range_size, gap)


def _weariness(side: Belligerent) -> Floats:
    """Share of its normal will that a side has lost; negative where it has more."""
    return 1.0 - side.spirit


def _concession(side: Belligerent, state: State) -> Floats:
    """Worth of what is on the table beside territory: the backed side's alignment, dear to itself and to its enemy."""
    own, offer = side.numbers, state.nato.numbers["neutrality_offer"]
    if state.nato.backs == side.name:
        return -own["neutrality_price"] * offer
    return own["neutrality_worth"] * offer - own["guarantee_price"] * state.nato.numbers["guarantee"]


def _talk(state: State, p: Section) -> None:
    """Talks begin and break off."""
    d = state.diplomacy
    pressed = 1.0 + p["talks_by_pressure"] * state.nato.numbers["pressure_to_settle"]
    willing = 1.0 + p["talks_by_willing"] * (state.russia.open_to_talks.astype(float) + state.ukraine.open_to_talks)
    opened = np.where(d.range_size > 0.0, p["talks_by_range"], 1.0)
    start = p["talks_start"] * pressed * willing * opened / WEEKS_PER_MONTH
    begin = state.happens(TALKS_START, start) & state.fighting & ~d.talks
    stop = state.happens(TALKS_STOP, p["talks_stop"] / WEEKS_PER_MONTH)
    d.talks = (d.talks & ~stop & state.fighting) | begin
    d.talks_weeks = d.talks_weeks + d.talks
    state.record_first("talks begin", begin)


def _can_sign(side: Belligerent) -> Floats:
    """Share of the political room a leader has to sign; it widens as will wears out."""
    room = side.numbers["leader_room"]
    return np.asarray(room + (1.0 - room) * np.clip(_weariness(side), 0.0, 1.0))


def _agree(state: State, p: Section) -> None:
    """A deal, its kind and its terms."""
    d = state.diplomacy
    # The tighter constraint binds; a product would count the reluctance to sign twice.
    can_sign = np.minimum(*map(_can_sign, state.sides))
    hazard = rules.deal_hazard(
        d.range_size, d.talks, can_sign, settle=p["deal_hazard"], background=p["background_hazard"]
    )
    agreed = state.happens(AGREED, hazard / WEEKS_PER_MONTH) & state.fighting
    full = d.talks & (state.random(KIND) < rules.p_settlement(d.range_size, p["settlement_steepness"]))
    _sign(state, p, agreed, full)


def stop_fire(state: State, happens: Bools) -> None:
    """An armistice without terms, where it happens."""
    _sign(state, state.inputs.section("bargaining"), happens, full=np.zeros(state.n, dtype=bool))


def _sign(state: State, p: Section, agreed: Bools, full: Bools) -> None:
    """What a deal of this week says: a settlement where `full`, else an armistice."""
    d = state.diplomacy
    first = agreed & (d.first_deal == Deal.NONE)
    share = rules.russian_share(d.least, d.most, d.signal)
    offer, guarantee = state.nato.numbers["neutrality_offer"], state.nato.numbers["guarantee"]
    neutral = (offer >= p["neutrality_agreed_from"]) | (share > p["neutrality_imposed_above"])
    d.first_deal = np.where(first, np.where(full, Deal.SETTLEMENT, Deal.ARMISTICE), d.first_deal)
    d.first_deal_week = np.where(first, state.week, d.first_deal_week)
    d.deal_russian_share = np.where(first, share, d.deal_russian_share)
    d.deal_neutrality = np.where(first, (full & neutral).astype(float), d.deal_neutrality)
    d.deal_guarantee = np.where(first, guarantee * full, d.deal_guarantee)
    _exchange(state, p, agreed & full)
    d.deal_gained = np.where(first, state.front.gained, d.deal_gained)
    d.signed_guarantee = np.where(agreed, guarantee * full, d.signed_guarantee)
    d.settled = np.where(agreed, full, d.settled)
    d.deal_week = np.where(agreed, state.week, d.deal_week)
    d.at_peace = d.at_peace | agreed
    d.talks = d.talks & ~agreed
    state.record_first("settlement signed", agreed & full)
    state.record_first("armistice agreed", agreed & ~full)


def _exchange(state: State, p: Section, signed: Bools) -> None:
    """Ground changes hands as a settlement says, within what there is of it; nobody has won or lost it in the field."""
    f = state.front
    wanted = np.where(signed, p.by("exchanged", SECTORS), 0.0)
    f.change = f.change + bounded_change(wanted, f.winnable - f.change, f.losable + f.change)


def _resume(state: State, p: Section, gap: Floats) -> None:
    """A deal breaks: the war goes on from where power now stands."""
    d = state.diplomacy
    by = rules.Resumption(
        base=p["resumption_hazard"],
        by_gap=p["resumption_by_gap"],
        by_guarantee=p["resumption_by_guarantee"],
        of_armistice=p["resumption_of_armistice"],
    )
    hazard = rules.resumption_hazard(gap, d.signed_guarantee, d.settled, by)
    held = p["ceasefire"] >= IN_FORCE
    breaks = state.happens(RESUMPTION, hazard / WEEKS_PER_MONTH) & d.at_peace & state.going & ~held
    d.at_peace = d.at_peace & ~breaks
    d.resumed = d.resumed | breaks
    state.record_first("war resumes", breaks)
