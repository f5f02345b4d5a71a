"""The search for the best order at a size of fast memory, and the table of its trials."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.durations import duration_text
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

AUTO_SECONDS = 10.0


def untried_text(kinds: Iterable[str], *, at_lower_bound: bool) -> str:
    """Return a sentence on the orders that a search with trials of these kinds had no time for; "" if none."""
    from ioviz.core.schedule.constructive import untried

    missed = untried(kinds, at_lower_bound=at_lower_bound)
    return f"No time was left to try: {', '.join(missed)}." if missed else ""


@dataclass(frozen=True)
class TrialRow:
    """One order that was tried, as a row of a table."""

    kind: str
    detail: str
    ios: int
    ratio: str
    seconds: str
    is_best: bool


def best_order(
    network: Network, memory: int, *, seed: int = 0, seconds: float = AUTO_SECONDS, trials: int | None = None
) -> Generator[Progress, None, tuple[Schedule, tuple[TrialRow, ...]]]:
    """Try every constructive order within a time limit; return the best one and the table of trials.

    Judged by I/Os under MIN. With a number of `trials` there is no time limit: the result is always the same.
    """
    from ioviz.core.network import bounds
    from ioviz.core.schedule.constructive import Trial, auto_order_steps
    from ioviz.viewmodels.compiling.stages import prepared

    yield from prepared("orders")
    lower = bounds(network).lower
    rows: list[TrialRow] = []
    schedule: Schedule | None = None
    limit = seconds if trials is None else math.inf
    for step in auto_order_steps(network, memory, seconds=limit, trials=trials, seed=seed):
        if isinstance(step, Trial):
            ios = lower + step.excess
            detail = ", ".join(f"{name} {value}" for name, value in step.settings.items())
            ratio = f"{ios / lower:.4f}{numbers.THIN_SPACE}{numbers.TIMES}" if lower else ""
            rows.append(TrialRow(step.kind, detail, ios, ratio, duration_text(step.seconds), step.is_best))
            least = min(row.ios for row in rows)
            text = f"Trying orders: {numbers.count(least)} I/Os so far"
            yield Progress(text, min(1.0, len(rows) / trials if trials else step.elapsed / seconds))
        else:
            schedule = step
    assert schedule is not None
    return schedule, tuple(rows)
