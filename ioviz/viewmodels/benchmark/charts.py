"""Data of the charts of measurements: bars of a cell, lines over the batch, roofline, time over I/Os."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ioviz.viewmodels.benchmark.order_times import why_slower
from ioviz.viewmodels.benchmark.rows import (
    AS_SCHEDULED,
    BEST,
    Cell,
    Row,
    bandwidth_of,
    intensity_of,
    is_ours,
    peak,
)
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.durations import precise

if TYPE_CHECKING:
    from ioviz.core.benchmark.results import Limits

KINDS = ("best", "scheduled", "standard", "other")
"""The best program of ioviz, one as scheduled, the standard way, any other contender."""

_LONGEST_TITLE = 20
KIND_NAMES = {"best": "ioviz best", "scheduled": "ioviz as scheduled", "standard": "", "other": "others"}
"""Entries of a legend; the standard way has its own name."""


def cells(rows: Sequence[Row]) -> tuple[Cell, ...]:
    """Return all cells, in the order of the rows."""
    return tuple(dict.fromkeys(row.cell for row in rows))


def kind_of(row: Row, standard: str) -> str:
    """Return the kind of a row, one of `KINDS`."""
    if row.name == standard:
        return "standard"
    if not is_ours(row.case):
        return "other"
    return "best" if row.case.contender == BEST else "scheduled"


def label_of(row: Row, several: bool) -> str:
    """Return the name of a row, with the title of its results if there are several."""
    return f"{row.name} ({short_title(row.result)})" if several else row.name


def short_title(title: str) -> str:
    """Return a title, shortened."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _several(rows: Sequence[Row]) -> bool:
    return len({row.result for row in rows}) > 1


# -- bars ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Bar:
    """One bar: seconds with quartiles and outliers, or a status instead."""

    row: Row
    name: str
    kind: str
    seconds: float | None
    low: float
    high: float
    outliers: tuple[float, ...]
    value: str
    note: str


def bars(rows: Sequence[Row], cell: Cell, standard: str) -> tuple[Bar, ...]:
    """Return the bars of one cell, the fastest first, those without a time last."""
    here = [row for row in rows if row.cell == cell]
    several = _several(here)
    here.sort(key=lambda row: (not row.ok, row.measurement.median if row.ok else 0.0))
    made = []
    for row in here:
        measured, name, kind = row.measurement, label_of(row, several), kind_of(row, standard)
        if not row.ok:
            made.append(Bar(row, name, kind, None, 0.0, 0.0, (), row.state, ""))
            continue
        low, high = measured.quartiles
        note = ""
        if kind == "standard":
            note = "the standard way"
        elif row.speed_up is not None:
            note = times_as_fast(row.speed_up)
        made.append(Bar(row, name, kind, measured.median, low, high, tuple(measured.outliers),
                        precise(measured.median), note))  # fmt: skip
    return tuple(made)


def times_as_fast(speed_up: float) -> str:
    """Return an unambiguous text for a ratio of times.

    Examples
    --------
    >>> times_as_fast(3.456), times_as_fast(1.004), times_as_fast(0.5)
    ('3.46\u202f× as fast', 'as fast', 'takes 2.00\u202f× as long')
    """
    if 0.995 <= speed_up < 1.005:
        return "as fast"
    if speed_up > 1:
        return f"{numbers.ratio(speed_up)} as fast"
    return f"takes {numbers.ratio(1 / speed_up)} as long"


# -- lines over the batch --------------------------------------------------------------------------------

QUANTITIES: dict[str, tuple[str, Callable[[Row], float | None]]] = {
    "speed_up": ("speed-up over the standard way", lambda row: row.speed_up),
    "gflops": ("GFLOP/s", lambda row: row.measurement.gflops),
    "seconds": ("seconds for one input", lambda row: row.measurement.median / row.case.batch),
}


@dataclass(frozen=True, eq=False)
class BatchLine:
    """One contender over all batches; both of equal length, batches ascending."""

    name: str
    kind: str
    batch: tuple[int, ...]
    value: tuple[float, ...]


MOST_LINES = 10


def batch_lines(rows: Sequence[Row], cell: Cell, standard: str, quantity: str) -> tuple[BatchLine, ...]:
    """Return the lines for the network and the threads of a cell; the best at the greatest batch first.

    If there are too many lines, a program is shown with its best order and weights only.
    """
    here = [row for row in rows if (row.case.workload, row.case.threads) == (cell.workload, cell.threads)]
    several = _several(here)
    of = QUANTITIES[quantity][1]
    points: dict[str, tuple[str, dict[int, float]]] = {}
    families: dict[str, tuple[str, str]] = {}
    for row in here:
        value = of(row) if row.ok else None
        if value is not None:
            name = label_of(row, several)
            points.setdefault(name, (kind_of(row, standard), {}))[1].setdefault(row.case.batch, value)
            families[name] = (row.result, row.case.contender)
    lines = [BatchLine(name, kind, *zip(*sorted(at.items()), strict=True)) for name, (kind, at) in points.items()]
    # The least time is the best, of the others the greatest value.
    sign = 1 if quantity == "seconds" else -1
    lines.sort(key=lambda line: (KINDS.index(line.kind), sign * line.value[-1]))
    if len(lines) > MOST_LINES:
        best: dict[object, BatchLine] = {}
        for line in sorted(lines, key=lambda line: sign * line.value[-1]):
            best.setdefault(line.kind if line.kind == "standard" else families[line.name], line)
        lines = [line for line in lines if line in best.values()]
    return tuple(lines)


# -- dots ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Dot:
    """One measurement as a point."""

    row: Row
    x: float
    y: float
    kind: str
    name: str


@dataclass(frozen=True)
class RoofLine:
    """The roof of a memory level: y = min(peak, x * rate)."""

    name: str
    rate: float  # GB/s
    peak: float  # GFLOP/s


def roof_dots(rows: Sequence[Row], standard: str) -> tuple[Dot, ...]:
    """Return every run by operations per byte and GFLOP/s."""
    several = _several(rows)
    dots = []
    for row in rows:
        intensity = intensity_of(row.measurement) if row.ok else None
        if intensity is not None and row.measurement.gflops > 0:
            dots.append(Dot(row, intensity, row.measurement.gflops, kind_of(row, standard), label_of(row, several)))
    return tuple(dots)


def roof_lines(limits: Limits | None, threads: int = 1) -> tuple[RoofLine, ...]:
    """Return the roofs of all measured levels, the fastest memory first."""
    if limits is None or not limits.fma_gflops > 0:
        return ()
    found = []
    for level in ("L1", "L2", "L3", "DRAM read"):
        rate = bandwidth_of(limits, level, threads)
        if rate is not None:
            found.append(RoofLine(level.removesuffix(" read"), rate, peak(limits, threads)))
    return tuple(sorted(found, key=lambda line: -line.rate))


def scatter_dots(rows: Sequence[Row], cell: Cell, contender: str = AS_SCHEDULED) -> tuple[Dot, ...]:
    """Return the orders of one program in one cell, by I/Os of the model and seconds."""
    here = [row for row in rows if row.cell == cell and row.ok and row.case.contender == contender]
    several = _several(here)
    dots = []
    for row in here:
        if row.case.ios is not None:
            name = row.case.schedule or row.name
            name = f"{name} · {row.case.precision}" if row.case.precision != "float32" else name
            name = f"{name} ({short_title(row.result)})" if several else name
            kind = "best" if contender == BEST else "scheduled"
            dots.append(Dot(row, float(row.case.ios), row.measurement.median, kind, name))
    return tuple(dots)


def agreement(dots: Sequence[Dot]) -> tuple[int, int]:
    """Count the pairs of orders in which the one with fewer I/Os is faster, and all pairs that differ in both."""
    agree = total = 0
    for one, other in _pairs(dots):
        if one.x != other.x and one.y != other.y:
            total += 1
            agree += (one.x < other.x) == (one.y < other.y)
    return agree, total


def _pairs(dots: Sequence[Dot]) -> list[tuple[Dot, Dot]]:
    """Return the pairs that can be compared: of one run, with weights of one precision."""
    return [
        (one, other)
        for one, other in combinations(dots, 2)
        if one.row.result == other.row.result and one.row.case.precision == other.row.case.precision
    ]


def _no_difference(dots: Sequence[Dot]) -> str:
    """Return why the orders of a cell say nothing about whether I/O counts predict seconds."""
    if not _pairs(dots):
        return "Run at least two orders of one network as scheduled to see whether counting predicts seconds."
    case = dots[0].row.case
    if len({dot.x for dot in dots}) > 1:
        return "Orders with more and with fewer I/Os take the same time here."
    count = f"All orders have {numbers.plural(round(dots[0].x), 'I/O')}"
    if case.memory is None or dots[0].x > case.n_connections + case.n_neurons + case.n_outputs:
        return f"{count}, so they do not show whether counting predicts seconds."
    return (
        f"{count}, the lower bound: M = {numbers.count(case.memory)} is at least the live memory of each, so nothing "
        "is evicted. Set a smaller M to see whether counting predicts seconds."
    )


def prediction(dots: Sequence[Dot]) -> str:
    """Return a sentence on whether I/O counts predict seconds."""
    agree, total = agreement(dots)
    if total == 0:
        return _no_difference(dots)
    least, most = min(dots, key=lambda dot: dot.x), max(dots, key=lambda dot: dot.x)
    text = (
        f"Does counting predict seconds? In {numbers.count(agree)} of {numbers.plural(total, 'pair')} of orders the "
        "one with fewer I/Os is the faster one."
    )
    if least.x > 0 and least.y > 0 and least is not most:
        text += (
            f" {most.name} against {least.name}: {numbers.ratio(most.x / least.x)} the I/Os, "
            f"{numbers.ratio(most.y / least.y)} the time."
        )
    # Times of different results are not compared: the speed of a computer drifts.
    own = [[dot.row.measurement for dot in dots if dot.row.result == name] for name in _results_of(dots)]
    return " ".join([text, *(reason for one in own if (reason := why_slower(one)))][:2])


def _results_of(dots: Sequence[Dot]) -> list[str]:
    return list(dict.fromkeys(dot.row.result for dot in dots))
