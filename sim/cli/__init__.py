"""The `sim` command. Nothing heavier than click is imported until a command is chosen."""

import errno
import math
import os
import signal
import sys
import time
import warnings
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Any, TextIO, cast

import click

COMMANDS = {
    "run": ("sim.cli.run", "Play a scenario thousands of times and show how the wars end."),
    "resume": ("sim.cli.resume", "Finish a run, comparison, sweep or game that was interrupted."),
    "compare": ("sim.cli.compare", "Play the same worlds under two scenarios and show what differs."),
    "sweep": ("sim.cli.sweep", "Play a scenario at many values of its numbers and choices."),
    "expand": ("sim.cli.sweep", "Add points or replications to a finished sweep."),
    "sensitivity": ("sim.cli.sensitivity", "Rank what an outcome depends on."),
    "discover": ("sim.cli.sensitivity", "Say in plain words in which wars an outcome comes about."),
    "argue": ("sim.cli.argue", "Test every claim of an argument; say what each verdict depends on."),
    "decisions": ("sim.cli.decisions", "Say what each decision of each actor is worth."),
    "game": ("sim.cli.game", "Play the actors' strategies against each other; say what each had best do."),
    "explore": ("sim.cli.explore", "Move sliders in a browser and watch the futures of a scenario move."),
    "report": ("sim.cli.report", "Write one page to read and to send from finished results."),
    "trace": ("sim.cli.trace", "Tell one war of a scenario as a dated story."),
    "validate": ("sim.cli.validate", "Check the model against closed forms, history and the record of this war."),
    "forecast": (
        "sim.cli.forecast",
        "Forecast a scenario month by month from the record before it; --backtest, --freeze.",
    ),
    "score": ("sim.cli.score", "Score a scenario or a frozen forecast against a record."),
    "check": ("sim.cli.check", "Check scenario files; print every fault, or nothing."),
    "list": ("sim.cli.shipped", "List the shipped scenarios, ledgers, sweeps and games."),
    "params": ("sim.cli.params", "List every number with its unit, range, source and meaning, or search them."),
    "schema": ("sim.cli.schema", "Print the JSON Schema that editors use."),
    "init": ("sim.cli.shipped", "Copy the shipped files into a folder to edit."),
}
"""Where each command lives and what it is for."""

HELP_OPTIONS = ["-h", "--help"]
INTERRUPTED = 130
LEAVING_SECONDS = 5.0
"""Time in which a second Ctrl-C is not heard, because the first is being answered [s]."""


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click names the arguments
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        command.context_settings.setdefault("help_option_names", HELP_OPTIONS)  # also where it is called by itself
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


@click.command(cls=_Commands, context_settings={"help_option_names": HELP_OPTIONS})
@click.version_option(package_name="sim", prog_name="sim")
def cli() -> None:
    """Wargame an argument about the Russia-Ukraine war: scenarios in, distributions of endings out.

    SCENARIO is a path to a YAML file or the name of a shipped scenario, such as iran_supply.
    """


def main() -> None:
    """Entry point: faults that the user can fix become one clear message and exit code 1."""
    from sim.base.errors import SimError

    _make_streams_usable()
    # Pictures are written to files; the backend that a notebook names may not be there.
    os.environ["MPLBACKEND"] = "agg"
    # What overflows is refused by name; numpy's own words are for those who change the rules. Workers inherit this.
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    os.environ.setdefault("PYTHONWARNINGS", "ignore::RuntimeWarning")
    try:
        leave_off = _LeaveOff()
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell's background job hears none
            signal.signal(signal.SIGINT, leave_off)
        # Schedulers and containers end a program so; it should leave off as tidily as for Ctrl-C.
        signal.signal(signal.SIGTERM, leave_off)
        cli(standalone_mode=False)
        sys.stdout.flush()
    except SimError as fault:
        from sim.base.text import harmless

        # Names of files, series and columns come from whoever made them.
        click.echo(f"sim: {harmless(str(fault))}", err=True)
        sys.exit(1)
    except SystemExit:
        # Nothing of ours leaves so: it is how click and rich answer a reader of a pipe that has gone, as `| head`
        # does, and then nothing is wrong.
        _give_up_output()
        sys.exit(0)
    except OSError as fault:
        _give_up_output()
        if fault.errno == errno.EPIPE:
            sys.exit(0)
        from sim.base.files import FULL
        from sim.base.text import harmless

        where = f"{fault.filename}: " if fault.filename is not None else ""
        again = "make room there and give the same command again: what was finished is kept"
        advice = again if fault.errno in FULL else "expected a place where it can be done; choose another"
        click.echo(harmless(f"sim: {where}{fault.strerror or fault}; {advice}"), err=True)
        sys.exit(1)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (KeyboardInterrupt, click.Abort) as stop:
        click.echo(f"sim: {str(stop) or 'interrupted'}", err=True)
        sys.exit(INTERRUPTED)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):  # what is left to do takes no time
            signal.signal(number, signal.SIG_IGN)


class _LeaveOff:
    """Ends a command at Ctrl-C; to press it again while the command leaves off changes nothing."""

    def __init__(self) -> None:
        self._since = -math.inf

    def __call__(self, *_: object) -> None:
        """Handle a signal.

        Raises:
            KeyboardInterrupt: unless one has just been raised.
        """
        now = time.monotonic()
        if now - self._since > LEAVING_SECONDS:
            self._since = now
            raise KeyboardInterrupt


class _Aside:
    """A stream that says what it can and loses the rest: it holds no results."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write as far as that goes."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write out as far as that goes."""
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _make_streams_usable() -> None:
    """Give streams that are closed somewhere to go, and letters that a stream lacks another form."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:  # else the next file that is opened would take its place, and its text
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.stderr = cast(TextIO, _Aside(sys.stderr))


def _give_up_output() -> None:
    """Let what standard output could not take go nowhere, so that the end of the program does not try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
