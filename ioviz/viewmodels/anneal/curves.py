"""The curves of an annealing run for the convergence plot, by proposals and by seconds."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.anneal.series import Series, Thinned

Float64 = NDArray[np.float64]

AXES = ("proposals", "seconds")
QUANTITIES = ("current", "best", "temperature", "acceptance")


@dataclass(frozen=True)
class Point:
    """One snapshot of a run for the plot.

    Attributes
    ----------
    proposals, accepted : int
        Counted from the start of the run.
    seconds : float
        Since the start, without pauses.
    current, best : float
        Cost in units of the objective.
    temperature : float
        In the same units; 0 if there is none.
    """

    proposals: int
    accepted: int
    seconds: float
    current: float
    best: float
    temperature: float


@dataclass(eq=False)
class RunCurves:
    """All points of one run so far, and the `last` of them."""

    _series: dict[str, dict[str, Series]] = field(
        default_factory=lambda: {axis: {name: Series() for name in QUANTITIES} for axis in AXES}
    )
    last: Point | None = None
    _peaks: dict[str, float] = field(default_factory=lambda: dict.fromkeys(QUANTITIES, 0.0))

    def __len__(self) -> int:
        return len(self._series["proposals"]["best"])

    def of(self, quantity: str, axis: str) -> Series:
        """The series of one of `QUANTITIES` over one of `AXES`."""
        return self._series[axis][quantity]

    def peak(self, quantity: str) -> float:
        """The greatest value of one of `QUANTITIES` so far; 0 before the first point."""
        return self._peaks[quantity]

    def extend(self, points: Sequence[Point]) -> None:
        """Append points in the order of time; a point before the last one is left out."""
        rows: list[tuple[float, ...]] = []
        before, acceptance = self.last, self._newest_acceptance()
        for point in points:
            if before is not None and (point.proposals < before.proposals or point.seconds < before.seconds):
                continue
            acceptance = _acceptance(before, point, acceptance)
            rows.append((point.proposals, point.seconds, point.current, point.best, point.temperature, acceptance))
            before = point
        if not rows:
            return
        self.last = before
        table = np.asarray(rows, np.float64)
        for offset, name in enumerate(QUANTITIES, len(AXES)):
            self._peaks[name] = max(self._peaks[name], float(table[:, offset].max()))
        for column, axis in enumerate(AXES):
            for offset, name in enumerate(QUANTITIES, len(AXES)):
                self._series[axis][name].append(table[:, column], table[:, offset])

    def at(self, axis: str, x: float) -> dict[str, float] | None:
        """Return the values at `x`: those of the last point at or before it."""
        series = self._series[axis]["best"]
        index = int(np.searchsorted(series.x, x, side="right")) - 1
        if index < 0:
            return None
        other = AXES[1 - AXES.index(axis)]
        found = {name: float(self._series[axis][name].y[index]) for name in QUANTITIES}
        return {**found, axis: float(series.x[index]), other: float(self._series[other]["best"].x[index])}

    def write_csv(self, file: TextIO, unit: str = "I/Os") -> None:
        """Write every point as a row, with the unit of costs in the heading."""
        writer = csv.writer(file)
        costs = ("current", "best", "temperature")
        writer.writerow((*AXES, *(f"{name} ({unit})" if name in costs else name for name in QUANTITIES)))
        columns = [self._series[axis]["best"].x for axis in AXES]
        columns += [self._series["proposals"][name].y for name in QUANTITIES]
        for row in zip(*(column.tolist() for column in columns)):
            writer.writerow([f"{value:.10g}" for value in row])

    def _newest_acceptance(self) -> float:
        values = self._series["proposals"]["acceptance"].y
        return float(values[-1]) if values.size else 0.0


class Thinner:
    """Thins a growing series for the same columns repeatedly: only those at its end are computed again."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self._edges: Float64 = np.empty(0)
        self._seen = -np.inf  # the last x in `_thin`
        self._thin = Thinned(np.empty(0), np.empty(0))

    def thinned(self, edges: Float64) -> Thinned:
        """As `Series.thinned`."""
        if edges.size != self._edges.size or not np.array_equal(edges, self._edges):
            self._edges = edges.copy()
            self._thin = self._series.thinned(edges)
        else:
            # The column of the last point seen may have new points: it and those behind it are computed again.
            first = max(int(np.searchsorted(edges, self._seen, side="right")) - 1, 0)
            if first + 1 < edges.size:
                self._thin = _joined(self._thin, self._series.thinned(edges[first:]), float(edges[first]))
        self._seen = float(self._series.x[-1]) if len(self._series) else -np.inf
        return self._thin


def _joined(old: Thinned, new: Thinned, border: float) -> Thinned:
    """Return the old points before a border, and the new ones from it on."""
    kept = int(np.searchsorted(old.x, border, side="left"))
    head = int(np.searchsorted(new.x, border, side="left"))
    return Thinned(np.concatenate([old.x[:kept], new.x[head:]]), np.concatenate([old.y[:kept], new.y[head:]]))


def _acceptance(before: Point | None, point: Point, last: float) -> float:
    """Return the share of proposals accepted since the point before; the last one if there were none."""
    proposals = point.proposals - (before.proposals if before else 0)
    accepted = point.accepted - (before.accepted if before else 0)
    return accepted / proposals if proposals > 0 else last
