"""Response tables: what each option of a menu does within half a year, computed with common random numbers.

For each option and each state of the front, wars in which its actor holds it from the start are compared with the same wars
in which it goes on as before, all others going on as before. `sim decisions --tables FILE` writes them as YAML.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS, NATO_RUSSIA_WAR, NUCLEAR_USE
from sim.runs.block import Block, Lane, play
from sim.scenario import Scenario
from sim.scenario.records import EFFECTS, FRONTS
from sim.scenario.tree import policy_path
from sim.war.model import War
from sim.war.randomness import BLOCK

HALF_YEAR = 26
"""Weeks over which an option is judged."""
STATES = {
    "losing": {"russia.quality": 0.6, "russia.fire_efficiency": 0.5},
    "even": {},
    "winning": {"ukraine.quality": 0.6, "ukraine.fire_efficiency": 0.5},
}
"""Worlds that stand for the states of the front: one side's soldiers and fires worth about half."""
CATASTROPHES = tuple(ENDINGS.index(ending) + 1 for ending in (NUCLEAR_USE, NATO_RUSSIA_WAR))
DIGITS = 4

Table = dict[str, tuple[float, float, float]]
Tick = Callable[[str], None]


def going_on(scenario: Scenario) -> Scenario:
    """The scenario with every actor going on as before."""
    for actor, menu in scenario.menus.items():
        if menu:
            scenario = scenario.override(policy_path(actor), next(iter(menu)))
    return scenario


def with_option(scenario: Scenario, actor: str, option: str) -> Scenario:
    """The scenario with one actor holding an option throughout and all others going on as before."""
    return going_on(scenario).override(policy_path(actor), option)


def response_tables(
    scenario: Scenario, options: Iterable[tuple[str, str]], wars: int, *, seed: int, tick: Tick
) -> dict[str, dict[str, Table]]:
    """Effects of options, by actor and option.

    Args:
        scenario: whose menus.
        options: actors and options, see `choices`.
        wars: for each option and state of the front.
        seed: of the wars.
        tick: told what is played next.
    """
    base = {state: _in_state(going_on(scenario), state) for state in FRONTS}
    before = {state: _effects(world, wars, seed) for state, world in base.items()}
    tables: dict[str, dict[str, Table]] = {}
    for actor, option in options:
        tick(f"{actor} {option}")
        columns = []
        for state in FRONTS:
            forced = _in_state(with_option(scenario, actor, option), state)
            columns.append((_effects(forced, wars, seed) - before[state]).mean(axis=1))
        table = np.round(np.stack(columns, axis=1), DIGITS)
        rows = {effect: tuple(map(float, row)) for effect, row in zip(EFFECTS, table, strict=True) if row.any()}
        tables.setdefault(actor, {})[option] = {effect: (row[0], row[1], row[2]) for effect, row in rows.items()}
    return tables


def choices(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every actor with every option of its menu but the first."""
    for actor, menu in scenario.menus.items():
        for option in list(menu)[1:]:
            yield actor, option


def _in_state(scenario: Scenario, state: str) -> Scenario:
    for path, value in STATES[state].items():
        scenario = scenario.override(path, value)
    return scenario.override("weeks", HALF_YEAR)


def _effects(scenario: Scenario, wars: int, seed: int) -> Floats:
    """Effects in the order of `EFFECTS`, in their units. Shape (effects, n)."""
    blocks = (Block(scenario, seed, (Lane(0, first, min(first + BLOCK, wars)),)) for first in range(0, wars, BLOCK))
    return np.concatenate([play(block, lambda _block, war: effects_of(war)) for block in blocks], axis=1)


def effects_of(war: War) -> Floats:
    """What a block of wars has come to, in the order and units of `EFFECTS`. Shape (effects, n)."""
    state = war.state
    values: Mapping[str, Floats] = {
        "ground": state.front.gained / 1e3,
        "russian_losses": state.russia.casualties_total / 1e4,
        "ukrainian_losses": state.ukraine.casualties_total / 1e4,
        "russian_will": state.russia.will,
        "ukrainian_will": state.ukraine.will,
        "money": state.russia.reserve,
        "aid": war.recorder.aid,
        "risk": np.isin(state.ending, CATASTROPHES).astype(np.float64),
        "regime": state.belarus.regime_security,
    }
    return np.stack([np.broadcast_to(values[effect], (state.n,)).astype(np.float64) for effect in EFFECTS])
