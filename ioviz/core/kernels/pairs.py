"""Kernels for choosing connections between two layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int64 = NDArray[np.int64]


@kernel
def drop_spares(
    source: Int64, target: Int64, out_degree: Int64, in_degree: Int64, n_drop: int, rng: Any
) -> tuple[int, NDArray[np.bool_]]:
    """Drop connections at random, none that is the last one of its source or of its target.

    Returns how many of the `n_drop` are left undropped, and what is kept. The degrees are updated.
    """
    n_connections = source.size
    keep = np.ones(n_connections, np.bool_)
    shuffled = np.arange(n_connections)
    for i in range(n_connections):
        if n_drop == 0:
            break
        chosen = rng.integers(i, n_connections)
        connection = shuffled[chosen]
        shuffled[chosen] = shuffled[i]
        u, v = source[connection], target[connection]
        if out_degree[u] > 1 and in_degree[v] > 1:
            out_degree[u] -= 1
            in_degree[v] -= 1
            keep[connection] = False
            n_drop -= 1
    return n_drop, keep
