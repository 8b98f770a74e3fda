"""The three ladders: escalation between NATO and Russia, NATO's intervention, Belarus's involvement.

Escalation after Kahn 1965, cut to ten rungs.
"""

from __future__ import annotations

from enum import IntEnum


class Ladder(IntEnum):
    """A ladder; each rung has a number, to be compared with arrays, and a title."""

    title: str

    def __new__(cls, number: int, title: str = "") -> Ladder:
        """A rung."""
        rung = int.__new__(cls, number)
        rung._value_ = number
        rung.title = title
        return rung


class Rung(Ladder):
    """Escalation between NATO and Russia."""

    CEASE_FIRE = 0, "cease-fire"
    STATUS_QUO = 1, "status quo"
    WIDER_PERMISSION = 2, "new class of weapons or wider permission"
    DEEP_STRIKES = 3, "Western arms strike deep in Russia"
    TRAINERS = 4, "NATO trainers or air defence over Ukraine"
    TROOPS_IN_REAR = 5, "NATO troops in Ukraine's rear"
    INCIDENT = 6, "NATO-Russia incident with deaths"
    COMBAT = 7, "NATO-Russia combat"
    DEMONSTRATION = 8, "demonstrative nuclear act"
    NUCLEAR_USE = 9, "nuclear use"
    GENERAL_EXCHANGE = 10, "general exchange"


class NatoRung(Ladder):
    """NATO's intervention."""

    SUPPLIES = 0, "supplies only"
    PERMISSION = 1, "wide permission"
    TRAINERS = 2, "trainers"
    TROOPS_IN_REAR = 3, "troops in the rear"
    COMBAT = 4, "combat"


class BelarusRung(Ladder):
    """Belarus's involvement."""

    HOST = 0, "host only"
    LOGISTICS = 1, "logistics and training"
    LAUNCH_GROUND = 2, "launch ground and drone production"
    MASSED_TROOPS = 3, "troops massed on the border"
    BELLIGERENT = 4, "co-belligerent"
