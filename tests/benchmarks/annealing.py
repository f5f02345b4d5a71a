"""The figures of the annealer: how fast proposals are against full simulations, and how good the orders get."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.progress import progress_line
from ioviz.core.annealing import AnnealSnapshot, anneal
from ioviz.core.annealing.chain_run import ChainRun
from ioviz.core.annealing.settings import METHODS, Settings
from ioviz.core.formats import load
from ioviz.core.generators import generate
from ioviz.core.network import bounds
from ioviz.core.schedule import Schedule, build_schedule, order
from ioviz.core.simulation import simulate
from ioviz.paths import sample_names, sample_path
from ioviz.viewmodels.text import numbers
from tests.benchmarks.engine import Progress
from tests.benchmarks.timing import in_turn, ratio, seconds_of, spread

if TYPE_CHECKING:
    from ioviz.core.network import Network

HELP = "proposals against full simulations, and how good the orders get"
DESCRIPTION = (
    "Proposals per second against full simulations in one run, at three sizes of network; and I/Os over the lower "
    "bound that each method reaches, one chain on one core."
)
EXAMPLE = "python -m tests.benchmarks anneal --seconds 10"

TEMPERATURE = 0.12
"""At which speeds are measured: where a run from a constructive order begins."""


@dataclass(frozen=True)
class SpeedCase:
    """What speeds are measured on.

    Attributes
    ----------
    name : str
    sizes : tuple of int
        Of the layers of a random network of density 0.1.
    memory : int
    proposals : int
        In each repetition.
    """

    name: str
    sizes: tuple[int, ...]
    memory: int
    proposals: int


@dataclass(frozen=True)
class QualityCase:
    """What orders are made for; the other fields as in `SpeedCase`."""

    name: str
    sizes: tuple[int, ...]
    memories: tuple[int, ...]


SPEEDS = (
    SpeedCase("mlp-4x60", (60,) * 4, 12, 20_000),
    SpeedCase("mlp-4x500", (500,) * 4, 100, 5_000),
    SpeedCase("block-768-3072-768", (768, 3072, 768), 100, 2_000),
)
QUALITIES = (
    QualityCase("mlp-4x60", (60,) * 4, (12,)),
    QualityCase("mlp-4x500", (500,) * 4, (10, 50, 100, 200, 300, 502)),
    QualityCase("block-768-3072-768", (768, 3072, 768), (100, 1000)),
)
SAMPLE_MEMORIES: Mapping[str, tuple[int, ...]] = MappingProxyType({"digits": (10, 20, 50), "minilm-ffn": (100, 1000)})
"""The sizes of fast memory for the sample networks, by name."""
QUICK_QUALITIES = (QualityCase("mlp-4x60", (60,) * 4, (12,)),)


def measure_annealing(
    *,
    repetitions: int = 9,
    seconds: float = 60.0,
    mark: float = 10.0,
    quick: bool = False,
    samples: Mapping[str, Callable[[], Network]] | None = None,
) -> Iterator[Progress | dict[str, Any]]:
    """Measure the annealer, one chain on one core.

    Parameters
    ----------
    repetitions : int
        Of each speed.
    seconds, mark : float
        How long each order is annealed, and the earlier moment at which it is looked at.
    quick : bool
        Small networks only.
    samples : mapping, optional
        What loads the sample networks to anneal as well, by names in `SAMPLE_MEMORIES`.

    Yields
    ------
    Progress
        What is being measured.
    dict
        Last: "speeds", a list with, for each network, start order and method, the seconds of a full
        simulation and of a proposal (median and quartiles) and their ratio within one turn; and "qualities",
        a list with I/Os over the lower bound at the start, after `mark` and after `seconds`.

    Notes
    -----
    A full simulation is `ioviz.simulate` of an order whose next uses are not known yet, as they are not for a
    proposal. A proposal includes making the move, its exact cost, and accepting it or taking it back.
    """
    speeds: list[dict[str, Any]] = []
    for case in SPEEDS[:1] if quick else SPEEDS:
        network = _network(case.sizes)
        for start in ("neuron", "greedy"):
            for method in METHODS:
                yield Progress(f"proposals, {case.name}, {start} order", len(speeds), 0)
                speeds.append(_speed(case, network, start, method, repetitions))
    qualities: list[dict[str, Any]] = []
    tasks: list[tuple[str, tuple[int, ...], Callable[[], Network]]] = []
    for layered in QUICK_QUALITIES if quick else QUALITIES:
        tasks.append((layered.name, layered.memories, partial(_network, layered.sizes)))
    tasks += [(name, SAMPLE_MEMORIES[name], make) for name, make in (samples or {}).items()]
    for name, memories, make in tasks:
        network = make()
        for memory in memories:
            for method in METHODS:
                yield Progress(f"annealing {name}, M = {memory}, {method}", len(qualities), 0)
                qualities.append(_quality(name, network, memory, method, seconds, mark))
    yield {"speeds": speeds, "qualities": qualities}


def _network(sizes: tuple[int, ...]) -> Network:
    return generate("layered", sizes=list(sizes), density=0.1, seed=0)


def _speed(case: SpeedCase, network: Network, start: str, method: str, repetitions: int) -> dict[str, Any]:
    schedule = order(network, start, memory=case.memory)
    settings = Settings(case.memory, "min", method, (1.0, 1.0), 0, case.proposals, None, None)
    run = ChainRun(network, schedule.order, settings)
    propose = partial(run.advance, case.proposals, 1, TEMPERATURE, TEMPERATURE, settings.slack(TEMPERATURE))

    def full() -> float:
        fresh = build_schedule(network, schedule.order)
        return seconds_of(partial(simulate, network, fresh, memory=case.memory))

    tasks: dict[str, Callable[[], float]] = {
        "full": full,
        "proposal": lambda: seconds_of(propose) / case.proposals,
    }
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for name, taken in in_turn(tasks, repetitions):
        if taken is not None:
            seconds[name].append(taken)
    return {
        "name": case.name,
        "n_connections": network.n_connections,
        "memory": case.memory,
        "start": start,
        "method": method,
        "full_seconds": spread(seconds["full"]),
        "proposal_seconds": spread(seconds["proposal"]),
        "ratio": ratio(seconds["full"], seconds["proposal"]),
    }


def _quality(name: str, network: Network, memory: int, method: str, seconds: float, mark: float) -> dict[str, Any]:
    lower = bounds(network).lower
    began = time.perf_counter()
    at_mark: float | None = None
    last: AnnealSnapshot | None = None
    steps = anneal(network, memory, method=method, seconds=seconds, seed=1)
    making_start = time.perf_counter() - began
    for step in steps:
        if isinstance(step, Schedule):
            break
        last = step
        if at_mark is None and last.elapsed >= mark:
            at_mark = last.best / lower
    assert last is not None
    return {
        "name": name,
        "n_connections": network.n_connections,
        "memory": memory,
        "method": method,
        "start_ratio": last.start / lower,
        "mark": mark,
        "mark_ratio": at_mark,
        "ratio": last.best / lower,
        "seconds": last.elapsed,
        "start_seconds": making_start,
        "proposals": last.proposals,
        "accepted": last.accepted,
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--seconds`, `--quick`, `--json`."""
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="for each order (default: 60)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: a first impression")
    add_json(parser)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number <= 86_400.0:
        raise argparse.ArgumentTypeError(f"the time is a number of seconds above 0, at most a day, not {text!r}")
    return number


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    document: dict[str, Any] = {}
    # An installation may come without the larger samples.
    wanted = [] if args.quick else [name for name in SAMPLE_MEMORIES if name in sample_names()]
    steps = measure_annealing(
        quick=args.quick,
        seconds=args.seconds,
        mark=min(10.0, args.seconds / 2.0),
        repetitions=3 if args.quick else 9,
        samples={name: partial(load, sample_path(name)) for name in wanted},
    )
    with progress_line(shown=not args.json) as tell:
        for found in steps:
            if isinstance(found, Progress):
                tell(None, found.text)
            else:
                document = found
    if args.json:
        print_json({"anneal": document})
    else:
        show(document)
    return 0


def show(document: dict[str, Any]) -> None:
    """Print the figures as tables."""

    def microseconds(found: dict[str, float]) -> str:
        return f"{found['median'] * 1e6:.1f}"

    print_text("")
    print_table(
        "A proposal against a full simulation (MIN, one core), microseconds",
        ("network", "W", "M", "order", "method", "full", "proposal", "ratio"),
        [
            (
                row["name"],
                numbers.count(row["n_connections"]),
                numbers.count(row["memory"]),
                row["start"],
                row["method"],
                microseconds(row["full_seconds"]),
                microseconds(row["proposal_seconds"]),
                numbers.ratio(row["ratio"]["median"]),
            )
            for row in document["speeds"]
        ],
        numbers=(1, 2, 5, 6, 7),
    )
    print_text("")
    rows = document["qualities"]
    first, last = rows[0]["mark"], rows[0]["seconds"]
    print_table(
        "I/Os over the lower bound (MIN, one core)",
        ("network", "M", "method", "start", f"{first:.0f} s", f"{last:.0f} s", "proposals"),
        [
            (
                row["name"],
                numbers.count(row["memory"]),
                row["method"],
                f"{row['start_ratio']:.4f}",
                "" if row["mark_ratio"] is None else f"{row['mark_ratio']:.4f}",
                f"{row['ratio']:.4f}",
                numbers.count(row["proposals"]),
            )
            for row in rows
        ],
        numbers=(1, 3, 4, 5, 6),
    )
