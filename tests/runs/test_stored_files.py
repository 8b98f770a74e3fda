"""Every stored file is found to be what was written before it is read; damaged blocks are played again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.base.files import write_text
from sim.runs import blocks, results, storage
from sim.runs.ensemble import Plan
from sim.runs.folder import BEGINNING, BLOCKS, complete_beginning
from sim.runs.workers import Place
from sim.scenario import load
from tests.blocks import play_to_disk

ONE = Place(1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan(load("baseline", ["weeks=2"]), 3, 1100)


@pytest.fixture(scope="module")
def finished(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored") / "run"
    results.begin(plan, folder, "sim run")
    results.complete(plan, folder, ONE)
    return folder


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "copy"))


@pytest.fixture
def begun(plan: Plan, tmp_path: Path) -> Path:
    """An unfinished run with one of its two blocks."""
    play_to_disk(plan, 0, results.begin(plan, tmp_path / "begun", "sim run"))
    return tmp_path / "begun"


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    named = content.find(b"sha256")  # a key of a manifest that matters; in other files the middle
    content[named if named >= 0 else len(content) // 2] ^= 1
    path.write_bytes(content)


def test_twins_are_the_same_beside_other_wars_and_by_themselves(plan: Plan, tmp_path: Path) -> None:
    blocks.play_missing(plan, tmp_path, ONE)
    beside = (tmp_path / blocks.TWINS).read_bytes()
    (tmp_path / blocks.TWINS).unlink()
    blocks.play_missing(plan, tmp_path, ONE)
    assert (tmp_path / blocks.TWINS).read_bytes() == beside


def test_the_manifest_holds_the_checksum_of_every_file(finished: Path) -> None:
    told = json.loads((finished / "manifest.json").read_text(encoding="utf-8"))["sha256"]
    assert told == {name: hashlib.sha256((finished / name).read_bytes()).hexdigest() for name in told}
    assert {*told, "manifest.json"} == {path.name for path in finished.iterdir()}


HARM: dict[str, Callable[[Path], object]] = {
    "flipped": flipped,
    "emptied": lambda path: path.write_bytes(b""),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "grown": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "deleted": Path.unlink,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
@pytest.mark.parametrize("name", ["manifest.json", "scenario.resolved.yaml", "runs.parquet", "twins.parquet"])
def test_a_damaged_file_is_refused_by_its_name(name: str, harm: Callable[[Path], object], copy: Path) -> None:
    harm(copy / name)
    with pytest.raises(SimError, match=rf"{name}: found .*, expected .*play it again|found no") as refusal:
        results.read(copy)
    assert str(copy) in str(refusal.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
@pytest.mark.parametrize("kind", ["block", "series", "monthly"])
def test_a_damaged_block_is_played_again(
    kind: str, harm: Callable[[Path], object], plan: Plan, begun: Path, finished: Path
) -> None:
    harm(begun / BLOCKS / f"{kind}-000000.arrow")
    results.complete(plan, begun, ONE)
    for name in results.FILES:
        assert (begun / name).read_bytes() == (finished / name).read_bytes()


def test_a_whole_block_is_not_played_again(plan: Plan, begun: Path) -> None:
    played: list[int] = []
    results.complete(plan, begun, ONE, played.append)
    assert played[0] == 1024
    assert sum(played) == 1100


def test_a_block_of_another_run_is_refused_by_name(plan: Plan, begun: Path, tmp_path: Path) -> None:
    other = Plan(plan.scenario, 4, 1100)
    play_to_disk(other, 0, results.begin(other, tmp_path / "other", "sim run"))
    name = "block-000000.arrow"
    shutil.copyfile(tmp_path / "other" / BLOCKS / name, begun / BLOCKS / name)
    with pytest.raises(SimError, match=f"{name}: found wars of other results"):
        results.complete(plan, begun, ONE)


def test_first_files_that_leave_the_folder_are_refused(tmp_path: Path) -> None:
    from zipfile import ZipFile

    place = tmp_path / "stranger"
    place.mkdir()
    with ZipFile(tmp_path / "packed", "w") as packed:
        packed.writestr("../outside.txt", "x")
    storage.write(place / BEGINNING, storage.sealed((tmp_path / "packed").read_bytes(), "x"))
    with pytest.raises(SimError, match=r"found '\.\./outside\.txt' in it"):
        complete_beginning(place)
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folder")
def test_files_reach_the_disk_before_and_after_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(number: int) -> None:
        done.append("folder" if os.path.isdir(f"/dev/fd/{number}") else "file")  # noqa: PTH112
        sync(number)

    def replaced(self: Path, target: Path) -> Path:
        assert self.read_text(encoding="utf-8") == "whole"
        done.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_text(tmp_path / "file.txt", "whole")
    assert done == ["file", "rename", "folder"]


def test_a_manifest_whose_words_changed_is_refused(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"history"', '"prior"'), encoding="utf-8")
    with pytest.raises(SimError, match=r"manifest\.json: found it broken, changed or exchanged"):
        results.read(copy)
