"""Per-neuron and per-connection costs of a trace, computed once."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.simulation import Residency, Trace
    from ioviz.core.simulation.costs import ConnectionCosts, NeuronCosts
    from ioviz.viewmodels.frame.timing import Timing

MOST_EXAMINED = 40_000_000
"""The most slots that may be examined to find the discount of MIN-D, about a second; beyond, it stays unknown."""


@dataclass(frozen=True, eq=False)
class TraceCosts:
    """The costs of a trace.

    Attributes
    ----------
    trace : Trace
    timing : Timing
    stays : Residency
    neurons : NeuronCosts
    connections : ConnectionCosts
    since_last_use : pair of int32[W]
        Distance to the previous use of the source and of the target of each connection; 0: none.
    discount : float or None
        The factor of MIN-D on the distance of a dirty value; None if it would take too long to find.
    """

    trace: Trace
    timing: Timing
    stays: Residency
    neurons: NeuronCosts
    connections: ConnectionCosts
    since_last_use: tuple[NDArray[np.int32], NDArray[np.int32]]
    discount: float | None


def compute_trace_costs(trace: Trace, timing: Timing) -> Generator[Progress, None, TraceCosts]:
    """Compute the costs of a trace."""
    from ioviz.core.simulation import residency
    from ioviz.core.simulation.costs import connection_costs, neuron_costs, since_last_use

    yield Progress("Finding stays", 0.0)
    stays = residency(trace)
    yield Progress("Counting I/Os", 0.3)
    neurons, connections = neuron_costs(trace, stays), connection_costs(trace)
    yield Progress("Measuring distances", 0.7)
    ago = since_last_use(trace.schedule)
    yield Progress("Measuring distances", 0.9)
    return TraceCosts(trace, timing, stays, neurons, connections, ago, min_d_discount(trace))


def min_d_discount(trace: Trace) -> float | None:
    """Return the discount of MIN-D for the order and M of a trace, None if it would take too long to find."""
    from ioviz.core.simulation.dirty_aware import DISCOUNTS, with_dirty_aware_evictions

    settings: Any = trace.schedule.settings
    if trace.policy == "min-d":
        return float(settings["discount"])
    examined = (trace.n_steps + trace.victims.size * trace.n_slots) * len(DISCOUNTS)
    if examined > MOST_EXAMINED:
        return None
    made = with_dirty_aware_evictions(trace.network, trace.schedule, memory=trace.memory)
    chosen: Any = made.settings["discount"]
    return float(chosen)
