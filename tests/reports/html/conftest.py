"""Small results with their reports, played once for all tests of pages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import cli

SCRIPT = "</script><script>window.hacked = 1</script>"
NAME = "sly & sons" if os.name == "nt" else "sly <b> & sons"
SCENARIO = f"""\
extends: baseline
title: "{SCRIPT} arms"
description: "{SCRIPT} all it can & more"
iran:
  drone_deliveries: {{value: 900, low: 600, high: 1200, distribution: triangular, note: "{SCRIPT}"}}
events:
  - name: agreement
    title: "{SCRIPT} agree"
    week: 3
    changes:
      - {{path: iran.coordination, add: 0.3}}
"""
SIZE = ("-n", "40", "--weeks", "8", "-j", "1", "--no-plots", "--quiet")


def played(*words: str) -> None:
    """Run a command in this process, with the report that it ends with."""
    done = CliRunner(env={"SIM_NO_REPORT": ""}).invoke(cli, words)
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run of a scenario with sly texts, a comparison and a sweep of the same, by kind."""
    place = tmp_path_factory.mktemp("reports")
    scenario = place / f"{NAME}.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    found = {kind: place / kind for kind in ("run", "compare", "sweep")}
    played("run", str(scenario), *SIZE, "-o", str(found["run"]))
    played("compare", "baseline", str(scenario), *SIZE, "-o", str(found["compare"]))
    axes = ("--param", "nato.aid_level=0.25,1,2", "--param", "structure.attrition")
    played("sweep", str(scenario), *axes, *SIZE, "-o", str(found["sweep"]))
    return found


@pytest.fixture(scope="session")
def pages(folders: dict[str, Path]) -> dict[str, str]:
    """Their reports, as text."""
    return {kind: (folder / "report.html").read_text(encoding="utf-8") for kind, folder in folders.items()}
