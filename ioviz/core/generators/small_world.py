"""Small-world layers: mostly near neighbours, and a few connections to anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import chance, whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.fan_in import fan_in_weights
from ioviz.core.generators.in_degree import reach_all
from ioviz.core.generators.layered import checked_sizes
from ioviz.core.network import Activation, Network, build_network
from ioviz.core.network.limits import check_limits


def small_world(
    sizes: Sequence[int] = (200, 200, 200, 200), degree: int = 8, rewire: float = 0.1, seed: int = 0
) -> Network:
    """Make a layered network with connections to the nearest neurons and, at random, to far ones.

    A neuron stands opposite of a place in the layer before and is connected to the `degree` neurons nearest to
    it; each of these connections then begins, with the chance `rewire`, at a neuron chosen at random instead.
    With 0 the layers are banded, with 1 they are random; a few shortcuts make the way between any two neurons
    short, and spoil the band. Every neuron is reached.

    Parameters
    ----------
    sizes : sequence of int
        Neurons of each layer, two layers or more.
    degree : int
        Incoming connections of each neuron; cut to the size of the layer before.
    rewire : float
        From 0 to 1.
    seed : int

    Returns
    -------
    Network
        Neurons are numbered layer after layer, connections by layer, target, source; ReLU.

    Raises
    ------
    InvalidArgument
        If a setting is out of range, or the degree is too small to reach every neuron of a larger layer.
    LimitExceeded
        If it would be too large; nothing has been allocated.

    References
    ----------
    Watts, Strogatz, Collective dynamics of small-world networks, Nature 393 (1998).
    """
    layers, k = _checked(sizes, degree)
    share = chance(rewire, "share that is rewired")
    check_limits(sum(layers), _connections(layers, k))
    streams = np.random.SeedSequence(whole(seed, "seed", least=0)).spawn(2)
    structure, for_weights = (np.random.default_rng(stream) for stream in streams)
    first_of = np.cumsum([0, *layers])
    sources, targets = [], []
    for number, (a, b) in enumerate(pairwise(layers)):
        chosen = reach_all(_rewired(_nearest(a, b, min(k, a)), a, share, structure), a, structure)
        chosen.sort(axis=1)
        sources.append((chosen.ravel() + first_of[number]).astype(np.int32))
        targets.append(np.repeat(np.arange(b, dtype=np.int32), chosen.shape[1]) + np.int32(first_of[number + 1]))
    target = np.concatenate(targets)
    n_neurons = sum(layers)
    activation = np.full(n_neurons, Activation.RELU, np.uint8)
    activation[: layers[0]] = activation[first_of[-2] :] = Activation.IDENTITY
    shape = "-".join(map(str, layers))
    return build_network(
        n_neurons=n_neurons,
        source=np.concatenate(sources),
        target=target,
        weight=fan_in_weights(target, n_neurons, for_weights),
        activation=activation,
        name=f"small-world-{shape}-k{k}-p{share:g}-s{seed}",
        description=f"Layers of {', '.join(map(str, layers))} neurons, connected to near ones and a few far ones.",
        origin=f"ioviz generate small-world: sizes {shape}, degree {k}, rewire {share:g}, seed {seed}",
        layer_hint=np.repeat(np.arange(len(layers), dtype=np.int32), layers),
    )


def _nearest(a: int, b: int, k: int) -> NDArray[np.int64]:
    """Return for each of b targets the k nearest of a sources, int64[b, k]."""
    opposite = (np.arange(b) + 0.5) * a / b
    first = np.clip(np.round(opposite - k / 2).astype(np.int64), 0, a - k)
    return first[:, None] + np.arange(k)


def _rewired(near: NDArray[np.int64], a: int, share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Replace a share of the sources by random others, distinct within a row; a full row has no others."""
    if near.shape[1] == a:
        return near
    chosen = near.copy()
    move = rng.random(near.shape) < share
    # Column after column: a source has to differ from the current values of the others in its row.
    for column in range(near.shape[1]):
        rows = np.flatnonzero(move[:, column])
        while rows.size:
            drawn = rng.integers(0, a, size=rows.size)
            taken = (chosen[rows] == drawn[:, None]).any(axis=1)
            chosen[rows[~taken], column] = drawn[~taken]
            rows = rows[taken]
    return chosen


def _checked(sizes: Sequence[int], degree: int) -> tuple[tuple[int, ...], int]:
    layers = checked_sizes(sizes)
    k = whole(degree, "number of incoming connections", least=1)
    for number, (a, b) in enumerate(pairwise(layers)):
        if min(k, a) * b < a:
            raise InvalidArgument(
                f"With {k} incoming connections each, the {b} neurons of layer {number + 2} cannot reach all {a} of "
                f"layer {number + 1}; use {-(-a // b)} or more."
            )
    return layers, k


def _connections(layers: Sequence[int], k: int) -> int:
    return sum(min(k, a) * b for a, b in pairwise(layers))


def _estimate(sizes: Sequence[int], degree: int, **_: object) -> Estimate:
    layers, k = _checked(sizes, degree)
    return exactly(sum(layers), _connections(layers, k), layers[0], layers[-1], len(layers) - 1)


FAMILY = Family(
    name="small-world",
    title="Small-world layers",
    summary="Layers connected to near neighbours, with a few connections to anywhere.",
    make=small_world,
    estimate=_estimate,
    parameters=(
        Parameter("sizes", "sizes", (200, 200, 200, 200), "Neurons of each layer", least=1),
        Parameter("degree", "int", 8, "Incoming connections of each neuron", least=1),
        Parameter("rewire", "float", 0.1, "Share of the connections that are rewired", least=0, most=1),
        Parameter("seed", "int", 0, "Seed of the random choices", least=0),
    ),
)
