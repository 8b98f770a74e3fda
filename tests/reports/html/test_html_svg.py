"""Keyed SVG: what it says is text, and one picture can be changed into another."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.analysis.paired import COLUMNS as PAIRED
from sim.base.outcomes import ENDING_NAMES
from sim.reports.html.pictures.differences import ending_differences, flips, outcome_differences
from sim.reports.html.pictures.endings import endings_bars, endings_icons, headline
from sim.reports.html.pictures.fan import DOTS, Fan, dots, fan_picture
from sim.reports.html.pictures.front import STRETCHES, front_map
from sim.reports.html.pictures.losses import losses
from sim.reports.html.pictures.scarcity import scarcity
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import Picture, make, patch
from sim.war.agents.sector import SECTORS

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
    assert classes.count("icon c-war-continues") == 79
    assert classes.count("icon c-russian-withdrawal") == 0


def test_no_wars_make_no_icons() -> None:
    none = endings_icons("endings", counts(*[0] * 8), SOURCE)
    assert {cell for _, *row in none.table.rows for cell in row} == {"?", "0–100", "0 of 0"}
    assert all(not told["d"] for key, told in none.state().items() if "-icon" in key)


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


def test_a_picture_says_its_numbers_in_a_table() -> None:
    page = str(endings_icons("endings", FEW, SOURCE).html())
    for part in ("787 of 1,000", "76–81", 'role="img"', "<details>", "hash 01234567", "not a forecast"):
        assert part in page


def table(names: list[str], shift: float) -> pd.DataFrame:
    """Outcomes of a paired difference that have changed by so much."""
    rows = [
        (name, "number", 1.0, 1.0 + shift, shift, shift - 0.01, shift + 0.01, 100, 0.005, 0.02, 16.0) for name in names
    ]
    return pd.DataFrame(rows, columns=list(PAIRED))


def test_pictures_say_what_changes_and_which_way() -> None:
    labels = ("baseline", "other")
    more = ending_differences("d", table(list(ENDING_NAMES), 0.05), labels, SOURCE)
    less = ending_differences("d", table(list(ENDING_NAMES), -0.05), labels, SOURCE, widest=20.0)
    none = ending_differences("d", table(list(ENDING_NAMES), 0.001), labels, SOURCE)
    assert more.title == "other against baseline, of 100 wars: settlement +5.0, armistice +5.0, Russian victory +5.0"
    assert "−5.0" in less.title
    assert none.title == "other against baseline: no ending becomes clearly more or less frequent"
    dots = patch(more, less)
    assert float(more.state()["d-settlement-dot"]["cx"]) > float(dots["d-settlement-dot"]["cx"])


def test_outcomes_change_in_their_own_unit() -> None:
    drawn = outcome_differences(
        "o", table(["territory_change"], 300.0), {"territory_change": 500.0}, ["territory_change"], ("a", "b"), SOURCE
    )
    assert drawn.title == "b changes 1 of 1 outcomes clearly and by enough to matter"
    assert drawn.table.rows[0][0] == "Ground gained by Russia [km²]"
    assert drawn.state()["o-territory_change-words"]["text"] == "+300"


def test_flips_count_worlds_by_both_endings() -> None:
    told = pd.DataFrame({"ending_a": ["settlement", "armistice"], "ending_b": ["armistice", "armistice"], "k": [3, 7]})
    drawn = flips("f", told, ("a", "b"), SOURCE)
    assert drawn.title == "Of 100 worlds 30 end otherwise under b than under a"
    assert drawn.table.rows[0][:3] == ("Settlement", "0", "3")


def test_the_map_says_who_gains_where() -> None:
    still = dict.fromkeys(STRETCHES, (-1.0, 0.0, 1.0))
    moved = still | {"zaporizhzhia": (-500.0, -120.0, 10.0)}
    drawn, other = (front_map("m", changes, date(2026, 6, 1), SOURCE) for changes in (moved, still))
    assert drawn.title == "Ukraine gains most at Zaporizhzhia: 120 km² in the median war by 1 Jun 2026"
    assert other.title.startswith("No sector of the front moves")
    assert set(patch(other, drawn)) >= {"m-zaporizhzhia-line", "m-zaporizhzhia-words"}
    assert set(STRETCHES) == set(SECTORS)


def test_scarcity_names_what_falls_most() -> None:
    falling = pd.DataFrame({"q10": [9.0, 1.0], "q50": [10.0, 2.0], "q90": [11.0, 3.0]})
    bands = {"russian_shells_cover": falling, "ukrainian_infantry_fill": falling[::-1]}
    drawn = scarcity("s", bands, date(2024, 6, 3), SOURCE)
    assert "Russia's shells from 10 to 2 weeks; nothing of Ukraine's falls" in drawn.title
    assert drawn.state()["s-ukrainian_infantry_fill-words"]["text"] == "Infantry 200 → 1,000 %"
    patch(drawn, scarcity("s", {}, date(2024, 6, 3), SOURCE))


def test_losses_are_dots_on_one_scale() -> None:
    sample = np.linspace(100_000, 300_000, 200)
    drawn = losses("l", {"russia": sample * 2, "ukraine": sample}, SOURCE)
    assert drawn.title == "Killed and wounded in the median war: 400,000 Russians, 200,000 Ukrainians"
    state = drawn.state()
    assert float(state["l-russia-dot49"]["cx"]) > float(state["l-ukraine-dot49"]["cx"])
