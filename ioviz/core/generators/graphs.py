"""Random graphs of network science as networks: small worlds and scale-free ones, by networkx."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import chance, whole
from ioviz.core.generators.estimates import Estimate, by_sample
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.fan_in import fan_in_weights
from ioviz.core.network import Activation, Network, build_network
from ioviz.core.network.limits import check_limits

if TYPE_CHECKING:
    import networkx

_BYTES_PER_EDGE = 600
"""The memory of an edge in networkx, in bytes, a little above the measured value."""


def watts_strogatz(neurons: int = 200, neighbours: int = 6, rewire: float = 0.1, seed: int = 0) -> Network:
    """Make an acyclic network of a Watts-Strogatz graph: a ring of near neighbours with a few shortcuts.

    Every edge leads from the lower to the higher number, so that the ring is cut open once.

    Parameters
    ----------
    neurons : int
        N, 3 or more.
    neighbours : int
        The number of neighbours on the ring before rewiring; an even number below N.
    rewire : float
        The probability that an edge is rewired to any neuron, from 0 to 1.
    seed : int

    Returns
    -------
    Network
        N * neighbours / 2 connections by source, then target; ReLU inside.

    Raises
    ------
    InvalidArgument
        If a setting is out of range.
    LimitExceeded
        If it would be too large; nothing has been allocated.

    References
    ----------
    Watts, Strogatz, Collective dynamics of small-world networks, Nature 393 (1998).
    ``networkx.watts_strogatz_graph``.
    """
    n = whole(neurons, "number of neurons", least=3)
    k = whole(neighbours, "number of neighbours", least=2)
    if k % 2 or k >= n:
        raise InvalidArgument(f"The number of neighbours is even and less than the {n} neurons, not {k}.")
    share = chance(rewire, "chance of rewiring")
    check_limits(n, n * k // 2)
    import networkx

    return _directed(
        networkx.watts_strogatz_graph(n, k, share, seed=whole(seed, "seed", least=0)),
        seed,
        name=f"watts-strogatz-{n}-k{k}-p{share:g}-s{seed}",
        description=f"A ring of {n} neurons with {k} neighbours each, a share of {share:g} of them anywhere.",
        origin=f"ioviz generate watts-strogatz: {n} neurons, {k} neighbours, rewire {share:g}, seed {seed}",
    )


def barabasi_albert(neurons: int = 200, attach: int = 3, seed: int = 0) -> Network:
    """Make an acyclic network of a Barabasi-Albert graph: a few hubs, and many with few connections.

    Each new neuron is connected to `attach` older ones, preferably to those with many connections;
    every edge leads from the older to the newer, so that hubs are used again and again, all the way through.

    Parameters
    ----------
    neurons : int
        N, 2 or more.
    attach : int
        From 1 to N - 1.
    seed : int

    Returns
    -------
    Network
        attach * (N - attach) connections by source, then target; one input, ReLU inside.

    Raises
    ------
    InvalidArgument
        If a setting is out of range.
    LimitExceeded
        If it would be too large; nothing has been allocated.

    References
    ----------
    Barabasi, Albert, Emergence of scaling in random networks, Science 286 (1999).
    ``networkx.barabasi_albert_graph``.
    """
    n = whole(neurons, "number of neurons", least=2)
    m = whole(attach, "number of attachments", least=1)
    if m >= n:
        raise InvalidArgument(f"Each of {n} neurons can be attached to at most {n - 1} others, not {m}.")
    check_limits(n, m * (n - m))
    import networkx

    return _directed(
        networkx.barabasi_albert_graph(n, m, seed=whole(seed, "seed", least=0)),
        seed,
        name=f"barabasi-albert-{n}-m{m}-s{seed}",
        description=f"{n} neurons, each attached to {m} older ones, sooner to those with many connections.",
        origin=f"ioviz generate barabasi-albert: {n} neurons, attach {m}, seed {seed}",
    )


def _directed(graph: networkx.Graph[int], seed: int, **words: Any) -> Network:
    """Direct every edge of a graph from the lower to the higher number."""
    n = graph.number_of_nodes()
    ends = np.fromiter((end for edge in graph.edges() for end in edge), np.int32, 2 * graph.number_of_edges())
    ends = np.sort(ends.reshape(-1, 2), axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    source, target = ends[:, 0].copy(), ends[:, 1].copy()
    activation = np.full(n, Activation.RELU, np.uint8)
    has_outgoing = np.zeros(n, np.bool_)
    has_outgoing[source] = True
    activation[~has_outgoing] = Activation.IDENTITY
    is_input = np.ones(n, np.bool_)
    is_input[target] = False
    activation[is_input] = Activation.IDENTITY
    return build_network(
        n_neurons=n,
        source=source,
        target=target,
        weight=fan_in_weights(target, n, np.random.default_rng(seed)),
        activation=activation,
        **words,
    )


def _with_graph(expected: Estimate) -> Estimate:
    """Add the memory of the graph itself."""
    return replace(expected, nbytes_peak=expected.nbytes_peak + expected.n_connections * _BYTES_PER_EDGE)


def _estimate_ring(**given: Any) -> Estimate:
    return _with_graph(by_sample(watts_strogatz, given, "neurons", least=2 * given["neighbours"]))


def _estimate_hubs(**given: Any) -> Estimate:
    return _with_graph(by_sample(barabasi_albert, given, "neurons", inputs_grow=False, least=2 * given["attach"]))


WATTS_STROGATZ = Family(
    name="watts-strogatz",
    title="Watts-Strogatz graph",
    summary="A ring of near neighbours with a few shortcuts, cut open once.",
    make=watts_strogatz,
    estimate=_estimate_ring,
    parameters=(
        Parameter("neurons", "int", 200, "Number of neurons", least=3),
        Parameter("neighbours", "int", 6, "Neighbours of each on the ring, an even number", least=2),
        Parameter("rewire", "float", 0.1, "Probability that an edge is rewired", least=0, most=1),
        Parameter("seed", "int", 0, "Seed of the random choices", least=0),
    ),
)

BARABASI_ALBERT = Family(
    name="barabasi-albert",
    title="Barabasi-Albert graph",
    summary="Scale-free: a few hubs that all others are attached to.",
    make=barabasi_albert,
    estimate=_estimate_hubs,
    parameters=(
        Parameter("neurons", "int", 200, "Number of neurons", least=2),
        Parameter("attach", "int", 3, "Number of older neurons that each is attached to", least=1),
        Parameter("seed", "int", 0, "Seed of the random choices", least=0),
    ),
)
