"""Reports of folders of results: which kind of page a folder gets, and where it is written."""

from pathlib import Path

from sim.reports.html.arm import Arm
from sim.reports.html.page import Page, render
from sim.reports.html.run import run_page
from sim.runs import results, storage

REPORT = "report.html"
"""Name of the page in the folder of its results."""


def page_of(folder: Path) -> Page:
    """The page of a finished folder.

    Raises:
        SimError: if it holds no results, or they are not finished or not as they were written.
    """
    return run_page(Arm.of(results.read(folder)))


def write_report(folder: Path) -> Path:
    """Write the page of a finished folder into it, whole, and return its path; raises as `page_of` does."""
    path = folder / REPORT
    storage.write(path, render(page_of(folder)).encode("utf-8"))
    return path
