"""Wars made up by hand, and a small ledger, so that these tests hang on no verdict of the shipped argument."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from sim.studies.argument.ledger.records import ClaimTest
from sim.studies.measures import parse, parse_condition, parse_trend

LEDGER = """\
title: A small argument
article:
  title: A leaflet
indifference:
  probability: 0.01
  ratio: 0.02
  value: 0.02
worlds:
  short: {scenario: baseline, weeks: 6}
  short_surge: {scenario: baseline, weeks: 6, strategy: surge}
claims:
  - id: A
    paraphrase: Russia wins <at once>.
    model: endings
    reading: at once means within six weeks
    notes: [a note]
    test: {outcome: russian_victory, scenario: short, statistic: probability, threshold: 0.5, direction: above}
    context:
      - {outcome: russian_casualties, scenario: short_surge, compare_to: short, statistic: ratio}
    curves: [escalation.nuclear_hazard_calm]
  - id: B
    side: counter
    paraphrase: Aid that is doubled changes nothing in six weeks.
    model: territory
    all:
      - {outcome: russian_victory, scenario: short_surge, compare_to: short, statistic: difference,
         threshold: 0.2, direction: below}
      - {outcome: mean_age_ukr, scenario: short, statistic: trend, threshold: 100, direction: below}
  - id: C
    paraphrase: Aid is a sin.
    model: nowhere
    untestable: sin is not in it
  - id: D
    paraphrase: Sustaining beats withdrawing.
    model: the decision
    ranking: {action: sustain, above: [withdraw]}
  - id: E
    paraphrase: It is a matter of taste.
    model: the decision
    rests_on: weights
decision:
  scenario: short
  actions: [sustain, withdraw]
  weights:
    lives:
      title: Lives
      why: they count
      worths:
        - {outcome: russian_killed + ukrainian_killed, worth: -1, per: 1000, why: lives}
        - {outcome: nuclear_use, worth: -10, times: escalation.general_exchange_after_use, why: more lives}
    money:
      title: Money
      why: it counts
      worths:
        - {outcome: aid_delivered, worth: -1, why: euros}
"""

Writer = Callable[..., Path]


def wars_of(**columns: object) -> pd.DataFrame:
    """Wars made up by hand."""
    return pd.DataFrame(columns)


def endings(n: int, **counts: int) -> np.ndarray:
    """So many wars of each ending, the rest going on."""
    names = [name for name, count in counts.items() for _ in range(count)]
    return np.array([*names, *["war_continues"] * (n - len(names))])


def asked(outcome: str, statistic: str, **more: object) -> ClaimTest:
    """A test of one made-up arm, or of two if compare_to is given."""
    trend = statistic == "trend" and "over" not in more
    read = {"given": parse_condition, "over": parse, "per": parse}
    named = {key: reads(str(more.pop(key))) for key, reads in read.items() if key in more}
    measure = parse_trend(outcome) if trend else parse(outcome)
    return ClaimTest(measure, statistic, "a", **named, **more)  # type: ignore[arg-type]
