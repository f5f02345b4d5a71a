"""The plan of a benchmark, and its progress."""

from __future__ import annotations

from dataclasses import dataclass

from ioviz.core.benchmark.results import Results
from ioviz.core.benchmark.workloads import Workload
from ioviz.core.schedule import Schedule

LAYOUTS = ("columns", "rows")
ANNEALED = "annealed"
"""Beside the names of orders: the best order of a short annealing run."""


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes
    ----------
    workloads : tuple of Workload
    schedules : tuple of str or Schedule
        Names of orders, "annealed", or schedules of a workload's own network; for the contenders that use one.
    batches, threads : tuple of int
    precisions : tuple of str
        Of weights, for the contenders that have a choice.
    contenders : tuple of str
        Names or titles of peers, in the order of `ioviz.core.benchmark.all_peers`; all of them if empty.
    repetitions : int
        Of each contender in a cell. One that is slow gets fewer, at least 3 if the limit allows.
    seconds : float
        About how long a contender is timed in a cell.
    limit : float
        Seconds after which a contender is given up: for making it ready, and for one inference.
    layout : {"columns", "rows"}
        Of inputs and outputs: [width, batch] or [batch, width].
    memory : int or None
        The M of the model, in values, with which I/Os are counted and orders are made; None: from the caches, the
        largest one that does not hold all of the values alive at once at this batch.
    anneal_seconds : float
    counters : bool
        Read hardware counters if they are available.
    name : str
        Of the results.
    """

    workloads: tuple[Workload, ...]
    schedules: tuple[str | Schedule, ...] = ("neuron",)
    batches: tuple[int, ...] = (1, 16, 128, 1024)
    threads: tuple[int, ...] = (1,)
    precisions: tuple[str, ...] = ("float32",)
    contenders: tuple[str, ...] = ()
    repetitions: int = 15
    seconds: float = 1.0
    limit: float = 60.0
    layout: str = "columns"
    memory: int | None = None
    anneal_seconds: float = 10.0
    counters: bool = True
    name: str = ""


@dataclass(frozen=True)
class Progress:
    """The progress of a run.

    Attributes
    ----------
    done, total : int
        Steps.
    sentence : str
        The current step.
    results : Results
        The results so far; those of the last step are final.
    """

    done: int
    total: int
    sentence: str
    results: Results
