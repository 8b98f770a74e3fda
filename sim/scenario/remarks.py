"""What is no fault in a scenario and yet may not be meant: old figures at a later start, events after the end."""

from sim.base.text import counted
from sim.scenario.content import STRATEGY_PREFIX
from sim.scenario.faults import Fault, Origin
from sim.scenario.records import Event
from sim.scenario.scenario import Scenario


def remarks(scenario: Scenario) -> list[Fault]:
    """Return what whoever wrote a scenario, or asked for it, should know before believing its results."""
    return [*_older_figures(scenario), *_after_the_end(scenario)]


def _older_figures(scenario: Scenario) -> list[Fault]:
    """Say how many numbers describe an earlier day than that of the start, if most of the state does.

    Who restates the most of it has seen the rest, as the later ones of the shipped hindcasts do.
    """
    older = [scenario.numbers[path] for path in scenario.older]
    state = [number for number in scenario.numbers.values() if number.state == "initial"]
    older_state = [number for number in older if number.state == "initial"]
    if not older or 2 * len(older_state) < len(state):
        return []
    latest = max(number.as_of for number in older)
    message = (
        f"found {len(older)} of {counted(len(scenario.numbers), 'number')} dated {latest} or earlier at a start of"
        f" {scenario.as_of}, {len(older_state)} of them the state at the start; expected figures of that day, or an"
        " as_of of their own for those that still hold"
    )
    at = scenario.places.get("as_of", Origin(scenario.files[0]))
    return [Fault(at, "as_of" if at.line else "", message)]


def _after_the_end(scenario: Scenario) -> list[Fault]:
    """Name the events of which even the first week is never played; week 0 is the first of a war."""
    horizon = counted(scenario.weeks, "week")
    return [
        Fault(
            event.origin,
            _path(event),
            f"found week {event.week}, expected one before the horizon of {horizon}: it never happens",
        )
        for event in scenario.events
        if event.week >= scenario.weeks
    ]


def _path(event: Event) -> str:
    """Return the path of an event, or of the strategy's change that it stands for."""
    if not event.name.startswith(STRATEGY_PREFIX):
        return f"events.{event.name}"
    name, _, index = event.name.removeprefix(STRATEGY_PREFIX).rpartition("/")
    return f"strategies.{name}.changes[{index}]"
