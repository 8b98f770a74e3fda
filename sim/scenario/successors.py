"""What took the place of numbers and options that scenarios once could set: whoever still writes them is told."""

PATHS = {
    "bargaining.commitment_weight": "bargaining.fear_of_attack, the chance that the enemy begins again",
    "bargaining.shift_sensitivity": "bargaining.contest_exponent, by which standing power moves the odds",
    "bargaining.resumption_by_gap": "bargaining.resumption_by_shift, of power since signing",
    "bargaining.neutrality_agreed_from": "bargaining.standing_offer.neutral, or offers that the sides make",
    "bargaining.neutrality_imposed_above": "bargaining.standing_offer.neutral, or offers that the sides make",
    "bargaining.settlement_steepness": "the terms: a deal with nothing but the line of contact is an armistice",
    "bargaining.signal_memory_weeks": "the terms that are accepted, which now say who gets what",
}
"""By dotted path."""

OPTIONS = {
    "structure.bargaining": {
        "fixed": "mutually_hurting_stalemate, or learning with bargaining.signal_weight and offer_weight at 0"
    }
}
"""By path of the choice and former option."""


def successor(path: str) -> str:
    """Return where to look instead of a path that was once declared, or an empty string."""
    return f"; it is gone, in its place stands {PATHS[path]}" if path in PATHS else ""


def successor_of_option(path: str, option: str) -> str:
    """Return the same for an option of a choice."""
    known = OPTIONS.get(path, {})
    return f"; it is gone, in its place stands {known[option]}" if option in known else ""
