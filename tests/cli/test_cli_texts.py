"""What people write is printed as they wrote it, and counts of one are in the singular."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.reports.terminal import print_note, standard_output
from tests.cli.conftest import Sim

TITLE = "[red]x[/red] [/] [bold :smile: $x_1$ \\frac{ <b> {0} %s"
SCENARIO = f"""\
extends: baseline
title: '{TITLE}'
events:
  - name: one
    title: '[/] [link=x]event'
    week: 0
    changes: [{{path: iran.coordination, add: 0.1}}]
"""
ONE = ("-n", 1, "--weeks", 1)
SIZES = ("1 wars", "1 worlds", "1 weeks", "1 points", "1 blocks", "1 replications", "1 rows", "1 process(es)")


@pytest.fixture
def mine(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SCENARIO, encoding="utf-8")


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    "words",
    [
        ("run", "mine.yaml", "-n", 5, "--weeks", 2, "-o", "out"),
        ("compare", "mine.yaml", "baseline", "-n", 5, "--weeks", 2, "-o", "out"),
        ("sweep", "mine.yaml", "--param", "iran.drone_deliveries=0,900", "-n", 5, "--weeks", 2, "-o", "out"),
        ("trace", "mine.yaml", "--weeks", 2),
    ],
)
def test_a_title_is_printed_literally_and_breaks_no_picture(words: tuple[str, ...], sim: Sim) -> None:
    done = sim(*words)
    assert done.code == 0, done.err
    assert TITLE in " ".join(done.out.split())
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("mine")
def test_the_title_of_an_event_is_printed_to_the_letter(sim: Sim) -> None:
    assert "Event: [/] [link=x]event." in sim("trace", "mine.yaml", "--weeks", 2).out


@pytest.mark.parametrize("words", [("run", *ONE, "--no-plots"), ("trace", "--weeks", 1)])
def test_an_old_code_page_loses_letters_but_prints_titles(words: tuple[str, ...], sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: baseline\ntitle: Зима, café\n", encoding="utf-8")
    done = sim(words[0], "mine.yaml", *words[1:], PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.code == 0, done.err
    assert "????, caf?" in done.out


@pytest.mark.parametrize("word", ["\x1b[31m", "\x07", "\u202e"])
def test_no_fault_steers_the_terminal_by_what_it_quotes(word: str, sim: Sim) -> None:
    for words in (("run", word), ("run", "baseline", "--set", f"iran.{word}=3")):
        done = sim(*words)
        assert done.code == 1
        assert word not in done.err
        assert repr(word)[1:-1] in done.err


def test_tables_and_notes_show_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    table = Table("[red]a[/red]")
    table.add_row("[/]", style="")
    standard_output().print(table)
    print_note("found [bold]x[/] :smile:")
    shown = capsys.readouterr()
    assert "[red]a[/red]" in shown.out
    assert "[/]" in shown.out
    assert shown.err == "note: found [bold]x[/] :smile:\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "baseline", *ONE, "--no-plots"), ": 1 war of 1 week, seed"),
        (("compare", "baseline", "iran_supply", *ONE, "--no-plots"), "1 world of 1 week under each scenario"),
        (
            ("sweep", "baseline", "--param", "iran.drone_deliveries=0", *ONE, "--dry-run"),
            "1 point × 1 replication = 1 war\n1 block, ",
        ),
    ],
)
def test_one_is_singular(words: tuple[str, ...], said: str, sim: Sim) -> None:
    done = sim(*words)
    assert done.code == 0, done.err
    assert said in done.out
    for plural in SIZES:
        assert plural not in done.out + done.err
