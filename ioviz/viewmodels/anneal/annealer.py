"""The annealer of the core, as a run calls it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.anneal.runs import AnnealSettings


def annealer(start: Schedule, settings: AnnealSettings) -> Iterator[Any]:
    """Yield the snapshots of a run and, at its end, the best schedule."""
    from ioviz.core.annealing import anneal
    from ioviz.core.generators import generate

    # The first time, the kernels are compiled, which may take a minute and must not count as time of the run.
    for _ in anneal(generate("diamond"), 3, settings.policy, start="neuron", proposals=4, method=settings.method):
        pass
    return anneal(
        start.network,
        settings.memory,
        settings.policy,
        start=start,
        seconds=settings.seconds,
        proposals=settings.proposals,
        seed=settings.seed,
        method=settings.method,
        temperature=settings.temperature,
        chains=settings.chains,
        restarts=settings.restarts,
        objective=settings.goal.weights,
    )
