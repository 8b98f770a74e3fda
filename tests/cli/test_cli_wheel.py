"""The package works installed, in an empty folder, with nothing of the checkout at hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from sim import __version__
from sim.cli.schema import KINDS
from sim.scenario import shipped_folder, shipped_names
from tests.cli.conftest import environment

ROOT = Path(__file__).resolve().parents[2]

SHIPPED = [*shipped_folder().glob("*.yaml"), *(shipped_folder().parent / "sweeps").glob("*.yaml")]

pytestmark = pytest.mark.slow


def pip(*words: object) -> None:
    pytest.importorskip("pip", reason="this environment was made without pip")
    done = subprocess.run(
        [sys.executable, "-m", "pip", *map(str, words), "--quiet", "--disable-pip-version-check"],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, in a folder that happens to be inside somebody's repository."""
    folder = tmp_path_factory.mktemp("project")
    subprocess.run(["git", "init", "--quiet", folder], check=False)
    target = folder / "installed"
    pip("install", wheel, "--no-deps", "--no-index", "--target", target)
    return target


def run_module(installed: Path, cwd: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={**environment(), "PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_package_scenarios_and_licence_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"sim", f"sim-{__version__}.dist-info"}
    for path in SHIPPED:
        assert f"sim/shipped/{path.parent.name}/{path.name}" in names
    assert "sim/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.endswith((".pyc", ".tmp"))]


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    done = run_module(installed, tmp_path, "-c", "import sim; print(sim.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_a_shipped_scenario_plays_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    checked = run_module(installed, tmp_path, "-m", "sim", "check", *shipped_names())
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    words = ("run", "iran_supply", "-n", 20, "--weeks", 6, "-o", "out")
    played = run_module(installed, tmp_path, "-m", "sim", *words)
    assert played.returncode == 0, played.stderr
    assert "20 wars of 6 weeks" in played.stdout
    assert list((tmp_path / "out" / "figures").glob("*.png"))
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == __version__
    assert manifest["git_commit"] is None, "the commit of whatever repository it is installed in says nothing"


def test_a_shipped_sweep_plays_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    words = ("sweep", "aid_and_drones", "-n", 1, "--weeks", 2, "--no-plots", "--param", "nato.aid_level=0,1")
    played = run_module(installed, tmp_path, "-m", "sim", *words)
    assert played.returncode == 0, played.stderr
    assert len(list(tmp_path.glob("outputs/aid_and_drones/*/summary.csv"))) == 1
    assert played.stdout.startswith("Western aid against Iranian drones: 2 points")


def test_init_fills_a_folder_that_stands_alone(installed: Path, tmp_path: Path) -> None:
    assert run_module(installed, tmp_path, "-m", "sim", "init", ".").returncode == 0
    schemas = {f"{kind}.schema.json" for kind in KINDS}
    assert {path.name for path in tmp_path.iterdir()} == {*(path.name for path in SHIPPED), *schemas}
    done = run_module(installed, tmp_path, "-m", "sim", "check", "iran_supply.yaml")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_wheel_names_the_packages_that_are_missing(installed: Path, tmp_path: Path) -> None:
    words = ["sim", "run", "baseline", "-n", "2", "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1"]
    lacking = f"import sys; sys.modules['distributed'] = None; sys.argv = {words}; from sim.cli import main; main()"
    done = run_module(installed, tmp_path, "-c", lacking)
    assert done.returncode == 1
    assert f'"{sys.executable}" -m pip install "' in done.stderr
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    said = re.findall('"([^"]+)"', done.stderr.partition("pip install")[2])
    assert {text.lower() for text in said} == {text.lower() for text in wanted["cluster"]}


def test_the_console_script_is_installed_too(installed: Path, tmp_path: Path) -> None:
    (script,) = (installed / "bin").glob("sim*")
    done = run_module(installed, tmp_path, script, "--version")
    assert done.stdout == f"sim, version {__version__}\n"
