"""The cost of an order under MIN, which the constructive orders minimise.

The package `simulation` imports this one, so the kernel is called here directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.machine import EVICT_WRITES, FREE, READS, TALLY
from ioviz.core.kernels.simulate.min import mark_completions, no_next_uses, run_min
from ioviz.core.kernels.uses import find_uses
from ioviz.core.schedule.memory import check_memory_size

if TYPE_CHECKING:
    from ioviz.core.network import Network


def check_memory(memory: int | None, kind: str) -> int:
    """Return the M that an order is made for, as an int.

    Raises
    ------
    InvalidArgument
        If it is missing or no whole number.
    MemoryTooSmall
        If it is below 3.
    """
    if memory is None:
        raise InvalidArgument(f"The order {kind!r} is made for a size of fast memory: memory=M is required.")
    return check_memory_size(memory)


def min_excess(network: Network, order: NDArray[np.int32], memory: int) -> int:
    """Count the re-reads and eviction writes of a topological order under MIN, in I/Os.

    Parameters
    ----------
    network : Network
    order : int32[W]
        Known to be topological.
    memory : int
        M, 3 or more.
    """
    n = order.size
    n_slots = min(memory - 1, network.n_neurons)
    uses = find_uses(network.source, network.target, frozen(order.view()), network.n_neurons)
    next_source, next_target, _, _, complete = map(frozen, uses)
    tally = np.zeros(TALLY, np.int64)
    tally[FREE] = n_slots
    run_min(
        np.empty(0, np.int32),  # the accesses, used only by a recorder
        next_source,
        next_target,
        mark_completions(complete, n),
        no_next_uses(n),
        tally,
        0,
        n,
        None,
    )
    return int(tally[READS]) - network.n_neurons + int(tally[EVICT_WRITES])
