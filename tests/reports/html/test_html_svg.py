"""Keyed SVG: what it says is text, and one picture can be changed into another."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.base.outcomes import ENDING_NAMES
from sim.reports.html.pictures.endings import endings_bars, endings_icons, headline, in_whole
from sim.reports.html.pictures.fan import DOTS, Fan, dots, fan_picture
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import Picture, make, patch

SOURCE = Source("made", 1000, 1, "0123456789")
COLUMNS = ["q025", "q10", "q25", "q50", "q75", "q90", "q975"]


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(ENDING_NAMES, numbers, strict=True))


FEW, MANY = counts(59, 41, 53, 0, 1, 27, 32, 787), counts(0, 0, 1000, 0, 0, 0, 0, 0)


def fan(ends: np.ndarray, weeks: int = 104, shift: float = 0.0) -> Picture:
    levels = [-300.0, -100.0, -20.0, 10.0, 90.0, 300.0, 800.0]
    rows = np.outer(np.arange(1, weeks + 1), levels) + shift
    bands = pd.DataFrame(rows, columns=COLUMNS)
    return fan_picture("ground", Fan("ground gained", "km²", signed=True), bands, ends, date(2024, 6, 3), SOURCE)


def test_texts_and_attributes_are_escaped() -> None:
    drawn = make("text", "<script>alert(1)</script>", key='a"b', class_='"><script>').html
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 2


def test_a_hundred_icons_stand_for_the_wars() -> None:
    state = endings_icons("endings", FEW, SOURCE).state()
    classes = [state[f"endings-icon{place}"]["class"] for place in range(100)]
    assert classes.count("icon c-war_continues") == 79
    assert classes.count("icon c-russian_withdrawal") == 0


@pytest.mark.parametrize("numbers", [[1, 1, 1], [59, 41, 53, 0, 1, 27, 32, 787], [7], [3, 3, 3, 3, 3, 3, 3], [1, 999]])
def test_whole_numbers_add_up_to_a_hundred(numbers: list[int]) -> None:
    parts = in_whole(numbers)
    assert sum(parts) == 100
    assert all(abs(part - 100 * number / sum(numbers)) < 1 for part, number in zip(parts, numbers, strict=True))


def test_no_wars_make_no_icons() -> None:
    assert in_whole([0, 0]) == [0, 0]
    assert "c-war_continues" not in str(endings_icons("endings", counts(*[0] * 8), SOURCE).drawing.html)


def test_the_headline_counts_wars() -> None:
    assert headline(FEW) == (
        "Of 100 wars 79 are still fought at the horizon; 6 end in settlement, 5 in Russian victory, 4 in armistice, "
        "3 in NATO-Russia war and 3 in nuclear use."
    )
    assert headline(MANY) == "Of 100 wars none are still fought at the horizon; 100 end in Russian victory."


@pytest.mark.parametrize("draw", [endings_icons, endings_bars])
def test_a_patch_turns_one_picture_into_another(draw) -> None:
    before, after = draw("endings", FEW, SOURCE), draw("endings", MANY, SOURCE)
    changed = before.state()
    for key, told in patch(before, after).items():
        changed[key] |= told
    assert changed == after.state()
    assert patch(after, after) == {}


def test_a_patch_of_a_fan_holds_the_same_elements() -> None:
    noise = np.random.default_rng(1).normal(size=400)
    assert "ground-band95" in patch(fan(noise), fan(1e5 * noise, shift=7.0))
    assert "ground-dot0" in patch(fan(noise), fan(np.full(3, np.nan)))
    assert patch(fan(noise), fan(noise, weeks=3))["ground-date1"]["text"] == "17 Jun"


def test_pictures_of_other_elements_are_no_patch() -> None:
    with pytest.raises(ValueError, match="found in one of two pictures only"):
        patch(endings_icons("endings", FEW, SOURCE), endings_bars("endings", FEW, SOURCE))


def test_dots_are_quantiles_of_the_sample() -> None:
    sample = np.random.default_rng(2).exponential(size=10_001)
    shares = np.searchsorted(np.sort(sample), dots(sample)) / sample.size
    assert np.allclose(shares, (np.arange(DOTS) + 0.5) / DOTS, atol=1e-3)


def test_dots_keep_within_the_drawing_and_apart() -> None:
    for ends in (np.zeros(50), np.random.default_rng(3).normal(size=400) * 1e4, np.array([5.0])):
        state = fan(ends).state()
        places = {(state[f"ground-dot{i}"]["cx"], state[f"ground-dot{i}"]["cy"]) for i in range(DOTS)}
        assert len(places) == DOTS
        assert all(float(x) < 360 and 0 <= float(y) <= 175 for x, y in places)


def test_a_picture_says_its_numbers_in_a_table_and_its_foot() -> None:
    page = str(endings_icons("endings", FEW, SOURCE).html())
    for part in ("787 of 1,000", "76–81", 'role="img"', "<details>", "hash 01234567", "not a forecast"):
        assert part in page
