"""The residency of millions of stays, counted beforehand: what a timeline shows while nearly all is in sight.

Drawn from the stays themselves, a picture costs as much as there are stays in sight; that is quick when zoomed in.
For the rest the shares of many narrow columns are summed up from left to right: a column of any width is the
difference of two sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ioviz.core.simulation import Residency

WORTH_IT = 400_000
"""With fewer stays than this, a picture of all of them takes some 3 ms."""

COLUMNS, ROWS = 16_384, 256

_ONE = 65_535  # of the shares: all sums stay below 2**32

Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Overview:
    """Shares of the area that is clean and dirty, summed up over narrow columns.

    Attributes
    ----------
    n_steps, n_rows : int
    sums : uint32[columns + 1, 2, rows]
        For clean and dirty, what lies left of each column; 65 535 is a whole pixel.
    """

    n_steps: int
    n_rows: int
    sums: NDArray[np.uint32]

    def shares(self, low: float, high: float, width: int, height: int) -> tuple[Float32, Float32] | None:
        """Return how much of each pixel is clean and dirty between two steps, for all rows.

        Returns
        -------
        tuple of float32[at most `height`, `width`], or None
            None if the steps are so few that the picture would be coarse: then the stays in sight are few, too.
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
    """Count the stays of both kinds; None if there are so few that it is not worth it.

    Parameters
    ----------
    clean, dirty : Residency
    rows : int32[N]
        The neurons from top to bottom.
    n_steps : int
    """
    if clean.start.size + dirty.start.size < WORTH_IT:
        return None
    size = {"width": COLUMNS, "height": min(ROWS, rows.size)}
    both = [kind.density(0.0, float(n_steps), rows=rows, **size) for kind in (clean, dirty)]
    sums = np.zeros((COLUMNS + 1, 2, size["height"]), np.uint32)
    for k, shares in enumerate(both):
        # Rounded up: what is thin must not vanish.
        np.cumsum(np.ceil(shares.T * np.float32(_ONE)).astype(np.uint32), axis=0, out=sums[1:, k])
    sums.setflags(write=False)
    return Overview(n_steps, rows.size, sums)
