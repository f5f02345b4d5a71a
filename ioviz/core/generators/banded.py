"""Banded networks: neurons in a row, connected at random to those close behind, in any numbering."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators.arguments import number, whole
from ioviz.core.generators.chain import band_size
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.generators.fan_in import fan_in_weights
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def banded(
    neurons: int = 60, bandwidth: int = 4, density: float = 0.6, shuffle: bool = False, seed: int = 0
) -> Network:
    """Make a network whose connections join neurons at most `bandwidth` apart in a row.

    Each pair that is close enough is connected with probability `density`; every neuron is connected to the
    next one in the row, so that nothing is trimmed and the band is as wide as it is long. In the order of the
    row the live memory is at most k + 2 (k the bandwidth), and so W + N + S I/Os are enough from M = k + 2 on.

    Parameters
    ----------
    neurons : int
        N, 2 or more.
    bandwidth : int
        k, from 1 to N - 1.
    density : float
        In (0, 1]; 1 makes the full band.
    shuffle : bool
        Number the neurons at random, so that an order has to find the band again.
    seed : int

    Returns
    -------
    Network
        Connections are stored by target and source along the row: ``ioviz.order(network, "growth")`` is the
        order of the row, also when the numbers are shuffled.

    Raises
    ------
    InvalidArgument
        If a setting is out of range.
    LimitExceeded
        If it would be too large; nothing has been allocated.

    Examples
    --------
    >>> import ioviz
    >>> network = banded(neurons=40, bandwidth=3, shuffle=True)
    >>> ioviz.simulate(network, "growth", memory=5).excess
    0

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, arXiv 2301.01048: networks of small bandwidth attain the lower bound.
    """
    n, k, share = _checked(neurons, bandwidth, density)
    check_limits(n, band_size(n, k))
    streams = np.random.SeedSequence(whole(seed, "seed", least=0)).spawn(3)
    structure, for_weights, for_numbers = (np.random.default_rng(stream) for stream in streams)

    sources, targets = [np.arange(n - 1)], [np.arange(1, n)]
    for apart in range(2, k + 1):
        first = np.arange(n - apart)
        if share < 1:
            first = first[structure.random(first.size) < share]
        sources.append(first)
        targets.append(first + apart)
    source, target = np.concatenate(sources), np.concatenate(targets)
    row = np.lexsort((source, target))
    source, target = source[row], target[row]
    number_of = for_numbers.permutation(n) if shuffle else np.arange(n)
    layer = np.empty(n, np.int32)
    layer[number_of] = np.arange(n)
    return build_network(
        n_neurons=n,
        source=number_of[source].astype(np.int32),
        target=number_of[target].astype(np.int32),
        weight=fan_in_weights(number_of[target], n, for_weights, gain=1),
        name=f"banded-{n}-k{k}-d{share:g}-s{seed}",
        description=f"{n} neurons in a row, connected at most {k} apart: a fast memory of {k + 2} is enough.",
        origin=f"ioviz generate banded: {n} neurons, bandwidth {k}, density {share:g}, seed {seed}"
        + (", shuffled" if shuffle else ""),
        layer_hint=layer,
    )


def _checked(neurons: int, bandwidth: int, density: float) -> tuple[int, int, float]:
    n, k = whole(neurons, "number of neurons", least=2), whole(bandwidth, "bandwidth", least=1)
    if k >= n:
        raise InvalidArgument(f"The bandwidth of a band of {n} neurons is at most {n - 1}, not {k}.")
    return n, k, number(density, "density", above=0, most=1)


def _estimate(neurons: int, bandwidth: int, density: float, **_: object) -> Estimate:
    n, k, share = _checked(neurons, bandwidth, density)
    optional = band_size(n, k) - (n - 1)
    found = exactly(n, n - 1 + round(share * optional), 1, 1, n - 1)
    return replace(found, exact=share == 1 or optional == 0, layered=False)


FAMILY = Family(
    name="banded",
    title="Band",
    summary="Neurons in a row, each connected at random to some of the k next ones.",
    make=banded,
    estimate=_estimate,
    parameters=(
        Parameter("neurons", "int", 60, "Number of neurons", least=2),
        Parameter("bandwidth", "int", 4, "Largest distance of connected neurons in the row", least=1),
        Parameter("density", "float", 0.6, "Share of the close pairs that are connected", least=0, most=1),
        Parameter("shuffle", "bool", False, "Number the neurons at random, which hides the row"),
        Parameter("seed", "int", 0, "Seed of the random choices", least=0),
    ),
    order="growth",
)
