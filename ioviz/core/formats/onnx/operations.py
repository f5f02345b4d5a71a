"""What each operation of an ONNX graph is as neurons.

The first axis of every value is the batch, and left out here. An operation that is not a weighted sum with an
activation raises `NotNeurons`, which the reader handles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.formats.onnx.constants import fold
from ioviz.core.formats.onnx.convolution import average_pool, convolve
from ioviz.core.formats.onnx.graph import Node
from ioviz.core.formats.onnx.neurons import Neurons, Value
from ioviz.core.formats.onnx.refusals import NotNeurons
from ioviz.core.formats.registry import SparseWeights
from ioviz.core.network import Activation

Constant = NDArray[Any] | SparseWeights
Entry = Value | Constant | None
"""An input of a node: neurons, a constant, or left out."""

_FLOATS = (1, 10, 11, 16)
_PASSED = ("Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Cast")


def compute(node: Node, entries: list[Entry], neurons: Neurons) -> Value | Constant:
    """Return the first output of a node.

    Parameters
    ----------
    node : Node
    entries : list
        Its inputs.
    neurons : Neurons
        What is made is added to it.

    Raises
    ------
    NotNeurons
        If the operation cannot be made of neurons.
    LimitExceeded
        As the methods of `Neurons`.
    """
    if not any(isinstance(entry, Value) for entry in entries):
        return fold(node, entries, neurons)
    if node.op == "Shape":
        return np.array([1, *_value(entries[0], "the input").ids.shape], np.int64)
    operation = _OPERATIONS.get(node.op)
    if operation is None:
        raise NotNeurons("it is not a weighted sum with an activation")
    try:
        with np.errstate(all="ignore"):  # what is not finite is found when all is there
            return operation(node, entries, neurons)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, ArithmeticError):
        # An attribute of another type, too few inputs, a shape that no model has: the library checks none of them.
        raise NotNeurons("its attributes or inputs are not as ONNX demands") from None


def _passed(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    """Operations that only change the shape."""
    value = _value(entries[0], "the input")
    ids = value.ids
    if node.op == "Cast" and node.attributes.get("to") not in _FLOATS:
        raise NotNeurons("it rounds its values")
    if node.op == "Dropout" and len(entries) > 2 and entries[2] is not None and bool(np.any(_plain(entries[2]))):
        raise NotNeurons("it is in training mode")
    if node.op == "Flatten":
        axis = node.attributes.get("axis", 1)
        if math.prod(ids.shape[: axis - 1 if axis > 0 else ids.ndim + axis]) != 1 or axis == 0:
            raise NotNeurons("it mixes the batch with the values")
        ids = ids.reshape(-1)
    elif node.op == "Reshape":
        ids = _reshaped(ids, node.attributes.get("shape") or _plain(entries[1] if len(entries) > 1 else None))
    elif node.op in ("Squeeze", "Unsqueeze"):
        given = node.attributes.get("axes")
        axes = given if given is not None else _optional_axes(entries)
        ids = _squeezed(node.op, ids, axes)
    elif node.op == "Transpose":
        order = node.attributes.get("perm", tuple(range(ids.ndim, -1, -1)))
        if sorted(order) != list(range(ids.ndim + 1)) or order[0] != 0:
            raise NotNeurons("it moves the axis of the batch")
        ids = ids.transpose([axis - 1 for axis in order[1:]])
    return Value(ids, value.open)


def _reshaped(ids: NDArray[np.int64], wanted: Any) -> NDArray[np.int64]:
    sides = [int(side) for side in np.asarray(wanted).reshape(-1)]
    rest = [ids.shape[i] if side == 0 and i < ids.ndim else side for i, side in enumerate(sides[1:])]
    for shape in (rest, sides):  # the first side is that of the batch; else a batch of one has been left out
        known = math.prod(side for side in shape if side != -1)
        if any(side < -1 for side in shape) or shape.count(-1) > 1:
            continue
        if known == ids.size or (-1 in shape and known > 0 and ids.size % known == 0 and sides[:1] != [-1]):
            return ids.reshape(shape)
    if sides == [-1]:
        return ids.reshape(-1)
    raise NotNeurons(f"it makes {sides[:8]} of {list(ids.shape)}, which mixes the batch with the values")


def _squeezed(op: str, ids: NDArray[np.int64], axes: Any) -> NDArray[np.int64]:
    batch = ids[None]
    try:
        if op == "Unsqueeze":
            made = np.expand_dims(batch, tuple(int(axis) for axis in axes))
        elif axes is None:
            made = batch.reshape(1, *(side for side in ids.shape if side != 1))
        else:
            made = np.squeeze(batch, tuple(int(axis) for axis in axes))
    except (ValueError, TypeError):
        raise NotNeurons("its axes do not fit its input") from None
    wanted = 1 + ids.ndim + (len(axes) if op == "Unsqueeze" else 0)
    first = axes is not None and any(int(axis) % wanted == 0 for axis in axes)
    if first:
        raise NotNeurons("it moves the axis of the batch")
    squeezed: NDArray[np.int64] = made[0]
    return squeezed


def _optional_axes(entries: list[Entry]) -> Any:
    return None if len(entries) < 2 or entries[1] is None else _plain(entries[1]).reshape(-1).tolist()


def _gemm(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    if node.attributes.get("transA", 0):
        raise NotNeurons("it transposes its values")
    value, weights = _value(entries[0], "A"), _matrix(entries[1], "B")
    by_output = weights if node.attributes.get("transB", 0) else _turned(weights)
    made = _product(node, value, _times(by_output, node.attributes.get("alpha", 1.0)), neurons)
    if len(entries) > 2 and entries[2] is not None:
        beta = node.attributes.get("beta", 1.0)
        if isinstance(entries[2], Value):
            neurons.link(_fitting_ids(entries[2].ids, made.ids.shape), made.ids, beta)
        else:
            neurons.shift(made.ids, beta * _fitting(_plain(entries[2]), made.ids.shape))
    return made


def _matmul(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    if isinstance(entries[0], Value) and isinstance(entries[1], Value):
        raise NotNeurons("it multiplies values with values")
    if not isinstance(entries[0], Value):
        raise NotNeurons("its weights stand on the left")
    return _product(node, entries[0], _turned(_matrix(entries[1], "its second input")), neurons)


def _product(node: Node, value: Value, weights: Constant, neurons: Neurons) -> Value:
    """The last axis times weights [outputs, inputs], at every place of the other axes."""
    ids = value.ids
    if ids.ndim == 0 or ids.shape[-1] != weights.shape[1]:
        raise NotNeurons(f"it takes {weights.shape[1]} values, but is given the shape {list(ids.shape)}")
    made = neurons.weighted(node.name, weights, ids.reshape(1, -1, ids.shape[-1]))
    return Value(made.reshape(*ids.shape[:-1], weights.shape[0]), open=True)


def _sum(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    """Add and Sub, of values with constants or values."""
    sign = -1.0 if node.op == "Sub" else 1.0
    one, two = entries
    if isinstance(one, Value) and isinstance(two, Value):
        return _sum_of_values(one, two, sign, neurons)
    if isinstance(one, Value):
        return _affine(one, 1.0, sign * _plain(two), neurons)
    return _affine(_value(two, "an input"), sign, _plain(one), neurons)


def _sum_of_values(one: Value, two: Value, sign: float, neurons: Neurons) -> Value:
    if one.ids.shape != two.ids.shape:
        raise NotNeurons(f"it adds values of the shapes {list(one.ids.shape)} and {list(two.ids.shape)}")
    if one.open and not neurons.scaled(one.ids):
        neurons.link(two.ids, one.ids, sign)
        return one
    if two.open and sign == 1 and not neurons.scaled(two.ids):
        neurons.link(one.ids, two.ids, 1.0)
        return two
    made = neurons.copied(one.ids)
    neurons.link(two.ids, made, sign)
    return Value(made, open=True)


def _scale(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    """Mul and Div by a constant."""
    one, two = entries
    if isinstance(one, Value) and isinstance(two, Value):
        raise NotNeurons("it multiplies or divides values by values")
    if node.op == "Div":
        with np.errstate(divide="ignore", invalid="ignore"):
            return _affine(_value(one, "the divisor's place"), 1.0 / np.asarray(_plain(two), np.float64), 0.0, neurons)
    value, constant = (one, two) if isinstance(one, Value) else (two, one)
    return _affine(_value(value, "an input"), _plain(constant), 0.0, neurons)


def _affine(value: Value, by: Any, add: Any, neurons: Neurons) -> Value:
    """Value * by + add."""
    factor, shift = (_fitting(np.asarray(each, np.float64), value.ids.shape) for each in (by, add))
    if not np.isfinite(factor).all() or not np.isfinite(shift).all():
        raise NotNeurons("its constant is not finite")
    ids = value.ids
    if not value.open:
        ids = neurons.copied(ids, factor)
    elif (factor != 1).any():
        neurons.scale(ids, factor)
    if shift.any():
        neurons.shift(ids, shift)
    return Value(ids, open=True)


def _negated(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    return _affine(_value(entries[0], "the input"), -1.0, 0.0, neurons)


def _batch_norm(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    if node.attributes.get("training_mode", 0):
        raise NotNeurons("it is in training mode")
    value = _value(entries[0], "the input")
    scale, bias, mean, variance = (np.asarray(_plain(entry), np.float64) for entry in entries[1:5])
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = scale / np.sqrt(variance + node.attributes.get("epsilon", 1e-5))
    axes = (slice(None), *(None,) * (value.ids.ndim - 1))
    return _affine(value, factor[axes], (bias - mean * factor)[axes], neurons)


def _activation(kind: Activation) -> Callable[[Node, list[Entry], Neurons], Value]:
    def activate(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
        if kind is Activation.GELU and node.attributes.get("approximate", "none") != "none":
            neurons.note(f"{node.title} approximates GELU by tanh; it is read as the exact one.")
        parameter = node.attributes.get("alpha", 0.01) if kind is Activation.LEAKY_RELU else 0.0
        return _active(_value(entries[0], "the input"), kind, parameter, neurons)

    return activate


def _prelu(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    value = _value(entries[0], "the input")
    slope = _fitting(np.asarray(_plain(entries[1]), np.float64), value.ids.shape)
    return _active(value, Activation.LEAKY_RELU, slope, neurons)


def _clip(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    ends = []
    for i, (key, unless) in enumerate((("min", -math.inf), ("max", math.inf)), start=1):
        entry = entries[i] if i < len(entries) else None
        ends.append(float(_plain(entry).reshape(-1)[0]) if entry is not None else node.attributes.get(key, unless))
    least, most = ends
    if least != 0 or not most > 0:
        raise NotNeurons(f"it clips to {least:g} and {most:g}; ioviz knows clipping from 0 on")
    value = _value(entries[0], "the input")
    if most >= 3.4e38:
        return _active(value, Activation.RELU, 0.0, neurons)
    return _active(value, Activation.CLIPPED_RELU, most, neurons)


def _active(value: Value, kind: Activation, parameter: Any, neurons: Neurons) -> Value:
    ids = value.ids if value.open else neurons.copied(value.ids)
    neurons.activate(ids, kind, parameter)
    return Value(ids)


def _concat(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    parts = [_value(entry, "an input") for entry in entries]
    axis = node.attributes.get("axis", 1)
    axis = axis + parts[0].ids.ndim + 1 if axis < 0 else axis
    if axis == 0:
        raise NotNeurons("it joins batches")
    if sum(part.ids.size for part in parts) > neurons.options.limits.neurons:
        raise NotNeurons("it joins more values than a network may have neurons")
    try:
        ids = np.concatenate([part.ids for part in parts], axis - 1)
    except ValueError:
        raise NotNeurons("the shapes of its inputs do not fit") from None
    return Value(ids, all(part.open for part in parts))


def _gather(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    value = _value(entries[0], "the input")
    indices, axis = _plain(entries[1]), node.attributes.get("axis", 0)
    axis = axis + value.ids.ndim + 1 if axis < 0 else axis
    if not 1 <= axis <= value.ids.ndim or indices.dtype.kind not in "iu":
        raise NotNeurons("it picks from the batch")
    side = value.ids.shape[axis - 1]
    if indices.size and not (-side <= indices.min() and indices.max() < side):
        raise NotNeurons(f"it picks an entry beyond the {side} that there are")
    if value.ids.size // side * indices.size > neurons.options.limits.neurons:
        raise NotNeurons("it picks more entries than a network may have neurons")
    return Value(np.take(value.ids, indices, axis - 1))


def _convolution(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    bias = None if len(entries) < 3 or entries[2] is None else _plain(entries[2])
    return convolve(node, _value(entries[0], "the input"), _plain(entries[1]), bias, neurons)


def _pool(node: Node, entries: list[Entry], neurons: Neurons) -> Value:
    return average_pool(node, _value(entries[0], "the input"), neurons)


_OPERATIONS: Mapping[str, Callable[[Node, list[Entry], Neurons], Value]] = {
    **dict.fromkeys(_PASSED, _passed),
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _sum,
    "Sub": _sum,
    "Mul": _scale,
    "Div": _scale,
    "Neg": _negated,
    "BatchNormalization": _batch_norm,
    "Relu": _activation(Activation.RELU),
    "LeakyRelu": _activation(Activation.LEAKY_RELU),
    "Tanh": _activation(Activation.TANH),
    "Sigmoid": _activation(Activation.SIGMOID),
    "Gelu": _activation(Activation.GELU),
    "PRelu": _prelu,
    "Clip": _clip,
    "Concat": _concat,
    "Gather": _gather,
    "Conv": _convolution,
    "AveragePool": _pool,
    "GlobalAveragePool": _pool,
}


def _value(entry: Entry, what: str) -> Value:
    if not isinstance(entry, Value):
        raise NotNeurons(f"{what} is a constant")
    return entry


def _plain(entry: Entry) -> NDArray[Any]:
    """A dense constant."""
    if not isinstance(entry, np.ndarray):
        raise NotNeurons(
            "an input is not a constant" if not isinstance(entry, SparseWeights) else "a constant is sparse"
        )
    return entry


def _matrix(entry: Entry, what: str) -> Constant:
    """A constant of two axes; further ones of length 1 before them are left out."""
    if isinstance(entry, SparseWeights):
        return entry
    matrix = _plain(entry)
    while matrix.ndim > 2 and matrix.shape[0] == 1:
        matrix = matrix[0]
    if matrix.ndim != 2 or min(matrix.shape) < 1:
        raise NotNeurons(f"{what} has the shape {list(matrix.shape)}; it has to be a matrix")
    return matrix


def _turned(weights: Constant) -> Constant:
    if isinstance(weights, SparseWeights):
        return SparseWeights(weights.shape[::-1], weights.column, weights.row, weights.value)
    return weights.T


def _times(weights: Constant, by: float) -> Constant:
    if by == 1:
        return weights
    if isinstance(weights, SparseWeights):
        return SparseWeights(weights.shape, weights.row, weights.column, weights.value * np.float32(by))
    scaled: NDArray[Any] = weights * weights.dtype.type(by)
    return scaled


def _fitting(constant: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """A constant as an array of the shape of the values; the axis of the batch has length 1 in it."""
    while constant.ndim > len(shape) and constant.shape[0] == 1:
        constant = constant[0]
    try:
        return np.broadcast_to(constant, shape)
    except ValueError:
        raise NotNeurons(
            f"its constant has the shape {list(constant.shape)}, which does not fit {list(shape)}"
        ) from None


def _fitting_ids(ids: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.int64]:
    return _fitting(ids, shape)
