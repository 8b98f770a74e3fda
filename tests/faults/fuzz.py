"""Texts made worse by the ten thousand: `python -m tests.faults.fuzz --inputs 100000 --seed S [--loader NAME]`.

A loader takes a text or refuses it with a `SimError` that names the file, within seconds and some memory. Prints counts for
each loader, and with `--show` the smallest text found for each distinct failure.
"""

from __future__ import annotations

import os
import pickle
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

from sim.base.errors import SimError
from tests.faults.child import fork, preload
from tests.faults.folders import Workshop
from tests.faults.loaders import Loader, loaders, manifests
from tests.faults.mutate import mutated

SECONDS = 5.0
"""Longest that one text may take, of the processor's time [s]."""
BLOCKED = 30.0
"""Longest that one text may take by the clock [s]; a reader that waits uses no processor."""
MEMORY = 500 * 2**20
"""Most that one text may take [bytes]."""
BATCH = 400
"""Texts read by one forked process."""
PROBES = 30
"""Texts by which the cost of a loader is measured."""
QUICK = 0.003
"""Least time that a text is counted with [s], so that the quick loaders do not get all texts."""
TRIES = 400
"""Texts tried to make a failing one smaller; fewer where each takes long."""
GOOD = ("loads", "refused")
OURS = f"{os.sep}sim{os.sep}"


class _TooSlowError(BaseException):
    """Not an Exception: no loader can take it for a fault of the text."""


def text_of(loader: Loader, seed: int, number: int) -> bytes:
    """The text of a number: the same whenever it is asked for."""
    dice = random.Random(f"{loader.name} {seed} {number}")
    return mutated(dice.choice(loader.seeds), loader.form, dice, loader.seeds)


def tried(loader: Loader, folder: Path, text: bytes) -> str:
    """What comes of a text: one of `GOOD`, or where and how it went wrong."""
    path = folder / (loader.file or "unused")
    if loader.file:
        path.write_bytes(text)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, BLOCKED)
    try:
        loader.load(path, text.decode(errors="surrogateescape"))
    except SimError as fault:
        named = not loader.file or any(name in str(fault) for name in loader.names or (path.name,))
        return "refused" if named else f"names no file: {_plain(fault)}"
    except click.ClickException:
        return "refused"
    except _TooSlowError as fault:
        return f"slow in {_where(fault)}"
    except AssertionError as fault:
        return f"not sound: {_plain(fault)}"
    except Exception as fault:
        return f"{type(fault).__name__} in {_where(fault)}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.setitimer(signal.ITIMER_REAL, 0.0)
    return "loads"


def _where(fault: BaseException) -> str:
    """The innermost function of ours that it went through."""
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if OURS in frame.filename]
    return f"{frames[-1].filename.rpartition(OURS)[2]}:{frames[-1].name}" if frames else "the loader"


def _plain(fault: BaseException) -> str:
    """The first line of a message without what differs from text to text."""
    return re.sub(r"'[^']*'|[\d.,]+|\S*[/.]\S*", "…", str(fault).partition("\n")[0])[:80]


def results(loader: Loader, folder: Path, numbers: range, make: Callable[[int], bytes]) -> Iterator[str]:
    """What comes of the texts of numbers, each made and read under limits in a process that may die of it."""
    at = 0
    while at < len(numbers):
        reader, writer = os.pipe()
        pid = fork()
        if not pid:
            os.close(reader)
            _read_all(loader, folder, map(make, numbers[at : at + BATCH]), writer)
        os.close(writer)
        found = []
        with os.fdopen(reader, "rb") as stream:
            while stream.peek(1):
                found.append(pickle.load(stream))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        yield from found
        if code:
            yield f"dies with {code}"
        at += len(found) + bool(code)


def _read_all(loader: Loader, folder: Path, texts: Iterator[bytes], writer: int) -> None:
    """Read texts, hand on what comes of each, and leave."""

    def stop(*_: object) -> None:
        raise _TooSlowError

    signal.signal(signal.SIGPROF, stop)
    signal.signal(signal.SIGALRM, stop)
    if sys.platform.startswith("linux"):
        most = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    warnings.simplefilter("ignore")
    with os.fdopen(writer, "wb") as stream:
        for text in texts:
            pickle.dump(tried(loader, folder, text), stream)
            stream.flush()
    os._exit(0)


def smallest(loader: Loader, folder: Path, text: bytes, outcome: str) -> bytes:
    """A text with lines, then bytes, left out for as long as the same comes of it."""
    tries = TRIES // 20 if outcome.startswith("slow") else TRIES
    for pattern in (rb"[^\n]*\n|[^\n]+", rb"(?s)."):
        size = len(text)
        while size and tries > 0:
            parts = re.findall(pattern, text)
            size = min(size, len(parts) // 2 or 1)
            fewer = [b"".join(parts[:at] + parts[at + size :]) for at in range(0, len(parts), size)][:tries]
            tries -= len(fewer)
            came = list(results(loader, folder, range(len(fewer)), fewer.__getitem__))
            if outcome in came:
                text = fewer[came.index(outcome)]
            else:
                size //= 2
    return text


def cost(loader: Loader, folder: Path, seed: int) -> float:
    """Processor's time that a text takes, a quick one counted as a slower one [s]; the good ones have to load."""
    came = list(results(loader, folder, range(len(loader.seeds[:3])), loader.seeds.__getitem__))
    assert set(came) == {"loads"}, (loader.name, came)
    begun = os.times()
    list(results(loader, folder, range(PROBES), partial(text_of, loader, seed)))
    ended = os.times()
    used = ended.children_user + ended.children_system - begun.children_user - begun.children_system
    return max(QUICK, used / PROBES)


@click.command()
@click.option("--inputs", default=10_000, show_default=True, help="Texts in all; most for the loaders that are fast.")
@click.option("--seed", default=0, show_default=True, help="Of all texts.")
@click.option("--loader", "names", multiple=True, help="Only this one.")
@click.option("--show", is_flag=True, help="Show the smallest text of each failure.")
def fuzz(inputs: int, seed: int, names: tuple[str, ...], show: bool) -> None:
    """Feed loaders with texts made worse; exit 1 if one of them takes a text badly."""
    preload()
    with tempfile.TemporaryDirectory(prefix="sim-fuzz-") as temporary:
        folder = Path(temporary)
        (folder / "workshop").mkdir()
        known = loaders(folder) | manifests(folder, Workshop(folder / "workshop"))
        chosen = [known[name] for name in names or known]
        weights = [1.0 / cost(loader, folder, seed) for loader in chosen]
        failed = 0
        for loader, weight in zip(chosen, weights, strict=True):
            failed += _report(loader, folder, seed, round(inputs * weight / sum(weights)) or 1, show)
    sys.exit(failed > 0)


def _report(loader: Loader, folder: Path, seed: int, n: int, show: bool) -> int:
    """Feed one loader and say what came of it; the number of distinct failures."""
    begun, counts, first = time.monotonic(), Counter[str](), dict[str, int]()
    make = partial(text_of, loader, seed)
    for number, came in enumerate(results(loader, folder, range(n), make)):
        counts[came] += 1
        first.setdefault(came, number)
    bad = sorted(set(counts) - set(GOOD), key=lambda came: -counts[came])
    told = ", ".join(f"{name} {counts[name]:,}" for name in GOOD)
    click.echo(f"{loader.name:<18}{n:>8,} texts  {told}, {len(bad)} failures, {time.monotonic() - begun:.0f} s")
    for came in bad:
        click.echo(f"    {counts[came]:>6,} × {came}   (text {first[came]:,})")
        if show:
            text = smallest(loader, folder, make(first[came]), came)
            click.echo(f"             {text[:300]!r}{' …' if len(text) > 300 else ''} ({len(text):,} bytes)")
    return len(bad)


if __name__ == "__main__":
    fuzz()
