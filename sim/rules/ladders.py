"""The three ladders: escalation between NATO and Russia, NATO's intervention, Belarus's involvement.

Rungs are plain numbers, to be compared with arrays; `TITLES` says what each stands for. Escalation after Kahn 1965,
cut to ten rungs.
"""


class Rung:
    """Escalation between NATO and Russia."""

    CEASE_FIRE, STATUS_QUO, WIDER_PERMISSION, DEEP_STRIKES, TRAINERS, TROOPS_IN_REAR = map(float, range(6))
    INCIDENT, COMBAT, DEMONSTRATION, NUCLEAR_USE, GENERAL_EXCHANGE = map(float, range(6, 11))

    TITLES = (
        "cease-fire",
        "status quo",
        "new class of weapons or wider permission",
        "Western arms strike deep in Russia",
        "NATO trainers or air defence over Ukraine",
        "NATO troops in Ukraine's rear",
        "NATO-Russia incident with deaths",
        "NATO-Russia combat",
        "demonstrative nuclear act",
        "nuclear use",
        "general exchange",
    )


class NatoRung:
    """NATO's intervention."""

    SUPPLIES, PERMISSION, TRAINERS, TROOPS_IN_REAR, COMBAT = map(float, range(5))

    TITLES = ("supplies only", "wide permission", "trainers", "troops in the rear", "combat")


class BelarusRung:
    """Belarus's involvement."""

    HOST, LOGISTICS, LAUNCH_GROUND, MASSED_TROOPS, BELLIGERENT = map(float, range(5))

    TITLES = (
        "host only",
        "logistics and training",
        "launch ground and drone production",
        "troops massed on the border",
        "co-belligerent",
    )
