"""Screenshots of a report and of the explorer, as a browser of this machine shows them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docs.build.gallery import small
from docs.build.sessions import run_command
from sim.base.errors import SimError
from sim.base.extras import missing
from sim.base.files import write_whole

if TYPE_CHECKING:
    from playwright.sync_api import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PLAYED = (
    ["sim", "run", "iran_supply", "-n", "2000", "--no-plots", "--quiet", "-o", "run"],
    ["sim", "report", "run", "--quiet"],
)
WITHOUT_AID = "?scenario=baseline&nato.aid_level=0&pin=baseline"
SETTLED_MILLISECONDS = 240_000
"""For the explorer to compile what it needs and play all its wars."""


@dataclass(frozen=True)
class Shot:
    """A page as it is seen.

    Attributes:
        name: of the image.
        shows: in words.
        command: that brings the page up.
        address: behind the report's or the explorer's own.
        width: of the window [pixels].
        height: of the window [pixels].
        dark: whether the reader likes it dark.
    """

    name: str
    shows: str
    command: str
    address: str = ""
    width: int = 1100
    height: int = 1200
    dark: bool = False

    @property
    def file(self) -> str:
        """Name of the image."""
        return f"{self.name}.png"


REPORTS = (
    Shot("report", "The report of a run, at its top: one file to read and to send.", "sim report run"),
    Shot("report_phone", "The same on a phone at night.", "sim report run", width=390, dark=True),
)
EXPLORERS = (
    Shot(
        "explorer",
        "The explorer: the war without aid, which is moved, beside the war as it stood, which is pinned.",
        "sim explore",
        WITHOUT_AID,
    ),
    Shot(
        "explorer_phone",
        "Its pictures on a phone at night.",
        "sim explore",
        f"{WITHOUT_AID}#pictures",
        width=390,
        dark=True,
    ),
)
SHOTS = (*REPORTS, *EXPLORERS)


def screenshots() -> str:
    """The pages as Markdown, with the command that brings each up."""
    parts = [
        f"### {shot.name}\n\n{shot.shows}\n\n![{shot.shows}](images/pages/{shot.file})\n\n```sh\n{shot.command}\n```"
        for shot in SHOTS
    ]
    return "\n\n".join(parts)


def refresh_screenshots(documents: Path) -> list[Path]:
    """Play what is needed, and photograph every page anew; return the paths of the images.

    Raises:
        SimError: there is no browser, or a page does not come up.
    """
    folder = documents / "images" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for words in PLAYED:
            run_command(words, Path(place))
        report = Path(place, "run", "report.html").as_uri()
        written = photograph(REPORTS, report, folder)
        with explorer() as address:
            written += photograph(EXPLORERS, address, folder)
    return written


def photograph(shots: Sequence[Shot], address: str, folder: Path) -> list[Path]:
    """Show pages below an address and keep each as an image of few colours.

    Raises:
        SimError: there is no browser or nothing to drive it, or a page does not settle.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as fault:
        raise missing("screenshots need Playwright", "docs") from fault
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SimError(f"found no browser, expected one of {', '.join(BROWSERS)}")
    paths = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for shot in shots:
            page = browser.new_page(
                viewport={"width": shot.width, "height": shot.height},
                color_scheme="dark" if shot.dark else "light",
                reduced_motion="reduce",
            )
            try:
                page.goto(address + shot.address)
                _wait(page, shot)
            except Error as fault:
                raise SimError(f"{shot.name}: the page did not come up: {fault.message}") from fault
            path = folder / shot.file
            with write_whole(path) as file:
                file.write(small(page.screenshot(), shot.width))
            page.close()
            paths.append(path)
        browser.close()
    return paths


def _wait(page: Page, shot: Shot) -> None:
    """Until an explorer has played all the wars it plays for a picture that rests."""
    standing = page.locator(".standing")
    if standing.count():
        standing.get_by_text("4,096").first.wait_for(timeout=SETTLED_MILLISECONDS)
    if "#" in shot.address:  # without the ring of what has the focus, and clear of what stands at the top
        page.evaluate("document.activeElement.blur(); scrollBy(0, -document.querySelector('.standing').offsetHeight)")


@contextmanager
def explorer() -> Iterator[str]:
    """An explorer on a free port; yields its address."""
    command = [sys.executable, "-m", "sim", "explore", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            said = process.stderr.readline() if process.stderr else ""
            found = re.search(r"http://\S+/", said)
            if found is None:
                raise SimError(f"sim explore: found {said.strip()!r}, expected an address")
            yield found[0]
        finally:
            process.terminate()
