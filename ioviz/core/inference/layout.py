"""The rows of neurons and the order of their computation, before a program is cut into segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.inference.short_weights import ShortWeights, kept_weights
from ioviz.core.kernels import graph
from ioviz.core.kernels.infer.fours import find_fours
from ioviz.core.kernels.infer.rows import place_rows
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layout:
    """Neurons by layer, and within a layer as the schedule completes them; their connections by destination.

    Attributes
    ----------
    neurons : int32[n]
        The neurons that are computed, in this order.
    stage_start : int64[depth + 1]
        The neurons of a layer are ``neurons[stage_start[s]:stage_start[s + 1]]``.
    row : int32[N]
        The row of each neuron in the arena; outputs have the last ones.
    start : int64[n + 1]
        Where the connections into each of `neurons` begin.
    source : int32[W]
        The rows of the connections' sources, rising for each destination.
    weight : float32[W]
        The weights, or their representation in fewer bits.
    first_output : int
        The first row of the outputs. The row before it always holds zeros.
    """

    neurons: Int32
    stage_start: Int64
    row: Int32
    start: Int64
    source: Int32
    weight: NDArray[Any]
    first_output: int


@dataclass(frozen=True, eq=False)
class Shares:
    """Groups of four destinations that share most of their sources.

    Attributes
    ----------
    position : int32[n]
        The four of each destination, -1 without one.
    shared : int32[n]
        The number of sources that its four shares, 0 without one.
    """

    position: Int32
    shared: Int32


LEAST_SHARED = 0.5
"""The least useful share of common sources in a four."""


def find_shares(network: Network, layout: Layout) -> Shares | None:
    """Return the fours of destinations that share sources, None without any."""
    neurons = layout.neurons
    alike = np.stack(
        [
            network.activation[neurons].astype(np.int32),
            network.activation_parameter[neurons].view(np.int32),
            network.is_output[neurons].astype(np.int32),
        ]
    )
    kind = np.unique(alike, axis=1, return_inverse=True)[1].reshape(-1).astype(np.int32)
    position, shared = find_fours(
        layout.start, frozen(layout.source), frozen(layout.stage_start), frozen(kind), layout.first_output, LEAST_SHARED
    )
    return Shares(position, shared) if shared.any() else None


def lay_out(network: Network, schedule: Schedule, short: ShortWeights | None = None) -> Layout:
    """Return the row of every neuron and its place in the order of computation; O(W + N log N)."""
    layer = network.layer
    computed = np.flatnonzero(~network.is_input)
    computed = computed[np.lexsort((schedule.uses.complete[computed], layer[computed]))]
    neurons: Int32 = computed.astype(np.int32)
    last_stage = layer.copy()
    np.maximum.at(last_stage, network.source, layer[network.target])
    given = np.full(network.n_neurons, -1, np.int32)
    given[network.inputs] = network.input_slots
    hidden = neurons[~network.is_output[neurons]]
    row, n_rows = place_rows(frozen(hidden), layer, frozen(last_stage), frozen(given), network.input_width)
    first_output = int(n_rows) + 1
    row[network.outputs] = first_output + network.output_slots
    rank = np.zeros(network.n_neurons, np.int32)
    rank[neurons] = np.arange(neurons.size, dtype=np.int32)
    _, by_source = graph.group_connections(row[network.source], graph.no_order(), int(n_rows))
    start, connections = graph.group_connections(rank[network.target], by_source, neurons.size)
    return Layout(
        neurons=neurons,
        stage_start=np.searchsorted(layer[neurons], np.arange(1, network.depth + 2)),
        row=row,
        start=start,
        source=row[network.source[connections]],
        weight=kept_weights(network, short)[connections],
        first_output=first_output,
    )
