"""Pages: what stands on one, and its markup as one file that asks for nothing."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.base.text import harmless
from sim.reports.html.style import static, style_sheet
from sim.reports.html.svg import Picture, State


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; where the address is of no known kind, they lead nowhere."""

    words: str
    address: str

    @property
    def href(self) -> str:
        """The address, if it is one that a browser may be sent to."""
        return self.address if self.address.startswith(("https://", "http://", "#")) else ""


Cell = str | Link


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of which names its row.

    Attributes:
        caption: what it says.
        head: a heading for each column.
        rows: of as many cells.
        folded: whether it is shown only when it is asked for.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side; those of `moving` follow the sliders of the page."""

    pictures: Sequence[Picture]
    kind: str = "pictures"


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    kind: str = "words"


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True)
class Commands:
    """Commands for a shell, each with what it does."""

    commands: tuple[tuple[str, str], ...]
    kind: str = "commands"


@dataclass(frozen=True)
class Line:
    """A line of a story."""

    day: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """A war with a heading, and why it was chosen."""

    title: str
    why: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Stories:
    """Wars told side by side."""

    stories: tuple[Story, ...]
    kind: str = "stories"


@dataclass(frozen=True)
class Lever:
    """A slider over values that have been played.

    Attributes:
        key: unique in the page.
        title: in words.
        note: unit, basis and where the value comes from.
        values: as they are shown, in order; the slider stops at these alone.
    """

    key: str
    title: str
    note: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Levers:
    """Sliders, and pictures that follow them.

    Attributes:
        levers: one for each parameter, at least one.
        first: number of the point at which they stand, of each its place among the values.
        pictures: at the first point.
        points: for each combination of places ("0,2") what differs from the first point.
    """

    levers: tuple[Lever, ...]
    first: tuple[int, ...]
    pictures: Sequence[Picture]
    points: dict[str, State]
    kind: str = "levers"


Part = Words | Points | Table | Pictures | Commands | Stories | Levers


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading of its own."""

    key: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Page:
    """A report.

    Attributes:
        title: of the page.
        kind: what it reports, as `Run`.
        headline: what is found, in plain words with frequencies.
        facts: what it rests on, in short phrases.
        sections: in order.
    """

    title: str
    kind: str
    headline: tuple[str, ...]
    facts: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def moving(self) -> dict[str, Any] | None:
        """What its script needs; None for a page without sliders."""
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Levers):
                    return {"first": list(part.first), **spelled(part.points)}
        return None


def render(page: Page) -> str:
    """The page as one HTML file, the same for the same page."""
    moving = page.moving
    script = static("report.js") if moving is not None else ""
    markup: str = _template().render(
        page=page,
        style=Markup(style_sheet()),
        script=Markup(script),
        data=in_script(moving) if moving is not None else "",
        policy=policy(style_sheet(), script),
    )
    return markup


def spelled(points: dict[str, State]) -> dict[str, Any]:
    """Patches in which each value stands once, in a list of words, and everywhere else its place there."""
    words: dict[str, int] = {}
    places = {
        point: {
            key: {name: words.setdefault(value, len(words)) for name, value in told.items()}
            for key, told in state.items()
        }
        for point, state in points.items()
    }
    return {"words": list(words), "points": places}


def policy(style: str, script: str = "") -> str:
    """A policy under which a browser runs this style and this script and loads nothing."""
    allowed = f"; script-src {_fingerprint(script)}" if script else ""
    styled = f"default-src 'none'; style-src {_fingerprint(style)}"
    return f"{styled}{allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _fingerprint(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def in_script(content: Any) -> Markup:
    """Content as JSON that cannot end the element it stands in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("sim.reports.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: harmless(value) if type(value) is str else value,
    )
    return environment.get_template("report.html")
