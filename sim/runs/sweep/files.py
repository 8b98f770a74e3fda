"""Sweeps from YAML: parameters, sampler, outcomes and conditions in one file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.analysis.measured import require_known
from sim.base.errors import SimError
from sim.base.files import is_file
from sim.runs.sweep import conditions, parameters
from sim.scenario import Fault, load
from sim.scenario.faults import bounded_advice, in_reading_order, refusal
from sim.scenario.files import ScenarioFile, leaves_folder, read_file
from sim.scenario.fitting import fit
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join
from sim.scenario.shapes import LONGEST_HORIZON, Shape

WALKED = ("parameters", "set")
"""Keys of free paths, which no shape can list."""
_RANGE = re.compile(r"[^:\s]+(:[^:\s]+){1,2}")
SPEC = "a list of values, low:high, low:high:steps, {low, high, steps}, or nothing for its own spread"


class Range(Shape):
    """`{low: 0, high: 2}` or `{low: 0, high: 2, steps: 9}`."""

    low: float = Field(description="a finite number")
    high: float = Field(description="a finite number")
    steps: Annotated[int, Field(ge=2)] | None = Field(None, description="a whole number of 2 or more")


class SweepFile(Shape):
    """A sweep as written in a file; the command line's options go before it."""

    scenario: str = Field(min_length=1, description="a scenario: a file beside this one, or a shipped one")
    title: str = Field("", description="text")
    parameters: Any = Field(None, description="a mapping of paths")
    design: str | None = Field(None, description="a CSV of points beside this file")
    sampler: Literal["grid", "lhs", "sobol", "morris"] = Field("grid", description="one of grid, lhs, sobol, morris")
    samples: int | None = Field(None, ge=1, description="a whole number of 1 or more")
    replications: int | None = Field(None, ge=1, description="a whole number of 1 or more")
    seed: int | None = Field(None, ge=0, description="a whole number of 0 or more")
    weeks: int | None = Field(
        None, ge=1, le=LONGEST_HORIZON, description=f"a whole number of weeks from 1 to {LONGEST_HORIZON}"
    )
    prior: bool = Field(False, description="true or false")
    set: Any = Field(None, description="a mapping of paths")
    conditions: list[str] = Field(default_factory=list, description="a list of comparisons, as text")
    outcomes: list[str] = Field(default_factory=list, description="a list of endings or outcomes")
    thresholds: list[float] = Field(default_factory=list, description="a list of finite numbers")


@dataclass(frozen=True)
class Located:
    """A sweep's file and where it lies: what it names is looked for beside it."""

    path: Path
    content: SweepFile
    texts: tuple[str, ...] = ()
    """Parameters as they would be written on the command line."""
    sets: tuple[str, ...] = ()
    """Fixed settings as they would be written on the command line."""

    @property
    def design(self) -> Path | None:
        """The design matrix it names."""
        return None if self.content.design is None else self.path.parent / self.content.design

    @property
    def scenario(self) -> str:
        """The scenario it names: a file beside it, or a shipped one."""
        beside = self.path.parent / self.content.scenario
        return str(beside) if is_file(beside) else self.content.scenario


@bounded_advice()
def read(path: Path) -> Located:
    """Read a sweep's file.

    Raises:
        SimError: with every fault in it.
    """
    faults: list[Fault] = []
    file = read_file(path, faults)
    located = _located(file, faults) if file is not None else None
    if located is None or faults:
        raise refusal(path, in_reading_order(faults, (path.name,)))
    return located


@bounded_advice()
def check(path: Path) -> list[Fault]:
    """Return every fault of a sweep's file, none if it is fine; what it names is looked up too."""
    faults: list[Fault] = []
    file = read_file(path, faults)
    located = _located(file, faults) if file is not None else None
    if file is not None and located is not None and not faults:
        _look_up(file.node, located, faults)
    return in_reading_order(faults, (path.name,))


def _located(file: ScenarioFile, faults: list[Fault]) -> Located | None:
    """Fit a file to its shape; what is varied and what is set are walked by hand."""
    shape = fit(SweepFile, file.node.without(*WALKED), "", faults)
    texts = tuple(_spec(path, below, faults) for path, below in _entries(file.node, "parameters", faults))
    sets = tuple(_setting(path, below, faults) for path, below in _entries(file.node, "set", faults))
    for key in ("design", "scenario"):
        name = getattr(shape, key, None)
        beside = file.path.parent / name if isinstance(name, str) else None
        if beside is not None and (key == "design" or is_file(beside)) and leaves_folder(beside, file.path.parent):
            message = f"found '{name}', which leaves the folder of the sweep; expected a file beside it"
            faults.append(Fault(file.node.place(key), key, message))
    return None if shape is None else Located(file.path, shape, texts, sets)


def _look_up(node: MapNode, located: Located, faults: list[Fault]) -> None:
    """Note what the scenario, the outcomes or the conditions do not know."""

    def tried(key: str, path: str, work: Callable[[], object]) -> None:
        below = node.entries[key]
        at = below.place(path) if isinstance(below, MapNode) else node.place(key)
        try:
            work()
        except SimError as error:
            faults.append(Fault(at, join(key, path) if path else key, str(error)))

    tried("scenario", "", partial(load, located.scenario))
    if faults:
        return
    scenario = load(located.scenario)
    for text in located.texts:
        tried("parameters", text.partition("=")[0], partial(parameters.parse, text, scenario))
    for setting in located.sets:
        tried("set", setting.partition("=")[0], partial(load, located.scenario, (setting,)))
    for outcome in located.content.outcomes:
        tried("outcomes", "", partial(require_known, outcome))
    own = conditions.own_values(scenario)
    for text in located.content.conditions:
        tried("conditions", "", partial(_ask, text, own))


def _ask(text: str, own: Mapping[str, object]) -> None:
    conditions.condition(text).holds(own)


def _entries(node: MapNode, key: str, faults: list[Fault]) -> list[tuple[str, Node]]:
    below = node.entries.get(key)
    if below is None:
        return []
    if isinstance(below, MapNode):
        return list(below.entries.items())
    faults.append(Fault(node.place(key), key, f"found {found_words(below)}, expected a mapping of paths"))
    return []


def _spec(path: str, node: Node, faults: list[Fault]) -> str:
    """What a parameter takes, as it would be written on the command line."""
    if isinstance(node, MapNode):
        span = fit(Range, node, join("parameters", path), faults)
        steps = f":{span.steps}" if span and span.steps else ""
        return f"{path}={span.low!r}:{span.high!r}{steps}" if span else path
    if isinstance(node, Leaf) and node.value is None:
        return path
    if isinstance(node, Leaf) and _RANGE.fullmatch(node.text):
        return f"{path}={node.text}"  # other readers may take 1:30 for ninety; the text is what was meant
    items = node.items if isinstance(node, ListNode) else (node,)
    words = [_word(item) for item in items]
    if not words or None in words:
        wrong = items[words.index(None)] if words else node
        faults.append(Fault(wrong.at, join("parameters", path), f"found {found_words(wrong)}, expected {SPEC}"))
    return f"{path}={','.join(word for word in words if word is not None)}"


def _setting(path: str, node: Node, faults: list[Fault]) -> str:
    word = _word(node)
    if word is None:
        found = f"found {found_words(node)}, expected a number or an option"
        faults.append(Fault(node.at, join("set", path), found))
    return f"{path}={word}"


def _word(node: Node) -> str | None:
    """A plain value as it is written on the command line."""
    if not isinstance(node, Leaf) or not isinstance(node.value, bool | int | float | str):
        return None
    if isinstance(node.value, bool):
        return "on" if node.value else "off"
    return str(node.value) if isinstance(node.value, str) else repr(node.value)
