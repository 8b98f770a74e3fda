"""The gallery: every picture that the program draws, what it shows, and the command that makes it."""

import base64
import io
import re
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from docs.build.markdown import table
from docs.build.sessions import run_command
from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.reports.figures.argument.charts import ARGUMENT_CHARTS
from sim.reports.figures.chart import Chart
from sim.reports.figures.compare.charts import COMPARISON_CHARTS
from sim.reports.figures.game import GAME_CHARTS
from sim.reports.figures.run.charts import RUN_CHARTS
from sim.reports.figures.study import DISCOVERY_CHARTS, RANKING_CHARTS
from sim.reports.figures.sweep.charts import SWEEP_CHARTS
from sim.reports.validation.pictures import VALIDATION_CHARTS

WIDTH = 800
"""Of an image in the gallery [pixels]: its small type is still read on a page."""
_IN_A_PAGE = r'<img alt="{}" src="data:image/png;base64,([^"]+)"'


@dataclass(frozen=True)
class Shelf:
    """Charts that one command draws.

    Attributes:
        title: heading on the page.
        command: makes the pictures.
        charts: those that it draws.
        example: the outcome, claim or scenario whose picture is shown, where there is one of each.
    """

    title: str
    command: str
    charts: tuple[Chart[Any], ...]
    example: str = ""

    @property
    def folder(self) -> str:
        """The folder of the results, as the command names it: new behind `-o`, or an old one."""
        words = shlex.split(self.command)
        return words[words.index("-o") + 1] if "-o" in words else words[2]

    def names(self) -> Iterator[tuple[str, Chart[Any]]]:
        """Name of each picture shown, with its chart."""
        for chart in self.charts:
            yield chart.name.format(self.example), chart

    def image(self, name: str) -> str:
        """Name of the image in the gallery."""
        return f"{self.folder}_{name}.png"


SHELVES = (
    Shelf("One run", "sim run iran_supply -o run", RUN_CHARTS),
    Shelf("Two scenarios", "sim compare baseline iran_supply -o two", COMPARISON_CHARTS),
    Shelf(
        "Several scenarios",
        "sim compare baseline iran_supply aid_surge negotiate_now -o several",
        COMPARISON_CHARTS[:1],
    ),
    Shelf(
        "A sweep over one parameter",
        "sim sweep iran_supply --param nato.aid_level=0:2:9 -o line",
        SWEEP_CHARTS[:2],
        example="territory_change_12m",
    ),
    Shelf(
        "A sweep over a grid",
        "sim sweep baseline --param nato.aid_level=0:2:7 --param iran.drone_deliveries=0:2000:5 -n 300 -o grid",
        SWEEP_CHARTS[2:],
        example="russian_victory",
    ),
    Shelf(
        "What an outcome depends on",
        "sim sensitivity run --outcome territory_change_12m",
        RANKING_CHARTS,
        example="territory_change_12m",
    ),
    Shelf(
        "Where an outcome comes about",
        "sim discover run --outcome 'territory_change > 5000'",
        DISCOVERY_CHARTS,
        example="territory_change_above_5000",
    ),
    Shelf("A game", "sim game -n 512 -o played", GAME_CHARTS),
    Shelf("An argument", "sim argue --quick -o argued", ARGUMENT_CHARTS, example="C08"),
    Shelf("A validation, inside its page", "sim validate --quick -o checked", VALIDATION_CHARTS, example="2023_totals"),
)
"""In the order of the page, which is also that in which the commands are run."""


def gallery() -> str:
    """The shelves as Markdown."""
    parts = []
    for shelf in SHELVES:
        parts.append(f"## {shelf.title}")
        for name, chart in shelf.names():
            image = f"![{chart.shows}](images/gallery/{shelf.image(name)})"
            parts.append(f"### {name}\n\n{chart.shows}\n\n{image}\n\n```sh\n{shelf.command}\n```")
    return "\n\n".join(parts)


def pictures() -> str:
    """The pictures of a run as a table."""
    return table(("file", "shows"), [(f"`{chart.name}.png`", chart.shows) for chart in RUN_CHARTS])


def refresh_gallery(documents: Path, shelves: tuple[Shelf, ...] = SHELVES) -> list[Path]:
    """Run the command of every shelf and rewrite the images of its charts; return their paths."""
    written = []
    with tempfile.TemporaryDirectory() as folder:
        for shelf in shelves:
            run_command(shlex.split(shelf.command), Path(folder))
            for name, _ in shelf.names():
                path = documents / "images" / "gallery" / shelf.image(name)
                with write_whole(path) as file:
                    file.write(small(_drawn(Path(folder, shelf.folder), name)))
                written.append(path)
    return written


def _drawn(folder: Path, name: str) -> bytes:
    """A picture among results, from its file or from the page that holds it.

    Raises:
        SimError: it was not drawn.
    """
    path = folder / "figures" / f"{name}.png"
    if path.exists():
        return path.read_bytes()
    for page in folder.glob("*.html"):
        found = re.search(_IN_A_PAGE.format(name.replace("_", " ")), page.read_text(encoding="utf-8"))
        if found:
            return base64.b64decode(found[1])
    raise SimError(f"{folder}: found no picture {name}, expected one for the gallery")


def small(picture: bytes, width: int = WIDTH) -> bytes:
    """A picture at a width [pixels], in few colours."""
    with Image.open(io.BytesIO(picture)) as image:
        height = round(image.height * width / image.width)
        resized = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    # This method keeps colours that few pixels have, such as those of a thin ring.
    few = resized.quantize(method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(stream, format="PNG", optimize=True)
    return stream.getvalue()
