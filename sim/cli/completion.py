"""What the shell completes: names of shipped files, paths of numbers and choices, outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from click import Context, Parameter
from click.shell_completion import CompletionItem

from sim.base.text import written

if TYPE_CHECKING:
    from sim.scenario.files import Kind

Completer = Callable[[Context, Parameter, str], list[CompletionItem]]


def of(*kinds: Kind) -> Completer:
    """Complete the names of shipped files of some kinds, with their titles, and files."""

    def complete(_context: Context, _parameter: Parameter, begun: str) -> list[CompletionItem]:
        from sim.scenario.files import shipped, title_of

        known = {name: path for kind in kinds for name, path in shipped(kind).items() if name.startswith(begun)}
        return [*(CompletionItem(name, help=title_of(known[name])) for name in known), CompletionItem(begun, "file")]

    return complete


def settings(_context: Context, _parameter: Parameter, begun: str) -> list[CompletionItem]:
    """Complete `path=value` with the baseline's value of a number, or every option of a choice."""
    from sim.scenario import load

    baseline = load("baseline")
    found = {f"{path}={written(number.value)}": number.unit for path, number in baseline.numbers.items()}
    found |= {f"{path}={option}": "" for path, choice in baseline.choices.items() for option in choice.options}
    return [CompletionItem(text, help=unit or None) for text, unit in found.items() if text.startswith(begun)]


def paths(_context: Context, _parameter: Parameter, begun: str) -> list[CompletionItem]:
    """Complete the path of a number or a choice."""
    from sim.scenario import load

    return [CompletionItem(path) for path in load("baseline").entries if path.startswith(begun)]


def outcomes(_context: Context, _parameter: Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of an ending or an outcome."""
    from sim.analysis.measured import NAMES, title_of

    return [CompletionItem(name, help=title_of(name)) for name in NAMES if name.startswith(begun)]
