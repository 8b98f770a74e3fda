"""The shapes of the parts of a scenario file, as strict pydantic models.

A field's description is what a fault says was expected, and what an editor shows through the JSON Schema.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.records import Basis, Distribution, State

EARLIEST_WEEK = -520
LATEST_WEEK = 520
LONGEST_HORIZON = 260
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 1, 1)

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$"

# What a fault says was expected, where several shapes expect it.
DATE = "a date, unquoted, as 2024-06-03"
NAME = "a name of letters, digits, '_', '-' and '.'"
LINE = "text on one line"
BASIS = "one of measured, estimated, judgement"
SOURCE = "a key of sources.yaml, as text"
WEEK = f"a whole week from {EARLIEST_WEEK} to {LATEST_WEEK}"

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Filled = Annotated[str, Field(min_length=1)]
# Titles, units, sources: they stand in tables, pictures and file names, where a line break would part them.
Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n\t]+$")]
Figure = Annotated[float | None, Field(description="a finite number")]
Size = Annotated[float | str | None, Field(description="a number, or the dotted path of one")]
Flag = Annotated[bool | None, Field(description="true or false")]
Note = Annotated[Filled | None, Field(description="text")]
Title = Annotated[Line | None, Field(description=LINE)]
Cited = Annotated[Line | None, Field(description=SOURCE)]
Judged = Annotated[Basis | None, Field(description=BASIS)]
When = Annotated[dt.date | None, Field(description=DATE)]
Week = Annotated[Annotated[int, Field(ge=EARLIEST_WEEK, le=LATEST_WEEK)] | None, Field(description=WEEK)]


class Shape(BaseModel):
    """Nothing is converted, nothing unknown is let through, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class HeaderShape(Shape):
    """The keys at the top of a file that describe the scenario."""

    extends: Line | None = Field(None, description="the name of the scenario it is laid over, as text")
    name: Name | None = Field(None, description=f"{NAME}; default the file's")
    title: Title = None
    description: str | None = Field(None, description="text")
    as_of: dt.date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description=DATE)
    weeks: int | None = Field(
        None, ge=1, le=LONGEST_HORIZON, description=f"a whole number of weeks from 1 to {LONGEST_HORIZON}"
    )
    hindsight: Literal["inherited"] | None = Field(None, description="the word 'inherited'")


class _Spread(Shape):
    """What a number may carry, in the root and in an override alike."""

    low: Figure = None
    high: Figure = None
    distribution: Distribution | None = Field(
        None, description="one of triangular, uniform, loguniform, normal, lognormal"
    )
    bounds: list[float] | None = Field(
        None, min_length=2, max_length=2, description="a list of two finite numbers, [lowest, highest]"
    )
    lever: Flag = None
    state: State | None = Field(None, description="initial or dial")
    group: Name | None = Field(None, description="the name of a number in the section ignorance")
    drift: Name | None = Field(None, description="the name of a process in the section drift beside the number")
    hindsight: Flag = None
    note: Note = None


class NumberEntry(_Spread):
    """A number as the root declares it."""

    value: float = Field(description="a finite number")
    unit: Line = Field(description="a unit, as text")
    basis: Basis = Field(description=BASIS)
    source: Line = Field(description=SOURCE)
    as_of: dt.date = Field(description=DATE)
    origin: Line | None = Field(None, description="file:line, as text")


class NumberOverride(_Spread):
    """What a scenario may say of an inherited number."""

    value: Figure = None
    scale: float | None = Field(None, ge=0, description="a finite number, 0 or more")
    unit: Line | None = Field(None, description="the inherited unit, as text")
    basis: Judged = None
    source: Cited = None
    as_of: When = None


class ChoiceOverride(Shape):
    """What a scenario may say of an inherited choice."""

    value: Line | None = Field(None, description="one of the options, as text")
    options: list[Line] | None = Field(None, min_length=1, description="a list of texts")
    basis: Judged = None
    source: Cited = None
    as_of: When = None
    lever: Flag = None
    hindsight: Flag = None
    note: Note = None


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

    week: Week = None
    date: When = None


class EventShape(Shape):
    """Something that happens."""

    name: Name = Field(description=NAME)
    title: Title = None
    week: Week = None
    date: When = None
    latest_week: Week = None
    latest_date: When = None
    probability: Annotated[float, Field(ge=0, le=1)] | str = Field(
        1.0, description="a probability from 0 to 1, or the dotted path of a number that is one"
    )
    changes: list[ChangeShape] = Field(min_length=1, description="a list of one change or more")
    source: Cited = None
    hindsight: Flag = None
    note: Note = None


class RemovalShape(Shape):
    """An inherited event that does not happen."""

    name: Name = Field(description=NAME)
    remove: Literal[True] = Field(description="true")


class StrategyShape(Shape):
    """A bundle of levers over time."""

    title: Line = Field(description=LINE)
    description: str = Field("", description="text")
    changes: list[TimedChangeShape] = Field(description="a list of changes, [] for none")


class OptionShape(Shape):
    """Something that an actor may choose to do."""

    title: Line = Field(description=LINE)
    description: str = Field("", description="text")
    changes: list[ChangeShape] = Field(description="a list of changes, [] for none")
    hold_weeks: int = Field(4, ge=4, le=LATEST_WEEK, description="a whole number of weeks, 4 or more")
    lag_weeks: int = Field(
        0, ge=0, le=LATEST_WEEK, multiple_of=4, description="a whole number of weeks, 0 or a multiple of 4"
    )
    adds_up: bool = Field(False, description="true or false")
    meets: float = Field(0.0, ge=0, le=1, description="a share from 0 to 1")
    cost: float | str = Field(0.0, description="a number, or the dotted path of one")
    effects: dict[str, list[float]] = Field(default_factory=dict, description="for each effect a list of three numbers")
    source: Cited = None
    note: Note = None


class TurnShape(Shape):
    """What a script does from a week on."""

    week: Week = None
    date: When = None
    option: Line = Field(description="the name of an option, as text")


class SourceShape(Shape):
    """An entry of the bibliography."""

    title: Line = Field(description=LINE)
    publisher: Line = Field(description=LINE)
    published: dt.date = Field(description=DATE)
    address: Title = None
    note: Note = None
