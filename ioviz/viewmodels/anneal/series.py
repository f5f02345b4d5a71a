"""A curve that grows while it is drawn: millions of points, thinned for a plot with the extremes kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]

FAN = 16
"""Number of points of one level in a block of the next."""

INITIAL_SIZE = 1024


@dataclass(frozen=True, eq=False)
class Thinned:
    """A curve for a plot of a certain width: the least and the greatest value of each column.

    Attributes
    ----------
    x : float64[n]
        Ascending. A column has two points if its values differ.
    y : float64[n]
    """

    x: Float64
    y: Float64


class _Level:
    """Least and greatest value per block, in arrays that double when they are full."""

    def __init__(self) -> None:
        self.size = 0
        self.low = np.empty(INITIAL_SIZE)
        self.high = np.empty(INITIAL_SIZE)

    def extend(self, low: Float64, high: Float64) -> None:
        need = self.size + low.size
        if need > self.low.size:
            capacity = max(need, 2 * self.low.size)
            self.low = _grown(self.low, self.size, capacity)
            self.high = _grown(self.high, self.size, capacity)
        self.low[self.size : need] = low
        self.high[self.size : need] = high
        self.size = need


class Series:
    """Points with rising x, appended as they come; drawing costs the plot's width, not their number.

    Besides the points it has the least and greatest values of blocks of 16, 256, 4 096 ... points, each level a
    sixteenth of the one below: at any zoom, a column needs a few blocks only.
    """

    def __init__(self) -> None:
        self._x = np.empty(INITIAL_SIZE)
        self._levels = [_Level()]

    def __len__(self) -> int:
        return self._levels[0].size

    @property
    def x(self) -> Float64:
        """All x so far; a read-only view."""
        view = self._x[: len(self)]
        view.setflags(write=False)
        return view

    @property
    def y(self) -> Float64:
        """All values so far; a read-only view."""
        view = self._levels[0].low[: len(self)]
        view.setflags(write=False)
        return view

    def append(self, x: ArrayLike, y: ArrayLike) -> None:
        """Append points: two numbers, or two arrays of one length.

        Raises
        ------
        ValueError
            If the lengths differ or x falls.
        """
        xs = np.atleast_1d(np.asarray(x, np.float64))
        ys = np.atleast_1d(np.asarray(y, np.float64))
        if xs.shape != ys.shape or xs.ndim != 1:
            raise ValueError(f"x and y must have the same length, not shapes {xs.shape} and {ys.shape}.")
        if not xs.size:
            return
        n = len(self)
        before = self._x[n - 1] if n else -np.inf
        if xs[0] < before or (np.diff(xs) < 0).any():
            raise ValueError("The x of a series must not fall.")
        if n + xs.size > self._x.size:
            self._x = _grown(self._x, n, max(n + xs.size, 2 * self._x.size))
        self._x[n : n + xs.size] = xs
        self._levels[0].extend(ys, ys)
        self._summarise()

    def _summarise(self) -> None:
        """Update the upper levels: only full blocks are summarised."""
        depth = 0
        while True:
            below = self._levels[depth]
            full = below.size // FAN
            if depth + 1 == len(self._levels):
                if full < 2:
                    return
                self._levels.append(_Level())
            above = self._levels[depth + 1]
            if full > above.size:
                fresh = slice(above.size * FAN, full * FAN)
                above.extend(
                    below.low[fresh].reshape(-1, FAN).min(axis=1), below.high[fresh].reshape(-1, FAN).max(axis=1)
                )
            depth += 1

    def thinned(self, edges: ArrayLike) -> Thinned:
        """Return the curve for columns between `edges`.

        Parameters
        ----------
        edges : float64[columns + 1]
            The ascending borders of the columns, evenly spaced on the axis of the plot.

        Returns
        -------
        Thinned
            At most two points a column, its least and its greatest value, and the last point before and the
            first behind the columns, so that the line extends to both borders.
        """
        borders = np.searchsorted(self.x, np.asarray(edges, np.float64), side="left")
        first, last = int(borders[0]), int(borders[-1])
        starts, stops = borders[:-1], borders[1:]
        kept = stops > starts
        starts, stops = starts[kept], stops[kept]
        low, high = self._extremes(starts, stops)
        x = np.empty(2 * starts.size)
        y = np.empty(2 * starts.size)
        x[0::2], x[1::2] = self.x[starts], self.x[stops - 1]
        falling = self.y[starts] >= self.y[stops - 1]
        y[0::2], y[1::2] = np.where(falling, high, low), np.where(falling, low, high)
        single = np.repeat(stops - starts == 1, 2)
        single[0::2] = False  # a column of one point has it once
        x, y = x[~single], y[~single]
        head = slice(max(first - 1, 0), first)
        tail = slice(last, min(last + 1, len(self)))
        return Thinned(np.concatenate([self.x[head], x, self.x[tail]]), np.concatenate([self.y[head], y, self.y[tail]]))

    def _extremes(self, starts: NDArray[np.intp], stops: NDArray[np.intp]) -> tuple[Float64, Float64]:
        """Return the least and the greatest value of each range of points, from the largest blocks inside."""
        low = np.full(starts.size, np.inf)
        high = np.full(starts.size, -np.inf)
        if not starts.size:
            return low, high
        span = int((stops - starts).max())
        depth = 0
        begin, end = starts.copy(), stops.copy()
        while True:
            level = self._levels[depth]
            top = depth + 1 == len(self._levels) or span < 2 * FAN ** (depth + 1)
            if top:
                _take(level, begin, end, low, high)
                return low, high
            # The ends are taken at this level, the full blocks between them one level up.
            inner_begin = -(-begin // FAN)
            inner_end = np.minimum(end // FAN, self._levels[depth + 1].size)
            none = inner_begin >= inner_end
            left_end = np.where(none, end, inner_begin * FAN)
            right_begin = np.where(none, end, inner_end * FAN)
            _take(level, begin, left_end, low, high)
            _take(level, right_begin, end, low, high)
            begin = np.where(none, 0, inner_begin)
            end = np.where(none, 0, inner_end)
            depth += 1


def _take(level: _Level, begin: NDArray[np.intp], end: NDArray[np.intp], low: Float64, high: Float64) -> None:
    """Lower `low` and raise `high` by the blocks begin <= k < end of each range."""
    rows = np.flatnonzero(end > begin)
    if not rows.size:
        return
    lengths = end[rows] - begin[rows]
    heads = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    index = np.arange(int(lengths.sum())) - np.repeat(heads - begin[rows], lengths)
    low[rows] = np.minimum(low[rows], np.minimum.reduceat(level.low[index], heads))
    high[rows] = np.maximum(high[rows], np.maximum.reduceat(level.high[index], heads))


def _grown(array: Float64, size: int, capacity: int) -> Float64:
    new = np.empty(capacity)
    new[:size] = array[:size]
    return new
