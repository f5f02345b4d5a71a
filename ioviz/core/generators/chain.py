"""Banded chains: networks of a known bandwidth, and so of a known live memory."""

from __future__ import annotations

import numpy as np

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def chain(neurons: int = 16, bandwidth: int = 2) -> Network:
    """Make a chain in which each neuron is connected to the `bandwidth` next ones.

    Connected neurons are at most k apart (k the bandwidth), so the network attains the lower bound
    W + N + S at M = k + 2, in the neuron order. For k = 1 it is a plain chain.

    Parameters
    ----------
    neurons : int
        N, 2 or more; neuron 0 is the only input, neuron N - 1 the only output.
    bandwidth : int
        k, 1 to N - 1.

    Returns
    -------
    Network
        Each neuron is the mean of those it comes from. Connections by source, then by target. The
        neurons are placed on a half circle, where no three are in line, so that every connection is
        seen.

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, arXiv 2301.01048: networks of small bandwidth attain the lower bound.
    """
    n, k = _checked(neurons, bandwidth)
    n_connections = band_size(n, k)
    check_limits(n, n_connections)
    i = np.arange(n)
    out_degree = np.minimum(k, n - 1 - i)
    in_degree = np.minimum(k, i)
    source = np.repeat(i, out_degree)
    first = np.cumsum(out_degree) - out_degree
    target = source + 1 + np.arange(n_connections) - first[source]
    angle = np.pi * (1 - i / (n - 1))
    return build_network(
        n_neurons=n,
        source=source.astype(np.int32),
        target=target.astype(np.int32),
        weight=(1 / in_degree[target]).astype(np.float32),
        name=f"chain-{n}-k{k}",
        description=f"A chain of {n} neurons, each connected to the {k} next: it needs a fast memory of {k + 2}.",
        origin=f"ioviz generate chain: {n} neurons, bandwidth {k}",
        layer_hint=i.astype(np.int32),
        position=np.stack([np.cos(angle), -np.sin(angle)], axis=1).astype(np.float32),
    )


def band_size(n: int, k: int) -> int:
    """Return the number of pairs of n neurons in a row that are at most k apart."""
    return k * n - k * (k + 1) // 2


def _checked(neurons: int, bandwidth: int) -> tuple[int, int]:
    n, k = whole(neurons, "number of neurons", least=2), whole(bandwidth, "bandwidth", least=1)
    if k >= n:
        raise InvalidArgument(f"The bandwidth of a chain of {n} neurons is at most {n - 1}, not {k}.")
    return n, k


def _estimate(neurons: int, bandwidth: int) -> Estimate:
    n, k = _checked(neurons, bandwidth)
    return exactly(n, band_size(n, k), 1, 1, n - 1)


FAMILY = Family(
    name="chain",
    title="Banded chain",
    summary="Each neuron connected to the k next ones.",
    make=chain,
    estimate=_estimate,
    parameters=(
        Parameter("neurons", "int", 16, "Number of neurons", least=2),
        Parameter("bandwidth", "int", 2, "Number of next neurons that each is connected to", least=1),
    ),
)
