"""What a plain YAML scalar means, and which of them mean something their writer did not intend.

YAML 1.1 (most Python tools) and YAML 1.2 (most editors) disagree on ``NO``, ``1e6``, ``010`` and ``12:30``.
Whatever they disagree on is refused with advice, so that every tool reads a scenario alike.
"""

import re
from dataclasses import dataclass
from datetime import date

MAX_NUMBER_LENGTH = 60

_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LOOSE_EXPONENT = re.compile(r"[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)[eE][-+]?[0-9]+")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_OTHER_BASE = re.compile(r"[-+]?0(x[0-9a-fA-F_]+|b[01_]+|o[0-7_]+)")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt]|[ \t]+)\d.*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Misread:
    """A scalar that tools read differently: of no type at all, so that no field takes it."""

    text: str
    advice: str


Scalar = None | bool | int | float | str | date | Misread


def resolve_plain(text: str) -> Scalar:
    """Return what an unquoted scalar stands for.

    >>> resolve_plain("300"), resolve_plain("1.5e+3"), resolve_plain("sustain")
    (300, 1500.0, 'sustain')
    """
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if text.lower() in _WORDS:
        return Misread(text, f'YAML reads it as {_WORDS[text.lower()]}; quote it, "{text}", if it is text')
    if text[0] in "+-.0123456789":
        return _resolve_numeric(text)
    return text


def _resolve_numeric(text: str) -> Scalar:
    """Return what a scalar that begins like a number or a date stands for."""
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", "").lower())
    if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
        return _number(text)
    if _DATE.fullmatch(text):
        return _date(text)
    advice = next((advice for pattern, advice in _TRAPS if pattern.fullmatch(text)), None)
    return Misread(text, advice) if advice else text


def _number(text: str) -> int | float | Misread:
    if len(text) > MAX_NUMBER_LENGTH:
        return Misread(text[:12] + "…", f"a number of {len(text)} characters is longer than any use of it")
    digits = text.replace("_", "")
    # Never a negative zero: the two zeros would hash differently.
    return int(digits) if _INTEGER.fullmatch(text) else float(digits) + 0.0


def _date(text: str) -> date | Misread:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Misread(text, "there is no such day")


_TRAPS = (
    (_LOOSE_EXPONENT, "YAML reads it as text; write 1.0e+6 or 1000000 for a number, quote it if it is text"),
    (_LEADING_ZERO, "YAML reads a leading zero as an octal number; drop the zero, or quote it if it is text"),
    (_OTHER_BASE, "YAML reads it as a number that is not decimal; write a decimal, or quote it if it is text"),
    (_SEXAGESIMAL, "YAML reads it as sexagesimal (base sixty); write a decimal, or quote it if it is text"),
    (_TIMESTAMP, "YAML reads it as a time of day; write the date alone, as 2024-06-03"),
)
