"""Reports in a browser: opened from a file, without a network, by eye, by keyboard and by screen reader."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

KINDS = ("run", "compare", "sweep")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1400, "height": 900}


def found() -> str | None:
    """The system's own browser."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if found() is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium is installed here")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=found(), args=["--no-sandbox"])


class Opened:
    """A report that is open, and what it has said and asked for since."""

    def __init__(self, browser: Browser, folder: Path, scheme: str = "light", size: dict[str, int] = DESK) -> None:
        self.page: Page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda fault: self.said.append(str(fault)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto((folder / "report.html").as_uri())

    def whole(self) -> Page:
        """The page with what is folded shown, of tables that are alike a few."""
        self.page.evaluate("[...document.querySelectorAll('details')].slice(0, 14).forEach((e) => { e.open = true; })")
        return self.page


@pytest.mark.parametrize("kind", ["run", "sweep"])  # which hold between them all parts that pages are made of
def test_nothing_stands_in_the_way_of_anybody(browser: Browser, folders: dict[str, Path], kind: str) -> None:
    opened = Opened(browser, folders[kind])
    found = Axe().run(opened.whole())
    opened.page.emulate_media(color_scheme="dark")  # which changes colours alone
    dark = Axe().run(opened.page, options={"runOnly": ["color-contrast"]})
    assert [each["id"] for one in (found, dark) for each in one.response["violations"]] == [], found.generate_report()
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []
    opened.page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, folders: dict[str, Path], kind: str) -> None:
    opened = Opened(browser, folders[kind], size=PHONE)
    page = opened.whole()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sizes = page.evaluate(
        "[...document.querySelectorAll('.picture > svg')].map((each) => each.getBoundingClientRect().width / 360)"
    )
    assert min(sizes) > 0.95  # type of 12 px stays about 12 px
    page.close()


def test_script_tags_do_nothing(browser: Browser, folders: dict[str, Path]) -> None:
    for kind in KINDS:
        opened = Opened(browser, folders[kind])
        assert opened.page.evaluate("window.hacked") is None
        assert opened.page.title().startswith("</script>" if kind != "compare" else "The war as it stood")
        opened.page.close()


def test_the_keyboard_moves_sliders_and_pictures_follow(browser: Browser, folders: dict[str, Path]) -> None:
    opened = Opened(browser, folders["sweep"])
    page = opened.page
    slider = page.locator("input[type=range]").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'range'"):
            break
    assert page.evaluate("document.activeElement.id") == "lever0"
    first = page.locator("#losses").inner_html()
    page.keyboard.press("End")
    expect(page.locator("#lever0-value")).to_have_text("2")
    assert slider.get_attribute("aria-valuetext") == "2"
    assert page.locator("#losses").inner_html() != first
    expect(page.locator("#said")).to_contain_text("Of 100 wars")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#lever0-value")).to_have_text("1")
    assert page.locator("#losses").inner_html() == first
    assert opened.said == []
    page.close()


def test_paper_hides_what_only_moves(browser: Browser, folders: dict[str, Path]) -> None:
    opened = Opened(browser, folders["sweep"], "dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not opened.page.locator("nav").is_visible()
    assert not opened.page.locator("input[type=range]").first.is_visible()
    assert opened.page.locator("#endings").is_visible()
    opened.page.close()
