"""A folder that was left unfinished by Ctrl-C, or finished by another program."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sim.reports.terminal import print_note
from sim.runs import storage
from sim.runs.program import other_program

MANIFESTS = ("manifest.json", "comparison.json")
"""Files by which `sim resume` knows a folder."""


class Interrupted(click.Abort):
    """The user pressed Ctrl-C; the message says how to go on."""


@contextmanager
def resumable(folder: Path) -> Iterator[None]:
    """Name the folder, and what finishes it, when its making is interrupted.

    Raises:
        Interrupted: instead of KeyboardInterrupt, once there is something to resume.
    """
    try:
        yield
    except KeyboardInterrupt:
        if not any((folder / name).exists() for name in MANIFESTS):
            raise
        again = shlex.join(["sim", "resume", str(folder)])
        raise Interrupted(
            f"interrupted; what was finished is kept in {folder}; finish it with: {again}"
        ) from None


def note_other_program(folder: Path, quiet: bool) -> None:
    """Say that finished results were made by another program, if they were."""
    manifest = next(folder / name for name in MANIFESTS if (folder / name).exists())
    other = other_program(storage.manifest(manifest))
    if other:
        print_note(
            f"{folder} was played by another program ({other}); for this one's wars choose another folder",
            quiet,
        )
