"""`sim check`: files without playing them."""

from __future__ import annotations

from pathlib import Path

import click

from sim import scenario as scenarios
from sim.base.errors import SimError
from sim.base.text import counted
from sim.cli import completion
from sim.cli.schema import KINDS
from sim.scenario.files import has_parameters, is_game, is_ledger, shipped


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=completion.of(*KINDS))
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse also hindsight (figures from sources published after as_of) and what is otherwise only a note.",
)
def check(files: tuple[str, ...], strict: bool) -> None:
    """Check files: scenarios, bibliographies, sweeps, games and ledgers of claims.

    Prints every fault and exits with 1, or prints nothing and exits with 0.
    """
    found = [_examined(file, strict) for file in files]
    remarks = dict.fromkeys(str(remark) for one in found for remark in one.remarks)
    if remarks:
        from sim.reports.terminal import print_note

        for remark in remarks:
            print_note(remark)
    faults = [str(fault) for one in found for fault in one.faults]
    if faults:
        raise SimError(f"{counted(len(faults), 'fault')} in {counted(len(files), 'file')}", faults)


def _examined(file: str, strict: bool) -> scenarios.Findings:
    path = (shipped("ledger") | shipped("sweep") | shipped("game")).get(file, Path(file))
    if is_ledger(path):
        from sim.studies.argument.ledger import loading

        return scenarios.Findings(loading.check(path), [])
    if is_game(path):
        from sim.studies import game

        return scenarios.Findings(game.check(path), [])
    if has_parameters(path):
        from sim.runs.sweep import files

        return scenarios.Findings(files.check(path), [])
    return scenarios.examine(file, strict)
