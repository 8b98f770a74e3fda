"""The explorer in a browser: what people see, hear, type and send on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from sim.reports.explore.desk import Desk
from sim.reports.explore.serving import listen, server

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if CHROMIUM is None and os.environ.get("CI") != "true":
    pytest.skip("no Chromium on the path", allow_module_level=True)
MILLISECONDS = 30_000
"""Against a hang, on however busy a machine."""
VICTORIES = "explored-endings-2-3"
"""Cell of the table of endings in which Russian victories are counted."""


@pytest.fixture(scope="module")
def address(compiled: Desk) -> Iterator[str]:
    """A server of the explorer."""
    listening = listen(0)
    running = server(compiled)
    thread = Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    running.should_exit = True
    thread.join(timeout=30)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Opened:
    """A page that has to be without complaints, and to ask nobody else for anything."""

    def __init__(self, browser: sync_api.Browser, address: str, **look: object) -> None:
        self.context = browser.new_context(viewport={"width": look.pop("width", 1400), "height": 900}, **look)
        self.page, self.address = self.context.new_page(), address
        self.page.set_default_timeout(MILLISECONDS)
        self.said: list[str] = []
        self.page.on("console", lambda told: self.said.append(told.text) if told.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda fault: self.said.append(str(fault)))
        self.page.on("request", self._asked)

    def _asked(self, request: sync_api.Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.said.append(f"asks for {request.url}")

    def goto(self, query: str = "") -> sync_api.Page:
        self.page.goto(self.address + query)
        self.settle()
        return self.page

    def settle(self, part: str = "scenario=") -> None:
        """Wait until all wars of an address are shown that holds a part."""
        self.page.wait_for_selector(f'body[data-settled="true"][data-shown*="{part}"]')

    def count(self, cell: str) -> int:
        text = self.page.locator(f'[id="{cell}"]').text_content() or ""
        return int(text.partition(" of ")[0].replace(",", ""))


@pytest.fixture
def opened(browser: sync_api.Browser, address: str) -> Iterator[Opened]:
    one = Opened(browser, address)
    yield one
    one.context.close()
    assert one.said == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_it_can_be_used_by_everybody(browser: sync_api.Browser, address: str, scheme: str, width: int) -> None:
    one = Opened(browser, address, color_scheme=scheme, width=width)
    page = one.goto("?nato.aid_level=0.5&pin=baseline")
    for group in page.locator("details").all()[:4]:
        group.evaluate("group => { group.open = true }")
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    one.context.close()
    assert one.said == []


def test_the_keyboard_alone_moves_aid_and_the_endings(opened: Opened) -> None:
    page = opened.goto()
    usual = opened.count(VICTORIES)
    slider = page.locator('[id="dial-nato.aid_level"]')
    while page.evaluate("() => document.activeElement.id") != "dial-nato.aid_level":
        page.keyboard.press("Tab")
    page.keyboard.press("Home")
    opened.settle("nato.aid_level=0")
    assert slider.get_attribute("aria-valuetext") == "0"
    none = opened.count(VICTORIES)
    page.keyboard.press("End")
    opened.settle("nato.aid_level=2")
    assert opened.count(VICTORIES) < usual < none
    assert "4,096 wars" in (page.locator("#status").text_content() or "")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # as it was
    page.wait_for_selector('body[data-settled="true"][data-shown="scenario=baseline"]')
    assert opened.count(VICTORIES) == usual


def test_a_slider_held_still_comes_to_all_wars(opened: Opened) -> None:
    page = opened.goto()
    box = page.locator('[id="dial-nato.aid_level"]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    opened.settle("nato.aid_level=")
    assert "4,096 wars" in page.inner_text("#status")
    page.mouse.up()


def test_what_is_pinned_is_restored_by_its_link(opened: Opened, browser: sync_api.Browser) -> None:
    page = opened.goto("?nato.aid_level=0")
    page.click("#pin-this")
    opened.settle("pin.nato.aid_level=0")
    assert "no ending becomes clearly more or less frequent" in page.inner_text('[id="difference-endings-title"]')
    page.locator('[id="dial-nato.aid_level"]').focus()
    page.keyboard.press("End")
    page.wait_for_url("**nato.aid_level=2&pin=baseline&pin.nato.aid_level=0**")
    opened.settle("nato.aid_level=2&pin")
    assert "Russian victory −" in page.inner_text('[id="difference-endings-title"]')
    other = Opened(browser, opened.address)
    other.goto(page.url.partition("?")[2] and "?" + page.url.partition("?")[2])
    for cell in (VICTORIES, VICTORIES.replace("explored", "pinned")):
        assert other.count(cell) == opened.count(cell)
    assert other.page.locator('[id="dial-nato.aid_level"]').input_value() == "2"
    other.context.close()
    assert other.said == []


def test_an_assumption_moves_both_futures(opened: Opened) -> None:
    page = opened.goto("?pin=baseline&nato.aid_level=0")
    cells = [VICTORIES.replace("explored-endings-2", f"{arm}-endings-6") for arm in ("explored", "pinned")]
    usual = [opened.count(cell) for cell in cells]
    page.locator('[id="dial-escalation.propensity"]').focus()
    page.keyboard.press("Home")
    opened.settle("escalation.propensity=0")
    assert all(before > 0 for before in usual)
    assert [opened.count(cell) for cell in cells] == [0, 0]


def test_another_war_is_told_with_days(opened: Opened) -> None:
    page = opened.goto("?war=4")
    page.click("#another")
    page.wait_for_selector('body[data-told="5"]')
    assert "it ends the same there" in page.inner_text("#stories")
    assert page.locator("#stories time").first.inner_text().startswith("2024-06")
    page.wait_for_url("**war=5**")


def test_a_claim_is_answered_once_its_wars_are_played(opened: Opened) -> None:
    page = opened.goto()
    assert page.inner_text('[id="claim-C02-answer"]') == "not played"
    assert page.inner_text('[id="claim-C12-answer"]') == "not here"
    page.click('[id="claim-C02-play"]')
    page.wait_for_selector('[id="claim-C02-answer"]:not(.missing)')
    assert "in 100 (" in page.inner_text('[id="claim-C02-why"]')
    assert page.inner_text('[id="claim-C02-answer"]') in ("holds", "fails", "undecided")


def test_the_scenario_of_the_page_is_downloaded(opened: Opened, tmp_path: Path) -> None:
    page = opened.goto("?nato.aid_level=0.35&escalation.propensity=2")
    with page.expect_download() as coming:
        page.click('a[data-file="explored.yaml"]')
    path = tmp_path / "explored.yaml"
    coming.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "nato:\n  aid_level: 0.35\n" in text
    assert "escalation:\n  propensity: 2\n" in text
