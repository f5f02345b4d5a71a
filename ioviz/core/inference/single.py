"""The program of the mode "best" for one vector: groups of 16 neurons in the lanes of a vector."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.inference.short_weights import ShortWeights, kept_weights
from ioviz.core.kernels import graph
from ioviz.core.kernels.infer.rows import place_rows
from ioviz.core.kernels.infer.single import GATHER, HEADER_FIELDS, LOOK_UP, SHARED, choose_forms, fill_slots, run_single
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.vectors.lookups import WINDOW, looks_up_fast
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule

LARGEST_SHORT = 1 << 16
# Nanoseconds of a lane of each form on a processor with AVX-512; without it, lookups are gathers.
COSTS = {LOOK_UP: 0.8, GATHER: 5.6, SHARED: 0.65}
COST_OF_GROUP = 8.0
COST_IN_TILES, COST_OF_SEGMENT = 0.33, 6.0  # of a connection and of a neuron, for a tile of up to 16 vectors
MOST_VECTORS = 15
MIXING = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class SingleProgram:
    """The streams of a program for one vector at a time, and arenas to run it in.

    Attributes
    ----------
    plan, headers, places, weights
        See `run_single`.
    codes : uint8[16 * slots that are looked up]
    biases : float32[16 * groups]
    scales : float32[16 * groups] or float32[0]
        Of weights that are whole numbers.
    constants : float32[output_width]
        NaN where an output is computed.
    n_rows : int
        Rows of 16 values in the arena.
    largest_batch : int
        The largest number of vectors that are expected to be faster one by one than in a tile.
    """

    plan: NDArray[np.int64]
    headers: NDArray[np.int32]
    places: NDArray[Any]
    weights: NDArray[Any]
    codes: NDArray[np.uint8]
    biases: NDArray[np.float32]
    scales: NDArray[np.float32]
    constants: NDArray[np.float32]
    n_rows: int
    largest_batch: int
    _arenas: deque[tuple[NDArray[np.float32], int]] = field(default_factory=deque)

    @property
    def nbytes(self) -> int:
        """Bytes of the streams."""
        streams = (self.headers, self.places, self.weights, self.codes, self.biases, self.scales)
        return sum(stream.nbytes for stream in streams)

    def run(self, x: NDArray[np.float32], y: NDArray[np.float32], *, by_column: bool) -> bool:
        """Compute `y` from `x`, C-contiguous, one vector after the other; `y` is invalid if False is returned."""
        try:
            arena, base = self._arenas.pop()
        except IndexError:
            arena = self._new_arena()
            base = arena.ctypes.data
        if not x.flags.writeable:  # another type to the compiler
            x = x.copy()
        if not run_single(self.plan, self.headers, self.places, self.weights, base, x, y, by_column):
            return False  # the arena is discarded, as a value in it is not finite
        self._arenas.append((arena, base))
        return True

    def _new_arena(self) -> NDArray[np.float32]:
        """Return an arena of all rows and those in reach of a window from the last one, with finite values."""
        return aligned((self.n_rows + WINDOW // 16) * 16)


def aligned(size: int, dtype: Any = np.float32) -> NDArray[Any]:
    """Return zeros that begin at a cache line."""
    itemsize = np.dtype(dtype).itemsize
    memory = np.zeros(size * itemsize + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size * itemsize].view(dtype)


def compile_single(
    network: Network, schedule: Schedule, short: ShortWeights | None = None, costs: Mapping[int, float] = COSTS
) -> SingleProgram:
    """Compile a program, with the network's weights or with short ones.

    Neurons of one layer and activation function are grouped: those with the same sources first, the others by the
    number of their connections, and among equals as the schedule has them.

    Notes
    -----
    O(W + N log N).
    """
    neurons, start = _groups(network, schedule)
    n_groups = start.size - 1
    group = np.repeat(np.arange(n_groups, dtype=np.int32), np.diff(start))
    lane = np.arange(neurons.size) - start[group]
    row, n_rows = _rows(network, neurons, group, n_groups)
    place = np.empty(network.n_neurons, np.int32)
    place[network.inputs] = network.input_slots
    place[neurons] = row[group] * 16 + lane
    rank = np.empty(network.n_neurons, np.int32)
    rank[neurons] = np.arange(neurons.size, dtype=np.int32)
    _, by_place = graph.group_connections(place[network.source], graph.no_order(), 16 * n_rows)
    indptr, connections = graph.group_connections(rank[network.target], by_place, neurons.size)
    sources = place[network.source[connections]]
    cost = np.array([costs[form] for form in (LOOK_UP, GATHER, SHARED)], np.float32)
    if not looks_up_fast():
        cost[LOOK_UP] = cost[GATHER]
    form, slots = choose_forms(indptr, sources, start, cost)
    n_slots = int(slots.sum())
    n_looked_up, n_gathered = (int(slots[form == kind].sum()) for kind in (LOOK_UP, GATHER))
    codes = aligned(16 * n_looked_up, np.uint8)
    places = aligned(
        n_slots - n_looked_up // 2 + 15 * n_gathered, np.uint16 if 16 * n_rows <= LARGEST_SHORT else np.uint32
    )
    connection = np.full(16 * n_slots, -1, np.int32)
    fill_slots(indptr, sources, start, form, connections, codes, places, connection)
    stored = kept_weights(network, short)
    weights = aligned(connection.size, stored.dtype)
    weights[:] = np.where(connection >= 0, stored[connection], stored.dtype.type(0))
    biases = aligned(16 * n_groups)
    biases[16 * group + lane] = network.bias[neurons]
    scales = np.empty(0, np.float32)
    if short is not None and short.scaled:
        scales = aligned(16 * n_groups)
        scales[16 * group + lane] = short.scales[neurons]
    first = neurons[start[:-1]]
    headers = np.full(HEADER_FIELDS * n_groups + network.output_width, -1, np.int32)
    fields = headers[: HEADER_FIELDS * n_groups].reshape(n_groups, HEADER_FIELDS)
    fields[:, 0], fields[:, 1], fields[:, 2] = row, slots, form
    fields[:, 3], fields[:, 4] = network.activation[first], network.activation_parameter[first].view(np.int32)
    headers[HEADER_FIELDS * n_groups + network.output_slots] = place[network.outputs]
    plan = np.array(
        [
            n_groups, network.input_width, network.output_width, network.bias_where_nonzero,
            codes.ctypes.data, biases.ctypes.data, scales.ctypes.data if scales.size else 0,
            network.output_constants.ctypes.data,
        ], np.int64,
    )  # fmt: skip
    single = float(slots @ cost[form]) + COST_OF_GROUP * n_groups
    tile = COST_IN_TILES * network.n_connections + COST_OF_SEGMENT * neurons.size
    return SingleProgram(
        plan=plan,
        headers=headers,
        places=places,
        weights=weights,
        codes=codes,
        biases=biases,
        scales=scales,
        constants=network.output_constants,
        n_rows=n_rows,
        largest_batch=max(1, min(MOST_VECTORS, int(tile / single))),
    )


def _groups(network: Network, schedule: Schedule) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the computed neurons, group after group, and the start of each group."""
    incoming = network.incoming
    computed = np.flatnonzero(~network.is_input).astype(np.int32)
    mixed = (network.source[incoming.connection].astype(np.uint64) + np.uint64(1)) * MIXING
    mixed ^= mixed >> np.uint64(29)
    mixed *= MIXING
    # Inputs have no connections: the sums of the others begin where theirs would.
    sums = np.add.reduceat(mixed, incoming.indptr[computed])
    degree = incoming.degree[computed]
    _, alike, n_alike = np.unique(sums, return_inverse=True, return_counts=True)
    alike = np.where(n_alike[alike] >= 16, alike, -1)
    kind, parameter = network.activation[computed], network.activation_parameter[computed].view(np.int32)
    keys = (network.layer[computed], kind, parameter, alike)
    order = np.lexsort((schedule.uses.complete[computed], degree, *keys[::-1]))
    differs = np.zeros(order.size, np.bool_)
    differs[0] = True
    for key in keys:
        differs[1:] |= key[order[1:]] != key[order[:-1]]
    chunk = np.flatnonzero(differs)
    in_chunk = np.arange(order.size) - np.repeat(chunk, np.diff(np.append(chunk, order.size)))
    start = np.append(np.flatnonzero(in_chunk % 16 == 0), order.size).astype(np.int64)
    return computed[order], start


def _rows(
    network: Network, neurons: NDArray[np.int32], group: NDArray[np.int32], n_groups: int
) -> tuple[NDArray[np.int32], int]:
    """Return the row of the arena of each group, and the number of rows; inputs have the first ones."""
    layer = network.layer
    n_given = -(-network.input_width // 16)
    entity = np.empty(network.n_neurons, np.int32)
    entity[network.inputs] = network.input_slots // 16
    entity[neurons] = n_given + group
    stage = np.zeros(n_given + n_groups, np.int32)
    stage[entity] = layer
    last_stage = stage.copy()
    np.maximum.at(last_stage, entity[network.source], layer[network.target])
    last_stage[entity[network.outputs]] = network.depth
    first_row = np.full(stage.size, -1, np.int32)
    first_row[:n_given] = np.arange(n_given)
    placed = np.arange(n_given, stage.size, dtype=np.int32)
    row, n_rows = place_rows(frozen(placed), frozen(stage), frozen(last_stage), frozen(first_row), n_given)
    return row[n_given:], int(n_rows)
