"""Forecasts in the terminal: bands, what the first month stands on, the war's end, and what past forecasts were worth."""

import numpy as np
from rich.table import Column

from sim.analysis.wording import quantity
from sim.base.text import counted
from sim.reports.terminal import Terminal, number_column, plain_table
from sim.studies.forecast.backtest import Backtest
from sim.studies.forecast.outlook import Outlook
from sim.studies.forecast.present import WINDOW
from sim.studies.forecast.references import REFERENCES
from sim.studies.forecast.scoring import ALL
from sim.studies.validation.scores import CRPS_IN_WORDS

MONTHS = (1, 6, 12)
SHORT = {
    "territory_net_change": ("ground [km²]", 1.0),
    "rus_casualties_month": ("Russia loses [k]", 1e3),
    "ukr_casualties_month": ("Ukraine loses [k]", 1e3),
    "drones_shahed_launched_month": ("drones launched", 1.0),
    "missiles_launched_month": ("missiles launched", 1.0),
    "missiles_leaked_month": ("missiles through", 1.0),
    "drones_shahed_shotdown_share": ("drones downed [%]", 0.01),
    "missiles_intercepted_share": ("missiles downed [%]", 0.01),
}
"""Series in few words and the unit they are shown in, for a table of 80 columns."""


def print_outlook(out: Terminal, outlook: Outlook) -> None:
    """Bands of the recorded series, and P(war over)."""
    present, scenario = outlook.present, outlook.plan.scenario
    tempered = f", {present.untempered:,.0f} before tempering to the power {present.power:.2f}" * (present.power < 1.0)
    out.print_sentence(
        f"{scenario.title}: {counted(present.worlds.n, 'world')} of raw draws, weighed by the {WINDOW} months of the record"
        f" before {outlook.months[0]:%B %Y}. Effective number of worlds: {present.effective:,.0f}{tempered}."
    )
    out.print()
    _print_bands(out, outlook)
    first = outlook.first_month()
    out.print_sentence(
        "Median, and in brackets the middle 80 %, by months ahead; the other months are in the file. Before: the record's"
        f" mean of the last three months; the first month's middle half holds it in {int(first['held'].sum())} of"
        f" {counted(len(first), 'series', 'series')}{_missed(list(first.loc[~first['held'], 'series']))}."
    )
    _print_over(out, outlook)


def _missed(names: list[str]) -> str:
    return f", not in {', '.join(SHORT.get(name, (name, 1.0))[0] for name in names)}" if names else ""


def _print_bands(out: Terminal, outlook: Outlook) -> None:
    ahead = [month for month in MONTHS if month <= len(outlook.months)]
    table = plain_table(Column("", no_wrap=True), number_column("before"), *(number_column(f"{m}") for m in ahead))
    means = outlook.first_month().set_index("series")["record"]
    for name, (words, unit) in SHORT.items():
        if name in outlook.present.errors:
            bands = np.nanquantile(outlook.bands[name][[month - 1 for month in ahead]], [0.1, 0.5, 0.9], axis=1) / unit
            cells = [f"{middle:.0f} ({low:.0f}–{high:.0f})" for low, middle, high in bands.T]
            table.add_row(words, f"{means[name] / unit:.0f}" if name in means else "-", *cells)
    out.print(table)
    out.print()


def _print_over(out: Terminal, outlook: Outlook) -> None:
    for _, row in outlook.over().iterrows():
        out.print_sentence(
            f"P(war over within {row['months']:.0f} months) = {row['p']:.2f} ± {2.0 * row['error']:.2f};"
            f" {row['plain']:.2f} before the weights. Of wars that had lasted two years {row['history']:.2f}"
            f" ({row['history_low']:.2f}–{row['history_high']:.2f}) were over by then."
        )


def print_backtest(out: Terminal, found: Backtest) -> None:
    """Coverage and skill by group and horizon, what should be reached, and what CRPS is."""
    worlds = found.starts["worlds"].iloc[0]
    least, most = found.starts["effective"].min(), found.starts["effective"].max()
    out.print_sentence(
        f"Blind forecasts from {counted(len(found.starts), 'month')}, {found.starts['start'].min():%B %Y} to"
        f" {found.starts['start'].max():%B %Y}: {worlds:,} worlds each, effective number {least:,.0f} to {most:,.0f}"
        f" ({found.starts['untempered'].min():,.0f} to {found.starts['untempered'].max():,.0f} before tempering)."
    )
    out.print()
    names = {"last": "last", "trailing": "mean", "bootstrap": "boot", "level": "level", "garch": "garch"}
    for group, rows in found.table.groupby("group", sort=False):
        out.print(str(group), style="bold")
        table = plain_table(
            Column("", no_wrap=True), *map(number_column, ("n", "ind", "50", "80", "95", "CRPS", *names.values()))
        )
        for _, row in rows.iterrows():
            label = "all" if row["horizon"] == ALL else f"month {row['horizon']}"
            held = (f"{100 * row[f'in_{level}']:.0f}" for level in (50, 80, 95))
            skills = (_skill(row[f"skill_{name}"]) for name in REFERENCES)
            table.add_row(label, f"{row['n']}", f"{row['independent']:.0f}", *held, quantity(row["crps"]), *skills)
        out.print(table)
        out.print()
    out.print_sentence(
        "n: months judged; ind: those that do not overlap; 50, 80, 95: percent of months in these bands; then skill in"
        " CRPS (1 perfect, 0 no better) against the last value, the trailing mean, a bootstrap of the last year, a local"
        f" level with drift, and a random walk with GARCH; intervals of skill are in the file. {CRPS_IN_WORDS}"
    )
    out.print()
    for what, reached, of in found.targets():
        out.print_sentence(f"{reached} of {of} {what}")


def _skill(value: float) -> str:
    return "-" if np.isnan(value) else f"{max(value, -9.99):+.2f}"
