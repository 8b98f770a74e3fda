"""What is read off a war at its end: endings and outcomes, and their definitions in words."""

from dataclasses import dataclass
from typing import Literal

from sim.base.sides import RUSSIA, SIDES, UKRAINE, Side


@dataclass(frozen=True)
class Ending:
    """One of the ways a war can stand at the horizon.

    Attributes:
        name: in tables and on the command line.
        title: in pictures.
        colour: in pictures, on light paper; the hues of Okabe and Ito (2008), told apart with any common colour blindness.
        shape: of its markers, so that nobody needs the colour.
        definition: in words, with the numbers that decide it.
        precedence: rank among the endings that end a war for good, in tens to leave room between: where several happen
            in one week, the lowest stands. None for an ending that holds only as long as nothing else happens.
        winner: the side whose war aims it meets by force, if any.
    """

    name: str
    title: str
    colour: str
    shape: str
    definition: str
    precedence: int | None = None
    winner: Side | None = None

    @property
    def absorbing(self) -> bool:
        """Whether a war that ends so is over for good; a deal may still break."""
        return self.precedence is not None


@dataclass(frozen=True)
class Outcome:
    """A number, flag or category of every war."""

    name: str
    title: str
    unit: str
    kind: Literal["number", "flag", "category"] = "number"


SETTLEMENT = Ending(
    "settlement",
    "Settlement",
    colour="#00A680",
    shape="circle",
    definition=(
        "A signed deal is in force at the horizon: terms that one side or a mediator offered and both accepted, signed at"
        " bargaining.deal_hazard while talks are on and both leaders can sign."
    ),
)
ARMISTICE = Ending(
    "armistice",
    "Armistice",
    colour="#4481F3",
    shape="square",
    definition=(
        "Fire has stopped without a settlement and still holds at the horizon: nothing was agreed but the line of contact,"
        " bargaining.ceasefire was set, both sides were exhausted, or the war froze at bargaining.background_hazard."
    ),
)
RUSSIAN_VICTORY = Ending(
    "russian_victory",
    "Russian victory",
    colour="#AF4A12",
    shape="triangle",
    definition=(
        "Ukraine's defence collapses or capitulates: Russia has taken ukraine.overrun_share of the ground Ukraine has"
        " at stake, or Ukraine's line stayed below ukraine.manning_floor or its will below ukraine.will_floor for"
        " endings.exhausted_weeks and it gave up at endings.giving_up_hazard."
    ),
    precedence=30,
    winner=RUSSIA,
)
UKRAINIAN_RESTORATION = Ending(
    "ukrainian_restoration",
    "Ukrainian restoration",
    colour="#0D5F9A",
    shape="wedge",
    definition=(
        "Russia is back behind the lines of February 2022 by force: Ukraine has retaken russia.overrun_share of what"
        " Russia has taken since."
    ),
    precedence=40,
    winner=UKRAINE,
)
RUSSIAN_WITHDRAWAL = Ending(
    "russian_withdrawal",
    "Russian withdrawal",
    colour="#C98200",
    shape="diamond",
    definition=(
        "Russia gives up by exhaustion: its line stayed below russia.manning_floor or its will below russia.will_floor"
        " for endings.exhausted_weeks and it gave up at endings.giving_up_hazard."
    ),
    precedence=50,
    winner=UKRAINE,
)
NATO_RUSSIA_WAR = Ending(
    "nato_russia_war",
    "NATO-Russia war",
    colour="#BC7EAE",
    shape="cross",
    definition=(
        "Forces of NATO and Russia are at war with each other: NATO's troops are in combat with Russia's; or Russia attacks"
        " at escalation.nato_war_hazard, which a force in the country deters; or an incident comes to war at"
        " escalation.war_given_incident; Kaliningrad adds to both. All off where escalation.propensity is 0."
    ),
    precedence=20,
)
NUCLEAR_USE = Ending(
    "nuclear_use",
    "Nuclear use",
    colour="#000000",
    shape="star",
    definition=(
        "Russia uses a nuclear weapon: at a hazard from escalation.nuclear_hazard_calm, the prior, to"
        " escalation.nuclear_hazard_crisis as it fears defeat; within a year of a war with NATO at"
        " escalation.nuclear_hazard_combat; or, once, at escalation.nuclear_answer_crimea when"
        " escalation.crimea_threatened_at of its gains is lost; all times escalation.propensity."
    ),
    precedence=10,
)
WAR_CONTINUES = Ending(
    "war_continues", "War continues", colour="#5E6972", shape="hexagon", definition="None of the others by the horizon."
)

ENDINGS = (
    SETTLEMENT,
    ARMISTICE,
    RUSSIAN_VICTORY,
    UKRAINIAN_RESTORATION,
    RUSSIAN_WITHDRAWAL,
    NATO_RUSSIA_WAR,
    NUCLEAR_USE,
    WAR_CONTINUES,
)
"""Every ending, in the order used in tables and figures."""

ENDING_NAMES = tuple(ending.name for ending in ENDINGS)
ABSORBING = tuple(e for e in sorted(ENDINGS, key=lambda e: e.precedence or 0) if e.absorbing)
"""Endings after which a war is over for good, the one that stands above the others first."""


def _outcomes(name: str, title: str, unit: str) -> tuple[Outcome, ...]:
    """An outcome for each side; `{0}` in name and title is the side."""
    return tuple(Outcome(name.format(side), title.format(side), unit) for side in SIDES)


YEAR = 52
"""Weeks after which twelve months are over."""

OUTCOMES = (
    Outcome("territory_change", "Ground gained by Russia", "km²"),
    Outcome("territory_change_12m", "Ground gained by Russia in 12 months", "km²"),
    *_outcomes("{0.prefix}_casualties", "{0.adjective} killed and wounded", "persons"),
    *_outcomes("{0.prefix}_killed", "{0.adjective} killed", "persons"),
    *_outcomes("{0.prefix}_manning", "Manning of {0.title}'s front", "ratio"),
    *_outcomes("{0.prefix}_mean_age", "Mean age of {0.adjective} soldiers", "years"),
    Outcome("drones_launched", "Long-range drones launched by Russia", "airframes"),
    Outcome("missiles_launched", "Missiles launched by Russia", "missiles"),
    Outcome("aid_delivered", "Military aid delivered to Ukraine", "EUR bn"),
    Outcome("peak_rung", "Highest rung of the escalation ladder", "rung"),
    Outcome("belarus_rung", "Highest rung of Belarus", "rung"),
    Outcome("nato_rung", "Highest rung of NATO's intervention", "rung"),
    Outcome("belarusian_casualties", "Belarusian killed and wounded", "persons"),
    Outcome("nato_casualties", "NATO's killed and wounded beside Ukraine", "persons"),
    Outcome("third_country_casualties", "Third country's killed and wounded", "persons"),
    Outcome("sector_breaks", "Sectors broken open, both sides", "breaks"),
    Outcome("talks_weeks", "Weeks with talks under way", "weeks"),
    Outcome("first_deal", "First deal", "kind", "category"),
    Outcome("first_deal_week", "Week of the first deal", "week"),
    Outcome("deal_russian_share", "Russia's share of what was contested, first deal", "share"),
    Outcome("deal_territory_change", "Ground gained by Russia when the first deal was made", "km²"),
    Outcome("deal_neutrality", "First deal makes Ukraine neutral", "", "flag"),
    Outcome("deal_guarantee", "Strength of the guarantee in the first deal", "share"),
    Outcome("resumed", "A deal was made and the war resumed", "", "flag"),
    Outcome("nuclear_demonstration", "Demonstrative nuclear act", "", "flag"),
    Outcome("general_exchange", "General nuclear exchange", "", "flag"),
    Outcome("nuclear_after_nato_war", "Nuclear use within a year of a NATO-Russia war", "", "flag"),
    Outcome("russian_rout", "Russian rout", "", "flag"),
    Outcome("western_steps", "Thresholds crossed by the West", "steps"),
    Outcome("nuclear_signals", "Russian nuclear signals that answered them", "signals"),
    Outcome("peak_fear", "Russia's highest fear of defeat within a year", "probability"),
    Outcome("nuclear_use_risk", "Chance of nuclear use, week by week as the war went", "probability"),
    Outcome("nuclear_use_prior", "Chance of nuclear use by the prior alone", "probability"),
    Outcome("nato_war_risk", "Chance of NATO-Russia war, week by week as the war went", "probability"),
    Outcome("nato_war_prior", "Chance of NATO-Russia war by the prior alone", "probability"),
)


@dataclass(frozen=True)
class Catastrophe:
    """An ending that nobody can know the chance of: it is told beside what its stated prior alone gives.

    Attributes:
        ending: the catastrophe.
        stem: of its outcomes `<stem>_risk` and `<stem>_prior`.
    """

    ending: Ending
    stem: str

    @property
    def risk(self) -> str:
        """Outcome: its chance in a war, summed over the weeks fought as they went; its mean is P(ending)."""
        return f"{self.stem}_risk"

    @property
    def prior(self) -> str:
        """Outcome: the same sum by the prior alone."""
        return f"{self.stem}_prior"

    @property
    def increment(self) -> str:
        """Measure: what happened in the war added to its chance."""
        return f"{self.stem}_increment"


CATASTROPHES = (Catastrophe(NUCLEAR_USE, "nuclear_use"), Catastrophe(NATO_RUSSIA_WAR, "nato_war"))
