"""The pages as a web site: nothing is missing, and nothing comes from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from docs.build.site import as_read, build_site, contents
from docs.build.templates import documents, every_page

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of MyST and Sphinx with each other
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]
ELSEWHERE = re.compile(r"(?:\w+:)?//")
RESOURCES = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("iframe", "src"),
}


class Page(HTMLParser):
    """Where a page leads, what it loads, and the places in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.places: set[str] = {""}
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.places.add(value or "")
            elif (tag, name) in RESOURCES:
                self.loads.append(value or "")
            elif (tag, name) == ("a", "href"):
                self.links.append(value or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    first = build_site(tmp_path_factory.mktemp("web") / "site")
    return {path: Page(path) for path in first.parent.rglob("*.html")}


def test_nothing_that_a_page_loads_comes_from_elsewhere(site: dict[Path, Page]) -> None:
    for path, page in site.items():
        assert page.loads
        for address in page.loads:
            assert not ELSEWHERE.match(address), f"{path.name}: {address}"
    folder = next(iter(site)).parent
    for style in folder.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:\w+:)?//", style.read_text(encoding="utf-8")), style.name


def test_every_link_and_anchor_of_the_site_exists(site: dict[Path, Page]) -> None:
    missing = []
    for path, page in site.items():
        for link in page.links + page.loads:
            if re.match(r"\w+:", link):
                continue
            file, _, place = link.partition("?")[0].partition("#")
            there = (path.parent / unquote(file)).resolve() if file else path
            found = there.exists() and (there not in site or unquote(place) in site[there].places)
            missing += [] if found else [f"{path.name}: {link}"]
    assert missing == []


def test_every_page_is_in_the_site_and_in_its_contents(site: dict[Path, Page]) -> None:
    (index,) = (path for path in site if path.name == "index.html" and (path.parent / "tasks").is_dir())
    pages = {page.relative_to(documents()).with_suffix(".html").as_posix() for page in every_page()}
    assert pages <= {path.relative_to(index.parent).as_posix() for path in site}
    assert pages - {"index.html"} <= {link.partition("#")[0] for link in site[index].links}


def test_diagrams_are_shown_as_text_and_anchors_as_targets() -> None:
    assert as_read("page", "```mermaid\nflowchart\n```\n") == "```text\nflowchart\n```\n"
    assert as_read("page", '<a id="here"></a>**There**\n') == "(here)=\n**There**\n"


def test_contents_name_each_page_once_under_its_heading() -> None:
    index = (
        "[out](no.md)\n\n## One\n\n[a](a.md), [b](b.md#x)\n\n## Two\n\n[a](a.md), [c](https://c.org/c.md)\n[d](d.md)"
    )
    listed = re.findall(r":caption: (\w+)\n:hidden:\n\n(.*?)\n```", contents(index), re.DOTALL)
    assert listed == [("One", "a\nb"), ("Two", "d")]
