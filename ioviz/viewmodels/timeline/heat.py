"""The heat of an order: the excess I/Os of each interval of it, at any zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.timeline.timeline import TimelineData


@dataclass(frozen=True, eq=False)
class Heat:
    """Consecutive intervals of an order, and the excess I/Os of each.

    Attributes
    ----------
    edges : int64[S + 1]
        Interval k holds the connections number ``edges[k]`` to ``edges[k + 1] - 1``.
    excess : int64[S]
        Re-reads and eviction writes.
    """

    edges: NDArray[np.int64]
    excess: NDArray[np.int64]

    @property
    def density(self) -> NDArray[np.float64]:
        """Excess I/Os per connection in each interval, float64[S]: from 0 to 4."""
        return self.excess / np.maximum(np.diff(self.edges), 1)

    @property
    def greatest(self) -> float:
        """The greatest density; 0 without an interval."""
        return float(self.density.max()) if self.excess.size else 0.0

    def interval_at(self, step: float) -> int | None:
        """Return the interval of connection number `step`, None outside."""
        k = int(np.searchsorted(self.edges, step, "right")) - 1
        return k if 0 <= k < self.excess.size else None

    def text(self, k: int) -> str:
        """Return the description of an interval."""
        first, last = int(self.edges[k]) + 1, int(self.edges[k + 1])
        where = f"connection {numbers.count(first)}"
        if last > first:
            where = f"connections {numbers.count(first)} to {numbers.count(last)}"
        text = f"{where}: {numbers.plural(int(self.excess[k]), 'excess I/O')}"
        return text if last == first else f"{text}, {self.density[k]:.2f} per connection"


def heat(data: TimelineData, low: float, high: float, intervals: int) -> Heat:
    """Return the heat between two steps in at most `intervals` intervals of one connection or more.

    Notes
    -----
    O(intervals): the trace has its counters by blocks.
    """
    first = min(max(0, int(np.floor(low))), data.n_steps)
    last = min(max(first, int(np.ceil(high))), data.n_steps)
    edges = np.unique(np.linspace(first, last, max(2, intervals + 1)).round().astype(np.int64))
    if edges.size < 2:
        return Heat(np.array([first, first]), np.zeros(1, np.int64))
    return Heat(edges, np.diff(data.excess(edges)))
