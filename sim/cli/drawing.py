"""What is drawn of a finished run, side by side where processes cost next to nothing: its pictures and its page."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from sim.base.files import write_whole
from sim.cli.report import page, report_at_end
from sim.runs.workers import Place, WorkerLostError

SHARES = 6
"""Into how many the pictures are dealt out: more than there are processes, because they take unequal times."""

T = TypeVar("T")


def draw_run(folder: Path, place: Place, *, plots: bool, report: bool, quiet: bool) -> None:
    """Draw the pictures and the page of a run.

    Args:
        folder: of a finished run.
        place: where it was played.
        plots: whether there are to be pictures.
        report: whether there is to be a page.
        quiet: whether nothing is said.
    """
    from sim.reports.terminal import standard_error

    shares = range(SHARES) if plots else ()
    with place.aside(len(shares) + report) as executor:
        written = executor.submit(page, folder) if report else None  # it takes longest
        drawn = [executor.submit(pictures, folder, share) for share in shares]
        for share, one in zip(shares, drawn, strict=True):
            for name, content in made(one, pictures, folder, share).items():
                with write_whole(folder / name) as file:
                    file.write(content)
        standard_error(quiet).print(f"Results and pictures: {folder}", soft_wrap=True)
        if written is not None:
            report_at_end(folder, quiet, lambda _: made(written, page, folder))


def pictures(folder: Path, share: int) -> dict[str, bytes]:
    """Some pictures of a run."""
    from sim.reports.figures.chart import figures
    from sim.reports.figures.frame import png_bytes
    from sim.reports.figures.run.charts import RUN_CHARTS
    from sim.runs import results

    found = results.read(folder)
    return {f"figures/{name}.png": png_bytes(figure) for name, figure in figures(RUN_CHARTS[share::SHARES], found)}


def made(future: Future[T], fn: Callable[..., T], *args: object) -> T:
    """What was made elsewhere, or is made here, should that process have died."""
    try:
        return future.result()
    except WorkerLostError:
        return fn(*args)
