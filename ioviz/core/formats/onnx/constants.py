"""Operations on constants alone, such as a turned weight matrix: computed when the file is read."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.formats.onnx.graph import Node
from ioviz.core.formats.onnx.neurons import Neurons
from ioviz.core.formats.onnx.refusals import NotNeurons
from ioviz.core.formats.registry import SparseWeights

_FLOAT_TYPES = {1: np.float32, 10: np.float16, 11: np.float64, 16: np.float32, 6: np.int32, 7: np.int64}


def fold(node: Node, entries: list[Any], neurons: Neurons) -> NDArray[Any] | SparseWeights:
    """Return the first output of a node whose inputs are all constants.

    Raises
    ------
    NotNeurons
        If ioviz does not compute such a node, or its inputs do not fit.
    LimitExceeded
        If the result would be larger than the limits.
    """
    if len(entries) == 1 and isinstance(entries[0], SparseWeights) and node.op in ("Identity", "Transpose"):
        one = entries[0]
        return one if node.op == "Identity" else SparseWeights(one.shape[::-1], one.column, one.row, one.value)
    if not entries or not all(isinstance(entry, np.ndarray) or entry is None for entry in entries):
        raise NotNeurons("ioviz does not compute it")
    try:
        with np.errstate(all="ignore"):
            return _computed(node, entries, neurons)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, AttributeError):
        raise NotNeurons("its constants do not fit each other") from None


def _computed(node: Node, entries: list[Any], neurons: Neurons) -> NDArray[Any]:
    first, attributes = entries[0], node.attributes
    match node.op:
        case "Identity":
            result = first
        case "Transpose":
            result = first.transpose(attributes.get("perm"))
        case "Reshape":
            result = first.reshape([int(side) for side in entries[1].reshape(-1)])
        case "Unsqueeze":
            axes = attributes["axes"] if "axes" in attributes else entries[1].reshape(-1)
            result = np.expand_dims(first, tuple(int(axis) for axis in axes))
        case "Squeeze":
            axes = (
                attributes["axes"] if "axes" in attributes else (entries[1].reshape(-1) if len(entries) > 1 else None)
            )
            result = np.squeeze(first, None if axes is None else tuple(int(axis) for axis in axes))
        case "Cast":
            _check(first.size, neurons)
            result = first.astype(_FLOAT_TYPES[attributes["to"]])
        case "Gather":
            result = _checked(np.take, first, entries[1], attributes.get("axis", 0), neurons)
        case "Concat":
            _check(sum(entry.size for entry in entries), neurons)
            result = np.concatenate(entries, attributes["axis"])
        case "Add" | "Sub" | "Mul" | "Div":
            _check(math.prod(np.broadcast_shapes(first.shape, entries[1].shape)), neurons)
            operation = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide}[node.op]
            result = operation(first, entries[1])
        case "Sqrt":
            _check(first.size, neurons)
            result = np.sqrt(first)
        case "DequantizeLinear":
            result = _dequantised(entries, attributes.get("axis", 1), neurons)
        case _:
            raise NotNeurons("ioviz does not compute it")
    return np.asarray(result)


def _checked(take: Any, values: NDArray[Any], indices: NDArray[Any], axis: int, neurons: Neurons) -> NDArray[Any]:
    _check(values.size // max(1, values.shape[axis]) * indices.size, neurons)
    result: NDArray[Any] = take(values, indices, axis)
    return result


def _dequantised(entries: list[Any], axis: int, neurons: Neurons) -> NDArray[Any]:
    values, scale = entries[0], entries[1]
    _check(values.size, neurons)
    zero = entries[2] if len(entries) > 2 and entries[2] is not None else np.zeros((), values.dtype)

    def along(numbers: NDArray[Any]) -> NDArray[Any]:
        if numbers.ndim != 1 or numbers.size == 1:
            return numbers
        return numbers.reshape([-1 if i == axis % values.ndim else 1 for i in range(values.ndim)])

    result: NDArray[Any] = (values.astype(np.float32) - along(zero).astype(np.float32)) * along(scale)
    if result.shape != values.shape:
        raise ValueError
    return result


def _check(count: int, neurons: Neurons) -> None:
    """Take the room for so many numbers."""
    neurons.take(8 * count, "The constants that the graph makes of others")
