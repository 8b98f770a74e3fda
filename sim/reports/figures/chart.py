"""A chart: a picture that the program can draw, said once for drawing it and for the gallery in the docs."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from matplotlib.figure import Figure

from sim.base.text import file_stem
from sim.reports.figures.frame import save
from sim.reports.figures.style import house_style

Source = TypeVar("Source")


@dataclass(frozen=True)
class Chart(Generic[Source]):
    """One picture of a kind of results, or one for each outcome, claim or scenario.

    Attributes:
        name: of the file; braces stand for the outcome, claim or scenario.
        draw: makes it of the results, and of a name from `each`; None where they hold nothing to show.
        each: names of the outcomes, claims or scenarios with a picture of their own; none where it does not apply.
        note: what it shows and how to read it, where the docstring of `draw` does not say so.
    """

    name: str
    draw: Callable[..., Figure | None]
    each: Callable[[Source], Iterable[str]] | None = None
    note: str = ""

    @property
    def shows(self) -> str:
        """What it shows and how to read it, in a sentence."""
        return self.note or " ".join((inspect.getdoc(self.draw) or "").partition("\n\n")[0].split())

    def figures(self, source: Source) -> Iterator[tuple[str, Figure]]:
        """Every figure with the name of its file, one at a time."""
        for names in [()] if self.each is None else [(name,) for name in self.each(source)]:
            with house_style():
                figure = self.draw(source, *names)
            if figure is not None:
                yield self.name.format(*map(file_stem, names)), figure


def figures(charts: Iterable[Chart[Source]], source: Source) -> Iterator[tuple[str, Figure]]:
    """Every figure that charts make of some results, with the name of its file."""
    for chart in charts:
        yield from chart.figures(source)


def write_figures(charts: Iterable[Chart[Source]], source: Source, folder: Path) -> list[Path]:
    """Write every figure into a folder (made if missing) as `<name>.png` and return the paths."""
    return [save(figure, folder / f"{name}.png") for name, figure in figures(charts, source)]
