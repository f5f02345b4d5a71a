"""Weights that keep the variance of values, whatever the number of incoming connections."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def fan_in_weights(
    target: NDArray[np.integer], n_neurons: int, rng: np.random.Generator, gain: float = 2.0
) -> NDArray[np.float32]:
    """Draw normal weights of variance gain / n for a target of n incoming connections.

    Parameters
    ----------
    target : int[W]
    n_neurons : int
    rng : numpy.random.Generator
    gain : float
        2 before a ReLU, 1 before the identity.

    Returns
    -------
    float32[W]

    References
    ----------
    He, Zhang, Ren, Sun, Delving Deep into Rectifiers, arXiv 1502.01852 (2015), section 2.2.
    """
    in_degree = np.bincount(target, minlength=n_neurons)
    weight = rng.standard_normal(target.size, np.float32)
    weight *= np.sqrt(gain / in_degree[target]).astype(np.float32)
    return weight
