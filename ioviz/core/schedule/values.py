"""The values of neurons along a schedule, for one input vector: exact in the order of every sum.

Floating-point sums depend on their order. The sum of a neuron begins with its bias and takes its
incoming connections in the order of the schedule, one multiplication and one addition each, both rounded.
Where a bias counts only beside a sum that is not 0, the sum begins with 0, and the bias is added last.
What other connections come in between changes nothing. So the connections are regrouped by the layer of
their target, each layer in the order of the schedule, and a layer is one vectorised step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.network import Network, apply_activations
from ioviz.core.schedule.schedule import Schedule
from ioviz.core.schedule.vectors import read_inputs, read_schedule

LARGEST_PART = 1 << 22
"""The limit of products, and of values, that are held at a time: 16 MB in float32."""


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
    return run_layers(network, layers_in_order(network, order), vector)


def partial_values(
    network: Network,
    schedule: Schedule,
    x: ArrayLike,
    step: int,
    neurons: ArrayLike,
    *,
    values: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Compute the values of some neurons after `step` connections, for one input vector.

    That of an input is its value; of a neuron whose incoming connections are all done, its value with
    the activation applied; of any other, its partial sum: the bias and what was added so far, or without
    the bias where the network adds it last (`Network.bias_where_nonzero`).

    Parameters
    ----------
    network : Network
    schedule : Schedule
    x : float[input_width]
    step : int
        0..W
    neurons : int[k]
    values : float32[N], optional
        What `neuron_values` returned for `x`, if it is at hand; `x` is not looked at then.

    Returns
    -------
    float32[k]
        To the last bit what `infer` holds at that moment.

    Raises
    ------
    InvalidArgument
        If `step` is not in 0..W, a neuron is not in 0..N - 1, or `x` is no vector of the network's width.

    Notes
    -----
    With `values` at hand O(d log d) for d incoming connections of the neurons asked for, together.
    """
    if not 0 <= step <= network.n_connections:
        raise InvalidArgument(f"Steps are 0 to {network.n_connections}, not {step}.")
    asked = np.asarray(neurons, dtype=np.int64).reshape(-1)
    outside = asked[(asked < 0) | (asked >= network.n_neurons)]
    if outside.size:
        raise InvalidArgument(f"Neurons are 0 to {network.n_neurons - 1}, not {outside[0]}.")
    final = neuron_values(network, schedule, x) if values is None else values
    incoming = network.incoming
    start = incoming.indptr[asked]
    degree = incoming.indptr[asked + 1] - start
    owner = np.repeat(np.arange(asked.size), degree)
    # Entry i of the groups, one after the other, lies (start of its group - entries before its group) further on.
    shift = np.repeat(start - (np.cumsum(degree) - degree), degree)
    connection = incoming.connection[np.arange(owner.size) + shift]
    position = schedule.position[connection]
    done = np.flatnonzero(position < step)
    done = done[np.argsort(position[done])]
    connection, owner = connection[done], owner[done]
    sums: NDArray[np.float32] = np.zeros(asked.size, np.float32) if network.bias_where_nonzero else network.bias[asked]
    with np.errstate(over="ignore", invalid="ignore"):
        np.add.at(sums, owner, network.weight[connection] * final[network.source[connection]])
    complete = np.bincount(owner, minlength=asked.size) == degree  # inputs too: 0 of 0
    return np.where(complete, final[asked], sums)


def layers_in_order(network: Network, order: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.intp]]]:
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


def run_layers(
    network: Network,
    layers: Iterator[tuple[NDArray[np.int32], NDArray[np.intp]]] | list[Any],
    inputs: NDArray[Any],
) -> NDArray[Any]:
    """Return the value of every neuron, [N, batch] for inputs [input_width, batch], or [N]."""
    batch = inputs.shape[1:]
    column = (slice(None),) + (np.newaxis,) * len(batch)
    values = np.empty((network.n_neurons, *batch), inputs.dtype)
    values[:] = 0 if network.bias_where_nonzero else network.bias[column]
    values[network.inputs] = inputs[network.input_slots]
    at_once = max(1, LARGEST_PART // max(1, math.prod(batch)))
    with np.errstate(over="ignore", invalid="ignore"):  # values of a network may overflow
        for connections, neurons in layers:
            for start in range(0, connections.size, at_once):
                c = connections[start : start + at_once]
                products = network.weight[c].astype(inputs.dtype)[column] * values[network.source[c]]
                np.add.at(values, network.target[c], products)  # one after the other, in this order
            sums = values[neurons]
            if network.bias_where_nonzero:
                sums = np.where(sums != 0, sums + network.bias[neurons].astype(sums.dtype)[column], sums)
            values[neurons] = apply_activations(
                network.activation[neurons], network.activation_parameter[neurons], sums
            )
    return values
