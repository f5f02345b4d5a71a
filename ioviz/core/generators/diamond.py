"""Diamonds: one input, a few parallel neurons, one output."""

from __future__ import annotations

import numpy as np

from ioviz.core.generators.arguments import whole
from ioviz.core.generators.estimates import Estimate, exactly
from ioviz.core.generators.family import Family, Parameter
from ioviz.core.network import Network, build_network
from ioviz.core.network.limits import check_limits


def diamond(width: int = 2) -> Network:
    """Make a 1-width-1 network: the smallest in which a value has to wait for another.

    Parameters
    ----------
    width : int
        Number of hidden neurons, 1 or more.

    Returns
    -------
    Network
        Neuron 0 is the input, `width` + 1 the output. Hidden neuron i has the weights i on the way in
        and 1 on the way out; all are the identity.

    Examples
    --------
    >>> diamond().n_connections
    4
    """
    width = _checked(width)
    check_limits(width + 2, 2 * width)
    hidden = np.arange(1, width + 1, dtype=np.int32)
    return build_network(
        n_neurons=width + 2,
        source=np.append(np.zeros(width, np.int32), hidden),
        target=np.append(hidden, np.full(width, width + 1, np.int32)),
        weight=np.append(hidden, np.ones(width)).astype(np.float32),
        name="diamond" if width == 2 else f"diamond-{width}",
        description=f"One input, {width} hidden neurons, one output: the values beside each other have to wait.",
        origin=f"ioviz generate diamond: width {width}",
        layer_hint=np.array([0] + [1] * width + [2], np.int32),
    )


def _checked(width: int) -> int:
    return whole(width, "width", least=1)


def _estimate(width: int) -> Estimate:
    width = _checked(width)
    return exactly(width + 2, 2 * width, 1, 1, 2)


FAMILY = Family(
    name="diamond",
    title="Diamond",
    summary="One input, a few neurons beside each other, one output.",
    make=diamond,
    estimate=_estimate,
    parameters=(Parameter("width", "int", 2, "Number of hidden neurons", least=1),),
)
