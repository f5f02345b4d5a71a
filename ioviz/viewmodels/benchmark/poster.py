"""Poster: one question, bars, and the answer as text, with the conditions of the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ioviz.viewmodels.benchmark.charts import Bar, bars, kind_of, times_as_fast
from ioviz.viewmodels.benchmark.order_times import shorter_runs, surprise
from ioviz.viewmodels.benchmark.rows import AS_SCHEDULED, BEST, Cell, Row, is_ours
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.benchmark.results import Results

MOST_BARS = 9


@dataclass(frozen=True, eq=False)
class Poster:
    """Texts and bars, ready to be drawn."""

    question: str
    setting: str
    bars: tuple[Bar, ...]
    answer: str
    order: str
    footnote: str


def make_poster(results: Results | None, rows: Sequence[Row], cell: Cell | None, standard: str) -> Poster | None:
    """Return the poster of one cell; None without a measurement."""
    if cell is None or results is None:
        return None
    measured = [row for row in rows if row.cell == cell and row.ok]
    if not measured:
        return None
    case = measured[0].case
    inputs = "1 input" if cell.batch == 1 else f"{numbers.count(cell.batch)} inputs at once"
    return Poster(
        question=f"How long {'do' if cell.batch > 1 else 'does'} {inputs} take through the network?",
        setting=(
            f"{_title(cell.workload)}: {numbers.plural(case.n_connections, 'connection')} between "
            f"{numbers.plural(case.n_neurons, 'neuron')}, {numbers.plural(cell.threads, 'thread')}. "
            f"All compute the same outputs{_but(measured)}; shorter is better."
        ),
        bars=_chosen_bars(bars(rows, cell, standard)),
        answer=_answer(measured, standard),
        order=_order(measured),
        footnote=_footnote(results, measured, standard),
    )  # fmt: skip


def _but(measured: Sequence[Row]) -> str:
    """Return a remark on rounding, unless all weights are float32."""
    return ", short weights rounded" if any(row.case.precision != "float32" for row in measured) else ""


def _title(workload: str) -> str:
    """Return the name of a network, with the title of a built-in one."""
    from ioviz.core.benchmark import WORKLOADS

    return f"{workload}, {WORKLOADS[workload].title}" if workload in WORKLOADS else workload


def _chosen_bars(all_bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return at most `MOST_BARS` bars, without outliers."""
    measured = [replace(bar, outliers=()) for bar in all_bars if bar.seconds is not None]
    if len(measured) <= MOST_BARS:
        return tuple(measured)
    ours = [bar for bar in measured if is_ours(bar.row.case)]
    scheduled = [bar for bar in ours if bar.row.case.contender == AS_SCHEDULED]
    standard = [bar for bar in measured if bar.kind == "standard"]
    others = [bar for bar in measured if bar not in ours and bar not in standard]
    # The ones that the answer names come first.
    wanted = [*standard, *ours[:1], *others[:3], *scheduled[:1], *scheduled[-1:], *ours, *others]
    kept = list(dict.fromkeys(map(id, wanted)))[:MOST_BARS]
    return tuple(bar for bar in measured if id(bar) in kept)


def fastest(rows: Sequence[Row]) -> Row:
    """Return the row with the least median."""
    return min(rows, key=lambda row: row.measurement.median)


def _answer(measured: Sequence[Row], standard: str) -> str:
    ours = [row for row in measured if is_ours(row.case) and row.case.contender in (BEST, AS_SCHEDULED)]
    others = [row for row in measured if not is_ours(row.case)]
    if not ours:
        return f"Fastest: {fastest(measured).name}."
    best = fastest(ours)
    if not others:
        return f"The fastest program of ioviz is {best.name}; nothing else was measured for comparison."
    parts: list[str] = []
    reference = next((row for row in measured if kind_of(row, standard) == "standard" and row is not best), None)
    rivals = sorted(others, key=lambda row: row.measurement.median)
    for row in dict.fromkeys([*([reference] if reference is not None else []), *rivals]):
        if len(parts) < 3:
            ratio = row.measurement.median / best.measurement.median
            parts.append(f"{_comparison(ratio, first=not parts)} {row.name}")
    joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{best.name} {joined}."


def _comparison(ratio: float, *, first: bool) -> str:
    text = times_as_fast(ratio)
    if text.startswith("takes"):
        return f"{text} as"
    verb = "is " if first else ""
    return f"{verb}as fast as" if text == "as fast" else f"{verb}{text} as"


def _order(measured: Sequence[Row]) -> str:
    """Compare the orders of the same program, as scheduled."""
    orders = [row for row in measured if row.case.contender == AS_SCHEDULED and row.case.precision == "float32"]
    if len(orders) < 2:
        return ""
    quick, slow = fastest(orders), max(orders, key=lambda row: row.measurement.median)
    longer = numbers.ratio(slow.measurement.median / quick.measurement.median)
    text = f"The order alone: {slow.case.schedule} takes {longer} as long as {quick.case.schedule}"
    if slow.case.ios and quick.case.ios:
        word = "although with" if slow.case.ios < quick.case.ios else "with"
        text += f", {word} {numbers.ratio(slow.case.ios / quick.case.ios)} the I/Os of the model"
        if slow.case.ios < quick.case.ios:
            return f"{text}{shorter_runs(slow.case, quick.case)}."
    return f"{text}. {surprise([row.measurement for row in orders])}".rstrip()


def _footnote(results: Results, measured: Sequence[Row], standard: str) -> str:
    calls = min(len(row.measurement.seconds) for row in measured)
    machine = results.machine
    against = f"Hatched: the standard way, {standard}. " if any(row.name == standard for row in measured) else ""
    noise = f" {results.warnings[0]}" if results.warnings else ""
    return (
        f"{against}Medians of {numbers.plural(calls, 'call')} or more, in turn; whiskers: quartiles. "
        f"{machine.cpu}, {numbers.plural(machine.cores, 'core')}; {results.created[:10]}.{noise}"
    )
