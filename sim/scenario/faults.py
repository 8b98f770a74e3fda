"""What is wrong, where, and what was expected: one line for each fault."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sim.base.errors import SimError
from sim.base.text import counted

LEAST_BEGUN = 3
"""Letters from which a word may be the beginning of another."""
MOST_COMPARED = 100_000
"""Words compared while one file is read, to say what another may have meant; of more faults only the first get advice."""
LONGEST_WORD = 200
"""Longest word that gets such advice."""
_compared: ContextVar[list[int] | None] = ContextVar("words compared in the file being read", default=None)


@dataclass(frozen=True, slots=True)
class Origin:
    """A line of a file. Line 0 means that there is no line, as for ``--set``."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the writer of a scenario can put right."""

    at: Origin
    path: str
    message: str

    @property
    def file(self) -> str:
        """Name of the file it is in."""
        return self.at.file

    @property
    def line(self) -> int:
        """Line of that file, 0 where there is none."""
        return self.at.line

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.at), self.path, self.message) if part)


def refusal(of: str | Path, faults: Sequence[Fault]) -> SimError:
    """Return the error that says every fault of a file at once."""
    return SimError(f"{of}: {counted(len(faults), 'fault')}", [str(fault) for fault in faults])


@contextmanager
def bounded_advice() -> Iterator[None]:
    """Compare at most `MOST_COMPARED` words for advice within: a file may hold any number of unknown words."""
    outer = _compared.set([0])
    try:
        yield
    finally:
        _compared.reset(outer)


def in_reading_order(faults: Iterable[Fault], files: Sequence[str]) -> list[Fault]:
    """Sort faults by file (in the order given), then by line, each fault once."""
    rank = {name: place for place, name in enumerate(files)}
    return sorted(dict.fromkeys(faults), key=lambda fault: (rank.get(fault.file, len(rank)), fault.line))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known word, or an empty string."""
    compared = _compared.get() or [0]
    if compared[0] > MOST_COMPARED or len(word) > LONGEST_WORD:
        return ""
    words = list(known)
    compared[0] += len(words)
    # What has only been begun is nearer than what is spelt alike: base is the beginning of baseline, not of cease.
    begun = sorted((name for name in words if name.startswith(word)), key=len) if len(word) >= LEAST_BEGUN else []
    near = begun or get_close_matches(word, words, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """Join words for a message, cutting a long list short."""
    all_words = list(words)
    more = f", … ({len(all_words)} in all)" if len(all_words) > most else ""
    return ", ".join(all_words[:most]) + more


def shortened(text: str, most: int = 60) -> str:
    """Quote a text for a message on one line, cutting a long one short."""
    return repr(text if len(text) <= most else text[: most - 1] + "…")
