"""The README's result comes from a run, and only its place between the markers is rewritten."""

from __future__ import annotations

import re
import shutil

import pytest

from docs.build.readme import refresh, with_result
from docs.build.templates import documents
from sim.base.errors import SimError
from sim.base.outcomes import ENDINGS

ROOT = documents().parent


def test_a_refresh_changes_only_pictures_and_table(tmp_path):
    readme = tmp_path / "README.md"
    shutil.copyfile(ROOT / "README.md", readme)
    (tmp_path / "docs").mkdir()
    written = refresh(tmp_path / "docs", 40)
    assert [path.name for path in written] == ["endings.png", "territory.png", "README.md"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written[:2])
    before, after = ((folder / "README.md").read_text(encoding="utf-8") for folder in (ROOT, tmp_path))
    outside = re.compile(r"<!-- result -->.*<!-- end of result -->", re.DOTALL)
    assert outside.sub("", before) == outside.sub("", after)
    assert "40 wars" in after


def test_the_shipped_result_names_every_ending_and_existing_pictures():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    result = text.partition("<!-- result -->")[2].partition("<!-- end of result -->")[0]
    shares = [re.search(rf"^\| {ending.title} \| ([<>]?)(\d+) in 100 \|", result, re.MULTILINE) for ending in ENDINGS]
    assert sum({"<": 0, ">": 100, "": int(share[2])}[share[1]] for share in shares if share) == 100
    assert all(shares)
    pictures = re.findall(r"!\[.+\]\((.+)\)", result)
    assert len(pictures) == 2
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_a_readme_without_a_place_is_left_alone(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(SimError, match="found no place for the result"):
        with_result(readme, "result\n")
    assert readme.read_text(encoding="utf-8") == "# Mine\n"
