"""The shapes a scenario file may hold, as strict pydantic models.

A field's description is what a fault says was expected, and what an editor shows through the JSON Schema.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.records import Basis, Distribution, State

EARLIEST_WEEK = -520
LATEST_WEEK = 520
LONGEST_HORIZON = 260
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 1, 1)

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$"

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Filled = Annotated[str, Field(min_length=1)]
# Titles, units, sources: they stand in tables, pictures and file names, where a line break would part them.
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n\t]+$")]
Week = Annotated[int, Field(ge=EARLIEST_WEEK, le=LATEST_WEEK)]
Size = Annotated[float | str | None, Field(description="a number, or the dotted path of one")]
When = Annotated[dt.date | None, Field(description="a date, unquoted, as 2024-06-03")]


class Shape(BaseModel):
    """Nothing is converted, nothing unknown is let through, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class HeaderShape(Shape):
    """The keys at the top of a file that describe the scenario."""

    extends: Line | None = Field(None, description="the name of the scenario it is laid over, as text")
    name: Name | None = Field(
        None, description="a name of letters, digits, '_', '-' and '.'; default the file's"
    )
    title: Line | None = Field(None, description="text on one line")
    description: str | None = Field(None, description="text")
    as_of: dt.date | None = Field(
        None, ge=FIRST_DAY, le=LAST_DAY, description="a date, unquoted, as 2024-06-03"
    )
    weeks: int | None = Field(
        None, ge=1, le=LONGEST_HORIZON, description=f"a whole number of weeks from 1 to {LONGEST_HORIZON}"
    )
    hindsight: Literal["inherited"] | None = Field(None, description="the word 'inherited'")


class _Spread(Shape):
    """What a number may carry, in the root and in an override alike."""

    low: float | None = Field(None, description="a finite number")
    high: float | None = Field(None, description="a finite number")
    distribution: Distribution | None = Field(
        None, description="one of triangular, uniform, loguniform, normal, lognormal"
    )
    bounds: list[float] | None = Field(
        None, min_length=2, max_length=2, description="a list of two finite numbers, [lowest, highest]"
    )
    lever: bool | None = Field(None, description="true or false")
    state: State | None = Field(None, description="initial or dial")
    hindsight: bool | None = Field(None, description="true or false")
    note: Filled | None = Field(None, description="text")


class NumberEntry(_Spread):
    """A number as the root declares it."""

    value: float = Field(description="a finite number")
    unit: Line = Field(description="a unit, as text")
    basis: Basis = Field(description="one of measured, estimated, judgement")
    source: Line = Field(description="a key of sources.yaml, as text")
    as_of: dt.date = Field(description="a date, unquoted, as 2024-06-03")
    origin: Line | None = Field(None, description="file:line, as text")


class NumberOverride(_Spread):
    """What a scenario may say of an inherited number."""

    value: float | None = Field(None, description="a finite number")
    scale: float | None = Field(None, ge=0, description="a finite number, 0 or more")
    unit: Line | None = Field(None, description="the inherited unit, as text")
    basis: Basis | None = Field(None, description="one of measured, estimated, judgement")
    source: Line | None = Field(None, description="a key of sources.yaml, as text")
    as_of: When = None


class ChoiceOverride(Shape):
    """What a scenario may say of an inherited choice."""

    value: Line | None = Field(None, description="one of the options, as text")
    options: list[Line] | None = Field(None, min_length=1, description="a list of texts")
    basis: Basis | None = Field(None, description="one of measured, estimated, judgement")
    source: Line | None = Field(None, description="a key of sources.yaml, as text")
    as_of: When = None
    lever: bool | None = Field(None, description="true or false")
    hindsight: bool | None = Field(None, description="true or false")
    note: Filled | None = Field(None, description="text")


class ChoiceEntry(ChoiceOverride):
    """A choice as the root declares it."""

    value: Line = Field(description="one of the options, as text")
    options: list[Line] = Field(min_length=1, description="a list of texts, the options of this choice")
    origin: Line | None = Field(None, description="file:line, as text")


class ChangeShape(Shape):
    """A change to one number."""

    path: Line = Field(description="the dotted path of a number")
    set: Size = None
    scale: Size = None
    add: Size = None
    weeks: int | None = Field(None, ge=1, le=LATEST_WEEK, description="a whole number of weeks, 1 or more")
    ramp_weeks: int = Field(0, ge=0, le=LATEST_WEEK, description="a whole number of weeks, 0 or more")


class TimedChangeShape(ChangeShape):
    """A change that a strategy makes in a week."""

    week: Week | None = Field(None, description=f"a whole week from {EARLIEST_WEEK} to {LATEST_WEEK}")
    date: When = None


class EventShape(Shape):
    """Something that happens."""

    name: Name = Field(description="a name of letters, digits, '_', '-' and '.'")
    title: Line | None = Field(None, description="text on one line")
    week: Week | None = Field(None, description=f"a whole week from {EARLIEST_WEEK} to {LATEST_WEEK}")
    date: When = None
    latest_week: Week | None = Field(None, description=f"a whole week from {EARLIEST_WEEK} to {LATEST_WEEK}")
    latest_date: When = None
    probability: Annotated[float, Field(ge=0, le=1)] | str = Field(
        1.0, description="a probability from 0 to 1, or the dotted path of a number that is one"
    )
    changes: list[ChangeShape] = Field(min_length=1, description="a list of one change or more")
    source: Line | None = Field(None, description="a key of sources.yaml, as text")
    hindsight: bool | None = Field(None, description="true or false")
    note: Filled | None = Field(None, description="text")


class RemovalShape(Shape):
    """An inherited event that does not happen."""

    name: Name = Field(description="a name of letters, digits, '_', '-' and '.'")
    remove: Literal[True] = Field(description="true")


class StrategyShape(Shape):
    """A bundle of levers over time."""

    title: Line = Field(description="text on one line")
    description: str = Field("", description="text")
    changes: list[TimedChangeShape] = Field(description="a list of changes, [] for none")


class SourceShape(Shape):
    """An entry of the bibliography."""

    title: Line = Field(description="text on one line")
    publisher: Line = Field(description="text on one line")
    published: dt.date = Field(description="a date, unquoted, as 2024-06-03")
    address: Line | None = Field(None, description="text on one line")
    note: Filled | None = Field(None, description="text")
