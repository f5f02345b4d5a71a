"""Inference as plain loops over connections: what compiled programs are compared with."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Float32 = NDArray[np.float32]


@kernel
def run_connections(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    weight: Float32,
    last: NDArray[np.bool_],
    bias: Float32,
    bias_where_nonzero: bool,
    kind: NDArray[np.uint8],
    parameter: Float32,
    values: Float32,
) -> None:
    """Compute the values of all neurons from those of the inputs, one connection after the other.

    Parameters
    ----------
    source, target, weight : [W]
        In topological order.
    last : bool[W]
        Whether a connection is the last one of its target.
    bias, kind, parameter : [N]
        As in a network.
    bias_where_nonzero : bool
    values : float32[N, batch]
        Those of the inputs are read, those of all targets written.
    """
    for c in range(source.size):  # every target begins at its bias, every input stays
        if last[c]:
            values[target[c]] = np.float32(0.0) if bias_where_nonzero else bias[target[c]]
    for c in range(source.size):
        u, v, w = source[c], target[c], weight[c]
        for b in range(values.shape[1]):
            values[v, b] += w * values[u, b]
        if last[c]:
            for b in range(values.shape[1]):
                x = values[v, b]
                if bias_where_nonzero and x != 0:
                    x += bias[v]
                values[v, b] = activate(kind[v], parameter[v], x)


@kernel
def activate(kind: int, parameter: Any, x: Any) -> Any:
    """The activation function of a number `kind` at x, as in `ioviz.core.network.Activation`."""
    if kind == 1:
        return x if x > 0 or x != x else np.float32(0.0)
    if kind == 2:
        return x if x >= 0 else x * parameter
    if kind == 3:
        return np.float32(math.tanh(x))
    if kind == 4:
        return np.float32(0.5 * (1.0 + math.tanh(0.5 * x)))
    if kind == 5:
        return np.float32(0.5 * x * (1.0 + math.erf(x / math.sqrt(2.0))))
    if kind == 6:
        return parameter if x > parameter else x if x > 0 or x != x else np.float32(0.0)
    return x
