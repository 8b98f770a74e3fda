"""The tutorial notebook runs from top to bottom as it is shipped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs/tutorial.ipynb"


def executed(tmp_path: Path, *path: Path) -> list[Any]:
    """The cells after a run in a folder of its own."""
    import nbclient
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (*path, NOTEBOOK.parents[1])))}
    client = nbclient.NotebookClient(
        notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env=surroundings)
    return list(notebook.cells)


@pytest.mark.filterwarnings("ignore")
def test_the_tutorial_ends_without_the_extras(tmp_path: Path) -> None:
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "sitecustomize.py").write_text("import sys\nsys.modules['ema_workbench'] = None\n")
    cells = executed(tmp_path, lacking)
    said = [output.get("text", "") for cell in cells for output in cell.get("outputs", [])]
    assert any("sim discover needs the EMA Workbench" in text and "pip install -e" in text for text in said)
    assert (tmp_path / "outputs/tutorial/endings.png").exists()


@pytest.mark.filterwarnings("ignore")  # the notebook client's own, about event loops and ports
def test_the_tutorial_runs_and_shows_figures(tmp_path: Path) -> None:
    assert '"outputs": []' in NOTEBOOK.read_text(encoding="utf-8")
    assert '"output_type"' not in NOTEBOOK.read_text(encoding="utf-8"), "outputs kept would go stale"
    cells = executed(tmp_path)
    shown = [output for cell in cells for output in cell.get("outputs", [])]
    kinds = [kind for output in shown for kind in output.get("data", {})]
    assert kinds.count("image/png") == 2
    assert kinds.count("text/html") >= 4
    boxes = next(
        output["data"]["text/html"] for output in shown if "n_limits" in output.get("data", {}).get("text/html", "")
    )
    assert boxes.index("<td>True</td>") < boxes.index("<td>False</td>"), "the chosen box comes first"
    assert "..." not in boxes, "limits are shown whole"
    assert (tmp_path / "outputs/tutorial/endings.png").stat().st_size > 10_000
    assert (tmp_path / "outputs/tutorial/runs.parquet").exists()
    numbered = [cell.source.split(".")[0] for cell in cells if cell.source.startswith("## ")]
    assert numbered == [f"## {number}" for number in range(1, 8)]
