"""The kernel of Compact Growth: neurons made and removed in a simulated fast memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]


@kernel
def grow(
    n_slots: int,
    n_inputs: int,
    n_grown: int,
    least_in: int,
    most_in: int,
    removal: float,
    rng: Any,
    source: Int32,
    target: Int32,
    layer: Int32,
) -> int:
    """Make connections until `n_grown` neurons have been made; see `generators.compact_growth`.

    Parameters
    ----------
    n_slots : int
        Neurons that fast memory holds while a neuron is made, that one included: M_g - 1, 2 or more.
    n_inputs : int
        Neurons 0 to ``n_inputs - 1`` are present at the beginning; fewer than `n_slots`.
    n_grown : int
        The next neurons, numbered on, are made one after the other.
    least_in, most_in : int
        How many sources each draws, 1 or more; no more than there are.
    removal : float
        Chance of every neuron, but for the last one left, to be removed after each step.
    rng : numpy.random.Generator
    source, target : int32[n_grown * min(most_in, n_slots - 1)]
        Written to.
    layer : int32[n_inputs + n_grown]
        Zeros; longest distances from an input are written to it.

    Returns
    -------
    int
        W, the number of connections made.
    """
    here = np.empty(n_slots, np.int32)
    here[:n_inputs] = np.arange(n_inputs)
    present, w = n_inputs, 0
    for neuron in range(n_inputs, n_inputs + n_grown):
        # The first `drawn` places of a partial shuffle are a uniform choice without repetition.
        drawn = min(least_in + int(rng.random() * (most_in - least_in + 1)), present)
        for i in range(drawn):
            j = i + int(rng.random() * (present - i))
            here[i], here[j] = here[j], here[i]
            source[w], target[w] = here[i], neuron
            layer[neuron] = max(layer[neuron], layer[here[i]] + 1)
            w += 1
        here[present] = neuron
        present += 1
        for i in range(present - 1, -1, -1):
            if present > 1 and rng.random() < removal:
                present -= 1
                here[i] = here[present]
        if present == n_slots:  # the next neuron needs a slot
            i = int(rng.random() * present)
            present -= 1
            here[i] = here[present]
    return w
