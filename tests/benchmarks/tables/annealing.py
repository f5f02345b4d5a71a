"""The figures of the annealer: proposals against full simulations, and I/Os over the lower bound."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from ioviz.cli.output import say, table


def measure(*, quick: bool = False, seconds: float = 60.0) -> dict[str, Any]:
    """Run the measurement of `ioviz.core.benchmark.anneal`; its keys are documented there."""
    from ioviz.core.benchmark.anneal import SAMPLE_MEMORIES, measure_annealing
    from ioviz.core.benchmark.engine import EngineProgress
    from ioviz.core.formats import load
    from ioviz.paths import sample_names, sample_path

    answer: dict[str, Any] = {}
    mark = min(10.0, seconds / 2.0)
    # An installation may come without the larger samples.
    wanted = [] if quick else [name for name in SAMPLE_MEMORIES if name in sample_names()]
    samples = {name: partial(load, sample_path(name)) for name in wanted}
    steps = measure_annealing(quick=quick, seconds=seconds, mark=mark, repetitions=3 if quick else 9, samples=samples)
    for found in steps:
        if isinstance(found, EngineProgress):
            _progress(found.text)
        else:
            answer = found
    _progress("")
    return answer


def _progress(text: str) -> None:
    """One line that is written over, for people only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def show(document: dict[str, Any]) -> None:
    """Print the figures as tables."""
    from ioviz.viewmodels.text.numbers import count, ratio

    def microseconds(found: dict[str, float]) -> str:
        return f"{found['median'] * 1e6:.1f}"

    say("")
    table(
        "A proposal against a full simulation (MIN, one core), microseconds",
        ("network", "W", "M", "order", "method", "full", "proposal", "ratio"),
        [
            (
                row["name"],
                count(row["n_connections"]),
                count(row["memory"]),
                row["start"],
                row["method"],
                microseconds(row["full_seconds"]),
                microseconds(row["proposal_seconds"]),
                ratio(row["ratio"]["median"]),
            )
            for row in document["speeds"]
        ],
        numbers=(1, 2, 5, 6, 7),
    )
    say("")
    rows = document["qualities"]
    first, last = rows[0]["mark"], rows[0]["seconds"]
    table(
        "I/Os over the lower bound (MIN, one core)",
        ("network", "M", "method", "start", f"{first:.0f} s", f"{last:.0f} s", "proposals"),
        [
            (
                row["name"],
                count(row["memory"]),
                row["method"],
                f"{row['start_ratio']:.4f}",
                "" if row["mark_ratio"] is None else f"{row['mark_ratio']:.4f}",
                f"{row['ratio']:.4f}",
                count(row["proposals"]),
            )
            for row in rows
        ],
        numbers=(1, 3, 4, 5, 6),
    )
