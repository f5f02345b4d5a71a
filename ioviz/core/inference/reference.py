"""The reference: inference along a schedule in plain numpy, exact in the order of every sum.

Floating-point sums depend on their order. The sum of a neuron begins with its bias and takes its
incoming connections in the order of the schedule, one multiplication and one addition each, both rounded.
What other connections come in between changes nothing. So the connections are regrouped by the layer of
their target, each layer in the order of the schedule, and a layer is one vectorised step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ioviz.core.inference.vectors import read_dtype, read_inputs, read_schedule
from ioviz.core.network import Network, apply_activations
from ioviz.core.schedule import Schedule

LARGEST_PART = 1 << 22
"""Most products, and most values, that are held at a time: 16 MB in float32."""


def infer(
    network: Network, schedule: Schedule | str, inputs: ArrayLike, *, dtype: DTypeLike = np.float32
) -> NDArray[Any]:
    """Compute the outputs of a network, adding up every neuron in the order of a schedule.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule of `network`, or the name of an order.
    inputs : float[batch, input_width] or float[input_width]
        Vectors as the user has them: with the entries of inputs that trimming dropped.
    dtype : float32 or float64
        In which everything is computed.

    Returns
    -------
    dtype[batch, output_width] or dtype[output_width]
        Constant outputs included.

    Raises
    ------
    InvalidArgument
        If the input is no array of finite numbers of that width, or the schedule is another network's.

    Notes
    -----
    O(W log W + W * batch). Equal to the dense product of the layers within rounding; equal to the last
    bit for a vector alone and in a batch.
    """
    kind = read_dtype(dtype)
    vectors = read_inputs(inputs, network.input_width, kind)
    order = read_schedule(network, schedule).order
    rows = vectors.reshape(-1, network.input_width)
    result = np.empty((len(rows), network.output_width), kind)
    result[:] = network.output_constants
    layers = list(_layers(network, order))
    at_once = max(1, LARGEST_PART // network.n_neurons)
    for start in range(0, len(rows), at_once):
        part = slice(start, start + at_once)
        values = _run(network, layers, np.ascontiguousarray(rows[part].T))
        result[part, network.output_slots] = values[network.outputs].T
    return result.reshape(*vectors.shape[:-1], network.output_width)


def neuron_values(network: Network, schedule: Schedule | str, x: ArrayLike) -> NDArray[np.float32]:
    """Compute the final value of every neuron for one input vector, float32[N].

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
    x : float[input_width]

    Raises
    ------
    InvalidArgument
        As `infer`; one vector only.
    """
    vector = read_inputs(x, network.input_width, np.float32, one=True)
    order = read_schedule(network, schedule).order
    return _run(network, _layers(network, order), vector)


def _layers(network: Network, order: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.intp]]]:
    """Yield the connections into each layer, in the order of the schedule, and the layer's neurons."""
    layer = network.layer
    if network.depth < 1 << 16:
        layer = layer.astype(np.uint16)  # numpy sorts these by counting
    into = layer[network.target[order]]
    connections = order[np.argsort(into, kind="stable")]
    neurons = np.argsort(layer, kind="stable")
    depths = np.arange(1, network.depth + 1)
    first_connection = 0
    first_neuron = int(np.count_nonzero(layer == 0))
    connection_ends = np.cumsum(np.bincount(into, minlength=network.depth + 1))
    neuron_ends = np.cumsum(np.bincount(layer, minlength=network.depth + 1))
    for depth in depths:
        yield (
            connections[first_connection : connection_ends[depth]],
            neurons[first_neuron : neuron_ends[depth]],
        )
        first_connection, first_neuron = connection_ends[depth], neuron_ends[depth]


def _run(
    network: Network,
    layers: Iterator[tuple[NDArray[np.int32], NDArray[np.intp]]] | list[Any],
    inputs: NDArray[Any],
) -> NDArray[Any]:
    """Return the value of every neuron, [N, batch] for inputs [input_width, batch], or [N]."""
    batch = inputs.shape[1:]
    column = (slice(None),) + (np.newaxis,) * len(batch)
    values = np.empty((network.n_neurons, *batch), inputs.dtype)
    values[:] = network.bias[column]
    values[network.inputs] = inputs[network.input_slots]
    at_once = max(1, LARGEST_PART // max(1, math.prod(batch)))
    with np.errstate(over="ignore", invalid="ignore"):  # a network may overflow: then its values say so
        for connections, neurons in layers:
            for start in range(0, connections.size, at_once):
                c = connections[start : start + at_once]
                products = network.weight[c].astype(inputs.dtype)[column] * values[network.source[c]]
                np.add.at(values, network.target[c], products)  # one after the other, in this order
            values[neurons] = apply_activations(
                network.activation[neurons], network.activation_parameter[neurons], values[neurons]
            )
    return values
