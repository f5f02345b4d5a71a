"""The growth order: the connections as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidSchedule
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.order.named import FAULTLESS, first_fault

if TYPE_CHECKING:
    from ioviz.core.network import Network


def growth_order(network: Network) -> NDArray[np.int32]:
    """Return the connections by index, which is the order in which Compact Growth made them.

    A grown network needs no schedule beside it: its file keeps the order of the connections. Of any other
    network whose connections are stored in a topological order, this is that order.

    Parameters
    ----------
    network : Network

    Returns
    -------
    int32[W]

    Raises
    ------
    InvalidSchedule
        If the connections are not stored in a topological order.

    Notes
    -----
    O(N + W).

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, arXiv 2301.01048: Compact Growth.
    """
    order = np.arange(network.n_connections, dtype=np.int32)
    source, target = network.source, network.target
    in_degree = frozen(network.incoming.degree.astype(np.int32))
    kind, position, other = first_fault(frozen(order), source, target, in_degree)
    if kind != FAULTLESS:
        raise InvalidSchedule(
            f"This network has no order of growth: its connection {position} "
            f"({source[position]} -> {target[position]}) is stored before connection {other} "
            f"({source[other]} -> {target[other]}) that its source needs."
        )
    return order
