"""How a sweep is cut up: lanes of one point, packed side by side into blocks of a size that arrays like."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sim.runs.block import Lane
from sim.runs.sweep.plan import Sweep
from sim.war.randomness import BLOCK

MOST_COLUMNS = 1280
"""Wars played side by side at most. Wider arrays take more memory, narrower ones pay for calls."""

Group = tuple[Lane, ...]
"""Lanes over the same replications of points that share a structure."""


def lanes(points: Collection[int], first: int, last: int) -> Iterator[Lane]:
    """Lanes that cover replications first … last - 1 of the points, block by block; none where there are none."""
    if first >= last:
        return
    for block in range(first // BLOCK, -(-last // BLOCK)):
        start, stop = max(first, block * BLOCK), min(last, (block + 1) * BLOCK)
        for point in points:
            yield Lane(point, start, stop)


def wanted(sweep: Sweep, held_points: int = 0, held_replications: int = 0) -> list[Lane]:
    """Lanes of a sweep besides a rectangle of points and replications that is there already.

    In an order whose every beginning is an even sample: blocks outermost, points by bit reversal.
    """
    order = bit_reversed(sweep.n_points)
    old = [point for point in order if point < held_points]
    new = [point for point in order if point >= held_points]
    found = [*lanes(old, held_replications, sweep.replications), *lanes(new, 0, sweep.replications)]
    return sorted(found, key=lambda lane: lane.block)


def pack(missing: Sequence[Lane], of_point: Sequence[int]) -> list[Group]:
    """Lanes in their order, put together where they cover the same replications and their points share a structure."""
    groups: list[Group] = []
    pending: dict[tuple[int, int, int], list[Lane]] = defaultdict(list)
    for lane in missing:
        key = (of_point[lane.point], lane.first, lane.last)
        pending[key].append(lane)
        if (len(pending[key]) + 1) * lane.n > MOST_COLUMNS:
            groups.append(tuple(pending.pop(key)))
    groups += map(tuple, pending.values())
    return sorted(groups, key=lambda group: group[0].block)


def bit_reversed(n: int) -> list[int]:
    """0 … n - 1 in the order of the van der Corput sequence: any beginning is spread evenly."""
    bits = max(1, (n - 1).bit_length())
    return sorted(range(n), key=lambda i: int(f"{i:0{bits}b}"[::-1], 2))
