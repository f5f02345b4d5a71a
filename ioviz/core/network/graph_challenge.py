"""What the Sparse Deep Neural Network Graph Challenge fixes for all of its networks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BIASES: Mapping[int, float] = MappingProxyType({1024: -0.3, 4096: -0.35, 16384: -0.4, 65536: -0.45})
"""Of each neuron that is no input, by the neurons of a layer."""
CAP = 32.0
"""What activations are clipped at."""
