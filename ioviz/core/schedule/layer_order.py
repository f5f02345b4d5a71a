"""The layer order: the standard way, one sparse matrix product after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.graph import stable_order
from ioviz.core.kernels.jit import frozen

if TYPE_CHECKING:
    from ioviz.core.network import Network


def layer_order(network: Network) -> NDArray[np.int32]:
    """Return the connections grouped by the layer of their target, layer after layer.

    Within a group by source index, then by target index, then by connection index: a column-wise
    sparse matrix product. The layer of a neuron is its longest distance from an input.

    Returns
    -------
    int32[W]

    Notes
    -----
    The outgoing connections of the network are listed by (source, target, connection) already, so
    one stable counting sort by layer is enough: O(W + N).
    """
    layer = frozen(network.layer[network.target])
    return stable_order(layer, network.outgoing.connection, network.depth + 1)[1]
