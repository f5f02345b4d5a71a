"""Convolutions and average pooling, unrolled: a connection for every weight at every place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import LimitExceeded
from ioviz.core.formats.onnx.graph import Node
from ioviz.core.formats.onnx.neurons import Ids, Neurons, Value
from ioviz.core.formats.onnx.refusals import NotNeurons


def convolve(node: Node, value: Value, kernel: NDArray[Any], bias: NDArray[Any] | None, neurons: Neurons) -> Value:
    """Return the neurons [channels, places...] of a convolution.

    Raises
    ------
    NotNeurons
        If the shapes do not fit.
    LimitExceeded
        If it has more connections than `ReadOptions.unroll`.
    """
    ids = value.ids
    groups = node.attributes.get("group", 1)
    if ids.ndim != kernel.ndim - 1 or ids.ndim < 2 or min(kernel.shape) < 1 or groups < 1:
        raise NotNeurons(f"its kernel {list(kernel.shape)} does not fit values of the shape {list(ids.shape)}")
    channels = kernel.shape[0]
    if channels % groups or ids.shape[0] != kernel.shape[1] * groups:
        raise NotNeurons(f"its kernel {list(kernel.shape)} does not fit {ids.shape[0]} channels in {groups} groups")
    windows, places = _windows(node, ids.shape[1:], kernel.shape[2:], neurons)
    n_places = math.prod(places)
    made = int(np.count_nonzero(kernel)) * n_places
    _check(node, max(made, ids.shape[0] * windows.size), neurons)
    padded = np.append(ids.reshape(ids.shape[0], -1), np.full((ids.shape[0], 1), -1), axis=1)
    source = padded[:, windows]  # [channels, places, window]; the added last entry stands for padding
    source = source.reshape(groups, -1, n_places, windows.shape[1]).transpose(0, 2, 1, 3).reshape(groups, n_places, -1)
    target = neurons.weighted(node.name, kernel.reshape(channels, -1), source, count=made)
    result = target.T.reshape(channels, *places)
    if bias is not None:
        if bias.shape != (channels,):
            raise NotNeurons(f"its bias has the shape {list(bias.shape)}; it has to be [{channels}]")
        neurons.shift(result, np.broadcast_to(bias.reshape(-1, *(1,) * len(places)), result.shape))
    return Value(result, open=True)


def average_pool(node: Node, value: Value, neurons: Neurons) -> Value:
    """Return the neurons [channels, places...] of an average over windows, or over all places.

    Raises as `convolve`.
    """
    ids = value.ids
    if ids.ndim < 2:
        raise NotNeurons(f"it takes channels with places, but is given the shape {list(ids.shape)}")
    if node.op == "GlobalAveragePool":
        windows = np.arange(math.prod(ids.shape[1:])).reshape(1, -1)
        places: tuple[int, ...] = (1,) * (ids.ndim - 1)
    else:
        if node.attributes.get("ceil_mode", 0):
            raise NotNeurons("its windows may reach beyond the values (ceil_mode)")
        windows, places = _windows(node, ids.shape[1:], node.attributes.get("kernel_shape", ()), neurons)
    _check(node, ids.shape[0] * windows.size, neurons)
    inside = windows < math.prod(ids.shape[1:])
    counted = windows.shape[1] if node.attributes.get("count_include_pad", 0) else inside.sum(axis=1)
    made = neurons.new((ids.shape[0], windows.shape[0]))
    weight = np.broadcast_to(1.0 / np.maximum(counted, 1), windows.shape[:1])
    place, entry = np.nonzero(inside)
    for channel, neuron in zip(ids.reshape(ids.shape[0], -1), made, strict=True):
        neurons.link(channel[windows[place, entry]], neuron[place], weight[place])
    return Value(made.reshape(ids.shape[0], *places), open=True)


def _windows(
    node: Node, sides: tuple[int, ...], kernel: tuple[int, ...], neurons: Neurons
) -> tuple[Ids, tuple[int, ...]]:
    """For every place the entries under the kernel, int64[places, window]; the number of entries means padding."""
    axes = len(sides)
    attributes = node.attributes
    strides, dilations = attributes.get("strides", (1,) * axes), attributes.get("dilations", (1,) * axes)
    if len(kernel) != axes or len(strides) != axes or len(dilations) != axes or min(*strides, *dilations, *kernel) < 1:
        raise NotNeurons("its kernel, strides and dilations do not fit its values")
    spans = [(k - 1) * d + 1 for k, d in zip(kernel, dilations, strict=True)]
    pads = _pads(attributes, sides, spans, strides)
    places = tuple(
        (side + before + after - span) // stride + 1
        for side, (before, after), span, stride in zip(sides, pads, spans, strides, strict=True)
    )
    if min(places) < 1:
        raise NotNeurons(f"its kernel is larger than its values of {list(sides)}")
    _check(node, math.prod(places) * math.prod(kernel), neurons)
    flat = np.zeros((1, 1), np.int64)
    outside = np.zeros((1, 1), np.bool_)
    for side, (before, _), k, d, stride, count in zip(sides, pads, kernel, dilations, strides, places, strict=True):
        at = np.arange(count)[:, None] * stride + np.arange(k)[None, :] * d - before
        flat = (flat[:, None, :, None] * side + at[None, :, None, :]).reshape(flat.shape[0] * count, -1)
        beyond = (at < 0) | (at >= side)
        outside = (outside[:, None, :, None] | beyond[None, :, None, :]).reshape(flat.shape)
    flat[outside] = math.prod(sides)
    return flat, places


def _pads(attributes: Any, sides: tuple[int, ...], spans: list[int], strides: tuple[int, ...]) -> list[tuple[int, int]]:
    axes = len(sides)
    mode = attributes.get("auto_pad", "NOTSET")
    if mode in ("NOTSET", "VALID"):
        pads = attributes.get("pads", (0,) * 2 * axes) if mode == "NOTSET" else (0,) * 2 * axes
        if len(pads) != 2 * axes or min(pads) < 0 or max(pads) > 1 << 20:
            raise NotNeurons("its pads do not fit its values")
        return list(zip(pads[:axes], pads[axes:], strict=True))
    if mode not in ("SAME_UPPER", "SAME_LOWER"):
        raise NotNeurons(f"its padding {mode[:20]!r} is unknown")
    found = []
    for side, span, stride in zip(sides, spans, strides, strict=True):
        total = max(0, (-(-side // stride) - 1) * stride + span - side)
        small = total // 2
        found.append((small, total - small) if mode == "SAME_UPPER" else (total - small, small))
    return found


def _check(node: Node, count: int, neurons: Neurons) -> None:
    if count > neurons.options.unroll:
        raise LimitExceeded(
            f"{node.title} would be unrolled to {count:,} connections; the limit is "
            f"{neurons.options.unroll:,}: allow more, or read another part of the graph."
        )
