"""Terms of a deal: a line, an alignment and a level of guarantee, and the plain numbers that stand for them."""

NAMED_LINES = ("borders_1991", "february_2022", "donbas", "contact", "oblasts")
"""Lines that have been put forward, by Russia's share of the pie: `bargaining.line` gives the shares."""
STEPS = 2
"""Lines from one that is named to the next: itself, and the one halfway."""
LINES = STEPS * (len(NAMED_LINES) - 1) + 1
"""Lines that can be offered."""
CONTACT = STEPS * NAMED_LINES.index("contact")
"""Number of the line of contact."""
ALIGNMENTS = ("open", "neutral")
"""Of the backed side: the door to its allies stays open, or it is neutral. Open with an alliance is membership."""
LEVELS = ("none", "consultation", "monitors", "duty", "alliance")
"""Guarantees to the backed side, as offered since 2022: `bargaining.guarantee_strength` gives their strengths."""
PACKAGES = len(ALIGNMENTS) * len(LEVELS)
"""What can be agreed beside a line."""
BUNDLES = LINES * PACKAGES

LINE_TITLES = {
    "borders_1991": "the borders of 1991",
    "february_2022": "the line of February 2022",
    "donbas": "a line that leaves Russia Crimea and Donbas",
    "contact": "the line of contact",
    "oblasts": "the borders of the annexed oblasts",
}
LEVEL_TITLES = {
    "none": "no guarantee",
    "consultation": "a promise of arms and consultation",
    "monitors": "neutral monitors",
    "duty": "several states bound to help",
    "alliance": "an ally's guarantee",
}


def bundle_parts(number: int) -> tuple[int, str, str]:
    """Line, alignment and level of a bundle's number."""
    line, package = divmod(number, PACKAGES)
    alignment, level = divmod(package, len(LEVELS))
    return line, ALIGNMENTS[alignment], LEVELS[level]


def in_words(number: int, backed: str = "Ukraine") -> str:
    """A bundle for a reader.

    Args:
        number: of the bundle.
        backed: title of the side that NATO backs.
    """
    line, alignment, level = bundle_parts(number)
    if (alignment, level) == ("open", "alliance"):
        return f"{_line_in_words(line)}, {backed} in NATO"
    door = "the door to NATO open" if alignment == "open" else f"{backed} neutral"
    return f"{_line_in_words(line)}, {door}, {LEVEL_TITLES[level]}"


def _line_in_words(line: int) -> str:
    below, half = divmod(line, STEPS)
    titles = [LINE_TITLES[name] for name in NAMED_LINES[below : below + 1 + half]]
    return f"halfway between {titles[0]} and {titles[1]}" if half else titles[0]
