"""Packages that only some commands need, and how to install them where this one is."""

import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from sim.base.errors import SimError


def missing(what: str, extra: str) -> SimError:
    """Return the error that something cannot work without optional packages, with the command that installs them.

    No index knows this package: a checkout is installed again with its extra, and beside an installed wheel stand the
    packages that the wheel itself names.
    """
    checkout = Path(__file__).resolve().parents[2]
    try:
        wheel = [name for name in requires("sim") or () if re.search(rf"extra == ['\"]{extra}['\"]", name)]
    except PackageNotFoundError:
        wheel = []
    is_checkout = (checkout / "pyproject.toml").is_file()
    words = ["-e", f"{checkout}[{extra}]"] if is_checkout else [name.partition(";")[0].strip() for name in wheel]
    command = " ".join(word if word == "-e" else f'"{word}"' for word in words)  # in any shell > is then no redirection
    return SimError(f'{what}; install with: "{sys.executable}" -m pip install {command}')
