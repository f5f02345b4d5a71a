"""The reference: inference along a schedule in plain numpy, exact in the order of every sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ioviz.core.network import Network
from ioviz.core.schedule import Schedule
from ioviz.core.schedule.values import LARGEST_PART, layers_in_order, run_layers
from ioviz.core.schedule.vectors import read_dtype, read_inputs, read_schedule


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
        Vectors with the entries of inputs that trimming dropped.
    dtype : float32 or float64
        The dtype of all computations.

    Returns
    -------
    dtype[batch, output_width] or dtype[output_width]
        Constant outputs included.

    Raises
    ------
    InvalidArgument
        If the input is not an array of finite numbers of that width, or the schedule is for another network.

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
    layers = list(layers_in_order(network, order))
    at_once = max(1, LARGEST_PART // network.n_neurons)
    for start in range(0, len(rows), at_once):
        part = slice(start, start + at_once)
        values = run_layers(network, layers, np.ascontiguousarray(rows[part].T))
        result[part, network.output_slots] = values[network.outputs].T
    return result.reshape(*vectors.shape[:-1], network.output_width)
