"""`sim report`, and the page that other commands write at their end."""

from collections.abc import Callable
from pathlib import Path

import click

from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.cli import options


@click.command()
@options.stored_folder
@options.quiet
def report(folder: Path, quiet: bool) -> None:
    """Write one page to read and to send, DIR/report.html, from the finished results in DIR."""
    from sim.base.lock import locked
    from sim.reports.html.folders import write_report
    from sim.reports.terminal import standard_error

    with locked(folder):
        path = write_report(folder)
    standard_error(quiet).print(f"The page to read: {path}", soft_wrap=True)


def page(folder: Path) -> tuple[str, bytes]:
    """The page of finished results: the name of its file and what is in it."""
    from sim.reports.html.folders import REPORT, content_of

    return REPORT, content_of(folder)


def report_at_end(folder: Path, quiet: bool, page_of: Callable[[Path], tuple[str, bytes]] = page) -> None:
    """Write the page of results that have just been finished; they are there even if it cannot be written.

    Args:
        folder: of the results.
        quiet: whether nothing is said.
        page_of: makes the page of a folder.
    """
    from sim.reports.terminal import print_note, standard_error

    try:
        name, content = page_of(folder)
        path = folder / name
        with write_whole(path) as file:
            file.write(content)
    except (SimError, OSError) as fault:
        print_note(f"no report was written ({fault}); the results are whole; try again: sim report {folder}", quiet)
        return
    standard_error(quiet).print(f"The page to read: {path}", soft_wrap=True)
