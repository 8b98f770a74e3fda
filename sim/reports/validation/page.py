"""A validation on paper: the table in a terminal, `validation.csv`, `sensitivity.csv`, `validation.html`."""

import base64
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from rich.table import Table

from sim import __version__
from sim.base.files import write_whole
from sim.reports.figures.frame import png_bytes
from sim.reports.terminal import Terminal
from sim.studies.validation.findings import SECTIONS, Finding
from sim.studies.validation.hindcast_findings import given_and_made
from sim.studies.validation.validate import Validation
from sim.studies.validation.variance_split import VarianceSplit

MOST_SHOWN = 25
"""Numbers in the open part of the table of shares; the rest is folded away."""

SCORES = (
    "series",
    "months",
    "bias",
    "covered_50",
    "covered_80",
    "covered_95",
    "value_covered_80",
    "crps",
    "skill_persistence",
    "skill_trailing",
    "skill_last_month",
    "log_score",
    "pit_mean",
)
"""Columns of a table of scores that the page shows."""

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
body { color: #222; }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin: 0.6rem 0 1.6rem; }
th, td { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0; }
th, td { border-bottom: 1px solid #e3e3e3; vertical-align: top; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.pass { color: #00694c; } .fail { color: #b0400a; font-weight: bold; } .shortfall { color: #8a5a00; }
.reason { color: #666; } .wide { overflow-x: auto; } img { max-width: 100%; min-width: 32rem; height: auto; }
"""


def number(value: float) -> str:
    """A value in four figures at most, empty where there is none."""
    if not math.isfinite(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def expected(finding: Finding) -> str:
    """What was expected, in words: the central value and what is accepted."""
    least, most, centre = number(finding.least), number(finding.most), number(finding.expected)
    if finding.section == "verification":
        return centre
    band = (
        f"{least} to {most}" if least and most else f"at least {least}" if least else f"at most {most}" if most else ""
    )
    return f"{centre} ({band})" if centre and band else centre or band


def modelled(finding: Finding) -> str:
    """The model's value and its interval."""
    interval = f" [{number(finding.low)}, {number(finding.high)}]" if math.isfinite(finding.low) else ""
    return number(finding.model) + interval


def summary(findings: Iterable[Finding]) -> str:
    """How many of each verdict."""
    counts = Counter(str(finding.verdict) for finding in findings)
    order = ("pass", "fail", "shortfall", "not applicable", "reported")
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in order if counts[verdict])


def print_findings(out: Terminal, findings: list[Finding]) -> None:
    """The table, section by section, at the width of the terminal."""
    for section, heading in SECTIONS.items():
        rows = [finding for finding in findings if finding.section == section]
        if not rows:
            continue
        table = _plain(heading)
        for name in ("id", "what", "model", "expected", "verdict"):
            table.add_column(name, no_wrap=name in ("id", "verdict"), ratio=1 if name == "what" else None)
        for finding in rows:
            table.add_row(finding.id, finding.what, modelled(finding), expected(finding), finding.verdict)
        out.print(table)
        out.print()
    for finding in findings:
        if finding.verdict in ("fail", "shortfall"):
            against = f"{modelled(finding)}, expected {expected(finding)}"
            line = f"{finding.id} {finding.verdict}: {finding.what}: {against}. {finding.reason}"
            out.print_sentence(line)
    out.print(summary(findings))


def _plain(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))


def print_sources(out: Terminal, split: VarianceSplit) -> None:
    """Shares of variance by basis and by chance."""
    table = _plain("Where the uncertainty comes from")
    columns = ("measured", "estimated", "judgement", "chance", "interactions")
    for name in ("outcome", *columns):
        table.add_column(name, justify="left" if name == "outcome" else "right")
    for row in split.by_basis.to_dict("records"):
        table.add_row(str(row["outcome"]), *(number(float(row[name])) for name in columns))
    out.print(table)


def write(v: Validation, pictures: Mapping[str, Figure], folder: Path) -> None:
    """Write the two tables and the page, each whole or not at all."""
    _write(folder / "validation.csv", findings_csv(v.findings))
    _write(folder / "sensitivity.csv", v.split.table.to_csv(index=False))
    _write(folder / "validation.html", page(v, pictures))


def _write(path: Path, text: str) -> None:
    with write_whole(path) as file:
        file.write(text.encode("utf-8"))


def findings_csv(findings: list[Finding]) -> str:
    """Findings as CSV, empty cells where a number does not apply."""
    return pd.DataFrame(map(asdict, findings)).to_csv(index=False, lineterminator="\n")


def page(v: Validation, pictures: Mapping[str, Figure]) -> str:
    """The validation as one self-contained HTML page."""
    drawn = "raw ranges" if v.prior else "draws that history left"
    parts = [
        f"<h1>Validation of sim {escape(__version__)}</h1>",
        f"<p>{escape(summary(v.findings))}. Seed {v.seed}; numbers from the baseline, {drawn}. Model"
        " values are medians over draws with their 5 and 95 % points, or counts with 95 % intervals. A"
        " shortfall is a failure that is known, with its reason.</p>",
    ]
    for section, heading in SECTIONS.items():
        rows = [finding for finding in v.findings if finding.section == section]
        parts.append(f"<h2>{escape(heading)}</h2>" + _findings_table(rows))
        parts += [_picture(name, figure) for name, figure in pictures.items() if _belongs(name) == section]
        if section == "hindcast":
            for played in v.hindcasts:
                parts.append(f"<h3>Scores, started in {escape(played.label)}</h3>" + _frame(_scores(played.scores)))
                said = (
                    "<p>The same where Russia, Ukraine, Iran and Belarus choose for themselves, by group of series:</p>"
                )
                parts.append(said + _frame(given_and_made(played)))
    parts += ["<h2>Where the uncertainty comes from</h2>", _picture("sources", pictures["sources"])]
    parts += [_frame(v.split.by_basis), _shares(v.split)]
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Validation of sim</title>'
        f"<style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _belongs(picture: str) -> str:
    """Section of a picture."""
    return "hindcast" if picture.startswith("hindcast") else "wars" if picture == "bands" else ""


def _picture(name: str, figure: Figure) -> str:
    data = base64.b64encode(png_bytes(figure)).decode("ascii")
    return f'<p class="wide"><img alt="{escape(name.replace("_", " "))}" src="data:image/png;base64,{data}"></p>'


def _findings_table(findings: list[Finding]) -> str:
    rows = (
        (
            ("", f.id),
            ("", f.what),
            ("n", modelled(f)),
            ("n", expected(f)),
            ("", f.unit),
            (f'"{f.verdict.split()[0]}"', f.verdict),
            ("reason", f.reason),
        )
        for f in findings
    )
    return _table(("id", "what", "model", "expected", "unit", "verdict", "why"), rows)


def _scores(scores: pd.DataFrame) -> pd.DataFrame:
    """The columns of a score table that are read."""
    whole_record = scores[scores["horizon"] == 0]
    return whole_record[[name for name in SCORES if name in whole_record]]


def _frame(table: pd.DataFrame) -> str:
    rows = (
        [("n", number(value)) if isinstance(value, float) else ("", str(value)) for value in row]
        for row in table.itertuples(index=False)
    )
    return _table([str(name).replace("_", " ") for name in table.columns], rows)


def _cell(kind: str, text: str) -> str:
    return f"<td{' class=' if kind else ''}{kind}>{escape(text)}</td>"


def _table(names: Iterable[str], rows: Iterable[Iterable[tuple[str, str]]]) -> str:
    """A table of cells that each have a class, or none, and a text."""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(_cell(*cell) for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _shares(split: VarianceSplit) -> str:
    """Shares by number: the strongest open, all others folded away."""
    said = (
        f"<p>First-order shares of variance from {split.n:,} wars. A number without influence rarely exceeds"
        f" {split.floor:.4f}. Empty cells: not varied.</p>"
    )
    first, rest = split.table.head(MOST_SHOWN), split.table.iloc[MOST_SHOWN:]
    folded = f"<details><summary>{len(rest)} more numbers</summary>{_frame(rest)}</details>"
    return said + _frame(first) + folded
