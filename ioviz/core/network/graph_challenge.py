"""The constants of the Sparse Deep Neural Network Graph Challenge."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BIASES: Mapping[int, float] = MappingProxyType({1024: -0.3, 4096: -0.35, 16384: -0.4, 65536: -0.45})
"""The bias of each neuron but the inputs, by the neurons of a layer."""
CAP = 32.0
"""The cap of activations."""
