"""The war seen from the other side: numbers of Russia given to Ukraine and back, and what levers do there."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.base.arrays import Floats
from sim.base.terms import NAMED_LINES
from sim.runs.block import Block, Lane
from sim.scenario import Event, Scenario, load
from sim.studies.decisions.tables import going_on
from sim.studies.validation.findings import Finding, judged
from sim.war.agents.sector import SECTORS
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice

CALM = {
    "escalation.propensity": 0.0,
    "bargaining.talks_start": 0.0,
    "bargaining.background_hazard": 0.0,
    "endings.giving_up_hazard": 0.0,
}
"""Nuclear weapons are Russia's alone, and the ladder is about them: they stay out of the mirror. Wars do not end either,
so that what a lever does to ground is not cut short."""
LEVERS = {
    "more recruits": ("recruitment", 1.5),
    "more men in the line": ("front_force", 1.5),
    "better fire": ("fire_efficiency", 1.5),
    "more attacks": ("attack_intensity", 2.0),
    "better drill": ("quality", 1.2),
}
"""Levers that each side has: number and factor."""
WEEKS = 53
TOLERANCE = 3.0
"""Standard errors allowed between two independent samples."""


def mirrored(drawn: Mapping[str, Floats]) -> dict[str, Floats]:
    """Every number of a side given to the other, and the ground each can lose to the other's."""
    out = dict(drawn)
    for path in drawn:
        out[path] = drawn[_other(path)]
    for side in ("russia", "ukraine"):
        path = f"{side}.belief_russia_prevails"
        out[path] = 1.0 - out[path]
    for line in NAMED_LINES:
        out[f"bargaining.line.{line}"] = 1.0 - out[f"bargaining.line.{line}"]
    for sector in SECTORS:
        held, before, depth = (
            f"sectors.{sector}.{key}" for key in ("russian_held", "held_before_2022", "ukrainian_depth")
        )
        out[held], out[before], out[depth] = (drawn[depth], np.zeros_like(drawn[depth]), drawn[held] - drawn[before])
    return out


def mirror_image(scenario: Scenario) -> Scenario:
    """The scenario with every backer, and every event, on the other side."""
    for path, choice in scenario.choices.items():
        if path.endswith(".backs"):
            scenario = scenario.override(path, "ukraine" if choice.value == "russia" else "russia")
    return replace(scenario, events=tuple(map(_swapped, scenario.events)))


def _swapped(event: Event) -> Event:
    return replace(event, changes=tuple(replace(each, path=_other(each.path)) for each in event.changes))


def _other(path: str) -> str:
    side, dot, rest = path.partition(".")
    return f"{'ukraine' if side == 'russia' else 'russia'}{dot}{rest}" if side in ("russia", "ukraine") else path


def mirror_findings(wars: int, seed: int, *, prior: bool) -> list[Finding]:
    """What a lever does to ground for Russia, less what the same lever does for Ukraine in the mirror, in standard errors.

    Args:
        wars: of each setting.
        seed: of all dice; the mirror has draws and dice of its own.
        prior: raw ranges instead of the draws that history left.
    """
    plain = going_on(load("baseline"))
    russian = _effects(plain, "russia", (0, wars), prior=prior, seed=seed)
    ukrainian = _effects(mirror_image(plain), "ukraine", (BLOCK, BLOCK + wars), prior=prior, seed=seed)
    found = []
    for row, (what, (key, factor)) in enumerate(LEVERS.items(), start=1):
        own, others = russian[key], -ukrainian[key]
        apart = (own.mean() - others.mean()) / np.sqrt((own.var() + others.var()) / wars)
        reason = f"{key} x {factor:g}: {own.mean():+,.0f} km2 for Russia in a year, {others.mean():+,.0f} for Ukraine"
        finding = Finding(
            id=f"M{row}", section="levers", what=f"{what} win either side the same ground", unit="standard errors",
            model=float(apart), least=-TOLERANCE, most=TOLERANCE, reason=reason,
        )  # fmt: skip
        found.append(judged(finding))
    return found


def _effects(
    scenario: Scenario, side: str, replications: tuple[int, int], *, prior: bool, seed: int
) -> dict[str, Floats]:
    """Change of ground gained by Russia in a year, war by war, by lever [km2]."""
    block = Block(scenario.override("weeks", WEEKS), seed, (Lane(0, *replications),), prior)
    constants = {path: number.value for path, number in scenario.numbers.items()} | CALM
    values = {path: np.full(block.n, value) for path, value in constants.items()}
    values |= {path: drawn for path, drawn in block.draws().items() if path not in CALM}
    if side == "ukraine":
        values = mirrored(values)

    def ground(changed: Mapping[str, Floats]) -> Floats:
        war = War(block.scenario, {**values, **changed}, Dice(seed, block.replications)).run()
        gained = np.asarray(war.recorder.outcomes(war.state)["territory_change"], dtype=np.float64)
        war.release_memory()
        return gained

    base = ground({})
    paths = {key: (f"{side}.{key}", factor) for key, factor in LEVERS.values()}
    return {key: ground({path: values[path] * factor}) - base for key, (path, factor) in paths.items()}
