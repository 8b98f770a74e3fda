"""Every command in a shell block of the README works as it stands there.

They are run in the order of the page in one copy of what a checkout holds, so that a later one may use what
an earlier one wrote. What needs a network, a person or a browser is only checked for being a command that
exists.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import COMMANDS
from tests.cli.conftest import SCRIPT, environment

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(?:sh|bash|shell|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PEOPLE = {"play", "explore"}
"""Commands that wait for a person."""
ELSEWHERE = {"git", "cd", "pip", "uv", "conda"}
"""Commands that fetch or install, or only change the folder."""
TABLE_OF_BOOTSTRAP = {"run", "test"}


def commands(page: Path) -> list[str]:
    """Commands of a page's shell blocks: prompts, comments and output taken off, continued lines joined."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        lines = block.replace("\\\n", " ").splitlines()
        if any(line.startswith("$ ") for line in lines):
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        found += [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return found


README = commands(ROOT / "README.md")
FILE = re.compile(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
"""A file that the page tells its reader to write."""


def python(word: str) -> bool:
    return re.fullmatch(r"python(3(\.\d+)?)?", word) is not None


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a newcomer's folder holds, so that nothing is written into this one."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("README.md", "pyproject.toml", "bootstrap.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for name, text in FILE.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_readme_gives_the_two_commands_that_need_python_alone() -> None:
    words = [shlex.split(command, comments=True) for command in README]
    jobs = [line[2] for line in words if len(line) > 2 and python(line[0]) and line[1] == "bootstrap.py"]
    assert set(jobs) == TABLE_OF_BOOTSTRAP


@pytest.mark.slow
@pytest.mark.parametrize("command", README)
def test_a_command_of_the_readme_works(command: str, checkout: Path) -> None:
    words = shlex.split(command, comments=True)
    if python(words[0]) and words[1] == "bootstrap.py":
        # What it does is tested beside; run here, it would install everything anew.
        assert words[2] in TABLE_OF_BOOTSTRAP
        return
    if words[0] in ELSEWHERE:
        return
    if python(words[0]):
        words = [sys.executable, *words[1:]]
    else:
        assert words[0] == "sim", f"nobody knows how to check: {command}"
        assert words[1] in {*COMMANDS, "--help", "--version"}
        words = [str(SCRIPT), *words[1:]]
        if words[1] in PEOPLE:
            words = [*words[:2], "--help"]
    done = subprocess.run(
        words, cwd=checkout, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_blocks_are_read_as_a_reader_reads_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```sh\n# first\nsim run a \\\n  -n 3\n\nsim check b  # said\n```\n```yaml\nextends: c\n```\n"
        "```console\n$ sim params\npath value\n$ sim schema\n```\n",
        encoding="utf-8",
    )
    found = [shlex.split(command, comments=True) for command in commands(page)]
    assert found == [["sim", "run", "a", "-n", "3"], ["sim", "check", "b"], ["sim", "params"], ["sim", "schema"]]
