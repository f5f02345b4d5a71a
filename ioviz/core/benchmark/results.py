"""The results of a benchmark: cases, their times, and the machine. Frozen.

Files of them are read and written by `ioviz.core.benchmark.results_files`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ioviz.core.names import VALUE_BYTES

STATUSES = ("ok", "missing", "not applicable", "failed", "too slow", "wrong")
"""How a measurement can end: with times; its library is not installed; it has no way to run this network, or not on
this computer; it raised or crashed; it took longer than the limit; its outputs differ from the reference."""


@dataclass(frozen=True)
class Case:
    """A contender on a workload, with its settings.

    Attributes
    ----------
    workload : str
    n_neurons, n_connections, n_inputs, n_outputs : int
    schedule : str
        The order that was run; empty for a contender without one.
    ios, memory : int or None
        I/Os of the schedule by the model (policy MIN) with a fast memory of so many values, the size of a cache at
        this batch.
    batch, threads : int
    precision : str
        Of the weights, one of `PRECISIONS`.
    contender : str
        The displayed name, e.g. "ioviz best", "MKL CSRMM row-major", "scipy CSR".
    runs : int or None
        Of the schedule: runs of connections with the same target, see `Schedule.n_runs`. Each run of a neuron but its
        first loads a partial sum that was stored; None if it is unknown.
    """

    workload: str
    n_neurons: int
    n_connections: int
    n_inputs: int
    n_outputs: int
    schedule: str
    ios: int | None
    memory: int | None
    batch: int
    threads: int
    precision: str
    contender: str
    runs: int | None = None

    @property
    def flops(self) -> int:
        """A multiplication and an addition for each connection and vector: 2 W batch."""
        return 2 * self.n_connections * self.batch

    @property
    def io_bytes(self) -> int | None:
        """The model's I/Os in bytes: a weight is one float32, a neuron's value one for each vector of the batch."""
        if self.ios is None:
            return None
        values = self.ios - self.n_connections
        return VALUE_BYTES * (self.n_connections + values * self.batch)

    @property
    def cell(self) -> tuple[str, int, int]:
        """Workload, batch and threads, within which contenders are compared."""
        return self.workload, self.batch, self.threads


@dataclass(frozen=True)
class Measurement:
    """The result of a case.

    Attributes
    ----------
    case : Case
    status : str
        One of `STATUSES`.
    message : str
        The reason if the status is not "ok", else empty or a note.
    seconds : tuple of float
        Of one inference of the whole batch, one entry a repetition.
    error : float or None
        Largest difference from the float64 reference, over the largest magnitude of the reference.
    bytes : int or None
        The least traffic: the contender's own form of the weights once, inputs and outputs.
    counters : mapping of str to float
        Hardware counters of one inference ("cycles", "instructions", "cache misses"), where the system allows.
    prepare_seconds : float or None
        Compiling or converting the network, before the first inference; not part of `seconds`.
    """

    case: Case
    status: str
    message: str = ""
    seconds: tuple[float, ...] = ()
    error: float | None = None
    bytes: int | None = None
    counters: Mapping[str, float] = field(default_factory=dict)
    prepare_seconds: float | None = None

    @cached_property
    def _ranks(self) -> tuple[float, float, float]:
        if not self.seconds:
            return math.nan, math.nan, math.nan
        low, middle, high = np.quantile(self.seconds, [0.25, 0.5, 0.75]).tolist()
        return low, middle, high

    @property
    def median(self) -> float:
        """In seconds; NaN without times."""
        return self._ranks[1]

    @property
    def quartiles(self) -> tuple[float, float]:
        """The first and the third, in seconds; NaN without times."""
        return self._ranks[0], self._ranks[2]

    @property
    def outliers(self) -> tuple[float, ...]:
        """Times beyond 1.5 times the distance of the quartiles from them (Tukey's fences)."""
        low, high = self.quartiles
        reach = 1.5 * (high - low)
        return tuple(taken for taken in self.seconds if taken < low - reach or taken > high + reach)

    @property
    def gflops(self) -> float:
        """1e9 floating-point operations a second, 2 W batch / median; NaN without times."""
        return self.case.flops / self.median / 1e9 if self.seconds else math.nan

    @property
    def gbytes(self) -> float:
        """1e9 bytes a second; NaN where either is unknown."""
        return self.bytes / self.median / 1e9 if self.seconds and self.bytes is not None else math.nan

    @property
    def spread(self) -> float:
        """The distance of the quartiles over the median; NaN without times."""
        low, high = self.quartiles
        return (high - low) / self.median if self.seconds else math.nan


@dataclass(frozen=True)
class Machine:
    """The computer, its processor and the versions of what was measured.

    Attributes
    ----------
    cpu : str
    cores : int
        That this process may use.
    caches : mapping of str to int
        "L1", "L2", "L3" to bytes, as one core sees them; empty if they are unknown.
    flags : tuple of str
        The vector instructions of the processor.
    memory : int or None
        In bytes.
    os, python : str
    versions : mapping of str to str
        Of the libraries.
    """

    cpu: str
    cores: int
    caches: Mapping[str, int]
    flags: tuple[str, ...]
    os: str
    python: str
    versions: Mapping[str, str]
    memory: int | None = None


@dataclass(frozen=True)
class Limits:
    """The peak speeds and bandwidths of the machine, measured with `threads` threads.

    Attributes
    ----------
    fma_gflops : float
        Multiply-adds in registers.
    sparse_gflops : float
        Multiply-adds of a weight with a row that is read from L1 at an index: the best of `sparse_rows`.
    sparse_rows : mapping of str to float
        The same by the bytes of a row, "64" to "512".
    bandwidth : mapping of str to float
        GB/s: "L1", "L2", "L3" (read), "DRAM read", "DRAM triad".
    threads : int
    """

    fma_gflops: float
    sparse_gflops: float
    bandwidth: Mapping[str, float]
    sparse_rows: Mapping[str, float] = field(default_factory=dict)
    threads: int = 1

    def roof(self, flops_per_byte: float, level: str = "DRAM read") -> float:
        """Return the roofline: peak GFLOP/s at an intensity, from a level of memory."""
        return min(self.fma_gflops, flops_per_byte * self.bandwidth[level])


@dataclass(frozen=True)
class Results:
    """All measurements of one run.

    Attributes
    ----------
    name : str
    created : str
        ISO 8601, with the time zone.
    machine : Machine
    limits : Limits or None
    measurements : tuple of Measurement
    settings : mapping of str to str, int, float or bool
        How it was measured: layout, repetitions, pinning, ...
    warnings : tuple of str
        Sentences about what may have disturbed the times.
    """

    name: str
    created: str
    machine: Machine
    limits: Limits | None
    measurements: tuple[Measurement, ...]
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def in_cell(self, cell: tuple[str, int, int]) -> tuple[Measurement, ...]:
        """Return the measurements of one workload, batch and number of threads."""
        return tuple(found for found in self.measurements if found.case.cell == cell)

    @property
    def cells(self) -> tuple[tuple[str, int, int], ...]:
        """Each workload, batch, threads, in the order in which they were measured."""
        return tuple(dict.fromkeys(found.case.cell for found in self.measurements))
