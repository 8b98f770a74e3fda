"""People through the week: recruits, training, casualties, returns, desertion, and a birthday every four weeks."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats, total
from sim.rules import manpower as rules
from sim.rules.chance import p_of_hazard
from sim.rules.ladders import BelarusRung
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.forces import TRAINING_STAGES
from sim.war.inputs import Section
from sim.war.state import State

AGEING_WEEKS = 4
"""Weeks between two steps of ageing: cohorts are five years wide, a month is fine enough."""


@dataclass(frozen=True)
class Arrivals:
    """Who comes out of training and out of care this week [persons]. Shapes (n,)."""

    graduates: Floats
    returned: Floats


@dataclass(frozen=True)
class Leavers:
    """Who leaves the army unhurt this week [persons]. Shapes (n,)."""

    deserted: Floats
    discharged: Floats


def move_people(state: State) -> None:
    """Move everybody one week on."""
    for side in state.sides:
        graduates = _train(side, _recruit(side, state))
        returned = _care(side)
        leavers = _casualties(side, state.inputs.section("manpower"))
        _front(side, Arrivals(graduates, returned), leavers, state)
        state.only_if(state.week % AGEING_WEEKS == AGEING_WEEKS - 1, partial(_age, side))


def _recruit(side: Belligerent, state: State) -> Floats:
    """Intake, (c, n): nominal recruitment x effort x money x what is left of the eligible, within training capacity."""
    p = side.numbers
    reached = rules.eligible_share(side.minimum_age, p["mobilisation_max_age"])
    eligible = total(side.available * reached)
    willing = eligible / np.maximum(side.eligible_reference, 1.0)
    paid = 1.0 - p["recruitment_by_money"] * (1.0 - side.funded)
    effort = np.where(state.diplomacy.at_peace, p["recruitment_in_peace"], side.recruitment_effort)
    rearming = 1.0 + p["rearms_in_talks"] * (state.diplomacy.talks | state.diplomacy.at_peace)
    wanted = p["recruitment"] * effort * willing * paid * rearming
    if state.belarus.backs == side.name:
        trains = state.belarus.involvement >= BelarusRung.LOGISTICS
        wanted = wanted * (1.0 + state.belarus.numbers["training_support"] * trains)
    capacity = p["training_capacity"] / WEEKS_PER_MONTH
    taken = rules.intake_by_cohort(side.available, reached, wanted / WEEKS_PER_MONTH, capacity)
    side.available = side.available - taken
    side.recruits = total(taken)
    side.recruited_total = side.recruited_total + side.recruits
    state.record_first(f"{side.name} lowers its mobilisation age", side.minimum_age < p["mobilisation_min_age"])
    return taken


def _train(side: Belligerent, taken: Floats) -> Floats:
    """Through the stages of training into the army; returns those who finish, (n,)."""
    rate = p_of_hazard(TRAINING_STAGES / side.numbers["pipeline_weeks"])
    stages = [side.training[0] + taken, *side.training[1:]]
    moving = [stage * rate for stage in stages]
    staying = [stage - leaving for stage, leaving in zip(stages, moving, strict=True)]
    later = [stage + arriving for stage, arriving in zip(staying[1:], moving, strict=False)]
    side.training = np.stack([staying[0], *later])
    side.army = side.army + moving[-1]
    return total(moving[-1])


def _care(side: Belligerent) -> Floats:
    """Wounded who come back this week, (n,)."""
    back = side.wounded * p_of_hazard(1.0 / side.numbers["recovery_weeks"])
    side.wounded = side.wounded - back
    side.army = side.army + back
    returned = total(back)
    side.returned_total = side.returned_total + returned
    return returned


def _casualties(side: Belligerent, shared: Section) -> Leavers:
    """Killed, captured, invalided, wounded, deserted, discharged; returns who left unhurt."""
    p = side.numbers
    serving = total(side.army)
    lost = np.minimum(side.casualties, serving)
    deserted = p["desertion"] * side.desertion_factor / WEEKS_PER_MONTH * (serving - lost)
    unfit = rules.unfit_factor(rules.mean_age(side.army), shared["discharge_age_reference"], shared["discharge_by_age"])
    discharged = np.minimum(1.0, p["discharge"] * unfit) / WEEKS_PER_MONTH * (serving - lost)
    leaving = deserted + discharged
    hit = side.army * (lost / np.maximum(serving, 1.0))
    side.army = side.army - hit
    gone = side.army * (leaving / np.maximum(serving - lost, 1.0))
    side.army = side.army - gone
    returning = (1.0 - p["killed_share"] - p["captured_share"]) * p["wounded_return"]
    side.wounded = side.wounded + hit * returning
    side.killed = lost * p["killed_share"]
    side.casualties_total = side.casualties_total + lost
    side.killed_total = side.killed_total + side.killed
    side.lost_total = side.lost_total + lost * (1.0 - returning)
    side.left_total = side.left_total + leaving
    return Leavers(deserted, discharged)


def _front(side: Belligerent, arrivals: Arrivals, leavers: Leavers, state: State) -> None:
    """The front force after reinforcements and losses, and what newcomers do to its experience.

    Most who desert do so at the front; the discharged leave from wherever they serve.
    """
    p, shared = side.numbers, state.inputs.section("manpower")
    serving = total(side.army)
    arriving = p["recruits_to_front"] * arrivals.graduates + p["returned_to_front"] * arrivals.returned
    at_front = side.front_force / np.maximum(serving, 1.0)
    leaving = side.casualties + shared["desertion_at_front"] * leavers.deserted + leavers.discharged * at_front
    side.front_force = np.minimum(np.maximum(0.0, side.front_force + arriving - leaving), serving)
    change = shared["infantry_recruits"] * arriving - shared["infantry_losses"] * leaving
    missing = np.maximum(0.0, p["front_establishment"] * shared["infantry_wanted"] - side.infantry)
    moved = np.minimum(shared["infantry_transfer"] * missing, np.maximum(0.0, side.front_force - side.infantry))
    side.infantry = np.minimum(np.maximum(0.0, side.infantry + change + moved), side.front_force)
    level = rules.training_level(
        p["training_weeks"], shared["training_reference"], shared["training_exponent"], shared["training_level_max"]
    )
    fresh = np.minimum(1.0, p["recruits_to_front"] * arrivals.graduates / np.maximum(side.front_force, 1.0))
    side.experience = rules.experience(side.experience, fresh, level, shared["learning"])


def _age(side: Belligerent) -> None:
    """Four weeks of birthdays; those who pass the oldest cohort leave, those who turn 18 enter."""
    p = side.numbers
    years = AGEING_WEEKS / WEEKS_PER_YEAR
    entrants = p["entrants"] * p["available_share"] * years
    none = np.zeros(1)
    side.available, old = rules.age_on(side.available, years, entrants)
    outflow = side.available * (p["civilian_outflow"] * years)
    side.available = side.available - outflow
    side.army, retired = rules.age_on(side.army, years, none)
    side.training, retired_training = rules.age_on(side.training, years, none)
    side.wounded, retired_wounded = rules.age_on(side.wounded, years, none)
    side.entered_total = side.entered_total + entrants
    side.aged_out_total = (
        side.aged_out_total + old + total(outflow) + retired + total(retired_training) + retired_wounded
    )
