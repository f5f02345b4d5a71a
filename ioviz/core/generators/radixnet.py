"""RadiX-Nets, the synthetic networks of the Sparse Deep Neural Network Graph Challenge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.graph_challenge import BIASES, CAP
from ioviz.core.network.limits import check_limits

COPIES = 16
"""Each neuron of the small net stands for 16; so each has 2 * 16 = 32 connections on each side."""

WEIGHT = 1 / 16


def radixnet(neurons: int = 1024, layers: int = 6, challenge: bool = True, seed: int = 0) -> Network:
    """Make a RadiX-Net as in the Graph Challenge: 32 incoming and 32 outgoing connections everywhere.

    Of n = 16 m neurons a layer, with m a power of two, the first log2(m) layers of connections are
    ``ones(16, 16) kron (I + P ** (2 ** k))``, k = 0, 1, ..., where P is the m-cycle: after them every output
    has heard of every input by the same number of paths. The next block is the same with its rows (the
    neurons that its first layer comes from, and those each layer leads to) in another order, one order for
    each block, drawn by the seed.

    Parameters
    ----------
    neurons : int
        n, of each layer: 1024, 4096, 16384, 65536 in the challenge; 32 or more, 16 times a power of two.
    layers : int
        Layers of connections; 120, 480 and 1920 in the challenge.
    challenge : bool
        With the challenge's biases (-0.3 for 1024 neurons), added only where the sum is not 0, and ReLU
        capped at 32. Else without bias, plain ReLU.
    seed : int

    Returns
    -------
    Network
        32 n connections a layer, each of weight 1/16, by layer, source, target.

    Raises
    ------
    InvalidArgument
        If n is not 16 times a power of two.
    LimitExceeded
        If it would be too large; nothing has been allocated.

    Examples
    --------
    >>> radixnet(neurons=32, layers=1).n_connections
    1024

    References
    ----------
    Kepner, Robinett, RadiX-Net: structured sparse matrices for deep neural networks, IPDPS workshops 2019.
    Kepner et al., Sparse Deep Neural Network Graph Challenge, HPEC 2019.
    """
    n, depth = _checked(neurons, layers)
    m, n_neurons, w = n // COPIES, n * (depth + 1), 2 * COPIES * n * depth
    check_limits(n_neurons, w)
    rng = np.random.default_rng(whole(seed, "seed", least=0))
    block = m.bit_length() - 1
    sources, targets = [], []
    renamed = np.arange(n)
    for layer in range(depth):
        if layer and layer % block == 0:
            renamed = rng.permutation(n)
        source, target = _step(m, layer % block)
        # Within a block the rows of one layer are the columns of the next: both follow the same order.
        source, target = renamed[source], renamed[target]
        by_source = np.lexsort((target, source))
        sources.append((source[by_source] + layer * n).astype(np.int32))
        targets.append((target[by_source] + (layer + 1) * n).astype(np.int32))
    bias = np.zeros(n_neurons, np.float32)
    if challenge:
        bias[n:] = BIASES.get(n, BIASES[1024])
    return build_network(
        n_neurons=n_neurons,
        source=np.concatenate(sources),
        target=np.concatenate(targets),
        weight=np.full(w, WEIGHT, np.float32),
        bias=bias,
        activation=["identity"] * n + [f"clipped_relu:{CAP:g}" if challenge else "relu"] * (n_neurons - n),
        bias_where_nonzero=challenge,
        name=f"radixnet-{n}x{depth}",
        description=f"A RadiX-Net of {depth} layers of {n} neurons, 32 connections into and out of each.",
        origin=f"ioviz generate radixnet: neurons {n}, layers {depth}, seed {seed}"
        + (", biases and cap of the Graph Challenge" if challenge else ""),
        layer_hint=np.repeat(np.arange(depth + 1, dtype=np.int32), n),
    )


def _step(m: int, k: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ends of ``ones(16, 16) kron (I + P ** (2 ** k))``, of 16 m rows."""
    small = np.arange(m)
    rows = np.concatenate([small, small])
    columns = np.concatenate([small, (small + (1 << k)) % m])
    copy = np.arange(COPIES) * m
    source = copy[:, None, None] + rows[None, None, :]
    target = copy[None, :, None] + columns[None, None, :]
    source, target = np.broadcast_arrays(source, target)
    return source.ravel(), target.ravel()


def _checked(neurons: int, layers: int) -> tuple[int, int]:
    n = whole(neurons, "number of neurons of a layer", least=2 * COPIES)
    m = n // COPIES
    if m * COPIES != n or m & (m - 1):
        near = COPIES << max(m.bit_length() - 1, 1)
        raise InvalidArgument(f"A RadiX-Net has 16 times a power of two neurons a layer, such as {near}, not {n}.")
    return n, whole(layers, "number of layers of connections", least=1)


def _estimate(neurons: int, layers: int, **_: object) -> Estimate:
    n, depth = _checked(neurons, layers)
    return exactly(n * (depth + 1), 2 * COPIES * n * depth, n, n, depth)


FAMILY = Family(
    name="radixnet",
    title="RadiX-Net (Graph Challenge)",
    summary="Equal layers with 32 connections into and out of each neuron, as in the Graph Challenge.",
    make=radixnet,
    estimate=_estimate,
    parameters=(
        Parameter("neurons", "int", 1024, "Neurons of each layer: 16 times a power of two", least=2 * COPIES),
        Parameter("layers", "int", 6, "Layers of connections", least=1),
        Parameter("challenge", "bool", True, "Use the challenge's biases and its ReLU capped at 32"),
        Parameter("seed", "int", 0, "Seed of the order of the rows from the second block on", least=0),
    ),
)
