"""The report of a forecast: bands month by month; or of a backtest: what blind forecasts of the past were worth."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sim import __version__
from sim.analysis.wording import capitalised, quantity
from sim.base.series import MONTHLY, SERIES
from sim.base.text import counted
from sim.reports.appearance import sector_title
from sim.reports.html.assumptions import assumptions
from sim.reports.html.changes import changes
from sim.reports.html.page import Commands, Page, Part, Pictures, Points, Section, Table, Words
from sim.reports.html.pictures.fan import Fan, fan_picture
from sim.reports.html.pictures.source import CAVEAT, Source
from sim.reports.html.svg import Picture
from sim.runs import storage
from sim.runs.engines import NUMPY
from sim.runs.results import SCENARIO
from sim.scenario import Scenario, load
from sim.studies.forecast.folder import MANIFEST

COLUMNS = {"q2.5": "q025", "q97.5": "q975"}
SECTOR = "sector_occupied_"
SAME = {"drones_shahed_shotdown_share": "drones_shot_down_share"}
"""Series of the record that the model has under another name."""
MAIN = (
    "territory_net_change",
    "rus_casualties_month",
    "ukr_casualties_month",
    "drones_shahed_launched_month",
    "missiles_launched_month",
    "missiles_leaked_month",
)
"""Series that are drawn first."""


def forecast_page(folder: Path) -> Page:
    """The report of a forecast or a backtest; raises SimError where a file is not as it was written."""
    told = storage.manifest(folder / MANIFEST)
    return _backtest(folder, told) if told["kind"] == "backtest" else _outlook(folder, told)


def _outlook(folder: Path, told: Mapping[str, Any]) -> Page:
    bands = storage.table(folder / "bands.csv", told).rename(columns=COLUMNS)
    scenario = load(storage.verified(folder / SCENARIO, told))
    source = Source(
        str(told["scenario"]),
        int(told["replications"]),
        int(told["seed"]),
        str(told["scenario_hash"]),
        str(told["version"]),
    )
    names = sorted(dict.fromkeys(bands["series"]), key=lambda name: MAIN.index(name) if name in MAIN else len(MAIN))
    drawn = [_picture(name, bands[bands["series"] == name], told, source) for name in names]
    over = [
        f"Of 100 wars, weighed by the record, {_in_100(row['p'])} are over within {row['months']:.0f} months (error"
        f" {_in_100(row['error'])}); of wars that had lasted two years {_in_100(row['history'])} were over by then"
        f" ({_in_100(row['history_low'])} to {_in_100(row['history_high'])})."
        for row in told["over"]
    ]
    facts = (
        f"{counted(source.n, 'world')} of raw draws, weighed by the record before {_month(told['months'][0])}",
        f"effective number of worlds {told['effective']:,.0f}",
        f"{counted(len(told['months']), 'month')} ahead",
        f"seed {source.seed}",
        f"engine {told.get('played_by', NUMPY)}",
        f"sim {source.version}",
        f"scenario {source.scenario}, hash {source.hash[:12]}",
    )
    root = _root(scenario, told)
    sections = (
        Section("bands", "Month by month", (Pictures(drawn[: len(MAIN)]),)),
        Section("more", "The other series", (Pictures(drawn[len(MAIN) :]),)),
        changes(scenario, root, "baseline"),
        assumptions(scenario),
        _caveats(),
        _again(told),
    )
    lead = (*over, _first_month(told)) if over else (_first_month(told),)
    return Page(
        f"Forecast: {told['title']}", "Forecast", lead, facts, tuple(s for s in sections if s.parts != (Pictures([]),))
    )


def _root(scenario: Scenario, told: Mapping[str, Any]) -> Scenario | None:
    root = load("baseline")
    return root if told["version"] == __version__ and set(root.numbers) == set(scenario.numbers) else None


def _in_100(share: float) -> str:
    return f"{100.0 * share:.0f}"


def _month(day: str) -> str:
    return f"{date.fromisoformat(day):%B %Y}"


def _first_month(told: Mapping[str, Any]) -> str:
    first = told["first_month"]
    held = sum(bool(row["held"]) for row in first)
    return (
        f"The middle half of the first month holds the mean of the record's last three months in {held} of"
        f" {counted(len(first), 'series', 'series')}."
    )


def _picture(name: str, rows: pd.DataFrame, told: Mapping[str, Any], source: Source) -> Picture:
    """One series over the months, at the end of each."""
    title, unit = named(name)
    start = date.fromisoformat(told["months"][0])
    ends = pd.to_datetime(rows["month"]) + pd.offsets.MonthEnd(0)
    weeks = (ends - pd.Timestamp(start)).dt.days.to_numpy() / 7.0
    bands = rows.set_index(weeks - 1.0)[["q025", "q10", "q25", "q50", "q75", "q90", "q975"]].astype(float)
    colour = "c-russia" if name.startswith("rus") else "c-ukraine" if name.startswith("ukr") else "c-neutral"
    counted_up = "/" in unit and "net_change" not in name
    fan = Fan(title, unit, colour, signed="net_change" in name, floor=0.0 if counted_up else None)
    return fan_picture(f"band-{name}", fan, bands, told["last"][name], start, source, moment="month")


def named(series: str) -> tuple[str, str]:
    """A series in words, and its unit."""
    if series.startswith(SECTOR):
        return f"area held by Russia, {sector_title(series.removeprefix(SECTOR))}", "km²"
    for known in (*MONTHLY, *SERIES):
        if known.name == SAME.get(series, series):
            return known.title, known.unit
    return series.replace("_", " "), "share" if series.endswith("share") else ""


def _backtest(folder: Path, told: Mapping[str, Any]) -> Page:
    scores = storage.table(folder / "scores.csv", told)
    starts = storage.table(folder / "starts.csv", told)
    rows = tuple(
        (
            str(row["group"]),
            "all months" if row["horizon"] == 0 else f"month {row['horizon']:.0f}",
            f"{row['n']:.0f}",
            *(f"{100.0 * float(row[f'in_{level}']):.0f}" for level in (50, 80, 95)),
            quantity(float(row["crps"])),
            *("" if pd.isna(row[name]) else f"{float(row[name]):+.2f}".replace("-", "−") for name in _skills(scores)),
        )
        for row in scores.to_dict("records")
    )
    skills = (capitalised(name.removeprefix("skill_")) for name in _skills(scores))
    head = (
        "Series",
        "Ahead",
        "Months judged",
        "In 50 %",
        "In 80 %",
        "In 95 %",
        "CRPS",
        *(f"Skill: {name}" for name in skills),
    )
    parts: list[Part] = [
        Words("Coverage: of 100 months as many should lie in a band as its name says. Skill: 1 perfect, 0 no better."),
        Table("What blind forecasts were worth", head, rows),
    ]  # fmt: skip
    targets = Points(tuple(f"{reached} of {of} {what}" for what, reached, of in told["targets"]))
    n, first, last = int(told["replications"]), str(starts["start"].min()), str(starts["start"].max())
    engine = f"engine {told.get('played_by', NUMPY)}"
    facts = (f"{counted(n, 'world')} a start", f"seed {told['seed']}", engine, f"sim {told['version']}")
    span = f"{_month(first[:10])} to {_month(last[:10])}"
    words = (f"Blind forecasts from {counted(len(starts), 'month')}, {span}, judged by what came.",)
    sections = (
        Section("targets", "What was to be reached", (targets,)),
        Section("scores", "What they were worth", tuple(parts)),
        _caveats(),
        _again(told),
    )
    return Page("What past forecasts were worth", "Backtest", words, facts, sections)


def _skills(scores: pd.DataFrame) -> list[str]:
    return [
        str(name)
        for name in scores.columns
        if str(name).startswith("skill_") and not str(name).endswith(("_low", "_high"))
    ]


def _caveats() -> Section:
    items = (
        CAVEAT,
        "Bands hold what the model and its errors of the last months know; a war that changes its kind leaves them.",
    )
    return Section("caveats", "What this is not", (Points(items),))


def _again(told: Mapping[str, Any]) -> Section:
    commands = Commands((("Makes the same again:", str(told["command"])),))
    lines = (f"seed {told['seed']}, {counted(int(told['replications']), 'world')}, sim {told['version']}",)
    return Section("again", "How to get this again", (commands, Points(lines)))
