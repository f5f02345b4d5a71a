"""Pyramids: each row one neuron shorter than the row below it."""

from __future__ import annotations

import numpy as np

from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def pyramid(base: int = 8) -> Network:
    """Make a pyramid: each neuron is the mean of the two below it.

    The classic network of pebble games: with b neurons in the base row, M = b + 2 values are enough to reach
    the lower bound, and with fewer the rows have to be climbed in strips.

    Parameters
    ----------
    base : int
        Neurons of the lowest row, the inputs; 2 or more.

    Returns
    -------
    Network
        b (b + 1) / 2 neurons, numbered row after row from the base, and b (b - 1) connections by target and
        source. The one output is the binomial mean of the inputs.

    Raises
    ------
    LimitExceeded
        If it would be too large; nothing has been allocated.

    Examples
    --------
    >>> pyramid(4).n_neurons
    10

    References
    ----------
    Cook, An observation on time-storage trade off, Journal of Computer and System Sciences 9 (1974).
    """
    b = _checked(base)
    check_limits(b * (b + 1) // 2, b * (b - 1))
    lengths = np.arange(b, 0, -1)
    first = np.cumsum(lengths) - lengths
    row = np.repeat(np.arange(b, dtype=np.int32), lengths)
    place = np.arange(row.size) - first[row]
    target = np.arange(b, row.size)
    left = first[row[target] - 1] + place[target]
    x = place + row / 2
    return build_network(
        n_neurons=row.size,
        source=np.stack([left, left + 1], axis=1).ravel().astype(np.int32),
        target=np.repeat(target, 2).astype(np.int32),
        weight=np.full(2 * target.size, 0.5, np.float32),
        name=f"pyramid-{b}",
        description=f"A pyramid on {b} inputs, each neuron the mean of the two below it.",
        origin=f"ioviz generate pyramid: base {b}",
        layer_hint=row,
        position=np.stack([x, -row.astype(np.float64)], axis=1).astype(np.float32),
    )


def _checked(base: int) -> int:
    return whole(base, "base of a pyramid", least=2)


def _estimate(base: int) -> Estimate:
    b = _checked(base)
    return exactly(b * (b + 1) // 2, b * (b - 1), b, 1, b - 1)


FAMILY = Family(
    name="pyramid",
    title="Pyramid",
    summary="Rows of neurons, each on two of the row below, up to a single one.",
    make=pyramid,
    estimate=_estimate,
    parameters=(Parameter("base", "int", 8, "Neurons of the lowest row", least=2),),
)
