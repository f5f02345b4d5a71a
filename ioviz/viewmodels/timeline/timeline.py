"""The timeline: residency of all neurons and cumulative I/Os, at any zoom.

Within one stay a neuron is always clean or always dirty: until it is complete it is read to be added to, later
only to be used. The stays therefore fall into two sets, drawn separately.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.timing import Timing, frozen, make_timing
from ioviz.viewmodels.look.palette import DARK, Theme, mix, rgb
from ioviz.viewmodels.network.placement import layer_members, layer_name
from ioviz.viewmodels.timeline.overview import Overview, overview

if TYPE_CHECKING:
    from ioviz.core.simulation import Residency, Trace

Int32 = NDArray[np.int32]


class LayerRows(NamedTuple):
    """The rows of a layer: its name, its first row, and their number."""

    name: str
    first: int
    size: int


class Curve(NamedTuple):
    """I/Os so far at some steps; float64 and int64 of one length."""

    steps: NDArray[np.float64]
    ios: NDArray[np.int64]
    unavoidable: NDArray[np.int64]  # weight reads, first reads, output writes: without the excess


@dataclass(frozen=True, eq=False)
class TimelineData:
    """The data of the timeline of one trace.

    Attributes
    ----------
    trace : Trace
    timing : Timing
    clean, dirty : Residency
        The stays of both kinds.
    rows : int32[N]
        The neurons from top to bottom: layer after layer, in each by first use.
    row_of : int32[N]
        The row of each neuron.
    layers : tuple of LayerRows
    overview : Overview or None
        Precomputed sums, where there are very many stays.
    """

    trace: Trace
    timing: Timing
    clean: Residency
    dirty: Residency
    rows: Int32
    row_of: Int32
    layers: tuple[LayerRows, ...]
    first_sorted: Int32
    outputs_sorted: Int32
    overview: Overview | None = None

    @property
    def n_steps(self) -> int:
        """W."""
        return self.trace.n_steps

    def raster(
        self, low: float, high: float, first_row: float, last_row: float, width: int, height: int, theme: Theme
    ) -> NDArray[np.uint32]:
        """Return the residency between two steps for a range of rows, as 0xffRRGGBB.

        Parameters
        ----------
        low, high : float
            Steps at the left and the right edge.
        first_row, last_row : float
            The first row, and the one after the last.
        width, height : int
            At most, in pixels; fewer rows have a pixel each, to be scaled by the view.

        Returns
        -------
        uint32[min(height, rows), width]
        """
        from ioviz.core.kernels.raster import colour_shares

        shown = self.rows[max(0, int(first_row)) : max(1, int(np.ceil(last_row)))]
        size = {"width": max(1, width), "height": max(1, min(height, shown.size))}
        shares = None
        if self.overview is not None and shown.size == self.rows.size:
            shares = self.overview.shares(low, high, **size)
        if shares is None:
            clean, dirty = (kind.density(low, high, rows=shown, **size) for kind in (self.clean, self.dirty))
        else:
            clean, dirty = shares
        colours = np.array([rgb(theme.clean), rgb(theme.dirty)], np.int32)
        background = np.array(rgb(empty_colour(theme)), np.int32)
        pixels = np.empty(clean.shape, np.uint32)
        colour_shares(clean, dirty, colours, background, pixels)
        return pixels

    @property
    def n_stays(self) -> int:
        """The number of stays, clean and dirty."""
        return int(self.clean.start.size + self.dirty.start.size)

    def bars(self, dirty: bool) -> tuple[Int32, Int32, Int32]:
        """Return the row, the start and the end of all stays of one kind."""
        stays = self.dirty if dirty else self.clean
        return np.repeat(self.row_of, np.diff(stays.indptr)), stays.start, stays.end

    def curve(self, low: float, high: float, points: int) -> Curve:
        """Return the I/Os so far at `points` steps or fewer between `low` and `high`."""
        first, last = max(0, int(np.floor(low))), min(self.n_steps, int(np.ceil(high)))
        steps = np.unique(np.linspace(first, last, max(2, points)).round().astype(np.int64))
        return Curve(steps.astype(np.float64), self.trace.cumulative_ios(steps), self._unavoidable(steps))

    def excess(self, steps: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the re-reads and eviction writes so far at some steps; int64 of their shape."""
        return np.asarray(self.trace.cumulative_ios(steps) - self._unavoidable(steps), np.int64)

    def _unavoidable(self, steps: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the weight reads, first reads and output writes so far at some steps."""
        first_reads = np.searchsorted(self.first_sorted, steps, "left")
        return steps + first_reads + np.searchsorted(self.outputs_sorted, steps, "right")

    def stay_at(self, neuron: int, step: float) -> tuple[int, int, bool] | None:
        """Return start, end and dirtiness of the stay of a neuron at a step; None if it is not in fast memory."""
        for kind, is_dirty in ((self.clean, False), (self.dirty, True)):
            start, end = kind.intervals(neuron)
            k = int(np.searchsorted(start, step, "right")) - 1
            if k >= 0 and step < end[k]:
                return int(start[k]), int(end[k]), is_dirty
        return None


def empty_colour(theme: Theme) -> str:
    """Return the colour of a neuron's row while it is not in fast memory."""
    return mix(theme.surface, theme.sunken, 0.75)


def timeline_data(trace: Trace) -> TimelineData:
    """Prepare the timeline of a trace; O(W). Its kernels are compiled on the way."""
    from ioviz.core.simulation import Residency, residency

    timing = make_timing(trace.schedule)
    stays = residency(trace)
    neuron = np.repeat(np.arange(trace.network.n_neurons, dtype=np.int32), np.diff(stays.indptr))
    is_dirty = stays.start < timing.finish[neuron]

    def only(chosen: NDArray[np.bool_]) -> Residency:
        counts = np.bincount(neuron[chosen], minlength=trace.network.n_neurons)
        indptr = np.concatenate([[0], np.cumsum(counts)])
        return Residency(frozen(indptr), frozen(stays.start[chosen]), frozen(stays.end[chosen]), stays.n_steps)

    members = layer_members(trace.network)
    members = [layer[np.argsort(timing.first[layer], kind="stable")] for layer in members]
    rows = np.concatenate(members)
    row_of = np.empty_like(rows)
    row_of[rows] = np.arange(rows.size, dtype=np.int32)
    starts = np.cumsum([0] + [layer.size for layer in members])
    layers = tuple(
        LayerRows(layer_name(i, layer, trace.network), int(start), layer.size)
        for i, (layer, start) in enumerate(zip(members, starts, strict=False))
    )
    clean, dirty = only(~is_dirty), only(is_dirty)
    data = TimelineData(
        trace,
        timing,
        clean,
        dirty,
        frozen(rows),
        frozen(row_of),
        layers,
        frozen(np.sort(timing.first)),
        frozen(np.sort(timing.finish[trace.network.outputs])),
        overview(clean, dirty, rows, trace.n_steps),
    )
    data.raster(0.0, 1.0, 0, 1, 1, 1, DARK)
    data.curve(0.0, 1.0, 2)
    trace.events(trace.n_steps // 2)  # compiles what every frame needs, too
    return data
