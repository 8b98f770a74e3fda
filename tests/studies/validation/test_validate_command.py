"""`sim validate --quick` from end to end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One quick validation."""
    folder = tmp_path_factory.mktemp("validate") / "out"
    command = [sys.executable, "-m", "sim", "validate", "--quick", "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done, folder


def test_the_exit_code_says_whether_anything_unknown_fails(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, folder = ran
    table = pd.read_csv(folder / "validation.csv")
    wrong = table.loc[table["verdict"] == "fail", "id"]
    assert done.returncode == (1 if len(wrong) else 0)
    assert all(key in done.stderr for key in wrong)
    assert "Traceback" not in done.stderr


def test_every_target_and_every_check_has_a_verdict(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, folder = ran
    ids = pd.read_csv(folder / "validation.csv")["id"].str.rstrip("abcd")
    for letter, most in (("T", 26), ("V", 34)):
        assert {f"{letter}{number:02d}" for number in range(1, most + 1)} <= set(ids)
    assert {"H1.01", "H2.01", "H3.01", "B03"} <= set(ids)
    assert "T13" in done.stdout


def test_closed_forms_pass_and_page_holds_the_pictures(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    _, folder = ran
    table = pd.read_csv(folder / "validation.csv")
    closed = table[(table["section"] == "verification") & table["model"].notna()]
    assert set(closed["verdict"]) == {"pass"}
    text = (folder / "validation.html").read_text(encoding="utf-8")
    assert text.count("data:image/png;base64,") == 8
    assert "judgement" in (folder / "sensitivity.csv").read_text(encoding="utf-8")


def test_what_played_each_part_is_said_and_stored(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, folder = ran
    played_by = json.loads((folder / "validation.json").read_text(encoding="utf-8"))["played_by"]
    assert set(played_by) == {"hindcasts", "levers", "decisions", "shares of variance"}
    said = " ".join(done.stdout.split())
    assert all(engine in said.partition("Played by ")[2] for engine in played_by.values())
