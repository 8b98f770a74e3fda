"""What a run says in a terminal, in a pipe, and in an old code page."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest

from sim.base.outcomes import ENDINGS
from sim.reports.run import bar, closing_lines, print_results
from sim.reports.terminal import Terminal, progress_bar, standard_error, standard_output


class FakeTerminal(io.StringIO):
    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


def printed(
    runs: pd.DataFrame,
    twins: pd.DataFrame | None = None,
    encoding: str = "utf-8",
    trajectories: pd.DataFrame | None = None,
) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    print_results(Terminal(stream), runs, twins, trajectories)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("n", [1, 2, 7, 2_000])
def test_nothing_is_wider_than_eighty_columns(n: int, made_up: Any) -> None:
    text = printed(made_up.runs(n), made_up.twins(), trajectories=made_up.trajectories())
    assert max(map(len, text.splitlines())) <= 80


def test_a_pipe_never_gets_colour_codes(made_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("COLUMNS", "200")
    text = printed(made_up.runs(100))
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_endings_stand_in_order_with_count_interval_and_bar(made_up: Any) -> None:
    lines = printed(made_up.runs(2_000)).splitlines()
    assert [line.split("  ")[0] for line in lines[1:9]] == [ending.title for ending in ENDINGS]
    last = lines[8].split()
    assert last[2:5] == ["60", "in", "100"]
    assert last[5] == "57–62"
    assert set(last[6]) == {"█"}


def test_outcomes_have_a_band_a_unit_and_thousands_separators(made_up: Any) -> None:
    text = printed(made_up.runs(2_000))
    line = next(line for line in text.splitlines() if line.startswith("Russian killed and wounded"))
    assert line.split()[4:] == ["530,000", "367,000", "to", "781,000", "persons"]
    assert any(line.startswith("Ground gained by Russia ") and "km²" in line for line in text.splitlines())


def test_what_runs_short_is_shown_at_three_times(made_up: Any) -> None:
    lines = printed(made_up.runs(100), trajectories=made_up.trajectories()).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("What runs short"))
    assert lines[start].split("  ")[-1].strip() == "At the horizon"
    assert [line.strip() for line in lines[start + 1 : start + 20 : 9]] == ["Russia", "Ukraine", ""]
    # Ukraine's infantry is .5 + .2 week / 104 with a deviation of .1 sqrt(week / 104); 12 months are over in week 51.
    row = lines[start + 12].split()
    assert row[:2] == ["Infantry", "[%]"]
    assert "".join(row[2:]) == "50(50–50)60(51–69)70(57–83)"


def test_a_run_of_less_than_a_year_shows_two_times(made_up: Any) -> None:
    lines = printed(made_up.runs(100), trajectories=made_up.trajectories(weeks=51)).splitlines()
    heading = next(line for line in lines if line.startswith("What runs short"))
    assert heading.split() == ["What", "runs", "short", "At", "the", "start", "At", "the", "horizon"]


def test_last_lines_judge_n_and_say_where_spread_comes_from(made_up: Any) -> None:
    first, second = closing_lines(made_up.runs(2_000), made_up.twins(2_000, share=0.4))
    assert first.startswith("2,000 replications are enough")
    assert "12 months: 4" in second
    assert "% chance" in second
    assert closing_lines(made_up.runs(1))[0].startswith("1 replication is too few")


def test_twins_that_are_all_alike_say_so(made_up: Any) -> None:
    assert "cannot be told" in closing_lines(made_up.runs(10), made_up.twins(2))[1]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp866"])
def test_old_code_pages_get_plain_characters_in_the_same_columns(encoding: str, made_up: Any) -> None:
    fans = made_up.trajectories()
    old, new = (printed(made_up.runs(500), made_up.twins(), code, fans) for code in (encoding, "utf-8"))
    assert len(old.splitlines()) == len(new.splitlines())
    assert "57-" in old or "#" in old
    assert old.isascii()


def test_a_share_that_is_not_none_has_a_mark() -> None:
    assert bar(0.0) == ""
    assert bar(0.0001) == "▏"
    assert len(bar(1.0)) == 26


def test_a_quiet_terminal_says_nothing() -> None:
    stream = io.StringIO()
    Terminal(stream, quiet=True).print("word")
    assert stream.getvalue() == ""


def test_results_go_to_standard_output_and_talk_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    standard_output().print("result")
    standard_error().print("talk")
    assert capsys.readouterr() == ("result\n", "talk\n")


def test_a_pipe_and_a_quiet_run_see_no_progress_bar() -> None:
    pipe, terminal = io.StringIO(), FakeTerminal()
    for stream, quiet in ((pipe, False), (terminal, True)):
        with progress_bar(10, quiet=quiet, stream=stream) as advance:
            advance(4)
        assert stream.getvalue() == ""


def test_a_terminal_sees_replications_done_and_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    stream = FakeTerminal()
    with progress_bar(2_000, stream=stream) as advance:
        advance(512)
        advance(1)
    text = stream.getvalue()
    assert "replications" in text
    assert "513/2000" in text
    assert "/s" in text


def test_an_interrupted_run_shows_the_cursor_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = FakeTerminal()

    def interrupted() -> None:
        with progress_bar(10, stream=stream) as advance:
            advance(3)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    hidden, shown = "\x1b[?25l", "\x1b[?25h"
    assert stream.getvalue().rfind(shown) > stream.getvalue().rfind(hidden)


def test_catastrophes_stand_beside_their_priors(made_up: Any) -> None:
    runs = made_up.runs(2_000)
    row = next(line for line in printed(runs).splitlines() if re.match(r"Nuclear use +\d+\.\d\d ", line))
    counted, prior, added, low, high = map(float, re.findall(r"[+]?\d+\.\d\d", row))
    change = runs["nuclear_use_risk"] - runs["nuclear_use_prior"]
    half = 196.0 * float(change.std()) / 2_000**0.5
    assert counted == pytest.approx(100.0 * float((runs["ending"] == "nuclear_use").mean()), abs=0.006)
    assert prior == pytest.approx(100.0 * float(runs["nuclear_use_prior"].mean()), abs=0.006)
    assert (added, low, high) == pytest.approx(
        [100.0 * float(change.mean()) + d for d in (0.0, -half, half)], abs=0.011
    )
    assert "By prior" not in printed(runs.drop(columns="nuclear_use_prior").drop(columns="nato_war_prior"))
