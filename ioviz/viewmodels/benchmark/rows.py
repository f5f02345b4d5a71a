"""Measurements as rows: name, speed-up over the standard way, share of the roof, and texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column
from ioviz.viewmodels.text.durations import precise
from ioviz.viewmodels.text.io_bytes import io_bytes

if TYPE_CHECKING:
    from ioviz.core.benchmark.results import Case, Limits, Measurement, Results

OURS = "ioviz"
BEST, AS_SCHEDULED = "ioviz best", "ioviz as scheduled"
NONE = "–"
STANDARD_WAYS = ("MKL CSRMM", "scipy CSR", "numpy dense")
"""The usual libraries, the likeliest first: prefixes of the names of contenders."""

STATUS_TEXTS = {
    "ok": "measured",
    "missing": "not installed",
    "not applicable": "not applicable",
    "failed": "failed",
    "too slow": "too slow",
    "wrong": "wrong answer",
}


@dataclass(frozen=True)
class Cell:
    """Network, batch and threads: measurements in the same cell can be compared."""

    workload: str
    batch: int
    threads: int

    def text(self) -> str:
        """Return ``"W1, batch 128, 1 thread"``."""
        return f"{self.workload}, batch {numbers.count(self.batch)}, {numbers.plural(self.threads, 'thread')}"


@dataclass(frozen=True, eq=False)
class Row:
    """One measurement, compared with the others.

    Attributes
    ----------
    result : str
        The title of its results.
    measurement : Measurement
    speed_up : float or None
        How many times as fast as the standard way in the same cell.
    roof : float or None
        The share of the hardware limit, 0 to 1 (or slightly more, since limits are measured, too).
    """

    result: str
    measurement: Measurement
    speed_up: float | None = None
    roof: float | None = None

    @property
    def case(self) -> Case:
        """What was measured."""
        return self.measurement.case

    @property
    def ok(self) -> bool:
        """Whether there is a time."""
        return self.measurement.status == "ok" and bool(self.measurement.seconds)

    @property
    def state(self) -> str:
        """The status, and the reason if there is no time."""
        measured = self.measurement
        text = STATUS_TEXTS.get(measured.status, measured.status)
        return text if self.ok or not measured.message else f"{text}: {measured.message}"

    @property
    def name(self) -> str:
        """The contender, with its order if it has one."""
        return name_of(self.case)

    @property
    def io_bytes(self) -> int | None:
        """The model's I/Os in bytes, weights by their precision."""
        case = self.case
        return None if case.ios is None else io_bytes(case.ios, case.n_connections, case.precision, case.batch)

    @property
    def cell(self) -> Cell:
        """Network, batch and threads."""
        return Cell(self.case.workload, self.case.batch, self.case.threads)


def is_ours(case: Case) -> bool:
    """Whether a program of ioviz was measured."""
    return case.contender.startswith(OURS)


def name_of(case: Case) -> str:
    """Return the contender, its order, and the precision of weights that are not float32."""
    name = case.contender
    if is_ours(case) and case.schedule:
        name += f" · {case.schedule}"
    if case.precision != "float32" and case.precision not in name:
        name += f" · {case.precision}"
    return name


def rows_of(sets: Sequence[tuple[str, Results]], standard: str) -> tuple[Row, ...]:
    """Return all measurements of titled results, compared with the standard way (a name) in the same cell."""
    rows = [(title, results, measurement) for title, results in sets for measurement in results.measurements]
    reference: dict[tuple[str, Cell], float] = {}
    for title, _, measurement in rows:
        row = Row(title, measurement)
        if row.name == standard and row.ok:
            reference.setdefault((title, row.cell), measurement.median)
    made = []
    for title, results, measurement in rows:
        row = Row(title, measurement)
        base = reference.get((title, row.cell))
        speed_up = base / measurement.median if base is not None and row.ok else None
        made.append(Row(title, measurement, speed_up, roof_share(measurement, results) if row.ok else None))
    return tuple(made)


def standards(sets: Sequence[tuple[str, Results]]) -> tuple[str, ...]:
    """Return the candidates for the standard way: every measured contender, those of ioviz last."""
    seen: dict[str, bool] = {}
    for title, results in sets:
        for measurement in results.measurements:
            row = Row(title, measurement)
            if row.ok:
                seen.setdefault(row.name, is_ours(measurement.case))
    return tuple(sorted(seen, key=lambda name: (seen[name], _rank(name))))


def default_standard(names: Sequence[str]) -> str:
    """Return the likeliest standard way of some names; empty if there are none."""
    return min(names, key=_rank, default="")


def _rank(name: str) -> tuple[int, int]:
    rank = next((i for i, way in enumerate(STANDARD_WAYS) if name.startswith(way)), len(STANDARD_WAYS))
    return (1 if name.startswith(OURS) else 0, rank)


# -- the roof --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Roof:
    """The hardware limit: of arithmetic, or of the memory that holds the data.

    Attributes
    ----------
    gflops : float
        The lower of both limits, GFLOP/s.
    memory : str
        The limiting level of memory, or "" if arithmetic is the limit.
    """

    gflops: float
    memory: str


_SHARED = ("L3", "DRAM read")  # by all cores: not faster with more threads


def peak(limits: Limits, threads: int = 1) -> float:
    """Return the peak of multiply-adds of a number of threads, GFLOP/s."""
    return limits.fma_gflops * threads / max(limits.threads, 1)


def level_of(n_bytes: float, caches: Mapping[str, int]) -> str:
    """Return the smallest cache that holds a number of bytes; "DRAM read" if none does."""
    fitting = [(size, name) for name, size in caches.items() if size >= n_bytes]
    return min(fitting)[1] if fitting else "DRAM read"


def bandwidth_of(limits: Limits, level: str, threads: int = 1) -> float | None:
    """Return the read bandwidth of a level of memory for a number of threads, GB/s; None if unknown."""
    rate = limits.bandwidth.get(level)
    if not rate:
        return None
    return rate if level in _SHARED else rate * threads / max(limits.threads, 1)


def roof_of(measurement: Measurement, results: Results) -> Roof | None:
    """Return the roof of a measurement at its intensity; None if the limits were not measured."""
    limits, threads = results.limits, measurement.case.threads
    if limits is None or not limits.fma_gflops > 0:
        return None
    roof = Roof(peak(limits, threads), "")
    intensity = intensity_of(measurement)
    if intensity is not None and measurement.bytes:
        level = level_of(measurement.bytes, results.machine.caches)
        rate = bandwidth_of(limits, level, threads)
        if rate is not None and intensity * rate < roof.gflops:
            roof = Roof(intensity * rate, level)
    return roof


def intensity_of(measurement: Measurement) -> float | None:
    """Return floating-point operations per byte moved; None if the bytes are unknown."""
    return measurement.case.flops / measurement.bytes if measurement.bytes else None


def roof_share(measurement: Measurement, results: Results) -> float | None:
    """Return the share of the roof that a measurement reached."""
    roof = roof_of(measurement, results)
    return None if roof is None else measurement.gflops / roof.gflops


# -- the table -------------------------------------------------------------------------------------------


def error_text(error: float) -> str:
    """Return a relative error in two digits."""
    return "0" if error == 0 else f"{error:.1e}".replace("e-0", "e-").replace("-", numbers.MINUS)


def _if_measured(value: Callable[[Measurement], float | None]) -> Callable[[Row], float | None]:
    """Return a value of measurements with a time, None for others."""
    return lambda row: value(row.measurement) if row.ok else None


def _quartiles(row: Row) -> str:
    low, high = row.measurement.quartiles
    return f"{precise(low)} – {precise(high)}" if row.ok else NONE


def _number(
    title: str, value: Callable[[Row], float | None], text: Callable[[Any], str], tip: str, *, bold: bool = False
) -> Column[Row]:
    """Return a column of numbers: `text` formats what `value` returns, a dash stands for None."""

    def cell(row: Row) -> str:
        number = value(row)
        return NONE if number is None else text(number)

    return Column(title, cell, tip, number=True, bold=bold, value=value)


NAME, STATE, RESULT = 0, 14, 15
COLUMNS: tuple[Column[Row], ...] = (
    Column("Program or library", lambda row: row.name,
           "The contender, with the order of connections it was compiled from"),
    Column("Network", lambda row: row.case.workload, "The network"),
    _number("Batch", lambda row: row.case.batch, numbers.count, "Inputs that go through the network at once"),
    _number("Threads", lambda row: row.case.threads, numbers.count, "Threads"),
    _number("Time", _if_measured(lambda one: one.median), precise,
            "Time of one call for the whole batch: the median", bold=True),
    _number("Speed-up", lambda row: row.speed_up, numbers.ratio,
            "How many times as fast as the standard way chosen above", bold=True),
    _number("GFLOP/s", _if_measured(lambda one: one.gflops), numbers.figures,
            "Useful floating-point operations per second: 2 × connections × batch, over the time"),
    _number("Of the roof", lambda row: row.roof, numbers.percent,
            "GFLOP/s over the limit of this computer at this intensity (operations per byte)"),
    Column("Spread", _quartiles, "The quartiles: half of all calls took between these",
           number=True, value=_if_measured(lambda one: one.quartiles[1] - one.quartiles[0])),
    _number("GB/s", _if_measured(lambda one: one.gbytes if one.bytes else None), numbers.figures,
            "Weights, indices, inputs and outputs moved once, over the time"),
    _number("I/Os", lambda row: row.case.ios, numbers.count,
            "I/Os of the model for this order, with the values that fit into a cache at this batch as M"),
    _number("I/Os in bytes", lambda row: row.io_bytes, numbers.data,
            "The same in bytes: a weight by its precision, a neuron a float32 for each input of the batch"),
    _number("Data moved", lambda row: row.measurement.bytes or None, numbers.data,
            "Bytes of weights, indices, inputs and outputs of one call"),
    _number("Error", lambda row: row.measurement.error, error_text,
            "The largest difference from a float64 reference, relative to it"),
    Column("State", lambda row: row.state, "Status of the measurement, and the reason if there is no time"),
    Column("Results", lambda row: row.result, "Title of the results"),
)  # fmt: skip


def tip(row: Row) -> str:
    """Return the tooltip of a row, several lines."""
    case, measured = row.case, row.measurement
    lines = [
        row.name,
        f"{case.workload}: {numbers.count(case.n_connections)} connections, {numbers.count(case.n_neurons)} neurons",
        f"batch {numbers.count(case.batch)}, {numbers.plural(case.threads, 'thread')}, {case.precision} weights",
    ]
    if row.ok:
        low, high = measured.quartiles
        lines.append(f"{precise(measured.median)} ({precise(low)} – {precise(high)}), "
                     f"{numbers.figures(measured.gflops)} GFLOP/s")  # fmt: skip
        if measured.outliers:
            calls = numbers.plural(len(measured.seconds), "call")
            lines.append(f"{numbers.plural(len(measured.outliers), 'outlier')} of {calls}")
    if measured.prepare_seconds is not None:
        lines.append(f"prepared in {precise(measured.prepare_seconds)}, once")
    if measured.counters:
        lines.append(", ".join(f"{numbers.compact(value)} {name}" for name, value in measured.counters.items()))
    if measured.message:
        lines.append(measured.message)
    return "\n".join(lines)
