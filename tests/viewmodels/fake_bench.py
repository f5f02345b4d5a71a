"""A benchmark without processes: invented times, as quick as a test wants them. It stands in for the core's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from ioviz.core.benchmark import LimitsProgress, Progress, all_peers
from ioviz.core.benchmark.results import Case, Measurement, Results
from ioviz.core.schedule import Schedule
from ioviz.viewmodels.benchmark.job import Bench
from tests.viewmodels.benchmarks import LIMITS, MACHINE, measured


class FakeBench:
    """Remembers the plans it was given; `pace` is the seconds of a step."""

    def __init__(self, pace: float = 0.0) -> None:
        self.pace = pace
        self.plans: list = []
        self.limits_measured = self.ended = 0

    def __call__(self) -> Bench:
        return Bench(self.run, self.limits, lambda: MACHINE, lambda: iter(["Compiling"]))

    def limits(self) -> Iterator[object]:
        self.limits_measured += 1
        yield LimitsProgress(0, 1, "Multiply-adds.")
        yield LIMITS

    def run(self, plan, limits) -> Iterator[Progress]:
        self.plans.append(plan)
        peers = [peer for peer in all_peers() if peer.name in plan.contenders]
        results = Results(plan.name, "2026-11-21T08:00:00+00:00", MACHINE, limits, (), {"repetitions": 11})
        cells = [(w, b, t) for w in plan.workloads for b in plan.batches for t in plan.threads]
        try:
            for done, (workload, batch, threads) in enumerate(cells):
                network = workload.make()
                found = list(results.measurements)
                for rank, peer in enumerate(peers):
                    for order in plan.schedules if peer.uses_schedule else ("",):
                        name = order.name if isinstance(order, Schedule) else order
                        case = Case(
                            workload.name, network.n_neurons, network.n_connections, len(network.inputs),
                            len(network.outputs), name, 100 + 10 * len(name) if name else None, 64 if name else None,
                            batch, threads, "float32", peer.title,
                        )  # fmt: skip
                        found.append(measured(case, 50.0 / (1 + rank) + len(name), seed=len(found)))
                if done == 0:
                    found.append(Measurement(replace(case, contender="Broken"), "failed", "It broke."))
                results = replace(results, measurements=tuple(found))
                time.sleep(self.pace)
                yield Progress(done + 1, len(cells), f"{workload.name}, batch {batch}.", results)
        finally:
            self.ended += 1
