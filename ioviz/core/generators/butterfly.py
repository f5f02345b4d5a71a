"""Butterflies: the network of the fast Fourier transform."""

from __future__ import annotations

import numpy as np

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def butterfly(points: int = 8) -> Network:
    """Make the butterfly network of a fast Fourier transform.

    n points in log2(n) stages: in stage s, each neuron has two incoming connections, from the neurons
    of the stage before whose numbers differ in bit s at most. The weights are those of the
    Walsh-Hadamard transform, the real transform on the same network: 1, and -1 from a neuron with the
    bit set to itself. So output k is the sum of ``(-1) ** popcount(j & k) * x[j]``.

    Parameters
    ----------
    points : int
        n, a power of two, 2 or more.

    Returns
    -------
    Network
        n (log2(n) + 1) neurons, numbered stage after stage, and 2 n log2(n) connections by stage,
        source, target.

    Raises
    ------
    InvalidArgument
        If `points` is no power of two.

    References
    ----------
    Hong, Kung, "I/O complexity: the red-blue pebble game", STOC 1981: an FFT of n points with a fast
    memory of M values needs of the order of n log(n) / log(M) I/Os.
    """
    n = _checked(points)
    stages = n.bit_length() - 1
    check_limits(n * (stages + 1), 2 * n * stages)
    j = np.arange(n, dtype=np.int32)
    sources, targets, weights = [], [], []
    for stage in range(stages):
        bit = np.int32(1 << stage)
        ends = np.stack([j & ~bit, j | bit], axis=1)
        sources.append(np.repeat(j + stage * n, 2))
        targets.append((ends + (stage + 1) * n).ravel())
        minus = ((j & bit) != 0)[:, None] & (ends == j[:, None])
        weights.append(np.where(minus, -1, 1).astype(np.float32).ravel())
    return build_network(
        n_neurons=n * (stages + 1),
        source=np.concatenate(sources),
        target=np.concatenate(targets),
        weight=np.concatenate(weights),
        name=f"fft-{n}",
        description=f"The butterfly network of a fast Fourier transform of {n} points, "
        "with the weights of the Walsh-Hadamard transform.",
        origin=f"ioviz generate butterfly: {n} points",
        layer_hint=np.repeat(np.arange(stages + 1, dtype=np.int32), n),
    )


def _checked(points: int) -> int:
    n = whole(points, "number of points", least=2)
    if n & (n - 1):
        raise InvalidArgument(f"The number of points is a power of two, such as {1 << n.bit_length()}, not {n}.")
    return n


def _estimate(points: int) -> Estimate:
    n = _checked(points)
    stages = n.bit_length() - 1
    return exactly(n * (stages + 1), 2 * n * stages, n, n, stages)


FAMILY = Family(
    name="butterfly",
    title="Butterfly (FFT)",
    summary="The network of a fast Fourier transform of n points.",
    make=butterfly,
    estimate=_estimate,
    parameters=(Parameter("points", "int", 8, "A power of two", least=2),),
)
