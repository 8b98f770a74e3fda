"""What the scenarios and the lists of outcomes say of themselves, as tables."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

import sim
from docs.build.markdown import escaped, figure, table
from docs.build.week import readers, short_war
from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.base.series import MONTHLY, SERIES, Series
from sim.base.text import counted
from sim.rules.ladders import BelarusRung, NatoRung, Rung
from sim.scenario import Change, Number, Scenario, load, shipped_folder
from sim.scenario.files import shipped as shipped_files

DATA = Path(sim.__file__).parent / "data"
_PATH = re.compile(r"\b[a-z]+\.[a-z_]+\b")
_PAIRED = ("russia", "ukraine")


@cache
def baseline() -> Scenario:
    """The scenario all others are laid over."""
    return load("baseline")


def numbers(section: str) -> str:
    """The numbers of a section of the baseline; `russia` stands for both sides, which have the same keys."""
    known = baseline().numbers
    rows = []
    for path, number in known.items():
        owner, _, key = path.partition(".")
        if owner != section:
            continue
        if section == _PAIRED[0]:
            pair = [number, known[f"{_PAIRED[1]}.{key}"]]
            name, cells = key, [_with_range(one) for one in pair]
        else:
            pair, name, cells = [number], path, [figure(number.value), _range(number)]
        rows.append(
            (
                f"`{name}`",
                *cells,
                number.unit,
                _differing([f"{one.role}, {one.state}" if one.state else one.role for one in pair]),
                _differing([one.basis for one in pair]),
                _differing([_cited(one) for one in pair]),
                ", ".join(readers()[path]),
                _differing([escaped(one.note or "") for one in pair]),
            )
        )
    values = ("Russia", "Ukraine") if section == _PAIRED[0] else ("value", "range")
    return table(("number", *values, "unit", "role", "basis", "source", "read in", "note"), rows)


def _differing(texts: Sequence[str]) -> str:
    """One text where all share it, else all of them, Russia's first."""
    return texts[0] if len(set(texts)) == 1 else " / ".join(text or "–" for text in texts)


def _range(number: Number) -> str:
    if number.low is None or number.high is None:
        return ""
    return f"{figure(number.low)} to {figure(number.high)}, {number.distribution}"


def _with_range(number: Number, unit: str = "") -> str:
    spread = f" ({_range(number)})" if _range(number) else ""
    return f"{figure(number.value)}{unit}{spread}"


def _cited(number: Number) -> str:
    mark = " (hindsight)" if number.hindsight else ""
    return f"[{escaped(number.source)}](#sources){mark}"


def numbers_of_suppliers() -> str:
    """The numbers of all who send materiel to a side, each under a heading of its own."""
    suppliers = short_war(baseline()).state.suppliers
    return "\n\n".join(f"### {each.title}\n\n{numbers(each.numbers.prefix)}" for each in suppliers)


def numbers_by_basis() -> str:
    """How many numbers rest on what."""
    known = baseline().numbers.values()
    counts = Counter((number.basis, number.role) for number in known)
    roles = ("uncertainty", "lever", "constant")
    rows = []
    for basis in ("measured", "estimated", "judgement"):
        row = [counts[basis, role] for role in roles]  # type: ignore[index]
        rows.append((basis, *map(str, row), str(sum(row)), f"{sum(row) / len(known):.0%}"))
    marked = sum(number.hindsight for number in known)
    note = f"{len(known)} numbers in all; {marked} of them rest on a source published after {baseline().as_of}."
    return f"{table(('basis', *roles, 'all', 'share'), rows)}\n\n{note}"


def choices() -> str:
    """The switches and their options."""
    rows = [
        (f"`{c.path}`", f"`{c.value}`", ", ".join(f"`{option}`" for option in c.options), escaped(c.note or ""))
        for c in baseline().choices.values()
    ]
    return table(("choice", "baseline", "options", "note"), rows)


def endings() -> str:
    """Every ending, what decides it, and the thresholds as they stand in the baseline."""
    known = baseline().numbers
    rows = []
    for ending in ENDINGS:
        named = [known[path] for path in dict.fromkeys(_PATH.findall(ending.definition)) if path in known]
        thresholds = "; ".join(f"`{n.path}` {_with_range(n, f' {n.unit}')}" for n in named)
        rows.append((f"`{ending.name}`", _PATH.sub(r"`\g<0>`", ending.definition), thresholds))
    return table(("ending", "definition", "thresholds"), rows)


def outcomes() -> str:
    """One value a war: columns of `runs.parquet`."""
    return table(
        ("column", "what it is", "unit", "kind"), [(f"`{o.name}`", o.title, o.unit or "–", o.kind) for o in OUTCOMES]
    )


def series() -> str:
    """Followed every week: values of the column `series` of `trajectories.parquet`."""
    return _series(SERIES)


def monthly() -> str:
    """Followed every month, under the names of the public record."""
    return _series(MONTHLY)


def _series(listed: Sequence[Series]) -> str:
    return table(("series", "what it is", "unit"), [(f"`{s.name}`", s.title, s.unit) for s in listed])


def rungs() -> str:
    """The three ladders."""
    titles = [ladder.TITLES for ladder in (Rung, NatoRung, BelarusRung)]
    ladders = itertools.zip_longest(map(str, range(len(Rung.TITLES))), *titles, fillvalue="")
    return table(("rung", "escalation ladder", "NATO's intervention", "Belarus's involvement"), ladders)


def events() -> str:
    """What happens in the baseline whatever anybody decides."""
    rows = [
        (
            f"`{e.name}`",
            e.title,
            str(e.date or f"week {e.week}"),
            _size(e.probability),
            "; ".join(map(_change, e.changes)),
        )
        for e in baseline().own_events
    ]
    return table(("event", "what", "when", "probability", "changes"), rows)


def strategies() -> str:
    """The West's strategies and what each does to which lever."""
    rows = [
        (
            f"`{s.name}`",
            escaped(s.description),
            "; ".join((f"week {e.week}: " if e.week else "") + _change(e.changes[0]) for e in s.events) or "nothing",
        )
        for s in baseline().strategies.values()
    ]
    return table(("strategy", "in words", "changes"), rows)


def _change(change: Change) -> str:
    verb, size = next((v, s) for v in ("set", "scale", "add") if (s := getattr(change, v)) is not None)
    over = f" over {counted(change.ramp_weeks, 'week')}" if change.ramp_weeks else ""
    return f"`{change.path}` {verb} {_size(size)}{over}"


def _size(size: float | str) -> str:
    return f"`{size}`" if isinstance(size, str) else figure(size)


def sources() -> str:
    """The bibliography, as far as the baseline cites it."""
    cited = {number.source for number in baseline().numbers.values()}
    cited |= {event.source for event in baseline().own_events if event.source}
    rows = [
        (f"`{key}`", escaped(s.title), escaped(s.publisher), str(s.published), s.address or "", escaped(s.note or ""))
        for key, s in sorted(baseline().sources.items())
        if key in cited
    ]
    return table(("key", "title", "publisher", "published", "address", "note"), rows)


def hindsight() -> str:
    """Sources that were published after the baseline's day, and the numbers that rest on them."""
    resting: dict[str, list[str]] = {}
    for number in baseline().numbers.values():
        if number.hindsight:
            resting.setdefault(number.source, []).append(f"`{number.path}`")
    rows = [
        (escaped(source.title), escaped(source.publisher), str(source.published), _listed(paths))
        for source, paths in sorted(
            ((baseline().sources[key], paths) for key, paths in resting.items()),
            key=lambda pair: (pair[0].published, pair[0].key),
        )
    ]
    return table(("source", "publisher", "published", "numbers"), rows)


def _listed(paths: Sequence[str], most: int = 4) -> str:
    """A few paths by name, the rest as a count."""
    rest = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(paths[:most]) + rest


def table_of(file: str, *columns: str) -> str:
    """Columns of a table that ships with the package."""
    with (DATA / file).open(encoding="utf-8", newline="") as opened:
        rows = [[escaped(row[column]) for column in columns] for row in csv.DictReader(opened)]
    return table(columns, rows) if rows else "None."


def shipped(questions: str) -> str:
    """Scenarios or ledgers, with the question that each asks: lines `name: question`."""
    rows = []
    for line in questions.splitlines():
        name, _, question = line.partition(": ")
        header = yaml.safe_load((shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8"))
        parent = f"`{header['extends']}`" if "extends" in header else "–"
        rows.append((f"`{name}`", parent, escaped(header["title"]), escaped(question)))
    return table(("name", "extends", "title", "in words"), rows)


def sweeps() -> str:
    """The shipped sweeps, with what they vary."""
    rows = []
    for name, path in shipped_files("sweep").items():
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        varied = ", ".join(f"`{path}`" for path in written["parameters"])
        rows.append((f"`{name}`", escaped(written["title"]), varied))
    return table(("name", "title", "varies"), rows)
