"""The program "as scheduled": exactly the given order of connections, so that its effect on time can be measured.

Connections that follow each other and have the same target are one segment, whose sum stays in registers; between
segments every sum goes through memory. A neuron has a row of the arena from its first connection to its last, an
input from the start: an order with few neurons alive at a time has a small arena.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.inference.short_weights import ShortWeights, kept_weights, scales_of
from ioviz.core.inference.tiled import LARGEST_SHORT, TiledProgram
from ioviz.core.kernels.infer.rows import place_rows
from ioviz.core.kernels.infer.tiles import FIRST, LAST, RUN_FIELDS, TO_OUTPUT
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import Activation, Network
from ioviz.core.schedule import Schedule

AT_ONCE = (Activation.IDENTITY, Activation.RELU, Activation.CLIPPED_RELU)
"""The activation functions that `run_tile` applies to each sum immediately."""


def compile_scheduled(network: Network, schedule: Schedule, short: ShortWeights | None = None) -> TiledProgram:
    """Compile a program that runs the connections in the order of the schedule.

    `short` are the weights of `network` in fewer bits.

    Notes
    -----
    O(W + N log N).
    """
    order = schedule.order
    source, target = network.source[order], network.target[order]
    begins = _begins(target[np.newaxis])
    neuron = target[begins]
    ends = np.append(begins[1:], order.size)
    segment = np.repeat(np.arange(begins.size, dtype=np.int32), ends - begins)
    row, n_rows = _rows(network, schedule, segment)
    is_last = schedule.uses.complete[neuron] == ends - 1
    kind = np.where(is_last, network.activation[neuron], 0)
    parameter = np.where(is_last, network.activation_parameter[neuron], np.float32(0))
    flags = np.zeros(begins.size, np.int64)
    flags[np.unique(neuron, return_index=True)[1]] = FIRST
    flags[is_last] |= LAST
    flags[network.is_output[neuron]] |= TO_OUTPUT
    # Activations applied after the last segment of a run are too late for segments that read the sums: one run each.
    later = is_last & (~np.isin(kind, AT_ONCE) | network.bias_where_nonzero | (short is not None and short.scaled))
    alone = np.where(later, np.arange(begins.size), -1)
    fields = np.stack([ends - begins, flags, kind, parameter.view(np.int32), alone])
    run_begins = _begins(fields)
    runs = np.zeros((run_begins.size, RUN_FIELDS), np.int64)
    runs[:, 0] = fields[0, run_begins]
    runs[:, 1] = np.diff(np.append(run_begins, begins.size))
    runs[:, 2:4] = fields[1:3, run_begins].T
    return TiledProgram(
        runs=frozen(runs.reshape(-1)),
        parameters=frozen(parameter[run_begins]),
        rows=frozen(row[neuron].astype(np.uint32)),
        biases=frozen(network.bias[neuron]),
        scales=frozen(scales_of(short, neuron)),
        sources=frozen(row[source].astype(np.uint16 if n_rows <= LARGEST_SHORT else np.uint32)),
        weights=frozen(kept_weights(network, short)[order]),
        constants=network.output_constants,
        bias_where_nonzero=network.bias_where_nonzero,
        input_width=network.input_width,
        first_output=n_rows,
    )


def _begins(fields: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return where a column differs from the one before it, the first one included."""
    return np.flatnonzero(np.concatenate([[True], (fields[:, 1:] != fields[:, :-1]).any(axis=0)]))


def _rows(network: Network, schedule: Schedule, segment: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
    """Assign rows of the arena, the lowest first; each is free again after the last use of its neuron."""
    uses = schedule.uses
    stage = segment[uses.first] + 1
    stage[network.inputs] = 0
    last_stage = segment[uses.last] + 1
    given = np.full(network.n_neurons, -1, np.int32)
    given[network.inputs] = network.input_slots
    placed = np.flatnonzero(~network.is_input & ~network.is_output).astype(np.int32)
    placed = placed[np.argsort(stage[placed], kind="stable")]
    row, n_rows = place_rows(frozen(placed), frozen(stage), frozen(last_stage), frozen(given), network.input_width)
    row[network.outputs] = n_rows + network.output_slots
    return row, int(n_rows)
