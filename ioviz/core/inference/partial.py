"""What a neuron's value is in the middle of a schedule."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.inference.reference import neuron_values
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule


def partial_values(
    network: Network,
    schedule: Schedule,
    x: ArrayLike,
    step: int,
    neurons: ArrayLike,
    *,
    values: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Compute what some neurons hold after `step` connections, for one input vector.

    That of an input is its value; of a neuron whose incoming connections are all done, its value with
    the activation applied; of any other, its partial sum: the bias and what was added so far.

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
        raise InvalidArgument(f"Step {step} is not in 0 to {network.n_connections}.")
    asked = np.asarray(neurons, dtype=np.int64).reshape(-1)
    outside = asked[(asked < 0) | (asked >= network.n_neurons)]
    if outside.size:
        raise InvalidArgument(f"Neuron {outside[0]} is not in 0 to {network.n_neurons - 1}.")
    final = neuron_values(network, schedule, x) if values is None else values
    incoming = network.incoming
    start = incoming.indptr[asked]
    degree = incoming.indptr[asked + 1] - start
    who = np.repeat(np.arange(asked.size), degree)
    # Entry i of the groups, one after the other, lies (start of its group - entries before its group) further on.
    shift = np.repeat(start - (np.cumsum(degree) - degree), degree)
    connection = incoming.connection[np.arange(who.size) + shift]
    position = schedule.position[connection]
    done = np.flatnonzero(position < step)
    done = done[np.argsort(position[done])]
    connection, who = connection[done], who[done]
    sums: NDArray[np.float32] = network.bias[asked]
    with np.errstate(over="ignore", invalid="ignore"):
        np.add.at(sums, who, network.weight[connection] * final[network.source[connection]])
    complete = np.bincount(who, minlength=asked.size) == degree  # inputs too: 0 of 0
    return np.where(complete, final[asked], sums)
