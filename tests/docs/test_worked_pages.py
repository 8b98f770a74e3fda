"""Worked pages do what they say: every command runs, and prints what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.build.sessions import CLUSTER, rerun, worked_pages
from docs.build.templates import documents
from sim.base.errors import SimError
from tests.cluster import cluster

PAGES = worked_pages(documents())
ALONE = [page for page in PAGES if CLUSTER not in page.read_text(encoding="utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize("page", ALONE, ids=lambda page: page.stem)
def test_a_worked_page_prints_what_it_shows(page: Path, tmp_path: Path) -> None:
    shown = page.read_text(encoding="utf-8")
    assert rerun(shown, tmp_path) == shown, "refresh with: python -m docs.build --worked"


def test_the_page_tells_the_war_that_it_picks() -> None:
    page = (documents() / "tasks/one_war.md").read_text(encoding="utf-8")
    (picked,) = re.findall(r"of the first: (\d+)", page)
    assert set(re.findall(r"--replication (\d+)|war (\d+) of seed", page)) == {(picked, ""), ("", picked)}


@pytest.mark.slow
def test_the_page_of_clusters_runs_on_a_cluster(tmp_path: Path) -> None:
    (page,) = set(PAGES) - set(ALONE)
    with cluster() as running:
        rerun(page.read_text(encoding="utf-8").replace(CLUSTER, running.scheduler_address), tmp_path)
    assert (tmp_path / "outputs/points/summary.csv").exists()
    assert (tmp_path / "outputs/wars/outcomes.csv").exists()


def test_files_are_written_and_commands_replace_their_output(tmp_path: Path) -> None:
    page = "```python\n# count.py\nprint(1, 2, sep='\\n')\n```\n\n```sh\npython count.py\n```\n\n```text\nold\n```\n"
    assert rerun(page, tmp_path).endswith("```text\n1\n2\n```\n")


def test_a_cut_block_keeps_its_length_at_either_end(tmp_path: Path) -> None:
    page = "```python\n# count.py\nprint(*range(9), sep='\\n')\n```\n\n```sh\npython count.py\n```\n\n"
    page += "```text\na\nb\n…\nc\n```\n"
    assert rerun(page, tmp_path).endswith("```text\n0\n1\n…\n8\n```\n")


def test_a_command_that_serves_a_page_is_not_waited_for(tmp_path: Path) -> None:
    page = "```sh\nsim explore baseline\n```\n"
    assert rerun(page, tmp_path) == page


def test_a_command_that_fails_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimError, match=r"sim check nothing\.yaml: exit code 1"):
        rerun("```sh\nsim check nothing.yaml\n```\n", tmp_path)
