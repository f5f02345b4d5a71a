"""Weights in fewer bits: their representation and their rounding error. Values stay float32."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.vectors.lookups import widened
from ioviz.core.network import Network

Weights = Literal["float32", "float16", "bfloat16", "int8"]
LARGEST_INT8 = 127


class WeightError(NamedTuple):
    """The largest difference from the network's weights, absolute and relative to the largest weight."""

    max_absolute: float
    relative: float


@dataclass(frozen=True, eq=False)
class ShortWeights:
    """The weights of a network in fewer bits.

    Attributes
    ----------
    stored : uint16[W], int16[W] or int8[W]
        The upper half of the bits of float32 (bfloat16), the bits of float16, or whole numbers.
    scales : float32[N] or float32[0]
        The factor of the sum of each neuron; empty for floating-point weights.
    decoded : float32[W]
        The weights that inference uses, rounded to float32.
    error : WeightError
    """

    stored: NDArray[Any]
    scales: NDArray[np.float32]
    decoded: NDArray[np.float32]
    error: WeightError

    @property
    def scaled(self) -> bool:
        """Whether sums are multiplied by scales."""
        return self.scales.size > 0


def shorten(network: Network, kind: Weights) -> ShortWeights:
    """Round the weights to the nearest values of `kind`.

    int8 has a scale for each neuron: the largest of its incoming weights becomes 127.

    Raises
    ------
    InvalidArgument
        If a weight is too large for float16 or bfloat16.
    """
    weight = network.weight
    scales: NDArray[np.float32] = np.empty(0, np.float32)
    stored: NDArray[Any]
    if kind == "int8":
        largest = np.zeros(network.n_neurons, np.float32)
        np.maximum.at(largest, network.target, np.abs(weight))
        scales = np.maximum(largest / np.float32(LARGEST_INT8), np.finfo(np.float32).tiny).astype(np.float32)
        scale = scales[network.target]
        stored = np.clip(np.rint(weight / scale), -LARGEST_INT8, LARGEST_INT8).astype(np.int8)
        decoded = stored * scale
    else:
        stored = _to_float16(weight) if kind == "float16" else _to_bfloat16(weight)
        decoded = widened(stored)
    if not np.isfinite(decoded).all():
        worst = weight[np.argmax(np.abs(weight))]
        raise InvalidArgument(f"The weight {worst:g} is too large for {kind}.")
    difference = float(np.abs(decoded.astype(np.float64) - weight).max(initial=0.0))
    size = float(np.abs(weight).max(initial=0.0))
    return ShortWeights(stored, scales, decoded, WeightError(difference, difference / size if size else 0.0))


def kept_weights(network: Network, short: ShortWeights | None) -> NDArray[Any]:
    """Return the weights of a program: the network's, or short ones."""
    return network.weight if short is None else short.stored


def scales_of(short: ShortWeights | None, neurons: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return the scale of each of some neurons; empty if their weights have none."""
    return np.empty(0, np.float32) if short is None or not short.scaled else short.scales[neurons]


def _to_float16(weight: NDArray[np.float32]) -> NDArray[np.int16]:
    with np.errstate(over="ignore"):
        return weight.astype(np.float16).view(np.int16)


def _to_bfloat16(weight: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return the upper 16 bits, rounded to the nearest, ties to even."""
    bits = weight.view(np.uint32).astype(np.uint64)
    return ((bits + np.uint64(0x7FFF) + ((bits >> np.uint64(16)) & np.uint64(1))) >> np.uint64(16)).astype(np.uint16)
