"""The one exception that means: the user can put this right."""

from collections.abc import Sequence


class SimError(Exception):
    """Something the user can fix. The command line prints it without a traceback and exits with 1.

    Args:
        message: what was found, where, and what was expected.
        faults: when several things are wrong at once, one line for each.
    """

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join((self.message, *(f"  {fault}" for fault in self.faults)))
