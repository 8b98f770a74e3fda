"""How the wars ended, when, and whether enough of them were played."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.columns import Columns, ending_counts, equal_groups, numbers, reads
from sim.analysis.intervals import replications_for, wilson_bounds, wilson_half_width
from sim.analysis.wording import inside
from sim.base.outcomes import CATASTROPHES, ENDINGS
from sim.base.text import counted

PRIOR_COLUMNS = ("prior_low", "prior_high", "prior", "share", "low", "high", "n", "k", "alone")


def cumulative_incidence(runs: Columns, weeks: int, ending: str) -> pd.DataFrame:
    """Share of replications that have ended this way by each week from 0 to `weeks`, with its Wilson band.

    Every war is followed to the horizon, so the Aalen–Johansen estimate with competing endings is the plain
    share. A deal that later broke counts under the ending that stood at the horizon, at that ending's week.
    """
    ended = numbers(runs["week_of_ending"])[reads(runs["ending"], ending)]
    week = np.arange(weeks + 1)
    k = np.searchsorted(np.sort(ended), week, side="right")
    n = len(runs)
    low, high = wilson_bounds(k, n)
    share = k / n if n else np.full(week.size, np.nan)
    return pd.DataFrame({"week": week, "share": share, "low": low, "high": high, "n": n, "k": k})


@dataclass(frozen=True)
class Enough:
    """Whether the endings are known to within a tolerance.

    Attributes:
        n: replications played.
        half_widths: half the 95 % Wilson interval of each ending's probability.
        widest: the ending known least well.
        n_needed: smallest n that brings the widest half-width within the tolerance, at the shares seen.
        tolerance: the half-width asked for [probability].
    """

    n: int
    half_widths: dict[str, float]
    widest: str
    n_needed: int
    tolerance: float

    @property
    def is_enough(self) -> bool:
        """True if every ending is known to within the tolerance."""
        return self.half_widths[self.widest] <= self.tolerance

    @property
    def sentence(self) -> str:
        """The finding in one sentence, in points of 100."""
        width, target = 100.0 * self.half_widths[self.widest], 100.0 * self.tolerance
        played = f"{counted(self.n, 'replication')} {'is' if self.n == 1 else 'are'}"
        if self.is_enough:
            return (
                f"{played} enough: every ending is known to within ±{width:.1f} points "
                f"(95 %; ±{target:.1f} was asked for)."
            )
        title = next(ending.title for ending in ENDINGS if ending.name == self.widest)
        return (
            f"{played} too few: '{inside(title)}' is known to ±{width:.1f} points (95 %); "
            f"about {self.n_needed:,} would bring every ending within ±{target:.1f}."
        )


def enough(runs: Columns, tolerance: float = 0.025) -> Enough:
    """Half-widths of all ending probabilities, and how many replications the tolerance would take."""
    counts = ending_counts(runs)
    n = sum(counts.values())
    half_widths = {name: float(wilson_half_width(k / n, n)) if n else 0.5 for name, k in counts.items()}
    widest = max(half_widths, key=lambda name: half_widths[name])
    share = counts[widest] / n if n else 0.5
    needed = replications_for(share, tolerance)
    return Enough(n, half_widths, widest, n_needed=needed, tolerance=tolerance)


def by_prior(runs: Columns, column: str, ending: str, bins: int = 8) -> pd.DataFrame:
    """P(ending) in quantile bins of a drawn parameter, with Wilson intervals.

    Returns:
        one row a bin: its edges, the median draw in it, share, interval, n, k, and what the priors alone give (`alone`,
        missing where that was not stored); no rows when the column is absent or does not vary (a parameter the
        scenario fixes).
    """
    draws = numbers(runs[column]) if column in runs.columns else np.empty(0)
    known = np.isfinite(draws)
    draws = draws[known]
    if draws.size == 0 or draws.min() == draws.max():
        return pd.DataFrame(columns=list(PRIOR_COLUMNS), dtype=np.float64)
    edges, group = equal_groups(draws, bins)
    stored = next((one.prior for one in CATASTROPHES if one.ending.name == ending and one.prior in runs.columns), None)
    alone = numbers(runs[stored])[known] if stored else np.full(draws.size, np.nan)
    hit = reads(runs["ending"], ending)[known]
    grouped = pd.DataFrame({"draw": draws, "hit": hit, "alone": alone}).groupby(group)
    n, k = grouped["hit"].count().to_numpy(), grouped["hit"].sum().to_numpy()
    filled = np.unique(group)
    low, high = wilson_bounds(k, n)
    ends = (edges[filled], edges[filled + 1], grouped["draw"].median().to_numpy())
    rows = (*ends, k / n, low, high, n, k, grouped["alone"].mean().to_numpy())
    return pd.DataFrame(dict(zip(PRIOR_COLUMNS, rows, strict=True)))


def trend(curve: pd.DataFrame) -> float:
    """Whether a share rises or falls over groups in order, in standard errors (Cochran 1954, Armitage 1955); 0 if neither.

    All groups have a say; the outer two alone would miss what rises step by step.

    Args:
        curve: as `by_prior` returns it.
    """
    n, k = (curve[name].to_numpy(dtype=np.float64) for name in ("n", "k"))
    place, share = np.arange(n.size), k.sum() / n.sum()
    variance = share * (1.0 - share) * (np.dot(n, place**2) - np.dot(n, place) ** 2 / n.sum())
    return float(np.dot(place, k - n * share) / np.sqrt(variance)) if variance > 0.0 else 0.0
