"""The page of commands agrees with `--help`, and every example on any page is one that `sim` takes."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from click.testing import CliRunner

from docs.build.commands import command
from docs.build.templates import documents, every_page
from sim.cli import COMMANDS, cli

PAGES = [documents().parent / "README.md", *every_page()]
HEADING = re.compile(r"^## sim (\w+)$", re.MULTILINE)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACEHOLDERS = ("does not exist", "not exist")


def sections() -> dict[str, str]:
    _, *rest = HEADING.split((documents() / "commands.md").read_text(encoding="utf-8"))
    return dict(zip(rest[::2], rest[1::2], strict=True))


def examples() -> list[tuple[str, str]]:
    """Every `sim …` line of every shell block, with the page it is on."""
    found = []
    for page in PAGES:
        for block in SHELL.findall(page.read_text(encoding="utf-8")):
            found += [(page.name, line) for line in block.splitlines() if line.startswith("sim ")]
    return found


def test_every_command_has_a_section_with_an_example_of_it():
    assert list(sections()) == list(COMMANDS)
    assert [name for name, text in sections().items() if f"\nsim {name}" not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_holds_every_word_that_help_shows(name):
    shown = CliRunner().invoke(cli, [name, "--help"], terminal_width=1000).output
    assert re.findall(r"(?<=\s)--?[a-z-]+", shown)
    section = sections()[name].replace("\\", "")
    for flag in re.findall(r"(?<=\s)--?[a-z][a-z-]*", shown):
        assert flag in section
    for words in re.findall(r"^  -.*?  +(\S.*)$", shown, re.MULTILINE):
        assert words.split("  ")[0].replace("\\", "") in section


@pytest.mark.parametrize(("page", "line"), examples(), ids=lambda value: str(value)[:60])
def test_an_example_is_one_that_the_command_line_takes(page, line):
    words = shlex.split(line, comments=True)[1:]
    words = words[: words.index(">")] if ">" in words else words
    assert words[0] in COMMANDS, f"{page}: {line}"
    try:
        command(words[0]).make_context(words[0], words[1:])
    except click.BadParameter as fault:
        if not any(phrase in fault.message for phrase in PLACEHOLDERS):  # folders that a reader would have
            raise
