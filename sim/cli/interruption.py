"""Working in a folder: one command at a time, and after Ctrl-C the way to go on."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sim.base.lock import locked
from sim.reports.terminal import print_note
from sim.runs.program import other_program


class Interrupted(click.Abort):
    """The user pressed Ctrl-C; the message says how to go on."""


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Keep other commands out of a folder; name it, and what finishes it, when this one is interrupted.

    Raises:
        Interrupted: instead of KeyboardInterrupt, once there is something to resume.
    """
    from sim.runs.folder import is_begun

    try:
        with locked(folder):
            yield
    except KeyboardInterrupt:
        if not is_begun(folder):
            raise
        again = shlex.join(["sim", "resume", str(folder)])
        raise Interrupted(f"interrupted; what was finished is kept in {folder}; finish it with: {again}") from None


@contextmanager
def keeping_wars() -> Iterator[None]:
    """Say after Ctrl-C that the same command goes on, where it finds what it has played.

    Raises:
        Interrupted: instead of KeyboardInterrupt.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted("interrupted; what was played is kept; give the same command again to go on") from None


def note_other_program(folder: Path, quiet: bool) -> None:
    """Say that results were finished by another program, if they were."""
    from sim.runs.folder import is_finished, manifest_of

    other = other_program(manifest_of(folder)) if is_finished(folder) else ""
    if other:
        print_note(
            f"{folder} was played by another program ({other}); for this one's wars choose another folder", quiet
        )
