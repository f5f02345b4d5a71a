"""Measure the peak speeds of this machine: multiply-adds in registers, sparse ones from L1, and bandwidths.

Each figure is the best of several repetitions, as other load only makes it smaller. One thread, as in the rows of a
benchmark with one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from timeit import Timer

import numpy as np

from ioviz.core.benchmark.results import Limits
from ioviz.core.benchmark.workloads import aligned_empty
from ioviz.core.inference.caches import cache_sizes

_SECONDS = 0.02
_DEFAULT_CACHES = {"L1": 32 << 10, "L2": 512 << 10, "L3": 16 << 20}
_LARGEST_DRAM = 256 << 20
_INDICES = 4096
_GIGA = 1e9


@dataclass(frozen=True)
class LimitsProgress:
    """The progress of a measurement: steps, and the current one."""

    done: int
    total: int
    sentence: str


def measure_limits(repetitions: int = 7) -> Iterator[LimitsProgress | Limits]:
    """Measure the limits of one core. Takes some two seconds.

    Parameters
    ----------
    repetitions : int
        Of each figure; the best one counts.

    Yields
    ------
    LimitsProgress
    Limits
        Last.

    Notes
    -----
    Bandwidths are of reading with wide vectors from an array of half of L1, half of L2, a quarter of L3 (but twice
    L2 at least) and four times L3; the triad a = b + s * c from DRAM counts 12 bytes an entry. A value of L3 in a
    virtual machine may be that of DRAM, if others share the cache.
    """
    caches = {**_DEFAULT_CACHES, **cache_sizes()}
    tasks = [*_fma_tasks(), *_sparse_tasks(caches), *_read_tasks(caches), _triad_task(caches)]
    found: dict[str, float] = {}
    for done, (name, sentence, make) in enumerate(tasks):
        yield LimitsProgress(done, len(tasks), sentence)
        amount, run = make()
        found[name] = max(found.get(name, 0.0), amount / _least_seconds(run, repetitions) / _GIGA)
    rows = {name.removeprefix("rows "): value for name, value in found.items() if name.startswith("rows ")}
    yield Limits(
        fma_gflops=found["fma"],
        sparse_gflops=max(rows.values()),
        bandwidth={name: found[name] for name in ("L1", "L2", "L3", "DRAM read", "DRAM triad")},
        sparse_rows=rows,
        threads=1,
    )


_Task = tuple[str, str, Callable[[], tuple[float, Callable[[], object]]]]


def _fma_tasks() -> list[_Task]:
    def make(many: bool) -> tuple[float, Callable[[], object]]:
        from ioviz.core.kernels.bench import limits as bench_limits
        from ioviz.core.kernels.vectors.lanes import SIXTEENS

        kernel, sums = (
            (bench_limits.multiply_adds_many, bench_limits.MANY)
            if many
            else (bench_limits.multiply_adds_few, bench_limits.FEW)
        )
        turns = 100_000
        return 2.0 * 16 * sums * turns, partial(kernel, turns, 0.5, 1.0, SIXTEENS[1], aligned_empty((16,)))

    sentence = "Multiply-adds in registers."
    return [("fma", sentence, partial(make, many)) for many in (False, True)]


def _sparse_tasks(caches: Mapping[str, int]) -> list[_Task]:
    def make(sixteens: int) -> tuple[float, Callable[[], object]]:
        from ioviz.core.kernels.bench import limits as bench_limits
        from ioviz.core.kernels.vectors.lanes import SIXTEENS

        random = np.random.default_rng(0)
        # Half of L1 for the rows: indices and weights pass through it as well.
        rows = aligned_empty((max(8, caches["L1"] // 2 // (64 * sixteens)), 16 * sixteens))
        rows[...] = random.random(rows.shape)
        index = random.integers(0, len(rows), _INDICES).astype(np.uint16)
        weight = random.random(_INDICES, np.float32)
        turns = max(1, 200 // sixteens)
        out = aligned_empty((16 * sixteens,))
        run = partial(bench_limits.sum_rows, turns, index, weight, rows, SIXTEENS[sixteens], out)
        return 2.0 * 16 * sixteens * _INDICES * turns, run

    return [
        (f"rows {64 * count}", f"Sparse multiply-adds with rows of {64 * count} bytes.", partial(make, count))
        for count in (1, 2, 4)
    ]


def _read_tasks(caches: Mapping[str, int]) -> list[_Task]:
    def make(nbytes: int) -> tuple[float, Callable[[], object]]:
        from ioviz.core.kernels.bench import limits as bench_limits
        from ioviz.core.kernels.vectors.lanes import SIXTEENS

        step = 64 * bench_limits.STEP
        values = _ones(max(step, nbytes // step * step))
        turns = max(1, (8 << 20) // values.nbytes)
        return float(values.nbytes * turns), partial(
            bench_limits.read_all, turns, values, SIXTEENS[1], aligned_empty((16,))
        )

    sizes = {
        "L1": caches["L1"] // 2,
        "L2": caches["L2"] // 2,
        "L3": max(2 * caches["L2"], caches["L3"] // 4),
        "DRAM read": _dram_bytes(caches),
    }
    return [(name, f"Bandwidth: {name}.", partial(make, nbytes)) for name, nbytes in sizes.items()]


def _triad_task(caches: Mapping[str, int]) -> _Task:
    def make() -> tuple[float, Callable[[], object]]:
        from ioviz.core.kernels.bench import limits as bench_limits
        from ioviz.core.kernels.vectors.lanes import SIXTEENS

        nbytes = _dram_bytes(caches) // 2
        left, right, out = _ones(nbytes), _ones(nbytes), _ones(nbytes)
        return 3.0 * out.nbytes, partial(bench_limits.triad, 2.0, left, right, SIXTEENS[1], out)

    return "DRAM triad", "Bandwidth: DRAM triad.", make


def _dram_bytes(caches: Mapping[str, int]) -> int:
    return min(_LARGEST_DRAM, 4 * caches["L3"]) // 4096 * 4096


def _ones(nbytes: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    values = aligned_empty((nbytes // 4,))
    values.fill(1.0)  # touched, so that it is allocated
    return values


def _least_seconds(run: Callable[[], object], repetitions: int) -> float:
    """Return the shortest time of one call, in seconds."""
    timer = Timer(run)
    run()  # compiled, and warm
    once = timer.timeit(1)
    calls = max(1, round(_SECONDS / max(once, 1e-9)))
    return min(timer.repeat(repetitions, calls)) / calls
