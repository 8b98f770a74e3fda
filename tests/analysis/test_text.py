"""Counts agree with their nouns, and what would steer a terminal is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.text import control_character, counted, harmless


@given(st.integers(0, 10**9))
def test_only_one_is_singular(n: int) -> None:
    assert counted(n, "war").endswith("war") == (n == 1)
    assert counted(n, "box", "boxes").split()[1] == ("box" if n == 1 else "boxes")
    assert counted(n, "war").split()[0].replace(",", "") == str(n)


@pytest.mark.parametrize("letter", ["\x1b", "\x9b", "\n", "\t", "\r", "\0", "\x7f", "\u2028", "\u202e", "\ud800"])
def test_what_steers_a_terminal_is_found_wherever_it_stands(letter: str) -> None:
    for text in (letter, f"{letter}a", f"a{letter}", f"a{letter}b\x07"):
        assert control_character(text) == letter


@pytest.mark.parametrize(
    "text", ["", "Iran's arsenal", "Зима", "戦争", "50\u00a0km²", "café", "[red]x[/]", "co\u00adop"]
)
def test_what_people_write_is_let_through(text: str) -> None:
    assert control_character(text) is None


@given(st.text())
def test_what_is_made_harmless_steers_nothing_and_keeps_its_lines(text: str) -> None:
    assert control_character(harmless(text), allowed="\n") is None
    assert harmless(text).count("\n") == text.count("\n")
    if control_character(text, allowed="\n") is None:
        assert harmless(text) == text


def test_what_a_field_allows_is_let_through() -> None:
    assert control_character("a\nb\tc", allowed="\n\t") is None
    assert control_character("a\nb\x1b", allowed="\n\t") == "\x1b"
