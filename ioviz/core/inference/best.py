"""The program of the mode "best" for batches: tiles and blocks of sources that fit the processor's caches."""

from __future__ import annotations

import threading
import time
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioviz.core.inference.caches import cache_sizes
from ioviz.core.inference.layout import Layout, Shares, find_shares, lay_out
from ioviz.core.inference.short_weights import ShortWeights
from ioviz.core.inference.tiled import TiledProgram, compile_tiled, narrowest
from ioviz.core.kernels.vectors.lanes import registers
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule

Float32 = NDArray[np.float32]

USUAL_L1 = 32 << 10
SHARE_OF_L1 = 0.9
"""The share of the first-level cache for a block's sources; the streams pass through the remainder."""
SHORTEST_SEGMENT = 12
"""The least mean number of connections of a segment after sources are cut into blocks."""


class Cut(NamedTuple):
    """The sizes of a program's parts: sixteens of vectors in a tile, and bytes of a block of sources (0: not cut)."""

    sixteens: int
    block: int


class BestProgram:
    """A schedule compiled for tiles of several widths, each on first use.

    Parameters
    ----------
    network : Network
    schedule : Schedule
        Determines which neurons of a layer are close together.
    short : ShortWeights, optional
        The weights of `network` in fewer bits.
    """

    def __init__(self, network: Network, schedule: Schedule, short: ShortWeights | None = None) -> None:
        self._network = network
        self._short = short
        self._layout = lay_out(network, schedule, short)
        self._block = int(SHARE_OF_L1 * cache_sizes().get("L1", USUAL_L1))
        self._programs: dict[Cut, TiledProgram] = {}
        self._chosen: dict[tuple[int, int], Cut] = {}  # by the width of the batch in sixteens, and threads
        self._lock = threading.Lock()
        self._program(self._usual(64, 1))

    @property
    def nbytes(self) -> int:
        """Bytes of the streams for large batches."""
        return self._program(self._cut(64, 1)).nbytes

    def run(self, x: Float32, y: Float32, *, by_column: bool, threads: int) -> None:
        """Compute `y` from `x`, C-contiguous: [batch, width], or [width, batch] if `by_column`."""
        cut = self._cut(x.shape[1 if by_column else 0], threads)
        self._program(cut).run(x, y, by_column=by_column, threads=threads)

    def tune(self, x: Float32, y: Float32, *, by_column: bool, threads: int, seconds: float) -> None:
        """Time every cut of the program in turn, for `seconds` in total, and keep the fastest for such batches."""
        batch = x.shape[1 if by_column else 0]
        cuts = self._candidates(batch, threads)
        times: dict[Cut, list[float]] = {cut: [] for cut in cuts}
        for cut in cuts:
            self._program(cut).run(x, y, by_column=by_column, threads=threads)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or not all(times.values()):
            for cut in cuts:
                start = time.perf_counter()
                self._program(cut).run(x, y, by_column=by_column, threads=threads)
                times[cut].append(time.perf_counter() - start)
        best = min(cuts, key=lambda cut: float(np.median(times[cut])))
        self._chosen[narrowest(batch), threads] = best
        for cut in cuts:
            if cut != best and cut not in self._chosen.values():
                self._programs.pop(cut, None)

    def _cut(self, batch: int, threads: int) -> Cut:
        return self._chosen.get((narrowest(batch), threads)) or self._usual(batch, threads)

    def _usual(self, batch: int, threads: int) -> Cut:
        widest = narrowest(batch)
        while widest > 1 and batch < 16 * widest * threads:
            widest //= 2  # a tile for every thread
        # Few connections to a neuron: the number of vectors read and written at a time matters most.
        sparse = self._network.n_connections < SHORTEST_SEGMENT * self._layout.neurons.size
        wanted = 4 if sparse or self._shares is not None else 2
        return Cut(min(widest, wanted, self._widest), self._block)

    def _candidates(self, batch: int, threads: int) -> list[Cut]:
        widths = [width for width in (1, 2, 4) if width <= min(narrowest(batch), self._widest)]
        blocks = (0, self._block * 3 // 4, self._block, self._block * 3 // 2)
        first = self._usual(batch, threads)
        return [first, *(cut for width in widths for block in blocks if (cut := Cut(width, block)) != first)]

    @property
    def _widest(self) -> int:
        """Return the widest tile, in sixteens, whose sums stay in registers."""
        return 4 if registers() >= 32 else 2

    @cached_property
    def _shares(self) -> Shares | None:
        return find_shares(self._network, self._layout)

    def _program(self, cut: Cut) -> TiledProgram:
        with self._lock:
            program = self._programs.get(cut)
            if program is None:
                # Four sums, the multiplicand and four weights have to fit into the registers.
                fours = 5 * cut.sixteens + 2 <= registers()
                shares = self._shares if fours else None
                blocks = count_blocks(self._layout, shares, 64 * cut.sixteens, cut.block)
                program = compile_tiled(
                    self._network, self._layout, cut.sixteens, blocks, fours=fours, shares=shares, short=self._short
                )
                self._programs[cut] = program
        return program


def count_blocks(layout: Layout, shares: Shares | None, row_bytes: int, block: int) -> NDArray[np.int64]:
    """Return the number of blocks of the sources of each layer, so that the values of one fill `block` bytes.

    Limited so that segments do not become short; layers with fours that share sources are not cut.
    """
    sizes = np.diff(layout.stage_start)
    if not block:
        return np.ones(sizes.size, np.int64)
    degrees = np.diff(layout.start[layout.stage_start])
    first = np.minimum.reduceat(layout.source[layout.start[:-1]], layout.stage_start[:-1]).astype(np.int64)
    last = np.maximum.reduceat(layout.source[layout.start[1:] - 1], layout.stage_start[:-1])
    wanted = -(-(last - first + 1) * row_bytes // block)
    blocks: NDArray[np.int64] = np.maximum(np.minimum(wanted, degrees // (SHORTEST_SEGMENT * sizes)), 1)
    if shares is not None:
        blocks[np.logical_or.reduceat(shares.shared > 0, layout.stage_start[:-1])] = 1
    return blocks
