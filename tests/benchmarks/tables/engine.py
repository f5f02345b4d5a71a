"""The figures of the engine: connections simulated per second, traces and seeks, next to libCacheSim."""

from __future__ import annotations

import sys
from typing import Any

from ioviz.cli.output import say, table


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Run the measurement of `ioviz.core.benchmark`; its keys are documented there.

    Parameters
    ----------
    quick : bool
        Fewer repetitions, and the peer on the baseline at M = 100 only.
    """
    from ioviz.core.benchmark.engine import (
        BASELINE,
        LARGE,
        QUICK_BASELINE,
        QUICK_LARGE,
        EngineProgress,
        measure_engine,
    )

    answer: dict[str, Any] = {}
    for found in measure_engine((QUICK_BASELINE, QUICK_LARGE) if quick else (BASELINE, LARGE)):
        if isinstance(found, EngineProgress):
            _progress(f"{found.text} ({found.done} of {found.total})")
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
    from ioviz.viewmodels.text.numbers import compact, count, ratio

    def rate(found: dict[str, float] | None) -> str:
        return f"{compact(found['median'])}/s" if found else ""

    def times(found: dict[str, float] | None) -> str:
        return ratio(found["median"]) if found else ""

    for workload in document["workloads"]:
        name, w = workload["name"], count(workload["n_connections"])
        say("")
        table(
            f"Simulation of {name}, {w} connections, order {workload['order']}: connections a second",
            ("policy", "M", "I/Os", "ioviz", "libCacheSim", "ratio"),
            [
                (
                    run["policy"].upper(),
                    count(run["memory"]),
                    count(run["ios"]),
                    rate(run["connections_per_second"]),
                    rate(run.get("peer_connections_per_second")),
                    times(run.get("ratio_to_peer")),
                )
                for run in workload["simulations"]
            ],
        )
        if "min_at_10000_to_100" in workload:
            say(f"MIN at M = 10 000 runs at {times(workload['min_at_10000_to_100'])} its speed at M = 100.")
        say("")
        table(
            f"Traces of {name}",
            ("policy", "M", "recorded", "to simulation", "bytes a step", "seek, median", "99th percentile"),
            [
                (
                    run["policy"].upper(),
                    count(run["memory"]),
                    rate(run["connections_per_second"]),
                    times(run["ratio_to_simulation"]),
                    f"{run['bytes_per_step'] + run['schedule_bytes_per_step']:.1f}",
                    f"{1000 * run['seek_seconds']['median']:.3f} ms",
                    f"{1000 * run['seek_seconds']['p99']:.3f} ms",
                )
                for run in workload["traces"]
            ],
        )
    say("")
    if document["peer"]["missing"]:
        say(document["peer"]["missing"])
    else:
        say(
            f"libCacheSim {document['peer']['version']} replays the same accesses in the same run; it counts misses, "
            "no writes, and knows nothing of values that are dropped."
        )
    say(f"One thread; medians. {document['machine']['processor']}, Python {document['machine']['python']}.")
