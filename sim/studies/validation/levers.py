"""What every lever does, what is in reach, and how ground answers to strength: the same worlds, played with two settings."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from sim.base.arrays import Floats
from sim.runs.block import Block, Lane, play
from sim.runs.engines import NUMPY, Settled, settle_for, shared_by
from sim.scenario import Scenario, load
from sim.studies.validation.findings import Finding, judged
from sim.war.model import War

TWO_SIDED = 1.96
"""Standard errors of a 95 % interval."""
SECTION = "levers"
ENOUGH = 512
"""Wars of a setting below which a sign is only reported: too few to tell it from chance."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A line of `lever_signs.csv`.

    Attributes:
        id: S for signs, R for reach, E for episodes and response, G for escalation from causes.
        what: is claimed.
        context: settings of both arms, `path=value` between semicolons; `scenario=NAME` for another one.
        base: settings of the first arm, none where a level is judged.
        changed: settings of the second arm.
        outcome: a column of the runs; `ending=NAME` or `column>=x` for a share of wars, `a-b` for a difference.
        expected: + or - of the difference, `in` the band of the level, `ratio` of the levels.
        strength: least size of the difference, in the outcome's unit.
        band: low and high of a level or ratio.
        why: the reason, in words.
    """

    id: str
    what: str
    context: str
    base: str
    changed: str
    outcome: str
    expected: str
    strength: str
    band: str
    why: str

    @property
    def settings(self) -> list[str]:
        """Of the arms: both, or the second alone where its level is judged."""
        arms = (self.changed,) if self.expected == "in" else (self.base, self.changed)
        return [f"{self.context};{arm}" for arm in arms]


def checks() -> list[Check]:
    """The shipped lines."""
    text = (files("sim") / "data" / "lever_signs.csv").read_text(encoding="utf-8")
    return [Check(base=row.pop("from"), changed=row.pop("to"), **row) for row in csv.DictReader(io.StringIO(text))]


def settled(wars: int, asked: str) -> Settled:
    """What plays all lines, if one of `ENGINES` is asked for."""
    return settle_for(asked, {text: _scenario(text) for check in checks() for text in check.settings}.values(), wars)


def lever_findings(
    wars: int, seed: int, *, prior: bool, only: Callable[[Check], bool] = lambda _check: True, engine: str = NUMPY
) -> list[Finding]:
    """Play and judge the lines.

    Args:
        wars: of each setting.
        seed: of all dice; both settings of a line share them.
        prior: raw ranges instead of the draws that history left.
        only: which lines.
        engine: what plays them, see `settled`.
    """
    wanted = [check for check in checks() if only(check)]
    scenarios = {text: _scenario(text) for check in wanted for text in check.settings}
    shared = shared_by(engine, scenarios.values())

    @cache
    def outcome(settings: str, name: str) -> Floats:
        return _read(played(settings), name)

    @cache
    def played(settings: str) -> dict[str, Floats]:
        scenario = scenarios[settings]
        return _play(Block(scenario, seed, (Lane(0, 0, wars),), prior, engine=engine, shared=shared.get(scenario)))

    found = [_judge(check, outcome) for check in wanted]
    if wars >= ENOUGH:
        return found
    return [replace(each, verdict="reported") if each.id.startswith("S") else each for each in found]


def _judge(check: Check, outcome: Callable[[str, str], Floats]) -> Finding:
    *before, after = check.settings
    changed = outcome(after, check.outcome)
    finding = Finding(id=check.id, section=SECTION, what=check.what, reason=check.why)
    if check.expected == "in":
        least, most = map(float, check.band.split(":"))
        return judged(_with(finding, changed, least, most))
    base = outcome(before[0], check.outcome)
    if check.expected == "ratio":
        least, most = map(float, check.band.split(":"))
        ratio = float(changed.mean() / base.mean())
        return judged(_with(finding, np.full(1, ratio), least, most))
    least = float(check.strength)
    sign = 1.0 if check.expected == "+" else -1.0
    found = _with(finding, sign * (changed - base), least, np.nan)
    return (
        judged(found)
        if found.low > 0.0
        else replace(found, verdict="fail", reason=f"{check.why}; the interval holds 0")
    )


def _with(finding: Finding, values: Floats, least: float, most: float) -> Finding:
    """With the mean of values over wars and its 95 % interval."""
    mean, half = float(values.mean()), TWO_SIDED * float(values.std()) / np.sqrt(values.size)
    return replace(finding, model=mean, low=mean - half, high=mean + half, least=least, most=most)


@cache
def _scenario(settings: str) -> Scenario:
    given = [item for item in settings.split(";") if item]
    names = [item.removeprefix("scenario=") for item in given if item.startswith("scenario=")]
    return load(names[0] if names else "baseline", [item for item in given if not item.startswith("scenario=")])


def _play(block: Block) -> dict[str, Floats]:
    def keep(_block: Block, war: War) -> dict[str, Floats]:
        return {name: np.asarray(values) for name, values in war.recorder.outcomes(war.state).items()}

    return play(block, keep)


def _read(runs: dict[str, Floats], name: str) -> Floats:
    """An outcome as a number a war: 0 or 1 for a share of wars."""
    for sign, compare in ((">=", np.greater_equal), ("<=", np.less_equal)):
        column, found, value = name.partition(sign)
        if found:
            return np.asarray(compare(runs[column], float(value)), dtype=np.float64)
    column, found, value = name.partition("-")
    if found:
        return np.asarray(runs[column] - runs[value], dtype=np.float64)
    column, found, value = name.partition("=")
    return np.asarray(runs[column] == value if found else runs[column], dtype=np.float64)
