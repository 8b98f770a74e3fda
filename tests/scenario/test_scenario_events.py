"""Events are replaced by name, dated from the scenario's own day, and joined by the chosen strategy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Event, check, load, resolved_yaml

Writer = Callable[..., Path]


def _events(write: Writer, text: str) -> dict[str, Event]:
    return {event.name: event for event in load(write(f"extends: baseline\n{text}")).events}


def test_dates_are_whole_weeks_from_as_of(write: Writer) -> None:
    vote = _events(write, "")["aid_vote"]
    assert (vote.week, vote.latest_week) == (22, 30)


def test_a_childs_as_of_counts_dates_anew(write: Writer) -> None:
    events = _events(write, "as_of: 2024-07-01\n")
    assert events["aid_vote"].week == 18
    assert events["shock"].week == 10


def test_what_lies_before_the_start_has_a_negative_week(write: Writer) -> None:
    change = "changes: [{path: ukraine.will, add: 0.1}]"
    events = _events(write, f"events:\n  - {{name: a, date: 2024-06-02, {change}}}\n")
    assert events["a"].week == -1


def test_an_event_of_the_same_name_replaces_the_inherited(write: Writer) -> None:
    change = "changes: [{path: ukraine.will, add: 0.1}]"
    events = _events(write, f"events:\n  - {{name: aid_vote, week: 3, {change}}}\n  - {{name: z, week: 1, {change}}}\n")
    assert list(events) == ["aid_vote", "shock", "z"]
    assert (events["aid_vote"].week, events["aid_vote"].latest_week) == (3, None)
    assert events["aid_vote"].probability == 1


def test_an_event_can_be_removed(write: Writer) -> None:
    assert list(_events(write, "events: [{name: aid_vote, remove: true}]\n")) == ["shock"]


def test_sizes_and_probabilities_may_be_numbers_of_the_scenario(write: Writer) -> None:
    vote = _events(write, "")["aid_vote"]
    assert vote.probability == "nato.budget_passes"
    assert vote.changes[0].add == "nato.surge_size"
    assert (vote.changes[0].set, vote.changes[0].weeks, vote.changes[0].ramp_weeks) == (None, 26, 4)


def test_the_chosen_strategy_joins_the_events(write: Writer) -> None:
    events = _events(write, "nato: {strategy: surge}\n")
    assert list(events)[2:] == ["strategy/surge/0", "strategy/surge/1"]
    assert [events[f"strategy/surge/{index}"].week for index in (0, 1)] == [0, 4]
    assert events["strategy/surge/0"].probability == 1


def test_a_child_may_add_a_strategy_and_choose_it(write: Writer) -> None:
    text = """\
strategies:
  trickle:
    title: Trickle
    changes: [{path: nato.aid_level, scale: 0.5, week: 2}]
nato: {strategy: trickle}
"""
    scenario = load(write(f"extends: baseline\n{text}"))
    assert scenario.choices["nato.strategy"].options == ("sustain", "surge", "trickle")
    assert scenario.events[-1].name == "strategy/trickle/0"
    assert scenario.strategies["trickle"].changes[0].scale == 0.5


def test_a_child_may_rewrite_a_strategy(write: Writer) -> None:
    text = "strategies: {sustain: {title: S, changes: [{path: nato.aid_level, set: 2}]}}\n"
    assert _events(write, text)["strategy/sustain/0"].changes[0].set == 2


LATE = "as_of: 2024-04-20\n"
FIGURE = "figure of 2024-05-31 is later than the scenario's as_of 2024-04-20"


def test_a_figure_later_than_as_of_is_refused(write: Writer) -> None:
    faults = check(write(f"extends: baseline\n{LATE}hindsight: inherited\n"))
    assert {fault.line for fault in faults} == {2}
    assert all("is later than the scenario's as_of 2024-04-20" in fault.message for fault in faults)
    assert any(FIGURE in fault.message and "inherited from baseline.yaml:12" in fault.message for fault in faults)


def test_a_figure_after_as_of_is_refused_in_place(write: Writer) -> None:
    text = "extends: baseline\niran:\n  drone_deliveries:\n    value: 3\n    as_of: 2024-06-04\n"
    (fault,) = check(write(text))
    assert (fault.line, fault.path) == (5, "iran.drone_deliveries")


def test_a_source_published_later_needs_a_mark(write: Writer) -> None:
    text = "extends: baseline\niran:\n  drone_deliveries:\n    value: 3\n    source: memoir_2025\n"
    (fault,) = check(write(text))
    assert fault.line == 5
    assert "published on 2025-03-01" in fault.message
    marked = write(text + "    hindsight: true\n")
    assert check(marked) == []
    assert load(marked).hindsight == ("iran.drone_deliveries",)


def test_strict_checks_refuse_marked_hindsight(write: Writer) -> None:
    text = "extends: baseline\niran: {drone_deliveries: {source: memoir_2025, hindsight: true}}\n"
    (fault,) = check(write(text), strict=True)
    assert fault.path == "iran.drone_deliveries"
    assert "hindsight" in fault.message


def test_the_mark_belongs_to_the_source(write: Writer) -> None:
    write("extends: baseline\niran: {drone_deliveries: {source: memoir_2025, hindsight: true}}\n", "middle.yaml")
    assert load(write("extends: middle\niran: {drone_deliveries: {source: law_2024}}\n")).hindsight == ()


@pytest.fixture
def earlier(root: Path) -> Path:
    """Return a root whose figures are all old and whose sources are not."""
    text = root.read_text(encoding="utf-8")
    for day in ("2024-05-31", "2024-05-01", "2024-04-16"):
        text = text.replace(f"as_of: {day}", "as_of: 2023-01-15")
    root.write_text(text, encoding="utf-8")
    return root


def test_a_header_lets_inherited_numbers_rest_on_hindsight(write: Writer, earlier: Path) -> None:
    text = "extends: baseline\nas_of: 2023-02-01\n"
    assert len(check(write(text))) == len(load(earlier).numbers) + 1  # and one event
    scenario = load(write(f"{text}hindsight: inherited\n"))
    assert set(scenario.hindsight) == {*scenario.numbers, "events.aid_vote"}
    assert check(write(f"{text}hindsight: inherited\n")) == []
    again = load(write(resolved_yaml(scenario), "scenario.resolved.yaml"))
    assert (again.hash, again.hindsight) == (scenario.hash, scenario.hindsight)


def test_a_header_does_not_cover_what_its_own_file_cites(write: Writer, earlier: Path) -> None:
    header = "extends: baseline\nas_of: 2023-02-01\nhindsight: inherited\n"
    text = f"{header}iran:\n  drone_deliveries: {{source: law_2024}}\n"
    (fault,) = check(write(text))
    assert (fault.line, fault.path) == (5, "iran.drone_deliveries")
