"""The best program for batches: segments by destination, run tile by tile of the batch."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels import graph
from ioviz.core.kernels.infer_rows import place_rows
from ioviz.core.kernels.infer_tiles import FIRST, LAST, RUN_FIELDS, SMOOTH, TO_OUTPUT, run_tiles
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.vectors import SIXTEENS
from ioviz.core.network import Activation, Network
from ioviz.core.schedule import Schedule

LARGEST_SHORT = 1 << 16
SMOOTH_KINDS = (Activation.TANH, Activation.SIGMOID, Activation.GELU)


@dataclass(frozen=True, eq=False)
class TiledProgram:
    """The streams of a program, read-only, and arenas to run it in."""

    runs: NDArray[np.int64]
    parameters: NDArray[np.float32]
    rows: NDArray[np.uint32]
    biases: NDArray[np.float32]
    sources: NDArray[Any]
    weights: NDArray[np.float32]
    constants: NDArray[np.float32]
    bias_where_nonzero: bool
    input_width: int
    first_output: int
    _arenas: deque[NDArray[np.float32]] = field(default_factory=deque)

    @property
    def nbytes(self) -> int:
        """Bytes of the streams."""
        streams = (self.runs, self.parameters, self.rows, self.biases, self.sources, self.weights)
        return sum(stream.nbytes for stream in streams)

    def run(self, x: NDArray[np.float32], y: NDArray[np.float32], *, by_column: bool, threads: int) -> None:
        """Compute `y` from `x`, C-contiguous: [batch, width], or [width, batch] if `by_column`."""
        batch = x.shape[1] if by_column else x.shape[0]
        sixteens = 1 if batch <= 16 else 2 if batch <= 32 else 4
        if by_column:
            fixed = np.flatnonzero(~np.isnan(self.constants))
            y[fixed] = self.constants[fixed, np.newaxis]
        counter = np.zeros(1, np.int64)
        arena = self._arena(sixteens)
        run_tiles(
            self.runs, self.parameters, self.rows, self.biases, self.sources, self.weights, self.bias_where_nonzero,
            self.constants, x.ctypes.data, x.strides[0], self.input_width, y.ctypes.data, y.strides[0], by_column,
            0, batch, counter.ctypes.data, arena.ctypes.data + -arena.ctypes.data % 4096, self.first_output,
            SIXTEENS[sixteens],
        )  # fmt: skip
        self._arenas.append(arena)

    def _arena(self, sixteens: int) -> NDArray[np.float32]:
        """An arena that nobody uses: one that was used before, or a new one."""
        size = (self.first_output + self.constants.size) * 16 * sixteens + 1024
        try:
            arena = self._arenas.pop()
        except IndexError:
            return np.empty(size, np.float32)
        return arena if arena.size >= size else np.empty(size, np.float32)


def compile_tiled(network: Network, schedule: Schedule) -> TiledProgram:
    """Compile a program: the schedule decides which neurons of a layer are close together."""
    layer = network.layer
    complete = schedule.uses.complete
    computed: NDArray[np.int32] = np.flatnonzero(~network.is_input).astype(np.int32)
    computed = computed[np.lexsort((complete[computed], layer[computed]))]
    last_stage = layer.copy()
    np.maximum.at(last_stage, network.source, layer[network.target])
    given = np.full(network.n_neurons, -1, np.int32)
    given[network.inputs] = network.input_slots
    hidden = computed[~network.is_output[computed]]
    row, n_rows = place_rows(frozen(hidden), layer, frozen(last_stage), frozen(given), network.input_width)
    row[network.outputs] = n_rows + network.output_slots
    degree = network.incoming.degree[computed]
    order = np.lexsort((degree, layer[computed]))
    computed = computed[order]
    rank = np.empty(network.n_neurons, np.int32)
    rank[computed] = np.arange(computed.size, dtype=np.int32)
    _, by_source = graph.group_connections(row[network.source], graph.no_order(), n_rows)
    _, connections = graph.group_connections(rank[network.target], by_source, network.n_neurons)
    kind = network.activation[computed]
    parameter = network.activation_parameter[computed]
    flags = FIRST | LAST | np.where(network.is_output[computed], TO_OUTPUT, 0)
    flags |= np.where(np.isin(kind, SMOOTH_KINDS), SMOOTH, 0)
    fields = np.stack([degree[order], flags, kind, parameter.view(np.int32)]).astype(np.int64)
    begins = np.flatnonzero(np.concatenate([[True], (fields[:, 1:] != fields[:, :-1]).any(axis=0)]))
    runs = np.empty((begins.size, RUN_FIELDS), np.int64)
    runs[:, 0] = fields[0, begins]
    runs[:, 1] = np.diff(np.append(begins, computed.size))
    runs[:, 2] = fields[1, begins]
    runs[:, 3] = fields[2, begins]
    sources = row[network.source[connections]]
    return TiledProgram(
        runs=frozen(runs.reshape(-1)),
        parameters=frozen(parameter[begins]),
        rows=frozen(row[computed].astype(np.uint32)),
        biases=frozen(network.bias[computed]),
        sources=frozen(sources.astype(np.uint16 if n_rows <= LARGEST_SHORT else np.uint32)),
        weights=frozen(network.weight[connections]),
        constants=network.output_constants,
        bias_where_nonzero=bool(getattr(network, "bias_where_nonzero", False)),
        input_width=network.input_width,
        first_output=int(n_rows),
    )
