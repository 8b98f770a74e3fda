"""Small pieces of Markdown: tables, figures, docstrings."""

import inspect
import re
from collections.abc import Iterable, Sequence

_SECTIONS = ("Args", "Returns", "Raises", "Attributes")
_SECTION = re.compile(rf"^({'|'.join(_SECTIONS)}):$", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+): ")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell does not end it."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def figure(value: float) -> str:
    """A number exactly, with separators for thousands."""
    return f"{value:,.10g}"


def escaped(text: str) -> str:
    """Prose whose stars, underscores and angles are meant as such; code between backticks stays."""
    pieces = text.split("`")
    return "`".join(piece if i % 2 else re.sub(r"([*_<>])", r"\\\1", piece) for i, piece in enumerate(pieces))


def documentation(thing: object) -> str:
    """The docstring of a function, class or module, without indentation.

    Raises:
        ValueError: it has none; every public thing must.
    """
    text = inspect.getdoc(thing)
    if not text:
        raise ValueError(f"{thing!r} has no docstring")
    return text


def summary(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return escaped(" ".join(documentation(thing).partition("\n\n")[0].split()))


def docstring(thing: object) -> str:
    """A docstring as Markdown: paragraphs, equations set apart, arguments as a list."""
    head, *sections = _SECTION.split(documentation(thing))
    parts = [_paragraph(paragraph) for paragraph in head.strip().split("\n\n")]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        parts.append(
            f"*{title}*\n" + "\n".join(_entries(inspect.cleandoc(body))) if title != "Returns" else _returns(body)
        )
    return "\n\n".join(parts)


def _paragraph(text: str) -> str:
    """An equation is a paragraph that is no sentence: it begins and ends without the marks of one."""
    line = " ".join(text.split())
    return f"    {line}" if not line.endswith((".", ":")) and not line[0].isupper() else escaped(line)


def _returns(body: str) -> str:
    return f"*Returns* {escaped(' '.join(body.split()))}"


def _entries(body: str) -> list[str]:
    """One bullet an argument; what is indented belongs to the bullet above."""
    lines: list[str] = []
    for line in body.splitlines():
        if _ENTRY.match(line):
            lines.append("- " + _ENTRY.sub(lambda found: f"`{found[1]}`: ", escaped(line).replace("\\_", "_"), count=1))
        elif lines:
            lines[-1] += " " + escaped(line.strip())
    return lines
