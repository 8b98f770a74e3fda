"""The pages as a web site that needs no network: Sphinx with MyST reads the Markdown as it is, Furo dresses it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs.build.templates import documents
from sim import __version__
from sim.base.errors import SimError
from sim.base.extras import missing

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "site"
"""Under the project's root; git ignores it."""
LEFT_OUT = ["build/**", "templates/**", "**/__pycache__"]
_LINK = re.compile(r"\]\(((?!\w+://)[^)#\s]+\.md)(?:#[^)]*)?\)")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_ANCHOR = re.compile(r'^<a id="([^"]+)"></a>', re.MULTILINE)
_AS_TEXT = re.compile(r"^```(mermaid|csv)$", re.MULTILINE)
SETTINGS: dict[str, Any] = {
    "project": "sim",
    "author": "The sim developers",
    "copyright": "The sim developers",
    "version": __version__,
    "root_doc": "index",
    "extensions": ["myst_parser", __name__],
    "exclude_patterns": LEFT_OUT,
    "html_theme": "furo",
    "html_title": f"sim {__version__}",
    "html_show_sourcelink": False,
    "html_show_sphinx": False,
    "html_use_index": False,
    "html_copy_source": False,
    "myst_heading_anchors": 5,
    "language": "en",
}


def build_site(folder: Path | None = None) -> Path:
    """Write the site and return its first page; a warning of Sphinx is an error.

    Args:
        folder: of the site; `site` beside `docs` if none is given. It is written anew.

    Raises:
        SimError: the extra `docs` is not installed, or a page has a fault.
    """
    try:
        from sphinx.application import Sphinx
        from sphinx.errors import SphinxError
        from sphinx.util.docutils import docutils_namespace, patch_docutils
    except ImportError as fault:
        raise missing(f"the site needs Sphinx, MyST and Furo ({fault})", "docs") from fault
    target = folder or documents().parent / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=documents(),
            confdir=None,
            outdir=target,
            doctreedir=target / ".doctrees",
            buildername="html",
            confoverrides=SETTINGS,
            status=None,
            warningiserror=True,
        )
        try:
            app.build()
        except SphinxError as fault:
            raise SimError(f"docs: {fault}") from fault
    return target / "index.html"


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls: pages pass through `as_read` before they are read."""
    app.connect("source-read", lambda _, name, source: source.__setitem__(0, as_read(name, source[0])))
    return {"parallel_read_safe": True}


def as_read(name: str, text: str) -> str:
    """A page as MyST reads it: anchors as targets, diagrams and CSV as text, and the contents on the index."""
    text = _ANCHOR.sub(r"(\1)=\n", text)
    text = _AS_TEXT.sub("```text", text)
    return text + contents(text) if name == "index" else text


def contents(index: str) -> str:
    """Hidden tables of contents, one for each heading of the index, of the pages linked below it."""
    parts, seen = [], set[str]()
    _, *sections = _HEADING.split(index)
    for heading, body in zip(sections[::2], sections[1::2], strict=True):
        pages = [page for page in dict.fromkeys(_LINK.findall(body)) if page not in seen]
        seen.update(pages)
        listed = "\n".join(page.removesuffix(".md") for page in pages)
        parts.append(f"\n```{{toctree}}\n:caption: {heading}\n:hidden:\n\n{listed}\n```\n")
    return "".join(parts)
