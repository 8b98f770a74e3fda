"""The report of a validation, from its tables."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.measured import title_of
from sim.analysis.wording import capitalised, parameter, quantity
from sim.base.text import counted
from sim.reports.appearance import FINDINGS
from sim.reports.html.page import Commands, Page, Pictures, Points, Section, Table, Words
from sim.reports.html.pictures.rows import Words as Around
from sim.reports.html.pictures.rows import findings
from sim.reports.html.pictures.source import CAVEAT
from sim.runs import storage
from sim.runs.engines import NUMPY
from sim.studies.validation.findings import SECTIONS
from sim.studies.validation.folder import MANIFEST, TABLES, by_part

MOST_SHOWN = 25


def validate_page(folder: Path) -> Page:
    """The report of a validation; raises SimError where a table is not as it was written."""
    told = storage.manifest(folder / MANIFEST)
    table, shares = (storage.table(folder / name, told) for name in TABLES)
    counts = Counter(table["verdict"])
    words = ", ".join(f"{counts[name]} {look.title}" for name, look in FINDINGS.items() if counts[name])
    head = f"Of {counted(len(table), 'check')}: {words}."
    groups = {heading: table[table["section"] == name] for name, heading in SECTIONS.items()}
    seed, version, identity = told["seed"], told["version"], str(told[storage.CHECKSUM])
    looks = {
        heading: [FINDINGS[str(each)] for each in rows["verdict"]] for heading, rows in groups.items() if len(rows)
    }
    note = (
        "Each sign is a check. A shortfall is a failure that is known, with its reason; what is reported has no band."
    )
    foot = f"{CAVEAT} seed {seed} · sim {version} · hash {identity[:8]}"
    drawn = findings("checks", looks, Around(head, note, ("Section",), foot))
    wrong = table[table["verdict"].isin(["fail", "shortfall"])]
    failing = _table("Failures and known shortfalls", wrong) if len(wrong) else Words("Nothing.")
    every = [
        _table(f"{heading}: {counted(len(rows), 'check')}", rows, folded=True)
        for heading, rows in groups.items()
        if len(rows)
    ]
    limits = (
        CAVEAT,
        "Agreement with the past is no promise. Where draws are those that history left, the record of this war has narrowed"
        " them, and the hindcast is no blind test.",
    )
    sections = (
        Section("checks", "What was checked", (Pictures([drawn]),)),
        Section("wrong", "What fails, and why", (failing,)),
        Section("all", "Every check", tuple(every)),
        Section("spread", "Where the spread comes from", (_shares(shares),)),
        Section("caveats", "What this is not", (Points(limits),)),
        _again(told),
    )
    size = "a quick look, not a judgement" if told["quick"] else "the full suite"
    by = f"engine {by_part(told.get('played_by', {'all': NUMPY}))}"
    facts = (size, f"seed {seed}", f"draws: {told['draws']}", by, f"sim {version}", f"hash {identity[:12]}")
    return Page(f"Validation of sim {told['version']}", "Validation", (head,), facts, sections)


def _table(caption: str, rows: pd.DataFrame, folded: bool = False) -> Table:
    told = tuple(
        (
            str(one["id"]),
            str(one["what"]),
            _with_ends(one, "model", "low", "high"),
            _with_ends(one, "expected", "least", "most"),
            "" if pd.isna(one["unit"]) else str(one["unit"]),
            str(one["verdict"]),
            "" if pd.isna(one["reason"]) else str(one["reason"]),
        )
        for one in rows.to_dict("records")
    )
    return Table(caption, ("Check", "What", "Model", "Expected", "Unit", "Verdict", "Why"), told, folded=folded)


def _with_ends(row: Mapping[Any, Any], *names: str) -> str:
    middle, low, high = ("" if pd.isna(row[name]) else quantity(float(row[name])) for name in names)
    ends = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else ""
    return f"{middle} ({ends})" if middle and ends else middle or ends


def _shares(shares: pd.DataFrame) -> Table:
    """The numbers that explain most of the variance of what is measured, as the table has them first."""
    outcomes = [str(name) for name in shares.columns if name not in ("path", "basis", "role", "varied")]
    rows = tuple(
        (
            capitalised(parameter(str(row["path"]))),
            str(row["basis"]),
            *("" if pd.isna(row[name]) else f"{max(0.0, 100.0 * float(row[name])):.1f}" for name in outcomes),
        )
        for row in shares.head(MOST_SHOWN).to_dict("records")
    )
    heads = ("Number", "Basis", *map(title_of, outcomes))
    return Table(
        "First-order shares of variance [in 100] of the numbers that explain most; below 0 counts as 0", heads, rows
    )


def _again(told: Mapping[str, Any]) -> Section:
    commands = Commands((("Runs the same checks again:", str(told["command"])),))
    return Section(
        "again", "How to get this again", (commands, Points((f"seed {told['seed']}, sim {told['version']}",)))
    )
