"""What is worked out once for a trace when people ask what is dear in it."""

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

MOST_LOOKS = 40_000_000
"""So many slots may be looked at to find the discount of MIN-D: a second or so. It is not told for longer traces."""


@dataclass(frozen=True, eq=False)
class Explained:
    """The costs of a trace.

    Attributes
    ----------
    trace : Trace
    timing : Timing
    stays : Residency
    neurons : NeuronCosts
    connections : ConnectionCosts
    since_last_use : pair of int32[W]
        How many connections ago the source, the target of each connection was used before; 0: never.
    discount : float or None
        What MIN-D would multiply the distance of a dirty value by; None if it would take too long to find.
    """

    trace: Trace
    timing: Timing
    stays: Residency
    neurons: NeuronCosts
    connections: ConnectionCosts
    since_last_use: tuple[NDArray[np.int32], NDArray[np.int32]]
    discount: float | None


def explain_trace(trace: Trace, timing: Timing) -> Generator[Progress, None, Explained]:
    """Work out what a trace costs, neuron by neuron and connection by connection."""
    from ioviz.core.simulation import residency
    from ioviz.core.simulation.costs import connection_costs, neuron_costs, since_last_use

    yield Progress("Finding stays", 0.0)
    stays = residency(trace)
    yield Progress("Counting I/Os", 0.3)
    neurons, connections = neuron_costs(trace, stays), connection_costs(trace)
    yield Progress("Measuring distances", 0.7)
    ago = since_last_use(trace.schedule)
    yield Progress("Measuring distances", 0.9)
    return Explained(trace, timing, stays, neurons, connections, ago, min_d_discount(trace))


def min_d_discount(trace: Trace) -> float | None:
    """Return the discount that MIN-D has for the order and M of a trace, None if it would take long to find."""
    from ioviz.core.simulation.dirty_aware import DISCOUNTS, with_dirty_aware_evictions

    settings: Any = trace.schedule.settings
    if trace.policy == "min-d":
        return float(settings["discount"])
    looks = (trace.n_steps + trace.victims.size * trace.n_slots) * len(DISCOUNTS)
    if looks > MOST_LOOKS:
        return None
    made = with_dirty_aware_evictions(trace.network, trace.schedule, memory=trace.memory)
    chosen: Any = made.settings["discount"]
    return float(chosen)
