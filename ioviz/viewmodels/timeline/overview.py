"""Precomputed residency of millions of stays, for a timeline that shows nearly all of them.

Drawn from the stays themselves, a raster costs O(stays in sight), which is fast when zoomed in. For other zooms the
shares of many narrow columns are summed from left to right: a column of any width is the difference of two sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.timing import frozen

if TYPE_CHECKING:
    from ioviz.core.simulation import Residency

FEWEST_STAYS = 400_000
"""With fewer stays, a raster of all of them takes at most some 3 ms."""

COLUMNS, ROWS = 16_384, 256

_ONE = 65_535  # of the shares: all sums stay below 2**32

Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Overview:
    """Clean and dirty shares of the area, summed over narrow columns.

    Attributes
    ----------
    n_steps, n_rows : int
    sums : uint32[columns + 1, 2, rows]
        The sums of clean and dirty left of each column; 65 535 is a whole pixel.
    """

    n_steps: int
    n_rows: int
    sums: NDArray[np.uint32]

    def shares(self, low: float, high: float, width: int, height: int) -> tuple[Float32, Float32] | None:
        """Return the clean and the dirty share of each pixel between two steps, for all rows.

        Returns
        -------
        tuple of float32[at most `height`, `width`], or None
            None if the steps are so few that the raster would be coarse: then few stays are in sight.
        """
        columns, rows = self.sums.shape[0] - 1, self.sums.shape[2]
        if (high - low) / max(self.n_steps, 1) * columns < width:
            return None
        edges = np.round(np.linspace(low, high, width + 1) / self.n_steps * columns).astype(np.int64)
        edges = np.clip(edges, 0, columns)
        height = min(height, rows)
        borders = np.append(np.arange(height) * rows // height, rows)
        picked = np.diff(self.sums[edges], axis=0)
        summed = np.add.reduceat(picked, borders[:-1], axis=2, dtype=np.float32)
        area = np.maximum(np.diff(edges), 1)[:, None] * np.diff(borders)[None, :] * np.float32(_ONE)
        clean, dirty = (np.ascontiguousarray((summed[:, kind] / area).T, np.float32) for kind in (0, 1))
        return clean, dirty


def overview(clean: Residency, dirty: Residency, rows: NDArray[np.int32], n_steps: int) -> Overview | None:
    """Sum the stays of both kinds; None if they are few.

    Parameters
    ----------
    clean, dirty : Residency
    rows : int32[N]
        The neurons from top to bottom.
    n_steps : int
    """
    if clean.start.size + dirty.start.size < FEWEST_STAYS:
        return None
    size = {"width": COLUMNS, "height": min(ROWS, rows.size)}
    both = [kind.density(0.0, float(n_steps), rows=rows, **size) for kind in (clean, dirty)]
    sums = np.zeros((COLUMNS + 1, 2, size["height"]), np.uint32)
    for k, shares in enumerate(both):
        # Rounded up: a thin stay must not vanish.
        np.cumsum(np.ceil(shares.T * np.float32(_ONE)).astype(np.uint32), axis=0, out=sums[1:, k])
    return Overview(n_steps, rows.size, frozen(sums))
