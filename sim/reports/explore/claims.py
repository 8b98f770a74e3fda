"""The ledger of claims, read off the wars at hand: what they can answer, and what they cannot and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sim.analysis.wording import capitalised
from sim.base.text import counted
from sim.reports.argument.words import ANSWERS, amount, subject, with_interval
from sim.reports.explore.wars import Wars
from sim.reports.html.svg import Element, make
from sim.scenario import Scenario
from sim.studies.argument.answers import Answer
from sim.studies.argument.ledger.loading import load
from sim.studies.argument.ledger.records import Claim, ClaimTest, Ledger
from sim.studies.argument.legs import Leg, answer_from, leg_of

Structure = tuple[tuple[str, str], ...]
Found = Answer | Literal["missing", "elsewhere"]
WORDS: Mapping[str, str] = {
    **{str(answer): words for answer, words in ANSWERS.items()},
    "missing": "not played",
    "elsewhere": "not here",
}
"""Answers in words: those of the argument on trial, and two for claims that these wars cannot answer."""
NOTE = (
    "Each claim's own test on the wars at hand, in the equations as chosen: one answer, no verdict. For a verdict sim argue"
    " asks every way to write the equations. A claim is about scenarios of its own; where one is the future you move, your"
    " levers count in it, everywhere else your assumptions alone."
)


@dataclass(frozen=True)
class Line:
    """A claim and what the wars at hand say to it.

    Attributes:
        claim: of the ledger.
        answer: of its tests together.
        why: the numbers, or why there are none.
        missing: arms that would have to be played.
    """

    claim: Claim
    answer: Found
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arms:
    """The ledger's arms under the ways chosen to write the equations.

    Attributes:
        ledger: the argument.
        scenarios: by name of arm.
        hashes: of these.
    """

    ledger: Ledger
    scenarios: Mapping[str, Scenario]
    hashes: Mapping[str, str]


@cache
def arms_of(structure: Structure = ()) -> Arms:
    """The shipped argument; reading it takes seconds."""
    ledger = load() if not structure else arms_of().ledger
    scenarios = {}
    for name, arm in ledger.arms.items():
        scenario = arm.scenario
        for path, option in structure:
            scenario = scenario.override(path, option)
        scenarios[name] = scenario
    return Arms(ledger, scenarios, {name: scenario.hash for name, scenario in scenarios.items()})


def lines(arms: Arms, at_hand: Mapping[str, Wars]) -> list[Line]:
    """Every claim of the ledger.

    Args:
        arms: of the ledger.
        at_hand: wars by hash of their scenario as it stands before sliders are moved.
    """
    return [_line(claim, arms, at_hand) for claim in arms.ledger.claims]


def _line(claim: Claim, arms: Arms, at_hand: Mapping[str, Wars]) -> Line:
    if claim.untestable is not None:
        return Line(claim, "elsewhere", claim.untestable)
    if claim.decided:
        return Line(claim, "elsewhere", "It hangs on the worth of actions against each other: sim argue weighs them.")
    names = tuple(dict.fromkeys(name for test in claim.tests for name in test.arms))
    missing = tuple(name for name in names if arms.hashes[name] not in at_hand)
    legs = [_leg(test, arms, at_hand) for test in claim.tests if not set(test.arms) & set(missing)]
    told = [_told(leg) for leg in legs]
    if missing:
        need = f"Needs the wars of {', '.join(missing)}."
        return Line(claim, "missing", " ".join([*told, need]), missing)
    return Line(claim, answer_from(claim, legs), " ".join(told))


def _leg(test: ClaimTest, arms: Arms, at_hand: Mapping[str, Wars]) -> Leg:
    wars = {name: at_hand[arms.hashes[name]] for name in test.arms}
    n = min(one.n for one in wars.values())
    return leg_of(test, lambda name: wars[name].first(n).table(*sorted(test.columns())))


def _told(leg: Leg) -> str:
    """A test's number with its interval, and where its threshold lies."""
    test = leg.test
    assert test is not None
    held = f"holds {test.direction} {amount(test, test.threshold or 0.0)}"
    name = test.label or subject(test)
    return f"{capitalised(name)}: {with_interval(test, leg.found)}; {held}."


def table(found: Sequence[Line], wars: int, *, settled: bool) -> Element:
    """The ledger as a table whose cells are keyed.

    Args:
        found: claims.
        wars: behind the future that is moved.
        settled: whether the claims were answered from them.
    """
    if not settled:
        said = "It is answered once the sliders rest."
    else:
        answered = sum(line.answer not in ("missing", "elsewhere") for line in found)
        said = f"{counted(wars, 'war')} of the future you move answer {answered} of {counted(len(found), 'claim')}."
    head = make("tr", *(make("th", words, scope="col") for words in ("Claim", "Here", "Why")))
    rows = [_row(line, settled) for line in found]
    body = make("table", make("thead", head), make("tbody", *rows))
    scroll = make("div", body, class_="scroll", tabindex="0", role="region", aria_label="Claims")
    return make("div", make("p", said, key="ledger-said", class_="strong"), scroll, key="ledger", class_="ledger")


def _row(line: Line, settled: bool) -> Element:
    claim, key = line.claim, f"claim-{line.claim.id}"
    missing = str(len(line.missing)) if settled else "0"
    ask = make("button", "Play them", make("span", f" for {claim.id}", class_="for-ears"), key=f"{key}-play", type="button",
               class_="play", data_claim=claim.id, data_missing=missing)  # fmt: skip
    return make(
        "tr",
        make("th", f"{claim.id}. {claim.paraphrase}", scope="row"),
        make("td", WORDS[line.answer], key=f"{key}-answer", class_=f"answer {line.answer}"),
        make("td", make("span", line.why, key=f"{key}-why"), " ", ask, class_="text"),
    )
