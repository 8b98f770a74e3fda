"""Keyed SVG: pictures whose elements have names, so that one picture can be changed into another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from sim.base.text import harmless
from sim.reports import appearance
from sim.reports.appearance import svg_path

WIDTH = 360.0
"""Width of a drawing: a phone shows it in about as many pixels, so that type of 12 px stays 12 px."""
State = dict[str, dict[str, str]]
"""Identifier of an element -> its attributes, and its `text` where it holds nothing else."""


@dataclass(frozen=True)
class Element:
    """An element of a page.

    Attributes:
        tag: its name.
        key: identifier, unique in the page; empty where it never changes.
        attributes: by name.
        children: elements and texts in it.
    """

    tag: str
    key: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "tuple[Element | str, ...]" = ()

    @property
    def html(self) -> Markup:
        """Its markup, with everything in it escaped."""
        named = {"id": self.key} if self.key else {}
        attributes = "".join(f' {name}="{_text(value)}"' for name, value in {**named, **self.attributes}.items())
        inner = "".join(child.html if isinstance(child, Element) else _text(child) for child in self.children)
        return Markup(f"<{self.tag}{attributes}>{inner}</{self.tag}>")

    @property
    def text(self) -> str | None:
        """What it says; None where it holds elements."""
        parts = [child for child in self.children if isinstance(child, str)]
        return "".join(parts) if len(parts) == len(self.children) else None

    def keyed(self) -> "Iterator[Element]":
        """All elements in it that have a key, itself included."""
        if self.key:
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.keyed()

    def state(self) -> State:
        """What of it can change."""
        found: State = {}
        for element in self.keyed():
            if element.key in found:
                raise ValueError(f"{element.key}: found two elements of that key, expected one")
            said = {} if element.text is None or element.tag in _SHAPES else {"text": harmless(element.text)}
            found[element.key] = {name: harmless(value) for name, value in element.attributes.items()} | said
        return found


_SHAPES = {"circle", "g", "line", "path", "polygon", "rect", "svg"}
"""Elements that hold no text."""


def _text(value: str) -> Markup:
    return escape(harmless(value))


def make(tag: str, *children: Element | str, key: str = "", **attributes: str | float) -> Element:
    """An element; numbers are written short, `class_` and `text_anchor` become `class` and `text-anchor`."""
    named = {
        name.rstrip("_").replace("_", "-"): value if isinstance(value, str) else short(value)
        for name, value in attributes.items()
    }
    return Element(tag, key, named, children)


def short(value: float) -> str:
    """A coordinate, to a tenth."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )


def path(points: "list[tuple[float, float]]", *, closed: bool = False) -> str:
    """Path data of a line through points."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points) + ("Z" if closed else "") if points else ""


@dataclass(frozen=True)
class Grid:
    """The numbers of a picture as a table; the first cell of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sign:
    """An entry of a legend: a shape and a class of colour, in words; with a key if the words change."""

    words: str
    shape: str = "square"
    colour: str = "c-neutral"
    key: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing and the same numbers for who cannot, or will not, see it.

    Attributes:
        name: unique in a page; all keys begin with it.
        title: a sentence that is true of it.
        note: how to read it.
        drawing: an `svg` as `canvas` makes it.
        table: its numbers.
        legend: its signs.
        foot: what it rests on: caveat, n, seed, version, hash.
    """

    name: str
    title: str
    note: str
    drawing: Element
    table: Grid
    legend: tuple[Sign, ...] = ()
    foot: str = ""

    def _parts(self) -> tuple[Element, ...]:
        """The parts of the figure from top to bottom."""
        name = self.name
        heading = make("h3", self.title, key=f"{name}-title", class_="picture-title")
        note = make("p", self.note, key=f"{name}-note", class_="picture-note")
        legend = make("ul", *map(_entry, self.legend), class_="legend", role="list")
        words = make("summary", "The same in numbers")
        region = {"class_": "scroll", "tabindex": "0", "role": "region", "aria_label": f"Numbers: {self.title}"}
        details = make("details", words, make("div", self._table(), key=f"{name}-numbers", **region))
        foot = make("figcaption", self.foot, key=f"{name}-foot", class_="foot")
        return heading, note, *([legend] if self.legend else []), self.drawing, details, foot

    def _table(self) -> Element:
        head = make("tr", *(make("th", words, scope="col") for words in self.table.head))
        rows = [
            make(
                "tr",
                *(
                    make("td" if column else "th", cell, key=f"{self.name}-{i}-{column}", **_SCOPE[column == 0])
                    for column, cell in enumerate(row)
                ),
            )
            for i, row in enumerate(self.table.rows)
        ]
        return make("table", make("thead", head), make("tbody", *rows))

    @property
    def figure(self) -> Element:
        """The whole figure."""
        return make("figure", *self._parts(), key=self.name, class_="picture")

    def titled(self, title: str) -> "Picture":
        """The same under another title."""
        attributes = {**self.drawing.attributes, "aria-label": title}
        return replace(self, title=title, drawing=replace(self.drawing, attributes=attributes))

    def html(self) -> Markup:
        """The figure's markup."""
        return self.figure.html

    def state(self) -> State:
        """Everything in it that can change, by identifier."""
        return self.figure.state()


_SCOPE: dict[bool, dict[str, str]] = {True: {"scope": "row"}, False: {}}


def _entry(sign: Sign) -> Element:
    icon = make(
        "svg",
        make("path", d=SHAPES[sign.shape], transform="translate(8 8)", class_=sign.colour),
        viewBox="0 0 16 16",
        class_="sign",
        aria_hidden="true",
    )
    return make("li", icon, make("span", sign.words, key=sign.key))


def canvas(name: str, title: str, height: float, *drawn: Element) -> Element:
    """The root of a drawing, which says its title to who cannot see it."""
    attributes: dict[str, str | float] = {"viewBox": f"0 0 {short(WIDTH)} {short(height)}", "role": "img"}
    return make("svg", *drawn, key=f"{name}-drawing", aria_label=title, **attributes)


SIZE = 5.6
"""Of shapes, from centre to edge."""
_ARC = f"a{0.87 * SIZE:.2f} {0.87 * SIZE:.2f} 0 1 0"
SHAPES = {
    **{shape: svg_path(shape, size=SIZE) for shape in appearance.SHAPES},
    "circle": f"M-{0.87 * SIZE:.2f} 0{_ARC} {1.74 * SIZE:.2f} 0{_ARC}-{1.74 * SIZE:.2f} 0Z",  # in fewer letters
    "line": "M-7-1.2h14v2.4h-14Z",
    "band": "M-7-5h14v10h-14Z",
}
"""Path data of shapes round the origin: those of everything that is drawn, and two more for legends."""


def colour(name: str) -> str:
    """The class of what is drawn in the colour of that name, which the style sheet knows in light and dark."""
    return f"c-{name.replace('_', '-').replace(' ', '-')}"


def patch(before: Picture, after: Picture) -> State:
    """What of a picture differs from another of the same name.

    Raises:
        ValueError: if one has an element or an attribute that the other lacks.
    """
    return difference(before.state(), after.state())


def difference(before: State, after: State) -> State:
    """What of a state differs from another.

    Raises:
        ValueError: if one has an element or an attribute that the other lacks.
    """
    if {key: set(told) for key, told in before.items()} != {key: set(told) for key, told in after.items()}:
        odd = sorted(set(before) ^ set(after)) or [key for key in before if set(before[key]) != set(after[key])]
        raise ValueError(f"{odd[0]}: found in one of two pictures only, expected the same elements in both")
    changed = {
        key: {name: value for name, value in told.items() if before[key][name] != value} for key, told in after.items()
    }
    return {key: told for key, told in changed.items() if told}
