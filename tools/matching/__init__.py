"""Confronting the prior draws with the record: history matching, then weighting.

`python -m tools.matching` plays the hindcast with many prior draws, drops those whose months are implausible, weights
the rest, and writes the surviving quantiles of the numbers that the record narrowed to `sim/data/history.npz`, which
`sim run` draws from by default. Numbers of bargaining, escalation and endings are never touched: nothing is fitted to
how a war ends.

Method: implausibility with observation, ensemble and discrepancy variance (Vernon et al.; Andrianakis et al. 2015),
cut at 3, then importance weights exp(-I^2 / 2) summed over targets (history matching and ABC, McCulloch et al. 2022).
"""
