"""`bootstrap.py` makes an environment once, installs what is asked for, and hands the right commands on."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def called(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would have been run; the environment is an empty one."""
    commands: list[list[str]] = []

    def create(folder: Path, **_: Any) -> None:
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        (Path(folder) / "pyvenv.cfg").touch()

    def run(command: list[Any], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.venv, "create", create)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    return commands


def play(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", *map(str, words)])
    code: int = bootstrap.main()
    return code


def test_run_installs_the_checkout_and_plays_the_first_scenario(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert play(bootstrap, monkeypatch, "run", "--venv", tmp_path / "venv") == 0
    install, job = called
    assert install[1:4] == ["-m", "pip", "install"]
    assert install[-2:] == ["--editable", str(ROOT)]
    assert job[0] == install[0]
    assert job[1:] == ["-m", "sim", "run", "scenarios/iran_supply.yaml"]


def test_what_follows_run_is_handed_to_sim_run(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    play(
        bootstrap,
        monkeypatch,
        "run",
        "--venv",
        tmp_path / "venv",
        "scenarios/baseline.yaml",
        "-n",
        "100",
        "--seed",
        "3",
    )
    assert called[-1][1:] == ["-m", "sim", "run", "scenarios/baseline.yaml", "-n", "100", "--seed", "3"]


def test_checks_of_style_and_types_precede_the_tests(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert play(bootstrap, monkeypatch, "test", "--venv", tmp_path / "venv") == 0
    install, *jobs = called
    assert install[-1] == f"{ROOT}[test]"
    assert [job[2] for job in jobs] == ["ruff", "ruff", "mypy", "pytest"]
    assert jobs[0][3:5] == ["format", "--check"]


def test_an_environment_is_made_anew_only_when_needed(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    for job, installs in (("run", 1), ("run", 1), ("test", 2), ("test", 2), ("run", 2), ("test", 2)):
        play(bootstrap, monkeypatch, job, "--venv", venv)
        assert sum("pip" in command for command in called) == installs


def test_nothing_in_an_environment_is_ever_removed(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    play(bootstrap, monkeypatch, "test", "--venv", venv)
    (venv / "lib").mkdir()
    (venv / "lib" / "own_package.py").touch()
    monkeypatch.setattr(bootstrap.hashlib, "sha256", lambda _: bootstrap.hashlib.md5(b"another project"))
    play(bootstrap, monkeypatch, "run", "--venv", venv)
    assert (venv / "lib" / "own_package.py").exists()
    assert called[-2][-1] == f"{ROOT}[test]"  # what was asked for before stays asked for


def test_a_failed_installation_is_tried_again(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(command: list[Any], **_: Any) -> None:
        raise subprocess.CalledProcessError(7, command)

    with monkeypatch.context() as broken:
        broken.setattr(bootstrap.subprocess, "run", fail)
        assert play(bootstrap, broken, "run", "--venv", tmp_path / "venv") == 7
    play(bootstrap, monkeypatch, "run", "--venv", tmp_path / "venv")
    assert "pip" in called[0]


def test_a_folder_of_other_files_is_never_emptied(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SystemExit, match="no virtual environment's"):
        play(bootstrap, monkeypatch, "run", "--venv", tmp_path)
    assert (tmp_path / "thesis.txt").exists()
    assert called == []


def test_an_old_python_is_told_so(
    bootstrap: ModuleType, called: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 14))
    assert play(bootstrap, monkeypatch, "run") == 1
    assert "3.11 or newer" in capsys.readouterr().err
    assert called == []


def test_ci_runs_the_tests_outside_the_checkout() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert 'bootstrap.py test --venv "$environment/' in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_citation_and_the_package_say_the_same() -> None:
    import tomllib

    import yaml

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors"} <= {*citation}
