"""The annealer of the core, as a run calls it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.anneal.runs import AnnealSettings


def annealer(start: Schedule, settings: AnnealSettings) -> Iterator[Any]:
    """Yield what is prepared as texts, the snapshots of a run and, at its end, the best schedule."""
    from ioviz.core.annealing import anneal, prepare_annealing

    for part in prepare_annealing():
        yield f"compiling or loading the kernels for {part}"
    yield f"starting {numbers.plural(settings.chains, 'chain')}"
    yield from anneal(
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
