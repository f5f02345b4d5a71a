"""The bandwidth order: neuron after neuron, in a numbering in which connected neurons are close.

Idea
    Reverse Cuthill-McKee numbers the neurons of the undirected graph so that connected ones are close. Among the
    neurons that are ready, the first in that numbering comes next, with all its incoming connections. The
    numbering and its reverse are tried.
Cost
    O(W log W).
Where it is good
    Banded, chain-like and tree-like networks. A network whose neurons can be numbered so that connected ones are
    at most k apart attains the lower bound at M = k + 2; this finds such a numbering where Cuthill-McKee does, a
    full band among them, however its neurons were numbered.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.order.named import by_target
from ioviz.core.schedule.excess import check_memory, min_excess

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]


def bandwidth_order(network: Network, memory: int) -> tuple[Int32, dict[str, Any]]:
    """Make the better of the bandwidth orders, by the excess under MIN.

    Parameters
    ----------
    network : Network
    memory : int
        M, 3 or more.

    Returns
    -------
    order : int32[W]
    settings : dict
        "bandwidth": how far apart connected neurons are, at most, in the sequence that was taken.

    References
    ----------
    Cuthill, McKee, "Reducing the bandwidth of sparse symmetric matrices", ACM 1969; George, 1971, for the
    reversal.
    """
    check_memory(memory, "bandwidth")
    numbering = _cuthill_mckee(network)
    best: tuple[int, Int32, dict[str, Any]] | None = None
    for rank in (numbering, network.n_neurons - 1 - numbering):
        sequence = frozen(_topological(network, rank))
        order = by_target(sequence, network.incoming.indptr, network.incoming.connection)
        excess = min_excess(network, order, memory)
        if best is None or excess < best[0]:
            place = np.empty(network.n_neurons, np.int64)
            place[sequence] = np.arange(network.n_neurons)
            apart = np.abs(place[network.target] - place[network.source])
            best = excess, order, {"bandwidth": int(apart.max(initial=0))}
    assert best is not None
    return best[1], best[2]


def _cuthill_mckee(network: Network) -> NDArray[np.int64]:
    """Return the rank of each neuron in the reverse Cuthill-McKee numbering of the undirected graph."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    n = network.n_neurons
    ends = (np.concatenate([network.source, network.target]), np.concatenate([network.target, network.source]))
    graph = coo_array((np.ones(ends[0].size, np.int8), ends), shape=(n, n)).tocsr()
    rank = np.empty(n, np.int64)
    rank[reverse_cuthill_mckee(graph, symmetric_mode=True)] = np.arange(n)
    return rank


def _topological(network: Network, rank: NDArray[np.int64]) -> Int32:
    """Return the neurons, always the ready one of least rank next."""
    missing = network.incoming.degree.copy()
    neuron_of = np.argsort(rank)
    ready = rank[missing == 0].tolist()
    heapq.heapify(ready)
    outgoing, target = network.outgoing, network.target
    sequence = np.empty(network.n_neurons, np.int32)
    for k in range(network.n_neurons):
        neuron = neuron_of[heapq.heappop(ready)]
        sequence[k] = neuron
        following = target[outgoing.of(neuron)]
        missing[following] -= 1
        for v in following[missing[following] == 0].tolist():
            heapq.heappush(ready, int(rank[v]))
    return sequence
