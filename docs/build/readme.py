"""The README's result: one scenario played, two pictures, one table between markers."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pandas as pd

from docs.build.markdown import table
from sim.analysis import outcome_table
from sim.analysis.wording import in_100, range_100
from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.base.outcomes import ENDINGS
from sim.cli.options import DEFAULT_SEED
from sim.reports.figures import FANS, Caption, endings_figure, fan_figure, save
from sim.reports.figures.run.endings import endings_title
from sim.runs import ensemble
from sim.runs import folder as store
from sim.runs.ensemble import Plan
from sim.scenario import load

SCENARIO = "iran_supply"
FAN = "territory"
FAN_WORDS = "Area held by Russia: the median war and the middle 50, 80 and 95 % of wars"
_RESULT = re.compile(r"(?<=<!-- result -->\n).*?(?=<!-- end of result -->)", re.DOTALL)


def refresh(documents: Path, replications: int) -> list[Path]:
    """Play the scenario, rewrite `docs/images/*.png` and the result in README.md; return what was written."""
    plan = Plan(load(SCENARIO), DEFAULT_SEED, replications)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "run"
        ensemble.run(plan, store.begin(plan, folder, f"sim run {SCENARIO} -n {replications}"))
        store.finish(plan, folder, {})
        results = store.read(folder, draws=False)
        runs = results.runs  # read while the folder is there
    caption = Caption(plan.scenario.name, plan.scenario.title, replications, plan.seed)
    images = documents / "images"
    images.mkdir(exist_ok=True)
    fan = next(fan for fan in FANS if fan.name == FAN)
    drawn = fan_figure(fan, results.trajectories, caption, plan.scenario.weeks)
    if drawn is None:
        raise SimError(f"{SCENARIO}: found no series for the picture '{FAN}', expected them in every run")
    written = [
        save(endings_figure(runs, caption, plan.scenario.weeks), images / "endings.png"),
        save(drawn, images / f"{FAN}.png"),
    ]
    readme = documents.parent / "README.md"
    with_result(readme, result(plan, runs))
    return [*written, readme]


def result(plan: Plan, runs: pd.DataFrame) -> str:
    """The result in Markdown: a sentence, the picture of the endings, the table, the fan."""
    rows = {str(row["outcome"]): row for row in outcome_table(runs[["ending"]]).to_dict("records")}
    cells = []
    for ending in ENDINGS:
        share, low, high = (float(rows[ending.name][name]) for name in ("estimate", "low", "high"))
        cells.append((ending.title, in_100(share), range_100(low, high)))
    title = endings_title(runs, plan.scenario.weeks)
    said = f"`sim run {SCENARIO}`: {plan.scenario.title}. {plan.replications:,} wars, seed {plan.seed}."
    return (
        f"{said}\n\n![{title}](docs/images/endings.png)\n\n"
        f"{table(('ending', 'wars', '95 % interval'), cells)}\n\n![{FAN_WORDS}](docs/images/{FAN}.png)\n"
    )


def with_result(readme: Path, text: str) -> None:
    """Put a result between the markers of a README.

    Raises:
        SimError: the markers are not there.
    """
    before = readme.read_text(encoding="utf-8")
    if len(_RESULT.findall(before)) != 1:
        raise SimError(
            f"{readme.name}: found no place for the result, expected <!-- result --> <!-- end of result -->"
        )
    with write_whole(readme) as file:
        file.write(_RESULT.sub(lambda _: text, before).encode("utf-8"))
