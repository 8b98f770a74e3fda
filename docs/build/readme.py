"""The README's result: one scenario played, two of its pictures, one table between markers."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from docs.build.markdown import table
from sim.analysis.wording import range_100, shares_in_100
from sim.base.defaults import SEED
from sim.base.errors import SimError
from sim.base.files import write_whole
from sim.base.outcomes import ENDINGS
from sim.reports.run import demonstration_line
from sim.scenario import load

SCENARIO = "iran_supply"
PICTURES = {
    "endings.png": "Share of wars with each ending, with 95 % intervals",
    "territory.png": "Area held by Russia: the median war and the middle 50, 80 and 95 % of wars",
}
_RESULT = re.compile(r"(?<=<!-- result -->\n).*?(?=<!-- end of result -->)", re.DOTALL)


def refresh(documents: Path, replications: int) -> list[Path]:
    """Play the scenario, rewrite `docs/images/*.png` and the result in README.md; return what was written."""
    images = documents / "images"
    images.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", SCENARIO, "-n", str(replications), "--quiet", "--no-report", "-o", folder]
        subprocess.run([sys.executable, "-m", "sim", *words], check=True)
        written = [Path(shutil.copy(Path(folder, "figures", name), images)) for name in PICTURES]
        outcomes = pd.read_csv(Path(folder, "outcomes.csv"))
    readme = documents.parent / "README.md"
    with_result(readme, result(outcomes, replications))
    return [*written, readme]


def result(outcomes: pd.DataFrame, replications: int) -> str:
    """The result in Markdown: a sentence, the picture of the endings, the table, the fan."""
    rows = (
        outcomes.set_index("outcome")
        .loc[[ending.name for ending in ENDINGS], ["estimate", "low", "high"]]
        .to_numpy(float)
    )
    cells = [
        (ending.title, f"{count} in 100", range_100(low, high))
        for ending, count, (_, low, high) in zip(ENDINGS, shares_in_100(rows[:, 0].tolist()), rows, strict=True)
    ]
    said = f"`sim run {SCENARIO}`: {load(SCENARIO).title}. {replications:,} wars, seed {SEED}."
    endings, fan = (f"![{words}](docs/images/{name})" for name, words in PICTURES.items())
    beside = demonstration_line(outcomes)
    return f"{said}\n\n{endings}\n\n{table(('ending', 'wars', '95 % interval'), cells)}\n\n{beside}\n\n{fan}\n"


def with_result(readme: Path, text: str) -> None:
    """Put a result between the markers of a README.

    Raises:
        SimError: the markers are not there.
    """
    before = readme.read_text(encoding="utf-8")
    if len(_RESULT.findall(before)) != 1:
        raise SimError(f"{readme.name}: found no place for the result, expected <!-- result --> <!-- end of result -->")
    with write_whole(readme) as file:
        file.write(_RESULT.sub(lambda _: text, before).encode("utf-8"))
