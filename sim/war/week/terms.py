"""What terms are worth to each side, and the least share of the pie for which it would take them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.base.arrays import MONTHS_PER_YEAR, WEEKS_PER_MONTH, Bools, Floats, total
from sim.base.terms import BUNDLES, LEVELS, NAMED_LINES
from sim.rules import bargaining as rules
from sim.rules import commitment, offers
from sim.rules.supply import Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import LINE
from sim.war.inputs import Section
from sim.war.state import State

IN_FORCE = 0.5
"""`bargaining.ceasefire` and `nato.neutrality_offer` from which there is one."""


@dataclass(frozen=True)
class Table:
    """Terms on the table. Packages are what is agreed beside a line; bundles have a line too."""

    lines: Floats
    """Russia's share of the pie behind each line, shape (lines, n)."""
    open: Bools
    """Packages that can be had this week, shape (packages, n)."""
    growth: dict[str, Floats]
    """Natural logarithm of how much each side's standing power would grow with the guns silent, shape (n,)."""
    covered: Floats
    """Strength times credibility of each level of guarantee, shape (levels, n) or (levels, 1)."""

    def surplus(self, side: Belligerent, least: Floats) -> Floats:
        """What each bundle gives a side beyond the least it takes. Shape (bundles, n)."""
        own = side.chance(self.lines)
        return np.asanyarray((own[:, None, :] - least[None, :, :]).reshape(BUNDLES, -1))


def lay(state: State) -> Table:
    """The table as it stands this week."""
    p = state.inputs.section("bargaining")
    strengths, west = _strengths(p), state.nato.numbers
    within = np.broadcast_to(strengths <= west["guarantee"] + 1e-9, (len(LEVELS), state.n))
    # An alliance behind an open door is membership: nobody can offer it who has closed the door.
    member = np.array([[level == "alliance"] for level in LEVELS]) & (west["neutrality_offer"] >= IN_FORCE)
    growth = {side.name: _growth(side, state, p) for side in state.sides}
    return Table(shares_of_lines(state), np.concatenate([within & ~member, within]), growth, strengths * credibility(p))


def shares_of_lines(state: State) -> Floats:
    """Russia's share of the pie behind each line, the halfway ones among them. Shape (lines, n)."""
    p = state.inputs.section("bargaining")
    by_name = {name: p[f"line.{name}"] for name in NAMED_LINES} | {"contact": contact_share(state)}
    named = list(by_name.values())
    between = [(below + above) / 2.0 for below, above in pairwise(named)]
    rows = [row for pair in zip(named, between, strict=False) for row in pair]
    return np.stack([np.broadcast_to(row, (state.n,)) for row in (*rows, named[-1])])


def contact_share(state: State) -> Floats:
    """Russia's share of the pie along the line of contact. Shape (n,)."""
    p = state.inputs.section("bargaining")
    return offers.line_share(p["line.contact"], total(state.front.change[LINE]), p["pie"])


def credibility(p: Section) -> Floats:
    """Chance that each level of guarantee is honoured: treaties, and what troops stand behind. Shape (levels, n or 1)."""
    treaties = [p["credibility.treaty"]] * (len(LEVELS) - 2)
    return np.stack(np.broadcast_arrays(np.zeros(1), *treaties, p["credibility.troops"]))


def _strengths(p: Section) -> Floats:
    return np.stack(np.broadcast_arrays(np.zeros(1), *(p[f"guarantee_strength.{level}"] for level in LEVELS[1:])))


def guarantee_strengths(state: State) -> Floats:
    """Strength of each level of guarantee, 0-1. Shape (levels, n) or (levels, 1)."""
    return _strengths(state.inputs.section("bargaining"))


def standing_power(side: Belligerent, state: State) -> Floats:
    """Natural logarithm of a side's standing power: its front force, and its shells beside those that a campaign needs."""
    p = state.inputs.section("bargaining")
    needed = state.shells_needed * p["shift_horizon"] * WEEKS_PER_MONTH
    return _power(p, side.front_force, side.stock[Kind.SHELLS] + needed)


def _power(p: Section, people: Floats, materiel: Floats) -> Floats:
    weights = commitment.Standing(p["rise_by_people"], p["rise_by_materiel"])
    return commitment.log_power(commitment.Standing(people, materiel), weights)


def _growth(side: Belligerent, state: State, p: Section) -> Floats:
    """Its ln m: what would stand at the horizon over what stands now, on this week's inflow with the guns silent."""
    own, weeks = side.numbers, p["shift_horizon"] * WEEKS_PER_MONTH
    rearms = 1.0 + own["rearms_in_talks"] * ~state.diplomacy.talks  # those who talk do so already
    recruits = side.recruits * own["recruitment_in_peace"] / np.maximum(side.recruitment_effort, 1e-9) * rearms
    leaving = (own["desertion"] * side.desertion_factor + own["discharge"]) / WEEKS_PER_MONTH * side.front_force
    people = side.front_force + (own["recruits_to_front"] * recruits - leaving) * weeks
    aid = state.nato.sends(state.week)[Kind.SHELLS] if state.nato.backs == side.name else np.zeros(1)
    shells = np.maximum(0.0, side.inflow[Kind.SHELLS] - aid) * rearms + aid * p["aid_in_pause"]
    needed = state.shells_needed * weeks
    after = _power(p, people, side.stock[Kind.SHELLS] + needed + shells * weeks)
    return after - standing_power(side, state)


def weariness(side: Belligerent) -> Floats:
    """Share of its normal will that a side has lost; negative where it has more."""
    return 1.0 - side.spirit


def war_cost(side: Belligerent, p: Section) -> Floats:
    """Cost of fighting on, in shares of the pie."""
    weary = p["cost_by_weariness"] * np.maximum(0.0, weariness(side))
    return np.asanyarray(side.numbers["war_cost"] + weary + p["cost_by_money"] * (1.0 - side.funded))


def concession(side: Belligerent, state: State, covered: Floats, neutral: Floats) -> Floats:
    """Worth of what is agreed beside territory: the backed side's alignment and guarantee, to it and to its enemy.

    Args:
        side: whose view.
        state: the wars.
        covered: strength times credibility of the guarantee.
        neutral: 1 where the backed side is neutral, else 0.
    """
    own, p = side.numbers, state.inputs.section("bargaining")
    offer = state.nato.numbers["neutrality_offer"]
    word = neutral * (offer + (1.0 - offer) * p["neutrality_by_pledge"])
    if state.nato.backs == side.name:
        return np.asanyarray(own["guarantee_worth"] * covered - own["neutrality_price"] * word)
    return np.asanyarray(own["neutrality_worth"] * word - own["guarantee_price"] * covered)


def believed(side: Belligerent, state: State) -> Floats:
    """Chance that Russia prevails on which a side bargains, under the structural variant."""

    def chance(option: str) -> Floats:
        if option == "mutually_hurting_stalemate":
            return contact_share(state)  # nobody expects to move the line, so each compares terms with what it holds
        return (state.russia.belief + state.ukraine.belief) / 2.0 if option == "commitment" else side.belief

    return state.inputs.pick("structure.bargaining", chance)


def held_dear(side: Belligerent, state: State) -> Floats:
    """Premium for what it holds indivisible; backers who press take part of it away. Shape (n,)."""
    premium, p = side.numbers["indivisibility"], state.inputs.section("bargaining")
    if state.nato.backs == side.name:
        return np.asanyarray(premium * (1.0 - p["pressure_effect"] * state.nato.numbers["pressure_to_settle"]))
    return premium


def feared(side: Belligerent, state: State, table: Table, prevails: Floats) -> Floats:
    """Premium for the next war with each level of guarantee. Shape (levels, n).

    Args:
        side: whose.
        state: the wars.
        table: what is on the table.
        prevails: chance that Russia prevails, as whoever asks sees it.
    """
    p, growth = state.inputs.section("bargaining"), table.growth
    loss = commitment.feared_loss(
        side.chance(prevails), growth[side.name], growth[side.enemy], exponent=p["contest_exponent"]
    )
    covered = table.covered if state.nato.backs == side.name else np.zeros((len(LEVELS), 1))
    fear = commitment.Fear(
        chance=p["fear_of_attack"],
        patience=p["patience"],
        years=p["shift_horizon"] / MONTHS_PER_YEAR,
        by_guarantee=p["fear_by_guarantee"],
    )
    return commitment.fear_of_next_war(loss, war_cost(side, p), covered, fear)


def least_shares(side: Belligerent, state: State, table: Table, prevails: Floats) -> Floats:
    """Least share of the pie that a side takes with each package. Shape (packages, n); arguments as of `feared`."""
    by_alignment = [
        rules.reservation(
            side.chance(prevails),
            war_cost(side, state.inputs.section("bargaining")),
            premium=held_dear(side, state),
            commitment=feared(side, state, table, prevails),
            concession=concession(side, state, table.covered, np.array([neutral])),
        )
        for neutral in (0.0, 1.0)
    ]
    return np.concatenate([np.broadcast_to(each, (len(LEVELS), state.n)) for each in by_alignment])
