"""Sweeps from YAML: parameters, sampler, outcomes and conditions in one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import SimError

MOST_BYTES = 1_000_000
"""Larger files are not what they say they are."""

Plain = float | bool | str


class Range(BaseModel):
    """`{low: 0, high: 2}` or `{low: 0, high: 2, steps: 9}`."""

    model_config = ConfigDict(extra="forbid", strict=True)
    low: Annotated[float, Field(allow_inf_nan=False)]
    high: Annotated[float, Field(allow_inf_nan=False)]
    steps: Annotated[int, Field(ge=2)] | None = None


class SweepFile(BaseModel):
    """A sweep as written in a file; the command line's options go before it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    scenario: str
    title: str = ""
    parameters: dict[str, Range | list[Plain] | str | None] = Field(default_factory=dict)
    design: str | None = None
    sampler: Literal["grid", "lhs", "sobol", "morris"] = "grid"
    samples: Annotated[int, Field(ge=1)] | None = None
    replications: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    weeks: Annotated[int, Field(ge=1, le=260)] | None = None
    set: dict[str, Plain] = Field(default_factory=dict)
    conditions: list[str] = Field(default_factory=list)
    outcomes: list[str] = Field(default_factory=list)
    thresholds: list[float] = Field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Parameters as they would be written on the command line."""
        return [_text(path, spec) for path, spec in self.parameters.items()]

    @property
    def sets(self) -> tuple[str, ...]:
        """Fixed settings as they would be written on the command line."""
        return tuple(f"{path}={_word(value)}" for path, value in self.set.items())


@dataclass(frozen=True)
class Located:
    """A sweep's file and where it lies: what it names is looked for beside it."""

    path: Path
    content: SweepFile

    @property
    def design(self) -> Path | None:
        """The design matrix it names."""
        return None if self.content.design is None else self.path.parent / self.content.design

    @property
    def scenario(self) -> str:
        """The scenario it names: a file beside it, or a shipped one."""
        beside = self.path.parent / self.content.scenario
        return str(beside) if beside.is_file() else self.content.scenario


def is_sweep_file(path: Path) -> bool:
    """Whether a YAML file says what to vary, as a scenario never does."""
    if path.suffix not in (".yaml", ".yml") or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return False
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return False
    return isinstance(found, dict) and ("parameters" in found or "design" in found)


def read(path: Path) -> Located:
    """Read a sweep's file.

    Raises:
        SimError: with every fault in it.
    """
    try:
        found: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Located(path, SweepFile.model_validate(found))
    except yaml.YAMLError as fault:
        raise SimError(f"{path}: expected YAML; {' '.join(str(fault).split())}") from None
    except ValidationError as faults:
        lines = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults.errors()]
        raise SimError(f"{path}: expected a sweep", lines) from None


def _text(path: str, spec: Range | list[Plain] | str | None) -> str:
    if spec is None:
        return path
    if isinstance(spec, str):
        return f"{path}={spec}"
    if isinstance(spec, Range):
        steps = f":{spec.steps}" if spec.steps else ""
        return f"{path}={spec.low!r}:{spec.high!r}{steps}"
    return f"{path}={','.join(_word(value) for value in spec)}"


def _word(value: Plain) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else repr(value)
