"""Two futures of the same worlds: the same draws and dice under two scenarios, and what differs."""

from sim.runs.compare.common_worlds import require_pairable
from sim.runs.compare.runs import Comparison, begin, comparison_of, ensure_played, most_bytes, prepare
from sim.runs.compare.stories import Side, SideBySide, flipped_story, write_story
from sim.runs.compare.tables import COLUMNS, FLIP_COLUMNS, Pair, comparison_table, flips_table, pair

__all__ = [
    "COLUMNS",
    "FLIP_COLUMNS",
    "Comparison",
    "Pair",
    "Side",
    "SideBySide",
    "begin",
    "comparison_of",
    "comparison_table",
    "ensure_played",
    "flipped_story",
    "flips_table",
    "most_bytes",
    "pair",
    "prepare",
    "require_pairable",
    "write_story",
]
