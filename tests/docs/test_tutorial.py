"""The tutorial notebook runs from top to bottom as it is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs/tutorial.ipynb"


@pytest.mark.filterwarnings("ignore")  # the notebook client's own, about event loops and ports
def test_the_tutorial_runs_and_shows_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbclient
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "shipped without outputs, which would go stale"
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parents[1]))
    elsewhere = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=elsewhere).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
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
    numbered = [cell.source.split(".")[0] for cell in notebook.cells if cell.source.startswith("## ")]
    assert numbered == [f"## {number}" for number in range(1, 8)]
