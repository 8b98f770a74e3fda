"""The tutorial notebook runs from top to bottom as it is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs/tutorial.ipynb"


@pytest.mark.filterwarnings("ignore")  # the notebook client's own, about event loops and ports
def test_the_tutorial_runs_and_shows_figures() -> None:
    import nbclient
    import nbformat

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), (
        "shipped without outputs, which would go stale"
    )
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    kinds = [kind for output in shown for kind in output.get("data", {})]
    assert kinds.count("image/png") == 2
    assert kinds.count("text/html") >= 4
    numbered = [cell.source.split(".")[0] for cell in notebook.cells if cell.source.startswith("## ")]
    assert numbered == [f"## {number}" for number in range(1, 8)]
