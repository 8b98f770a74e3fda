"""A small root with a bibliography, so that these tests hang on no shipped figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = """\
title: A small root
as_of: 2024-06-03
weeks: 104
iran:
  drone_deliveries:
    value: 300
    low: 150
    high: 600
    distribution: triangular
    unit: airframes/month
    basis: estimated
    as_of: 2024-05-31
    source: think_tank_2024
  technology_transfer:
    value: 0.2
    unit: share
    basis: measured
    as_of: 2024-05-31
    source: think_tank_2024
nato:
  aid_level: {value: 1, low: 0.5, high: 2, distribution: loguniform, bounds: [0, 10], unit: ratio,
              lever: true, basis: measured, as_of: 2024-05-31, source: tracker_2024}
  strategy: {value: sustain, options: [sustain, surge]}
  surge_size: {value: 0.5, low: 0.2, high: 0.8, distribution: uniform, unit: ratio, basis: judgement,
               as_of: 2024-05-31, source: tracker_2024, bounds: [0, 1]}
  budget_passes: {value: 0.6, unit: probability, basis: estimated, as_of: 2024-05-31, source: tracker_2024}
ukraine:
  mobilisation_min_age: {value: 25, unit: years, lever: true, basis: measured, as_of: 2024-04-16,
                         source: law_2024, bounds: [18, 60]}
  army:
    mean_age: {value: 43, low: 41, high: 45, distribution: normal, unit: years, state: initial,
               basis: estimated, as_of: 2024-05-01, source: think_tank_2024, bounds: [18, 60]}
  will: {value: 0.7, unit: share, state: dial, basis: judgement, note: no survey asks, as_of: 2024-05-01,
         source: think_tank_2024}
weather:
  mud: {value: "off", options: ["on", "off"], note: whether the season matters}
events:
  - name: aid_vote
    title: A vote on aid
    date: 2024-11-05
    latest_date: 2024-12-31
    probability: nato.budget_passes
    source: tracker_2024
    changes:
      - {path: nato.aid_level, add: nato.surge_size, weeks: 26, ramp_weeks: 4}
  - name: shock
    week: 10
    changes:
      - {path: ukraine.will, scale: 0.9}
strategies:
  sustain: {title: Sustain, description: as now, changes: []}
  surge:
    title: Surge
    description: more, sooner
    changes:
      - {path: nato.aid_level, scale: 1.5, ramp_weeks: 8}
      - {path: ukraine.mobilisation_min_age, set: 21, date: 2024-07-01}
"""

SOURCES = """\
think_tank_2024: {title: Deliveries counted, publisher: A think tank, published: 2024-06-01}
tracker_2024: {title: Aid tracked, publisher: An institute, published: 2024-06-02, address: "doi:10/abc"}
law_2024: {title: The law, publisher: A parliament, published: 2024-04-16}
memoir_2025: {title: What we knew, publisher: A house, published: 2025-03-01}
"""

Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """Write a scenario beside the small root, which lacks most of what the model reads, and return its path."""
    monkeypatch.setattr("sim.scenario.loading.missing_entries", lambda *_: [])
    (tmp_path / "baseline.yaml").write_text(ROOT, encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")

    def _write(text: str, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture
def root(write: Writer, tmp_path: Path) -> Path:
    """Return the path of the small root."""
    return tmp_path / "baseline.yaml"
