"""Trimming: neurons that no output needs, or that no input can change, are removed before anything is counted.

References
----------
Gleinig, Ben-Nun, Hoefler, arXiv 2301.01048 (2023): the model speaks of trimmed networks, in which every
neuron that is no input has an incoming, and every neuron that is no output an outgoing connection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.kernels import graph
from ioviz.core.kernels.jit import frozen
from ioviz.core.network.activations import apply_activations
from ioviz.core.network.network import Adjacency
from ioviz.core.network.records import TrimReport


@dataclass(frozen=True, eq=False)
class Graph:
    """A valid network before trimming: arrays as in `Network`, with the orders from validation.

    `outgoing` is grouped by source, in any order within a group; `topological` is a topological order.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    activation: NDArray[np.uint8]
    activation_parameter: NDArray[np.float32]
    is_input: NDArray[np.bool_]
    is_output: NDArray[np.bool_]
    incoming: Adjacency
    outgoing: Adjacency
    topological: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Trimming:
    """The parts of a network to keep.

    Attributes
    ----------
    neurons : bool[N]
        The neurons that depend on an input and reach an output.
    connections : bool[W]
        The connections between them.
    bias : float32[N]
        The biases with the constants folded in.
    constant_value : float64[N]
        The value of a neuron that depends on no input and reaches an output; NaN for the others.
    report : TrimReport
    """

    neurons: NDArray[np.bool_]
    connections: NDArray[np.bool_]
    bias: NDArray[np.float32]
    constant_value: NDArray[np.float64]
    report: TrimReport


def trim(g: Graph, *, bias_where_nonzero: bool = False) -> Trimming | None:
    """Return the parts of a network to keep, None if it is trimmed already.

    Raises
    ------
    InvalidNetwork
        If no output depends on any input, or a folded bias is too large for float32, or a bias that counts
        only where the sum is not 0 would have to take in a constant.

    Notes
    -----
    O(N + W). Constants are folded layer by layer, in float64, and rounded once.
    """
    from_input = graph.reachable(g.is_input, g.topological, g.incoming.indptr, g.incoming.connection, g.source)
    backwards = frozen(g.topological[::-1].copy())
    to_output = graph.reachable(g.is_output, backwards, g.outgoing.indptr, g.outgoing.connection, g.target)
    keep = from_input & to_output
    if keep.all():
        return None
    if not keep.any():
        raise InvalidNetwork("No output depends on any input, so nothing is left to compute.")
    constant = to_output & ~from_input
    value, bias = np.full(keep.size, np.nan), g.bias
    if constant.any():
        value, bias = _fold(g, constant, to_output, keep if bias_where_nonzero else None)
    connections = keep[g.source] & keep[g.target]
    report = TrimReport(
        dropped_neurons=_indices(~to_output & ~g.is_input),
        dropped_connections=int(connections.size - np.count_nonzero(connections)),
        folded_constants=_indices(constant & ~g.is_output),
        dropped_inputs=_indices(g.is_input & ~to_output),
        constant_outputs=_indices(constant & g.is_output),
    )
    return Trimming(keep, connections, bias, value, report)


def _fold(
    g: Graph, constant: NDArray[np.bool_], to_output: NDArray[np.bool_], kept: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return the values of the constants, and the biases with their contributions added.

    Where biases count only beside a sum that is not 0, `kept` are the neurons that stay: a contribution to
    one of them belongs to that sum, and its bias cannot hold it.
    """
    layer = graph.longest_distance(g.topological, g.incoming.indptr, g.incoming.connection, g.source)
    neurons = np.flatnonzero(constant)
    neurons = neurons[np.argsort(layer[neurons], kind="stable")]
    leaving = np.flatnonzero(constant[g.source] & to_output[g.target])
    leaving = leaving[np.argsort(layer[g.source[leaving]], kind="stable")]
    depths = np.unique(layer[neurons])
    neuron_ends = np.searchsorted(layer[neurons], depths, side="right")
    leaving_ends = np.searchsorted(layer[g.source[leaving]], depths, side="right")
    bias = g.bias.astype(np.float64) if kept is None else np.zeros(g.bias.size)
    value = np.full(bias.size, np.nan)
    neuron_start = leaving_start = 0
    with np.errstate(over="ignore", invalid="ignore"):  # values that are not finite are reported below
        for neuron_end, leaving_end in zip(neuron_ends, leaving_ends, strict=True):
            # The sources of a constant are constants of lesser layers: all of them are in its bias by now.
            now = neurons[neuron_start:neuron_end]
            sums = bias[now] if kept is None else np.where(bias[now] != 0, bias[now] + g.bias[now], 0.0)
            value[now] = apply_activations(g.activation[now], g.activation_parameter[now], sums)
            c = leaving[leaving_start:leaving_end]
            np.add.at(bias, g.target[c], g.weight[c] * value[g.source[c]])
            neuron_start, leaving_start = neuron_end, leaving_end
        folded = bias.astype(np.float32)
        rounded = value.astype(np.float32)
    wrong = np.flatnonzero(~np.isfinite(folded) | (constant & ~np.isfinite(rounded)))
    if wrong.size:
        raise InvalidNetwork(
            f"The constants that lead to neuron {wrong[0]} add up to more than a float32 number can hold."
        )
    if kept is None:
        return value, folded
    reached = np.flatnonzero(kept & (bias != 0))
    if reached.size:
        raise InvalidNetwork(
            f"Constants add {bias[reached[0]]:g} to the sum of neuron {reached[0]}, and its bias counts only where "
            "that sum is not 0: such constants cannot be folded; give them an input."
        )
    return value, g.bias


def _indices(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())
