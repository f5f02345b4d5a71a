"""`ioviz bench limits`: peak speeds and bandwidths of this computer."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_facts, print_json, print_table, print_text
from ioviz.cli.progress import progress_line

if TYPE_CHECKING:
    from ioviz.core.benchmark import Limits

HELP = "peak speeds and bandwidths of this computer, and what its caches hold"
DESCRIPTION = """\
Measure, on one core, multiply-adds in registers, sparse ones with rows in L1, and the bandwidth of each cache and of
DRAM; and print how many values of the model's fast memory each cache holds at a batch size."""
EXAMPLE = "ioviz bench limits"

BATCHES = (1, 16, 128, 1024)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    from ioviz.core.benchmark import Limits, describe_machine, measure_limits
    from ioviz.core.benchmark.caches import memory_of
    from ioviz.core.benchmark.counters import why_not

    machine = describe_machine()
    found: Limits | None = None
    with progress_line(shown=not args.json) as show:
        for step in measure_limits():
            if isinstance(step, Limits):
                found = step
            else:
                show(step.done / step.total, step.sentence)
    assert found is not None
    memories = {
        level: {str(batch): memory_of(size, batch) for batch in BATCHES} for level, size in machine.caches.items()
    }
    counters = why_not()
    if args.json:
        print_json(
            {"machine": asdict(machine), "limits": asdict(found), "memory": memories, "hardware_counters": counters}
        )
        return 0
    _show(found)
    print_text("")
    from ioviz.viewmodels.text.numbers import count

    print_table(
        "M of the model, in values, that a cache holds at a batch",
        ("cache", "size", *(f"batch {batch}" for batch in BATCHES)),
        [
            (level, f"{count(machine.caches[level] // 1024)} KiB", *(count(value) for value in row.values()))
            for level, row in memories.items()
        ],
    )
    print_text("")
    print_text(f"{machine.cpu}, {machine.cores} cores; {', '.join(machine.flags)}.")
    print_text(counters or "Hardware counters are available.")
    return 0


def _show(limits: Limits) -> None:
    rows = [("multiply-adds in registers", f"{limits.fma_gflops:.0f} GFLOP/s")]
    rows += [
        (f"sparse multiply-adds, rows of {size} bytes in L1", f"{value:.0f} GFLOP/s")
        for size, value in limits.sparse_rows.items()
    ]
    rows += [
        (f"{name}, read" if name.startswith("L") else name, f"{value:.0f} GB/s")
        for name, value in limits.bandwidth.items()
    ]
    print_facts("The limits of one core, the best of several repetitions", rows, numbers=True)
