"""Frozen forecasts: dated, hashed files of quantiles that no later version changes.

A forecast is a JSON file, which `sim score` reads, and beside it a CSV in the columns of the hubs for forecasts
(reference_date, target, target_end_date, output_type, output_type_id, value), which others can score.
"""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim import __version__
from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.base.files import read_text, write_text
from sim.base.text import file_stem
from sim.studies.forecast.outlook import Outlook
from sim.studies.forecast.series import OCCUPIED
from sim.studies.validation.record import shipped_series

FORMAT = "sim-forecast-1"
SEAL = "sha256"
LEVELS = tuple((np.arange(40) + 0.5) / 40.0)
"""Quantiles of the JSON file: forty equally likely values a month."""
HUB_LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""Quantiles of the CSV file."""
DIGITS = 6
LARGEST_FILE = 10_000_000


@dataclass(frozen=True)
class Frozen:
    """A forecast as it was frozen.

    Attributes:
        content: of its file.
        seal: SHA-256 of that.
    """

    content: Mapping[str, Any]
    seal: str

    @property
    def months(self) -> list[date]:
        """First days of the months that are forecast."""
        return [date.fromisoformat(month) for month in self.content["months"]]

    @property
    def members(self) -> dict[str, Floats]:
        """Forty equally likely values by series, arrays of shape (months, 40)."""
        return {name: np.array(series["values"], dtype=float) for name, series in self.content["series"].items()}

    @property
    def name(self) -> str:
        """Of its files, without ending."""
        return f"{self.content['stands_on']}_{file_stem(self.content['scenario'])}_{self.seal[:8]}"


def freeze(outlook: Outlook, folder: Path) -> list[Path]:
    """Write a forecast so that it can be judged later.

    Raises:
        SimError: the file is there already: what is frozen is never written again.
    """
    csv = _hub(outlook).to_csv(index=False)
    content = {**_content(outlook), "csv_sha256": hashlib.sha256(csv.encode()).hexdigest()}
    frozen = Frozen(content, _seal(content))
    paths = [folder / f"{frozen.name}.{ending}" for ending in ("json", "csv")]
    for path in paths:
        if path.exists():
            raise SimError(f"{path}: found a frozen forecast, expected none: it is never written again")
    text = json.dumps({**content, SEAL: frozen.seal}, ensure_ascii=False) + "\n"
    for path, words in zip(paths, (text, csv), strict=True):
        write_text(path, words)
    return paths


def read(path: Path) -> Frozen:
    """Read a frozen forecast.

    Raises:
        SimError: it is none, or was changed after it was frozen.
    """
    return parse(read_text(path, LARGEST_FILE, "a frozen forecast"), path.name)


def parse(text: str, name: str) -> Frozen:
    """Read a frozen forecast from text; `name` is the file's in messages."""
    try:
        content = json.loads(text)
    except ValueError:
        raise SimError(f"{name}: found no JSON, expected a frozen forecast") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT or SEAL not in content:
        raise SimError(f"{name}: found no forecast of format {FORMAT}, expected one written by sim forecast --freeze")
    seal = str(content.pop(SEAL))
    if seal != _seal(content):
        raise SimError(f"{name}: found a content that does not fit its hash, expected the file as it was frozen")
    return Frozen(content, seal)


def shipped() -> list[Frozen]:
    """Every forecast that this project has frozen, oldest first."""
    folder = files("sim") / "data" / "forecasts"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return [parse((folder / name).read_text(encoding="utf-8"), name) for name in names]


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _content(outlook: Outlook) -> dict[str, Any]:
    """What is frozen."""
    scenario, present = outlook.plan.scenario, outlook.present
    return {
        "format": FORMAT,
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_hash": scenario.hash,
        "stands_on": scenario.as_of.isoformat(),
        "made": datetime.now(UTC).date().isoformat(),
        "version": __version__,
        "seed": outlook.plan.seed,
        "played_by": outlook.plan.engine,
        "worlds": present.worlds.n,
        "effective": round(present.effective, 1),
        "months": [month.isoformat() for month in outlook.months],
        "levels": [round(level, 4) for level in LEVELS],
        "series": {name: _series(name, outlook.bands[name]) for name in _told(outlook)},
        "war_over": outlook.over().round(DIGITS).to_dict("records"),
    }


def _told(outlook: Outlook) -> list[str]:
    """Series that the record has followed to the end, and that some war has in every month."""
    followed = [*outlook.present.errors, OCCUPIED]
    return [name for name in followed if np.isfinite(outlook.bands[name]).any(axis=1).all()]


def _series(name: str, drawn: Floats) -> dict[str, Any]:
    values = np.nanquantile(drawn, LEVELS, axis=1).T
    unit = shipped_series()[name].unit if name in shipped_series() else ""
    return {"unit": unit, "values": [[float(f"{value:.{DIGITS}g}") for value in row] for row in values]}


def _hub(outlook: Outlook) -> pd.DataFrame:
    """Rows that others can score: one a series, month and quantile."""
    rows = []
    for name in _told(outlook):
        for month, drawn in zip(outlook.months, outlook.bands[name], strict=True):
            last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
            for level, value in zip(HUB_LEVELS, np.nanquantile(drawn, HUB_LEVELS), strict=True):
                rows.append((outlook.plan.scenario.as_of, name, last, "quantile", f"{level:g}", f"{value:.{DIGITS}g}"))
    columns = ("reference_date", "target", "target_end_date", "output_type", "output_type_id", "value")
    return pd.DataFrame(rows, columns=columns)
