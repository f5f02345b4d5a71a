"""The normal distribution, which numpy lacks, for GELU."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel


@kernel
def normal_distribution(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``(1 + erf(x / sqrt(2))) / 2`` of each entry, exact in the lower tail too."""
    result = np.empty(x.size, np.float64)
    for i in range(x.size):
        result[i] = 0.5 * math.erfc(-x[i] * math.sqrt(0.5))
    return result
