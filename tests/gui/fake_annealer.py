"""An annealer in plain Python, with full simulations: slow, but it moves. It stands in for the core's in tests."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ioviz.core.schedule import Schedule, build_schedule
from ioviz.core.simulation import simulate
from ioviz.viewmodels.anneal.runs import AnnealSettings


@dataclass(frozen=True, eq=False)
class Moment:
    proposals: int
    accepted: int
    temperature: float
    current: float
    best: float
    proposals_per_second: float
    elapsed: float
    order: np.ndarray

    def best_order(self) -> np.ndarray:
        return self.order.copy()


def fake_annealer(start: Schedule, settings: AnnealSettings) -> Iterator[Moment | Schedule]:
    """Moves one connection inside a window, as in the paper; a snapshot after each 10 ms."""
    network = start.network
    rng = np.random.default_rng(settings.seed)

    def cost(order: np.ndarray) -> float:
        plan = build_schedule(network, order)
        return settings.goal.cost(simulate(network, plan, memory=settings.memory, policy=settings.policy).counts)

    order = start.order.copy()
    current = best = cost(order)
    best_order = order.copy()
    proposals = accepted = 0
    elapsed, told = 0.0, time.perf_counter()
    hot = settings.temperature or 5.0
    window = max(4, order.size // 8)
    while True:
        if (settings.seconds and elapsed >= settings.seconds) or (
            settings.proposals is not None and proposals >= settings.proposals
        ):
            break
        temperature = hot * math.exp(-proposals / 3000)
        position = int(rng.integers(order.size))
        to = int(np.clip(position + rng.integers(-window, window + 1), 0, order.size - 1))
        there, moved = order[position], np.delete(order, position)
        proposal = np.insert(moved, to, there)
        proposals += 1
        between = order[min(position, to) : max(position, to) + 1]
        if not _clash(network, there, between, later=to > position):
            value = cost(proposal)
            if value <= current or rng.random() < math.exp((current - value) / max(temperature, 1e-9)):
                order, current, accepted = proposal, value, accepted + 1
                if current < best:
                    best, best_order = current, order.copy()
        if time.perf_counter() - told > 0.01:
            elapsed += time.perf_counter() - told
            yield Moment(proposals, accepted, temperature, current, best, proposals / elapsed, elapsed, best_order)
            told = time.perf_counter()
    yield build_schedule(network, best_order, name="annealed")


def _clash(network, there: int, between: np.ndarray, *, later: bool) -> bool:
    """Whether a connection cannot pass these: one of them makes its source, or takes its target."""
    if later:
        return bool((network.source[between] == network.target[there]).any())
    return bool((network.target[between] == network.source[there]).any())
