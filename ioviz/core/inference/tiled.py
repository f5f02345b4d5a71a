"""Programs for batches: segments of connections by destination, run tile by tile of the batch."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.inference.layout import Layout, Shares
from ioviz.core.inference.short_weights import ShortWeights, scales_of
from ioviz.core.inference.workers import run_together
from ioviz.core.kernels.infer.fours import write_streams
from ioviz.core.kernels.infer.tiles import FIRST, FOURS, LAST, RUN_FIELDS, TO_OUTPUT, run_tiles
from ioviz.core.kernels.jit import COMPILED, frozen
from ioviz.core.kernels.vectors.lanes import SIXTEENS
from ioviz.core.network import Network

Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]

LARGEST_SHORT = 1 << 16
PAGE = 4096


class Arena(NamedTuple):
    """A page that holds the counter of tiles, and behind it the values of a tile.

    `counter` keeps the memory; looking up the address of an array takes longer than a small network.
    """

    counter: Int64
    address: int
    size: int


@dataclass(frozen=True, eq=False)
class TiledProgram:
    """The streams of a program, read-only, and arenas to run it in.

    Attributes
    ----------
    runs : int64[runs, RUN_FIELDS], flat
        See `infer_tiles`.
    parameters : float32[runs]
        Of the activation function of each run.
    rows : uint32[segments]
        The row of each segment's destination.
    biases : float32[segments]
    scales : float32[segments] or float32[0]
        The factors of sums, for weights that are whole numbers.
    sources : uint16[W] or uint32[W]
        The row of each connection's source.
    weights : float32[W]
        Or of fewer bits, see `lookups`.
    constants : float32[output_width]
        NaN where an output is computed.
    bias_where_nonzero : bool
    input_width : int
    first_output : int
        The first of the arena's rows for outputs.
    sixteens : int
        The largest tile, in sixteens of vectors.
    """

    runs: NDArray[np.int64]
    parameters: NDArray[np.float32]
    rows: NDArray[np.uint32]
    biases: NDArray[np.float32]
    scales: NDArray[np.float32]
    sources: NDArray[Any]
    weights: NDArray[Any]
    constants: NDArray[np.float32]
    bias_where_nonzero: bool
    input_width: int
    first_output: int
    sixteens: int = 4
    _arenas: deque[Arena] = field(default_factory=deque, repr=False)

    @property
    def nbytes(self) -> int:
        """Bytes of the streams."""
        streams = (self.runs, self.parameters, self.rows, self.biases, self.sources, self.weights, self.scales)
        return sum(stream.nbytes for stream in streams)

    def run(self, x: NDArray[np.float32], y: NDArray[np.float32], *, by_column: bool, threads: int) -> None:
        """Compute `y` from `x`, C-contiguous: [batch, width], or [width, batch] if `by_column`."""
        batch = x.shape[1 if by_column else 0]
        if by_column and self._constant_entries.size:
            y[self._constant_entries] = self.constants[self._constant_entries, np.newaxis]
        sixteens = narrowest(min(batch, 16 * self.sixteens))
        rest = batch % (16 * sixteens)
        if batch > rest > 0 and narrowest(rest) < sixteens:
            self._run_part(x, y, by_column, 0, batch - rest, sixteens, threads)
            self._run_part(x, y, by_column, batch - rest, batch, narrowest(rest), 1)
        else:
            self._run_part(x, y, by_column, 0, batch, sixteens, threads)

    def _run_part(
        self, x: Float32, y: Float32, by_column: bool, start: int, stop: int, sixteens: int, threads: int
    ) -> None:
        """Run vectors `start` to `stop`."""
        kernel: Any = run_tiles  # its arguments are counted by their streams
        own = self._arena(sixteens)
        own.counter[0] = 0
        vectors = x.ctypes.data, x.strides[0], self.input_width, y.ctypes.data, y.strides[0], by_column, start, stop

        def run(arena: Arena) -> None:
            kernel(*self._streams, *vectors, own.address, arena.address + PAGE, self.first_output, SIXTEENS[sixteens])

        def help_or_run() -> None:
            if threading.get_ident() == caller:
                run(own)
            else:
                arena = self._arena(sixteens)
                run(arena)
                self._arenas.append(arena)

        threads = min(threads, -(-(stop - start) // (16 * sixteens)))
        if threads > 1:
            caller = threading.get_ident()
            run_together(help_or_run, threads)
        elif COMPILED:
            run(own)
        else:
            with np.errstate(all="ignore"):  # values of a network may overflow
                run(own)
        self._arenas.append(own)  # only after the helpers have ended, which share its counter of tiles

    @cached_property
    def _streams(self) -> tuple[Any, ...]:
        return (
            self.runs, self.parameters, self.rows, self.biases, self.sources, self.weights, self.scales,
            self.bias_where_nonzero, self.constants,
        )  # fmt: skip

    @cached_property
    def _constant_entries(self) -> NDArray[np.intp]:
        return np.flatnonzero(~np.isnan(self.constants))

    def _arena(self, sixteens: int) -> Arena:
        """Return an unused arena: one of an earlier run, or a new one."""
        size = 64 * sixteens * (self.first_output + self.constants.size)
        try:
            arena = self._arenas.pop()
        except IndexError:
            pass
        else:
            if arena.size >= size:
                return arena
        raw = np.empty(size + 2 * PAGE, np.int8)
        skipped = -raw.ctypes.data % PAGE
        return Arena(raw[skipped : skipped + 8].view(np.int64), raw.ctypes.data + skipped, size)


def narrowest(batch: int) -> int:
    """Return the narrowest tile that holds `batch` vectors, or the widest, in sixteens."""
    return 1 if batch <= 16 else 2 if batch <= 32 else 4


def compile_tiled(
    network: Network,
    layout: Layout,
    sixteens: int,
    blocks: NDArray[np.int64],
    *,
    fours: bool,
    shares: Shares | None,
    short: ShortWeights | None = None,
) -> TiledProgram:
    """Cut the connections into segments, by destination and by block of sources.

    Parameters
    ----------
    network : Network
    layout : Layout
    sixteens : int
        The size of a tile, in sixteens of vectors.
    blocks : int64[depth]
        The number of blocks of the sources of each layer; 1 if destinations share sources in fours.
    fours : bool
        Whether segments are computed in fours.
    shares : Shares or None
        Which destinations share sources.
    short : ShortWeights, optional
        The weights of `network` in fewer bits; the layout has them.

    Notes
    -----
    O(W + S log S) with S segments.
    """
    n = layout.neurons.size
    stage = np.repeat(np.arange(layout.stage_start.size - 1), np.diff(layout.stage_start))
    begin, count, destination, block = _segments(layout, stage, blocks)
    is_first = np.concatenate([[True], destination[1:] != destination[:-1]])
    is_last = np.concatenate([is_first[1:], [True]])
    shared = np.zeros(n, np.int64) if shares is None else shares.shared.astype(np.int64)
    sharing = shared[destination] > 0
    sequence = count if shares is None else np.where(sharing, shares.position[destination], count)
    order = np.lexsort((destination, sequence, ~sharing, block, stage[destination]))
    begin, count, destination, block, is_first, is_last = (
        array[order] for array in (begin, count, destination, block, is_first, is_last)
    )
    neuron = layout.neurons[destination]
    kind = np.where(is_last, network.activation[neuron], 0)
    parameter = np.where(is_last, network.activation_parameter[neuron], np.float32(0))
    flags: Int64 = np.where(is_first, FIRST, 0) + np.where(is_last, LAST, 0)
    flags = flags | np.where(network.is_output[neuron], TO_OUTPUT, 0)
    shared = shared[destination]
    # The segments of a four differ only in their counts: it is as long as its longest segment.
    alike = _begins(stage[destination], block, flags, kind, parameter.view(np.int32), shared > 0)
    size = np.diff(np.append(alike, count.size))
    place = np.arange(count.size) - np.repeat(alike, size)
    in_four = (place < np.repeat(size // 4 * 4, size)) & fours
    first = np.flatnonzero(in_four & (place % 4 == 0))
    longest = count - shared
    longest[in_four] = np.repeat(np.maximum.reduce([longest[first + k] for k in range(4)]), 4)
    flags[in_four] |= FOURS
    run = _begins(stage[destination], block, flags, kind, parameter.view(np.int32), shared, longest)
    runs = np.zeros((run.size, RUN_FIELDS), np.int64)
    runs[:, 0] = longest[run]
    runs[:, 1] = np.diff(np.append(run, count.size))
    runs[:, 2] = flags[run]
    runs[:, 3] = kind[run]
    runs[:, 4] = shared[run]
    is_short = layout.first_output <= LARGEST_SHORT
    n_weights = int(longest.sum() + shared.sum())
    sources = np.empty(n_weights - int(shared[first].sum()) * 3, np.uint16 if is_short else np.uint32)
    weights = np.empty(n_weights, layout.weight.dtype)
    write_streams(
        begin, count, in_four, shared, layout.source, layout.weight, layout.first_output - 1, sources, weights
    )
    return TiledProgram(
        runs=frozen(runs.reshape(-1)),
        parameters=frozen(parameter[run]),
        rows=frozen(layout.row[neuron].astype(np.uint32)),
        biases=frozen(network.bias[neuron]),
        scales=frozen(scales_of(short, neuron)),
        sources=frozen(sources),
        weights=frozen(weights),
        constants=network.output_constants,
        bias_where_nonzero=network.bias_where_nonzero,
        input_width=network.input_width,
        first_output=layout.first_output,
        sixteens=sixteens,
    )


def _segments(layout: Layout, stage: Int64, blocks: Int64) -> tuple[Int64, Int64, Int64, Int64]:
    """Return starts, counts, destinations and blocks of segments, by destination, then by block."""
    degree = np.diff(layout.start)
    destination = np.arange(degree.size)
    if not (blocks > 1).any():
        return layout.start[:-1].copy(), degree, destination, np.zeros(degree.size, np.int64)
    # The sources of a destination are sorted, so its blocks are consecutive.
    first_row = np.minimum.reduceat(layout.source[layout.start[:-1]], layout.stage_start[:-1]).astype(np.int64)
    last_row = np.maximum.reduceat(layout.source[layout.start[1:] - 1], layout.stage_start[:-1])
    into = np.repeat(destination, degree)
    at = stage[into]
    block = (layout.source - first_row[at]) * blocks[at] // (last_row - first_row + 1)[at]
    begin = _begins(into, block)
    return begin, np.diff(np.append(begin, into.size)), into[begin], block[begin]


def _begins(*fields: NDArray[Any]) -> NDArray[np.int64]:
    """Return where a field differs from the one before it, the first one included."""
    new = np.zeros(fields[0].size, np.bool_)
    new[0] = True
    for field_ in fields:
        new[1:] |= field_[1:] != field_[:-1]
    return np.flatnonzero(new)
