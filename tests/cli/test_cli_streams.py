"""Closed, full or missing streams, odd names and a notebook's surroundings change no result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.base.errors import SimError
from sim.base.lock import locked
from sim.base.text import as_cell
from sim.reports.figures.frame import wrap
from sim.runs import storage
from sim.runs.workers import require_scheduler

pytestmark = pytest.mark.skipif(os.name == "nt", reason="shells of POSIX close streams")

RUN = "run baseline --weeks 2 -n 5 -j 1 --no-plots -o"


def started(line: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    words = ["sh", "-c", f"exec {sys.executable} -m sim {line}"]
    surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment}
    return subprocess.run(words, cwd=cwd, env=surroundings, capture_output=True, check=False, timeout=900)


@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_closed_streams_do_not_end_a_run(streams: str, tmp_path: Path) -> None:
    if "full" in streams and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    done = started(f"{RUN} out {streams}", tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert storage.manifest(tmp_path / "out/manifest.json")["status"] == "finished"


def test_a_full_standard_output_is_said_and_harms_nothing(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no full device here")
    done = started(f"{RUN} out >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(b"sim: No space left on device; make room")
    assert storage.manifest(tmp_path / "out/manifest.json")["status"] == "finished"


@pytest.mark.parametrize("backend", ["module://ipympl.backend_nbagg", "nonsense"])
def test_a_notebooks_backend_does_not_matter(backend: str, tmp_path: Path) -> None:
    done = started(f"{RUN.replace(' --no-plots', '')} out", tmp_path, MPLBACKEND=backend)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/figures/endings.png").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems refuse such names")
def test_names_that_a_locale_cannot_say_are_taken(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = started(f"{RUN} $(printf 'out-\\377')", tmp_path, **plain)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / os.fsdecode(b"out-\xff") / "runs.parquet").exists()


def test_the_top_of_a_disk_is_no_folder_for_results() -> None:
    with pytest.raises(SimError, match="/: found the top of a disk, expected a folder"), locked(Path("/")):
        pass


@pytest.mark.parametrize("address", ["ucx://a", "tls://127.0.0.1:1", "inproc://x", "nonsense", "tcp://[::1"])
def test_addresses_of_no_scheduler_are_refused(address: str) -> None:
    with pytest.raises(SimError, match="found no Dask scheduler there"):
        require_scheduler(address)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    storage.write(tmp_path / "table.csv", pd.DataFrame({"paraphrase": [text, "plain"], "estimate": [-1.5, 2.0]}))
    read = pd.read_csv(tmp_path / "table.csv")
    assert list(read["paraphrase"]) == [f"'{text}".replace("\r", " "), "plain"]
    assert list(read["estimate"]) == [-1.5, 2.0]
    assert as_cell(-1.5) == -1.5


def test_a_title_of_unbroken_letters_is_cut_quickly() -> None:
    import time

    begun = time.process_time()
    lines = wrap("W" * 100_000, 10.0, 400.0, 4)
    assert len(lines) == 4
    assert lines[-1].endswith(" …")
    assert time.process_time() - begun < 5.0
