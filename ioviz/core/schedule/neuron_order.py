"""The neuron order: neuron after neuron, each with all of its incoming connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.order.named import by_target

if TYPE_CHECKING:
    from ioviz.core.network import Network


def neuron_order(network: Network) -> NDArray[np.int32]:
    """Return the 2-optimal order of the paper.

    Neurons in topological order, the smallest index first among the ready ones; for each, its
    incoming connections by source index, then by connection index.

    Returns
    -------
    int32[W]

    Notes
    -----
    At any M >= 3 and under each policy it costs at most 2 (W + N - I) I/Os, and so at most twice
    the optimum. O(W + N log N).

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, "A Theory of I/O-Efficient Sparse Neural Network Inference",
    arXiv 2301.01048, Theorem 1.
    """
    incoming = network.incoming
    return by_target(network.topological_order, incoming.indptr, incoming.connection)
