"""The random order: a uniformly chosen ready connection at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.order.named import random_ready

if TYPE_CHECKING:
    from ioviz.core.network import Network


def random_order(network: Network, seed: int = 0) -> NDArray[np.int32]:
    """Return a random topological order of the connections.

    At each position, one of the connections whose source is complete is chosen, all of them
    equally likely. (This does not make all topological orders equally likely.)

    Parameters
    ----------
    network : Network
    seed : int
        0 or more; the same seed gives the same order.

    Returns
    -------
    int32[W]

    Raises
    ------
    InvalidArgument
        If the seed is no whole number of 0 or more.

    Notes
    -----
    O(W + N).
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise InvalidArgument(f"A seed is a whole number of 0 or more, not {seed!r}.")
    in_degree = frozen(network.incoming.degree.astype(np.int32))
    outgoing = network.outgoing
    rng = np.random.default_rng(seed)
    return random_ready(network.target, in_degree, outgoing.indptr, outgoing.connection, rng)
