"""The greedy order: partial sums stay in fast memory, and the source that most of them need comes next.

Idea
    All slots but one hold partial sums. A source that comes in is used by every sum there that needs it. The next
    one is the source with the greatest *demand*: the sum, over the staying sums that need it, of
    r ** -urgency, where r is the number of connections that the sum still waits for. So sums near their end are
    finished first, and their slots go to new ones: of those that can be started, the one whose sources
    are most in demand or still there.
Cost
    About O(W * mean in-degree): 0.1 s at W = 75 086.
Where it is good
    Layers that are large against M, sparse ones above all. A re-read then serves almost M sums, where the
    neuron order has a read for each connection. Where M reaches the size of a layer, the tiled order is better.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.order.greedy import by_demand
from ioviz.core.schedule.excess import check_memory, min_excess

if TYPE_CHECKING:
    from ioviz.core.network import Network

LOOK_LIMIT = 50_000_000
"""The limit of sources that are examined to start all sums."""


@dataclass(frozen=True)
class GreedySettings:
    """The weights of the greedy choice, each of which a search can change.

    Attributes
    ----------
    urgency : float
        How much sums near their end count more: 0 for all alike.
    size_exponent : float
        How much a sum of many sources is held back when one is started.
    bonus : float
        What it counts, when a sum is started, that one of its sources is still in fast memory.
    sums : float
        The largest share of the slots for partial sums, 0 to 1.
    refill : float
        New sums are started when at most this share of those allowed is left, 0 to 1: 1 for at once, 0 for
        block after block.
    noise : float
        Up to which share a score is raised at random when a sum is started.
    """

    urgency: float = 1.5
    size_exponent: float = 0.0
    bonus: float = 0.1
    sums: float = 1.0
    refill: float = 1.0
    noise: float = 0.0


FIRST_SETTINGS = (
    GreedySettings(),
    GreedySettings(urgency=2.5, bonus=0.001),
    GreedySettings(urgency=2.3, bonus=0.5, refill=0.05),
    GreedySettings(urgency=2.0, size_exponent=0.2, bonus=0.5, sums=0.86, refill=0.0),
)
"""The settings that are tried first, and the only ones of `greedy_order`: each was best on some networks and sizes of
fast memory."""


def demand_order(
    network: Network, memory: int, settings: GreedySettings | None = None, *, seed: int = 0
) -> NDArray[np.int32]:
    """Make one greedy order.

    Parameters
    ----------
    network : Network
    memory : int
        M, 3 or more.
    settings : GreedySettings, optional
    seed : int
        For the noise, and for which sums are looked at when there are too many.

    Returns
    -------
    int32[W]
    """
    chosen = settings or GreedySettings()
    n_slots = min(check_memory(memory, "greedy") - 1, network.n_neurons)
    incoming, outgoing = network.incoming, network.outgoing
    most_sums = np.full(network.depth + 1, max(1, round(chosen.sums * (n_slots - 1))), np.int64)
    looks = max(16, LOOK_LIMIT // max(1, network.n_connections))
    return by_demand(
        network.source,
        network.target,
        incoming.indptr,
        incoming.connection,
        outgoing.indptr,
        outgoing.connection,
        network.layer,
        most_sums,
        n_slots,
        chosen.urgency,
        chosen.size_exponent,
        chosen.bonus,
        chosen.refill,
        chosen.noise,
        looks,
        np.random.default_rng(seed),
    )


def drawn_settings(rng: np.random.Generator) -> GreedySettings:
    """Draw settings at random from the ranges of good ones."""
    return GreedySettings(
        urgency=round(float(rng.uniform(0.8, 2.8)), 2),
        size_exponent=round(float(rng.uniform(-0.5, 1.0)), 2),
        bonus=round(float(10 ** rng.uniform(-3, 0)), 4),
        sums=1.0 if rng.random() < 0.7 else round(float(rng.uniform(0.8, 1.0)), 3),
        refill=1.0 if rng.random() < 0.5 else round(float(rng.uniform(0.0, 0.15)), 3),
        noise=0.0 if rng.random() < 0.3 else round(float(10 ** rng.uniform(-3, -0.7)), 4),
    )


def greedy_order(network: Network, memory: int, *, seed: int = 0) -> tuple[NDArray[np.int32], dict[str, float]]:
    """Make the best of the greedy orders of `FIRST_SETTINGS`, by the excess under MIN.

    Parameters
    ----------
    network : Network
    memory : int
        M, 3 or more.
    seed : int

    Returns
    -------
    order : int32[W]
    settings : dict
        Those of the best one.
    """
    orders = [demand_order(network, memory, settings, seed=seed) for settings in FIRST_SETTINGS]
    costs = [min_excess(network, order, memory) for order in orders]
    best = int(np.argmin(costs))
    return orders[best], asdict(FIRST_SETTINGS[best])
