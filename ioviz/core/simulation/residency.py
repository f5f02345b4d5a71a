"""`Residency`: when each neuron is in fast memory, and an image of it at any zoom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.trace.residency import count_intervals, draw_density, fill_intervals

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule


class Recorded(Protocol):
    """The fields of a `Trace` that residency is computed from."""

    @property
    def network(self) -> Network:
        """The network."""

    @property
    def schedule(self) -> Schedule:
        """The schedule."""

    @property
    def flags(self) -> NDArray[np.uint8]:
        """The events of each connection, uint8[W]."""

    @property
    def victims(self) -> NDArray[np.int32]:
        """The evicted neurons in turn, int32[E]."""


@dataclass(frozen=True, eq=False)
class Residency:
    """Intervals in fast memory, a row a neuron. Made by `residency`; arrays are read-only.

    The intervals of neuron n are ``start[i], end[i]`` for i from ``indptr[n]`` to ``indptr[n + 1] - 1``,
    in time and apart. They are half open, in connection numbers: the neuron is in fast memory when the
    connections start to end - 1 are multiplied. (It is read right before the first of these, and leaves
    after the last of them, either dropped at once or evicted for connection number `end`.)

    Attributes
    ----------
    indptr : int64[N + 1]
    start, end : int32[R]
        R is the number of first reads and re-reads together.
    n_steps : int
        W.
    """

    indptr: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    n_steps: int

    def intervals(self, neuron: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the starts and ends of one neuron's intervals."""
        row = slice(self.indptr[neuron], self.indptr[neuron + 1])
        return self.start[row], self.end[row]

    def density(
        self,
        step_low: float,
        step_high: float,
        *,
        width: int,
        height: int,
        rows: ArrayLike | None = None,
    ) -> NDArray[np.float32]:
        """Draw an interval of time for some neurons: the resident share of each pixel.

        Parameters
        ----------
        step_low, step_high : float
            The steps at the left and right edge; they may be outside of 0..W.
        width, height : int
            Of the picture in pixels, at least 1.
        rows : int[n], optional
            The visible neurons, from top to bottom; by default all by number.

        Returns
        -------
        float32[height, width]
            From 0, never there, to 1, always there.

        Raises
        ------
        InvalidArgument
            If the stretch is empty or no number, the picture has no pixel, or a row is no neuron.

        Notes
        -----
        Looks at the intervals in sight only: O(rows log R + intervals in sight + pixels).
        """
        n_neurons = self.indptr.size - 1
        shown = np.arange(n_neurons, dtype=np.int32) if rows is None else np.asarray(rows, np.int32).ravel()
        if not (math.isfinite(step_low) and math.isfinite(step_high) and step_low < step_high):
            raise InvalidArgument(f"Invalid range of steps: {step_low} to {step_high}.")
        if width < 1 or height < 1:
            raise InvalidArgument(f"Invalid size of an image: {width} x {height} pixels.")
        if shown.size == 0:
            return np.zeros((height, width), np.float32)
        if shown.min() < 0 or shown.max() >= n_neurons:
            raise InvalidArgument(f"Invalid rows: neurons are numbered 0 to {n_neurons - 1}.")
        picture = np.empty((min(height, shown.size), width), np.float32)
        draw_density(self.indptr, self.start, self.end, shown, float(step_low), float(step_high), picture)
        if shown.size < height:  # a neuron is several pixels high
            picture = picture[np.arange(height) * shown.size // height]
        return picture


def residency(trace: Recorded) -> Residency:
    """Return when each neuron of a trace is in fast memory.

    Notes
    -----
    Two walks over the trace; 8 bytes a read of a neuron, so at most 16 a connection.
    """
    network, schedule = trace.network, trace.schedule
    indptr = count_intervals(network.source, network.target, schedule.order, trace.flags, network.n_neurons)
    start = np.empty(int(indptr[-1]), np.int32)
    end = np.empty(int(indptr[-1]), np.int32)
    fill_intervals(
        network.source,
        network.target,
        schedule.order,
        schedule.uses.last,
        trace.flags,
        trace.victims,
        indptr,
        start,
        end,
    )
    return Residency(frozen(indptr), frozen(start), frozen(end), trace.flags.size)


def residency_picture(trace: Recorded, *, width: int, height: int) -> NDArray[np.uint8]:
    """Draw a small overview of which neurons of a trace are in fast memory when.

    Returns
    -------
    uint8[height, width]
        From 0, never there, to 255, always there. Rows are neurons by layer, inputs on top, and no more than there
        are neurons; columns are steps. What is there for a short time is drawn stronger: the root of its share.
    """
    layer = trace.network.layer
    rows = np.lexsort((np.arange(layer.size), layer)).astype(np.int32)
    steps = float(max(trace.flags.size, 1))
    share = residency(trace).density(0.0, steps, width=width, height=min(height, max(rows.size, 1)), rows=rows)
    return np.round(255 * np.sqrt(np.clip(share, 0, 1))).astype(np.uint8)
