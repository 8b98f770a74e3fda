"""Reports as a test reads them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

MEGABYTE = 1_000_000


class Read(HTMLParser):
    """Identifiers, addresses and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.shown: list[str] = []
        self.inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        self.fetched += [given[name] or "" for name in ("src", "srcset", "data") if name in given]
        self.fetched += [given["href"] or ""] if tag in ("link", "image", "use") and "href" in given else []

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside[:-1]

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.inside):
            self.shown.append(data)


def read_report(folder: Path) -> Read:
    """Read the report in a folder, and fail unless it is one small file that fetches nothing and runs nothing foreign."""
    text = (folder / "report.html").read_text(encoding="utf-8")
    read = Read(text)
    assert len(text.encode()) < MEGABYTE
    assert read.fetched == ["data:,"]
    assert all(link.startswith(("https://", "http://", "#")) for link in read.links)
    assert not re.search(r"@import|url\(|\bon\w+=|style=", re.sub(r"<style>.*?</style>", "", text, flags=re.S))
    assert len(read.ids) == len(set(read.ids))
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    return read
