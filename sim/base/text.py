"""Texts shown to people: a count with its noun, and characters that steer a terminal."""

import re
import unicodedata

_UNSHOWN = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of Unicode: controls such as escape, halves of characters, separators of lines and paragraphs."""
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Marks that turn the direction of the text behind them, so that a line reads otherwise than it is."""

_SIGNS = ((">=", "at least"), ("<=", "at most"), ("!=", "not"), (">", "above"), ("<", "below"), ("=", "is"))
"""Signs of a comparison in words, the longer first."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What formulas begin with."""


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun.

    Args:
        n: how many.
        noun: of one.
        plural: of several, where an s behind the noun will not do.

    >>> counted(1, "war"), counted(2000, "war"), counted(0, "box", "boxes")
    ('1 war', '2,000 wars', '0 boxes')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def written(value: float) -> str:
    """A number in as few digits as give it back to the bit, as YAML and the command line take it.

    >>> written(1512749.0), written(0.1), written(1e-07)
    ('1512749', '0.1', '1.0e-07')
    """
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    mantissa, e, exponent = repr(float(value)).partition("e")
    return f"{mantissa}{'' if '.' in mantissa or not e else '.0'}{e}{exponent}"


def file_stem(name: str) -> str:
    """A name or a comparison as part of a file's name; what differs by its signs alone stays different.

    >>> file_stem("territory_change >= -50"), file_stem("russian_victory")
    ('territory_change_at_least_minus_50', 'russian_victory')
    """
    for sign, words in _SIGNS:
        name = name.replace(sign, f" {words} ")
    return re.sub(r"\W+", "_", re.sub(r"(?<!\w)-(?=[\d.])", " minus ", name))


def control_character(text: str, allowed: str = "") -> str | None:
    """The first character that would steer a terminal or break a line instead of being shown; None without one."""
    if text.isprintable():  # true of nearly every text, and true of none that steers
        return None
    return next((letter for letter in text if letter not in allowed and _steers(letter)), None)


def harmless(text: str) -> str:
    """The text with every character that would steer a terminal, line breaks aside, written as in Python."""
    return "\n".join(line if line.isascii() and line.isprintable() else _shown(line) for line in text.split("\n"))


def _shown(line: str) -> str:
    return "".join(repr(letter)[1:-1] if _steers(letter) else letter for letter in line)


def as_cell(value: object) -> object:
    """A value of a table's cell; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")  # it would begin another line
    return f"'{text}" if value.startswith(_FORMULA) else text


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSHOWN or unicodedata.bidirectional(letter) in _TURNING


def actor_title(actor: str) -> str:
    """Name of an actor from its key, as `NATO` or `Russia`."""
    return actor.upper() if actor == "nato" else actor.capitalize()
