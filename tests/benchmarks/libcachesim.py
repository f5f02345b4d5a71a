"""libCacheSim: a cache simulator in C, driven through its Python package, on the accesses of a schedule.

It is given u0, v0, u1, v1, ... of the order and a cache of K = M - 1 objects. It knows neither writes nor values
that are dropped or protected, so it does less than the engine for each access; its Belady and the engine's MIN still
agree on the misses wherever nothing is dropped before the end. It is called in the fastest way found: a binary file
of the accesses (with their next uses, for Belady), read by its own C code, and a hash table of a fitting size (its
default, 2**24 entries, makes it slower by a third).

References
----------
https://github.com/1a1a11a/libCacheSim
"""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from ioviz.core.errors import MissingDependency
from tests.benchmarks.timing import seconds_of

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule

POLICY_OF = {"min": "Belady", "lru": "LRU", "rr": "FIFO"}
"""Its policy that is nearest to each of ours."""

INSTALL = "python -m pip install 'ioviz[peers]'"

# One access in its "oracleGeneral" format.
_ACCESS = np.dtype([("time", "<u4"), ("object", "<u8"), ("size", "<u4"), ("next", "<i8")])
_NEVER = -1
_LEAST_HASH_POWER = 8


def missing() -> str | None:
    """Say in a sentence how to get the package, or None if it is there."""
    if find_spec("libcachesim") is None:
        return f"libCacheSim is not installed, so nothing is compared with it; install it by: {INSTALL}"
    return None


def accesses_of(schedule: Schedule) -> np.ndarray[Any, Any]:
    """Return the accesses of an order in the package's binary format: a structured array, 2 W long."""
    network, uses, n = schedule.network, schedule.uses, schedule.order.size
    source, target = network.source[schedule.order], network.target[schedule.order]
    position = np.arange(n, dtype=np.int64)
    # The source of the connection at q is access 2q, its target 2q + 1; objects and accesses count from 1. A source
    # stays a source; a target becomes one with its last incoming connection.
    after_source = 2 * uses.next_source.astype(np.int64)
    after_target = 2 * uses.next_target.astype(np.int64) + (uses.complete[target] != position)
    accesses = np.empty(2 * n, _ACCESS)
    accesses["time"] = np.arange(2 * n) >> 1
    accesses["size"] = 1
    for side, neuron, uses_next, after in (
        (0, source, uses.next_source, after_source),
        (1, target, uses.next_target, after_target),
    ):
        accesses["object"][side::2] = neuron + 1
        accesses["next"][side::2] = np.where(uses_next < n, after + 1, _NEVER)
    return accesses


class LibCacheSim:
    """The package, ready to replay the accesses of one schedule; a context manager.

    Parameters
    ----------
    schedule : Schedule

    Raises
    ------
    MissingDependency
        If the package is not installed; the message explains how to install it.
    """

    def __init__(self, schedule: Schedule) -> None:
        sentence = missing()
        if sentence is not None:
            raise MissingDependency(sentence)
        import libcachesim

        self._package = libcachesim
        self._folder = tempfile.TemporaryDirectory(prefix="ioviz-")
        try:
            path = Path(self._folder.name) / "accesses.oracleGeneral.bin"
            accesses_of(schedule).tofile(path)
            settings = libcachesim.ReaderInitParam(ignore_obj_size=True)
            self._reader = libcachesim.TraceReader(str(path), libcachesim.TraceType.ORACLE_GENERAL_TRACE, settings)
        except BaseException:
            self._folder.cleanup()
            raise
        self.n_accesses = 2 * schedule.order.size

    @property
    def version(self) -> str:
        """The package's version."""
        return str(self._package.__version__)

    def __enter__(self) -> LibCacheSim:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        del self._reader
        self._folder.cleanup()

    def replay(self, policy: str, n_slots: int) -> tuple[float, int]:
        """Replay all accesses.

        Parameters
        ----------
        policy : {"min", "lru", "rr"}
            One of ours; `POLICY_OF` maps it to one of its own.
        n_slots : int
            The size of its cache, in objects.

        Returns
        -------
        seconds : float
            Of the replay alone.
        misses : int
        """
        power = max(_LEAST_HASH_POWER, (2 * n_slots - 1).bit_length())
        cache = getattr(self._package, POLICY_OF[policy])(n_slots, hashpower=power)
        self._reader.reset()
        answer: list[tuple[float, float]] = []
        seconds = seconds_of(lambda: answer.append(cache.process_trace(self._reader)))
        return seconds, round(answer[0][0] * self.n_accesses)
