"""Results as text: CSV, Markdown, the table of a cell, and the comparison of two runs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ioviz.core.benchmark.results import Case, Measurement, Results

OURS = ("ioviz best", "ioviz as scheduled", "naive, by connection")
"""The contenders that are part of ioviz."""

MAIN = "ioviz best"

_COLUMNS = (
    "workload", "n_neurons", "n_connections", "n_inputs", "n_outputs", "schedule", "ios", "memory", "batch", "threads",
    "precision", "contender", "runs", "status", "median_seconds", "quartile_1_seconds", "quartile_3_seconds",
    "least_seconds", "repetitions", "outliers", "gflops", "gbytes", "error", "bytes", "io_bytes", "prepare_seconds",
    "message",
)  # fmt: skip


def to_csv(results: Results) -> str:
    """Return one line for each measurement, with full precision."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for found in results.measurements:
        case, times = found.case, bool(found.seconds)
        low, high = found.quartiles
        values = (
            case.workload, case.n_neurons, case.n_connections, case.n_inputs, case.n_outputs, case.schedule, case.ios,
            case.memory, case.batch, case.threads, case.precision, case.contender, case.runs, found.status,
            found.median, low, high, min(found.seconds) if times else None, len(found.seconds), len(found.outliers),
            found.gflops, found.gbytes, found.error, found.bytes, case.io_bytes, found.prepare_seconds, found.message,
        )  # fmt: skip
        writer.writerow(["" if value is None or _is_nan(value) else _escape_formula(value) for value in values])
    return buffer.getvalue()


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _escape_formula(value: object) -> object:
    """Return a text so that a spreadsheet does not run it as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def least_only(results: Results) -> Results:
    """Return results with only the shortest time of each row, for comparisons on a computer under other load.

    Other load only makes a time longer. On an idle computer the median is the better figure.
    """
    kept = tuple(
        replace(found, seconds=(min(found.seconds),) if found.seconds else ()) for found in results.measurements
    )
    return replace(results, measurements=kept)


def best_peer(measurements: Sequence[Measurement], *, without: Sequence[str] = ()) -> Measurement | None:
    """Return the fastest measurement of another library in a cell, None if there is none."""
    peers = [
        found
        for found in measurements
        if found.status == "ok" and found.case.contender not in OURS and found.case.contender not in without
    ]
    return max(peers, key=lambda found: found.gflops, default=None)


def best_of(measurements: Sequence[Measurement], contender: str, precision: str = "float32") -> Measurement | None:
    """Return the fastest measurement of a contender over its schedules, None if there is none."""
    own = [
        found
        for found in measurements
        if found.status == "ok" and found.case.contender == contender and found.case.precision == precision
    ]
    return max(own, key=lambda found: found.gflops, default=None)


def label_of(case: Case, cell: Sequence[Measurement]) -> str:
    """The contender, with schedule and precision where the cell has several."""
    own = [found.case for found in cell if found.case.contender == case.contender]
    parts = [case.contender]
    if len({other.schedule for other in own}) > 1:
        parts.append(case.schedule)
    if len({other.precision for other in own}) > 1:
        parts.append(case.precision)
    return ", ".join(parts)


def to_markdown(results: Results) -> str:
    """The tables of all cells, the machine and what was noted."""
    machine = results.machine
    lines = [f"# {_escaped(results.name)}", ""]
    caches = ", ".join(f"{level} {size // 1024} KiB" for level, size in machine.caches.items())
    lines += [f"{_escaped(machine.cpu)}, {machine.cores} cores, {caches}. {results.created}.", ""]
    head = "| contender | time | quartiles | GFLOP/s | GB/s | error | status |"
    for cell in results.cells:
        found = results.in_cell(cell)
        case = found[0].case
        lines += [
            f"## {_escaped(case.workload)}, batch {case.batch}, {case.threads} thread{'s' if case.threads > 1 else ''}",
            "",
            head,
            "|---|---|---|---|---|---|---|",
        ]
        lines += [f"| {' | '.join(map(_escaped, row))} |" for row in cell_rows(found)]
        lines.append("")
    lines += [f"- {_escaped(warning)}" for warning in results.warnings]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def cell_rows(cell: Sequence[Measurement]) -> list[tuple[str, ...]]:
    """Return a row for each measurement of a cell: contender, time, quartiles, GFLOP/s, GB/s, error, status."""
    rows: list[tuple[str, ...]] = []
    for found in cell:
        low, high = found.quartiles
        ok = bool(found.seconds)
        rows.append(
            (
                label_of(found.case, cell),
                seconds_text(found.median) if ok else "",
                f"{seconds_text(low)} to {seconds_text(high)}" if ok else "",
                f"{found.gflops:.1f}" if ok else "",
                f"{found.gbytes:.1f}" if ok and found.bytes is not None else "",
                "" if found.error is None else f"{found.error:.0e}",
                found.status if found.status == "ok" else f"{found.status}: {found.message}",
            )
        )
    return rows


def seconds_text(seconds: float) -> str:
    """Return a time in three digits: "12.3 us", "4.56 ms", "1.23 s"."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            value = seconds / size
            return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


@dataclass(frozen=True)
class Change:
    """A case in two runs, and how many times as fast it is in the second one."""

    case: Case
    before: Measurement
    after: Measurement
    ratio: float
    """Speed of the second over speed of the first."""
    clear: bool
    """Whether the quartiles do not overlap, so that it is more than noise."""


def compare(first: Results, second: Results) -> list[Change]:
    """Return the changes of the cases that two runs share. On two machines, the machines are compared."""

    def key(case: Case) -> tuple[object, ...]:
        size = (case.n_neurons, case.n_connections)
        return (case.workload, size, case.schedule, case.batch, case.threads, case.precision, case.contender)

    before = {key(found.case): found for found in first.measurements if found.status == "ok"}
    changes = []
    for after in second.measurements:
        old = before.get(key(after.case))
        if old is None or after.status != "ok":
            continue
        (low, high), (low_before, high_before) = after.quartiles, old.quartiles
        clear = high < low_before or low > high_before
        changes.append(Change(after.case, old, after, old.median / after.median, clear))
    return changes
