"""The page of the Python interface shows what there is, and its example runs."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import sim
from docs.build.templates import documents

PAGE = (documents() / "python.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["load", "run", "compare", "sweep", "game"])
def test_every_argument_of_a_function_is_shown(name: str) -> None:
    section = PAGE.partition(f"### sim.{name}\n")[2].partition("\n### ")[0]
    for argument in inspect.signature(getattr(sim, name)).parameters:
        assert re.search(rf"^    {argument}\b", section, re.MULTILINE), argument


def test_the_example_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
    exec(example.replace("400", "40"), {})
    assert (tmp_path / "territory.png").stat().st_size > 10_000


def test_what_the_table_promises_works() -> None:
    calls = re.findall(r"\| `(sim\.\w+\(.*)` \|$", PAGE, re.MULTILINE)
    assert len(calls) == 5
    for call in calls:
        short = call.replace("400)", "20)").replace('"sustain")', '"sustain", 20)').replace('"0:2:9"})', '"0:2:3"}, 5)')
        short = short.replace('forecast("baseline")', 'forecast("baseline", 20)')
        assert eval(short, {"sim": sim}) is not None
