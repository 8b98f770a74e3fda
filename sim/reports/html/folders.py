"""Reports of folders of results: which kind of page a folder gets, and where it is written."""

from pathlib import Path

from sim.base.errors import SimError
from sim.reports.html.argue import LEDGER, argue_page
from sim.reports.html.arm import Arm
from sim.reports.html.compare import Compared, compare_page
from sim.reports.html.forecast import forecast_page
from sim.reports.html.game import game_page, stored
from sim.reports.html.page import Page, render
from sim.reports.html.run import run_page
from sim.reports.html.sweep import sweep_page
from sim.reports.html.validate import validate_page
from sim.runs import compare as futures
from sim.runs import folder as folders
from sim.runs import results, storage
from sim.runs.sweep import folder as sweeps
from sim.studies import game as games
from sim.studies.forecast import folder as forecasts
from sim.studies.validation import folder as validation

REPORT = "report.html"
"""Name of the page in the folder of its results."""


def page_of(folder: Path) -> Page:
    """The page of a finished folder.

    Raises:
        SimError: if it holds no results, or they are not finished or not as they were written.
    """
    for manifest, page in OWN.items():
        if (folder / manifest).exists():
            return page(folder)
    kind = folders.kind_of(folder)
    if kind is None and (folder / folders.ARGUED).is_dir():
        folders.manifest_of(folder)  # which says how to go on with an argument
    if kind is None:
        raise SimError(
            f"{folder}: found no results that a report can be made of, expected the folder of a finished run, comparison,"
            " sweep, argument, game, validation or forecast"
        )
    if not folders.is_finished(folder):
        raise SimError(f"{folder}: found an unfinished {kind.name}; finish it with: sim resume {folder}")
    if kind is folders.COMPARISON:
        return _comparison(folder)
    if kind is folders.GAME:
        return _game(folder)
    if kind is folders.SWEEP:
        return sweep_page(sweeps.read(folder))
    return run_page(Arm.of(results.read(folder)))


OWN = {LEDGER: argue_page, validation.MANIFEST: validate_page, forecasts.MANIFEST: forecast_page}
"""Pages of folders that are known by a file of their own."""


def _game(folder: Path) -> Page:
    played, told = games.game_of(folder), folders.manifest_of(folder)
    return game_page(played, stored(played, folder), told, storage.StoredRuns(folder / "runs.parquet"))


def _comparison(folder: Path) -> Page:
    compared = futures.comparison_of(folder)
    found = [results.read(folder / label) for label in compared.labels]
    first, label = found[0], compared.labels[0]
    pairs = [
        futures.pair(label, first.runs, other_label, other.runs)
        for other_label, other in zip(compared.labels[1:], found[1:], strict=True)
    ]
    return compare_page(Compared([Arm.of(each) for each in found], compared.labels, pairs, folders.manifest_of(folder)))


def write_report(folder: Path) -> Path:
    """Write the page of a finished folder into it, whole, and return its path; raises as `page_of` does."""
    path = folder / REPORT
    storage.write(path, content_of(folder))
    return path


def content_of(folder: Path) -> bytes:
    """The page of a finished folder as it is written; raises as `page_of` does."""
    return render(page_of(folder)).encode("utf-8")
