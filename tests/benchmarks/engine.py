"""The figures of the engine: simulations, traces and seeks, next to libCacheSim in the same run."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.progress import progress_line
from ioviz.core.generators import generate
from ioviz.core.names import STEPWISE_POLICIES
from ioviz.core.schedule import Schedule, order
from ioviz.core.simulation import Trace, record_trace, simulate
from ioviz.viewmodels.text import numbers
from tests.benchmarks import libcachesim
from tests.benchmarks.timing import in_turn, rate, ratio, seconds_of, spread
from tests.benchmarks.window import baseline

if TYPE_CHECKING:
    from ioviz.core.network import Network

HELP = "simulation, traces and seeks, next to libCacheSim, and the window's times"
DESCRIPTION = (
    "Connections simulated per second, traces, seeks, next to libCacheSim on the same accesses; and what `window` "
    "measures."
)
EXAMPLE = "python -m tests.benchmarks engine --json > figures.json"

POLICIES = ("min", "lru", "rr")
MEMORIES = (10, 100, 1000)
LARGE_MEMORY = 10_000
USUAL_MEMORY = 100


@dataclass(frozen=True)
class Progress:
    """What is being measured.

    Attributes
    ----------
    text : str
    done, total : int
        Runs of this part of the measurement.
    """

    text: str
    done: int
    total: int


@dataclass(frozen=True)
class Workload:
    """A network to measure on, and how often.

    Attributes
    ----------
    name : str
    size : int
        Neurons of each of its four layers.
    density : float
    repetitions : int
        Of each run, in turn with all others.
    peer_memories : tuple of int
        The M at which the peer is run.
    seeks : int
        Random steps to seek to.
    """

    name: str
    size: int
    density: float
    repetitions: int
    peer_memories: tuple[int, ...]
    seeks: int


BASELINE = Workload("mlp-4x500", 500, 0.1, 31, MEMORIES, 500)
LARGE = Workload("mlp-4x5774", 5774, 0.1, 5, (USUAL_MEMORY,), 500)
QUICK_BASELINE = Workload("mlp-4x500", 500, 0.1, 7, (USUAL_MEMORY,), 100)
QUICK_LARGE = Workload("mlp-4x5774", 5774, 0.1, 1, (), 100)


def measure_engine(
    workloads: tuple[Workload, ...] = (BASELINE, LARGE),
) -> Iterator[Progress | dict[str, Any]]:
    """Measure the engine on this computer, in one thread.

    Every time of a simulation or a recording starts with an order that nothing is known of yet, and includes all
    that has to be found out about it. Times of different things are taken in turn; ratios are within each turn.

    Parameters
    ----------
    workloads : tuple of Workload

    Yields
    ------
    Progress
    dict
        Last. Plain values with stable keys, ready for JSON: `workloads`, a list of

        - `name`, `order`, `n_neurons`, `n_connections`
        - `simulations`: a list of `policy`, `memory`, `ios`, `connections_per_second` (each `median`,
          `quartile_1`, `quartile_3`), and where the peer was run `peer_policy`,
          `peer_connections_per_second`, `ratio_to_peer`
        - `traces`: a list of `policy`, `memory`, `connections_per_second`, `ratio_to_simulation`,
          `bytes_per_step`, `schedule_bytes_per_step`, `seek_seconds` (`median`, `p99`, `greatest`)
        - `min_at_10000_to_100`: the ratio of the speeds of MIN at the two memories, where both were run

        and `peer`: `name`, `version`, `missing` (a sentence, or None); `machine`.
    """
    results: list[dict[str, Any]] = []
    version = None
    for workload in workloads:
        yield Progress(f"making {workload.name}", 0, 1)
        sizes = [workload.size] * 4
        network = generate("layered", sizes=sizes, density=workload.density, seed=0)
        schedule = order(network, "neuron")
        if libcachesim.missing() is None and workload.peer_memories:
            with libcachesim.LibCacheSim(schedule) as peer:
                version = peer.version
                result = yield from _measure(workload, network, schedule, peer)
        else:
            result = yield from _measure(workload, network, schedule, None)
        results.append(result)
    yield {
        "workloads": results,
        "peer": {"name": "libCacheSim", "version": version, "missing": libcachesim.missing()},
        "machine": {"processor": platform.processor() or platform.machine(), "python": platform.python_version()},
    }


def _measure(
    workload: Workload, network: Network, schedule: Schedule, peer: libcachesim.LibCacheSim | None
) -> Generator[Progress, None, dict[str, Any]]:
    memories = MEMORIES if network.n_neurons < LARGE_MEMORY else (*MEMORIES, LARGE_MEMORY)
    trace_memories = tuple(memory for memory in memories if memory in (USUAL_MEMORY, LARGE_MEMORY))
    traces: dict[tuple[str, int], Trace] = {}
    tasks: dict[str, Callable[[], float]] = {}
    for policy in STEPWISE_POLICIES:
        for memory in memories:
            tasks[f"simulate {policy} {memory}"] = partial(_simulate, network, schedule, policy, memory)
            if peer is not None and memory in workload.peer_memories:
                tasks[f"peer {policy} {memory}"] = partial(_replay, peer, policy, memory)
            if memory in trace_memories:
                tasks[f"record {policy} {memory}"] = partial(_record, network, schedule, policy, memory, traces)
    total = len(tasks) * (workload.repetitions + 1)
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for done, (name, taken) in enumerate(in_turn(tasks, workload.repetitions), 1):
        if taken is not None:
            seconds[name].append(taken)
        yield Progress(f"{workload.name}: {name}", done, total)
    simulations = [
        _simulation_figures(network, schedule, policy, memory, seconds)
        for policy in STEPWISE_POLICIES
        for memory in memories
    ]
    recordings = []
    for policy in STEPWISE_POLICIES:
        for memory in trace_memories:
            yield Progress(f"{workload.name}: seeking, {policy} {memory}", 0, 1)
            figures = _trace_figures(traces[policy, memory], seconds, workload.seeks)
            recordings.append({"policy": policy, "memory": memory, **figures})
    result: dict[str, Any] = {
        "name": workload.name,
        "order": schedule.name,
        "n_neurons": network.n_neurons,
        "n_connections": network.n_connections,
        "simulations": simulations,
        "traces": recordings,
    }
    if LARGE_MEMORY in memories:
        times = (seconds[f"simulate min {memory}"] for memory in (USUAL_MEMORY, LARGE_MEMORY))
        result["min_at_10000_to_100"] = ratio(*times)
    return result


def _unknown(schedule: Schedule) -> Schedule:
    """Return the same order, with nothing known of it yet."""
    return Schedule(schedule.network, schedule.order, name=schedule.name)


def _simulate(network: Network, schedule: Schedule, policy: str, memory: int) -> float:
    fresh = _unknown(schedule)
    return seconds_of(lambda: simulate(network, fresh, memory=memory, policy=policy))


def _record(
    network: Network, schedule: Schedule, policy: str, memory: int, traces: dict[tuple[str, int], Trace]
) -> float:
    fresh = _unknown(schedule)

    def record() -> None:
        traces[policy, memory] = record_trace(network, fresh, memory=memory, policy=policy)

    traces.pop((policy, memory), None)
    return seconds_of(record)


def _replay(peer: libcachesim.LibCacheSim, policy: str, memory: int) -> float:
    return peer.replay(policy, memory - 1)[0]


def _simulation_figures(
    network: Network, schedule: Schedule, policy: str, memory: int, seconds: Mapping[str, list[float]]
) -> dict[str, Any]:
    ours, theirs = seconds[f"simulate {policy} {memory}"], seconds.get(f"peer {policy} {memory}")
    figures: dict[str, Any] = {
        "policy": policy,
        "memory": memory,
        "ios": simulate(network, schedule, memory=memory, policy=policy).ios,
        "connections_per_second": rate(network.n_connections, ours),
    }
    if theirs is not None:
        figures["peer_policy"] = libcachesim.POLICY_OF[policy]
        figures["peer_connections_per_second"] = rate(network.n_connections, theirs)
        figures["ratio_to_peer"] = ratio(theirs, ours)
    return figures


def _trace_figures(trace: Trace, seconds: Mapping[str, list[float]], seeks: int) -> dict[str, Any]:
    key = f"{trace.policy} {trace.memory}"
    steps = np.random.default_rng(0).integers(0, trace.n_steps + 1, seeks).tolist()
    trace.state(0)  # compiled before it is timed
    times = [seconds_of(partial(trace.state, step)) for step in steps]
    uses = trace.schedule.uses
    return {
        "connections_per_second": rate(trace.n_steps, seconds[f"record {key}"]),
        "ratio_to_simulation": ratio(seconds[f"simulate {key}"], seconds[f"record {key}"]),
        "bytes_per_step": trace.nbytes / trace.n_steps,
        "schedule_bytes_per_step": sum(array.nbytes for array in uses) / trace.n_steps,
        "seek_seconds": {
            "median": spread(times)["median"],
            "p99": float(np.quantile(times, 0.99)),
            "greatest": max(times),
        },
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--no-window`, `--quick`, `--json`."""
    parser.add_argument("--no-window", action="store_true", help="leave out the window's times")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: a first impression")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    document = {"engine": measure(quick=args.quick, json=args.json)}
    if not args.json:
        show(document["engine"])
    if not args.no_window:
        document["window"] = baseline.measure(quick=args.quick)
        if not args.json:
            baseline.show(document["window"])
    if args.json:
        print_json(document)
    return 0


def measure(*, quick: bool, json: bool = False) -> dict[str, Any]:
    """Measure with a line of progress, fewer repetitions if `quick`."""
    answer: dict[str, Any] = {}
    with progress_line(shown=not json) as tell:
        for found in measure_engine((QUICK_BASELINE, QUICK_LARGE) if quick else (BASELINE, LARGE)):
            if isinstance(found, Progress):
                tell(found.done / found.total, found.text)
            else:
                answer = found
    return answer


def show(document: dict[str, Any]) -> None:
    """Print the figures as tables."""

    def rate(found: dict[str, float] | None) -> str:
        return f"{numbers.compact(found['median'])}/s" if found else ""

    def times(found: dict[str, float] | None) -> str:
        return numbers.ratio(found["median"]) if found else ""

    for workload in document["workloads"]:
        name, w = workload["name"], numbers.count(workload["n_connections"])
        print_text("")
        print_table(
            f"Simulation of {name}, {w} connections, order {workload['order']}: connections a second",
            ("policy", "M", "I/Os", "ioviz", "libCacheSim", "ratio"),
            [
                (
                    run["policy"].upper(),
                    numbers.count(run["memory"]),
                    numbers.count(run["ios"]),
                    rate(run["connections_per_second"]),
                    rate(run.get("peer_connections_per_second")),
                    times(run.get("ratio_to_peer")),
                )
                for run in workload["simulations"]
            ],
        )
        if "min_at_10000_to_100" in workload:
            print_text(f"MIN at M = 10 000 runs at {times(workload['min_at_10000_to_100'])} its speed at M = 100.")
        print_text("")
        print_table(
            f"Traces of {name}",
            ("policy", "M", "recorded", "to simulation", "bytes a step", "seek, median", "99th percentile"),
            [
                (
                    run["policy"].upper(),
                    numbers.count(run["memory"]),
                    rate(run["connections_per_second"]),
                    times(run["ratio_to_simulation"]),
                    f"{run['bytes_per_step'] + run['schedule_bytes_per_step']:.1f}",
                    f"{1000 * run['seek_seconds']['median']:.3f} ms",
                    f"{1000 * run['seek_seconds']['p99']:.3f} ms",
                )
                for run in workload["traces"]
            ],
        )
    print_text("")
    if document["peer"]["missing"]:
        print_text(document["peer"]["missing"])
    else:
        print_text(
            f"libCacheSim {document['peer']['version']} replays the same accesses in the same run; it counts misses, "
            "no writes, and knows nothing of values that are dropped."
        )
    print_text(f"One thread; medians. {document['machine']['processor']}, Python {document['machine']['python']}.")
