"""What is no scenario is refused before anything looks inside, and ``extends`` stays at home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from sim.base.errors import SimError
from sim.scenario import check, load, shipped_folder, shipped_names

Writer = Callable[..., Path]


def _only_fault(path: Path) -> str:
    faults = check(path)
    assert len(faults) == 1, faults
    return str(faults[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty file"),
        (b"# nothing but a comment\n", "empty file"),
        (b"- a\n- b\n", "found a list of 2 at the top"),
        (b"a text\n", "found the text 'a text' at the top"),
        (b"extends: baseline\ntitle: \xff\n", "expected UTF-8"),
        (b"\xff\xfee\x00", "expected UTF-8"),
        (b"title: " + b"x" * 1_000_001, "1 MB"),
        (b"title: " + b"[" * 50_000, "levels of nesting"),
    ],
)
def test_what_is_no_scenario_is_refused(content: bytes, words: str, write: Writer, tmp_path: Path) -> None:
    write("")
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    assert words in _only_fault(path)


def test_a_byte_order_mark_and_windows_line_ends_are_fine(write: Writer, tmp_path: Path) -> None:
    write("")
    (tmp_path / "case.yaml").write_bytes(b"\xef\xbb\xbfextends: baseline\r\nweeks: 52\r\n")
    assert load(tmp_path / "case.yaml").weeks == 52


def test_an_alias_bomb_is_refused_after_few_events(write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    laughs = "\n".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12))
    path, parse, events = write(f"a0: &a0 [lol, lol]\n{laughs}\n"), yaml.parse, list[object]()

    def counted(text: str, Loader: type) -> Iterator[object]:  # noqa: N803 -- as PyYAML has it
        for event in parse(text, Loader=Loader):
            events.append(event)
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    assert "aliases" in _only_fault(path)
    assert len(events) < 200


def test_a_wide_alias_bomb_is_refused_by_its_size(write: Writer) -> None:
    wide = ", ".join(["x"] * 3000)
    text = f"a: &a [{wide}]\n" + "".join(f"b{i}: *a\n" for i in range(49))
    assert "100,000 values" in _only_fault(write(text))


def test_a_few_aliases_are_fine(write: Writer) -> None:
    text = "extends: baseline\niran:\n  drone_deliveries: &figure {value: 7}\n"
    assert load(write(text + "nato: {aid_level: *figure}\n")).numbers["nato.aid_level"].value == 7


@pytest.mark.parametrize("name", ["../baseline", "/etc/passwd", "sub/baseline", "..", "a\\b", "C:baseline"])
def test_extends_may_not_leave_the_folder(name: str, write: Writer) -> None:
    fault = _only_fault(write(f"extends: {name}\n"))
    assert fault.startswith("case.yaml:1: extends: ")
    assert "leaves the scenario's folder" in fault


def test_the_name_of_a_parent_holds_no_control_character(write: Writer) -> None:
    assert "found the control character '\\x00'" in _only_fault(write('extends: "baseline\\0"\n'))


@pytest.mark.parametrize("link", ["baseline.yaml", "sources.yaml"])
def test_a_link_out_of_the_folder_is_refused(link: str, write: Writer, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    write("")
    if link == "sources.yaml":
        (inner / "baseline.yaml").write_bytes((tmp_path / "baseline.yaml").read_bytes())
    (inner / link).symlink_to(tmp_path / link)
    (inner / "case.yaml").write_text("extends: baseline\n", encoding="utf-8")
    assert any("leaves the" in str(fault) for fault in check(inner / "case.yaml"))


def test_a_cycle_is_named(write: Writer) -> None:
    write("extends: b\n", "a.yaml")
    path = write("extends: a\n", "b.yaml")
    assert "b.yaml -> a.yaml -> b.yaml" in _only_fault(path)


def test_a_scenario_that_extends_itself_is_a_cycle(write: Writer) -> None:
    assert "case.yaml -> case.yaml" in _only_fault(write("extends: case\n"))


def test_a_missing_parent_is_named_with_the_nearest_one(write: Writer) -> None:
    fault = _only_fault(write("extends: baselin\n"))
    assert "found 'baselin'" in fault
    assert "did you mean 'baseline'?" in fault


def test_a_broken_header_is_reported_without_a_parent(write: Writer) -> None:
    assert [fault.line for fault in check(write("extends: nowhere_at_all\nweeks: 0\n"))] == [1, 2]


def test_the_bibliography_cannot_be_extended(write: Writer) -> None:
    assert "the bibliography" in _only_fault(write("extends: sources\n"))


def test_a_bibliography_is_checked_as_one(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("a: {title: A, publisher: B, published: 2024-01-01}\nb: {title: C}\n", encoding="utf-8")
    assert [(fault.line, fault.path) for fault in check(path)] == [(2, "b.publisher"), (2, "b.published")]
    assert check(shipped_folder() / "sources.yaml") == []


def test_extends_must_be_a_text(write: Writer) -> None:
    assert "case.yaml:1: extends: found 3" in _only_fault(write("extends: 3\n"))


def test_a_missing_file_or_a_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="no such file"):
        load(tmp_path / "nowhere.yaml")
    with pytest.raises(SimError, match="found a folder"):
        load(tmp_path)
    assert "no such file" in _only_fault(tmp_path / "nowhere.yaml")


def test_the_nearest_shipped_name_is_offered(monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    write("", "iran_supply.yaml")
    folder = write("").parent
    monkeypatch.setattr("sim.scenario.files.shipped_folder", lambda: folder)
    with pytest.raises(SimError, match="did you mean 'iran_supply'"):
        load("iran_suply")


def test_a_file_elsewhere_extends_a_shipped_root(
    monkeypatch: pytest.MonkeyPatch, write: Writer, tmp_path: Path
) -> None:
    folder = write("").parent
    for module in ("files", "sources"):
        monkeypatch.setattr(f"sim.scenario.{module}.shipped_folder", lambda: folder)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "case.yaml").write_text("extends: baseline\niran: {drone_deliveries: {source: own, as_of: 2024-01-01}}\n")
    assert "unknown source" in _only_fault(mine / "case.yaml")
    (mine / "sources.yaml").write_text("own: {title: T, publisher: P, published: 2024-01-02}\n")
    assert load(mine / "case.yaml").numbers["iran.drone_deliveries"].source == "own"


def test_the_nearer_root_comes_first(write: Writer) -> None:
    assert load(write("extends: baseline\n")).numbers["iran.drone_deliveries"].origin.file == "baseline.yaml"
    assert load(write("extends: baseline\n")).files == ("case.yaml", "baseline.yaml")


def test_a_source_checkout_ships_the_folder_beside_the_package() -> None:
    assert shipped_folder().name == "scenarios"
    assert "sources" not in shipped_names()
