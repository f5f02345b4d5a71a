"""The process of a contender: keeps prepared entries, answers requests, and reads the clock itself.

Nothing heavy is imported at the top of this module or of what it imports: the environment that limits a library's
threads has to be set before the library is loaded.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from timeit import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from ioviz.core.benchmark.peers.peer import Peer, Prepared
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

_WARM_SECONDS = 0.02
_MOST_CALLS = 100_000


@dataclass(frozen=True)
class Start:
    """The first message to a child: its peer, cores and threads, environment variables, and the file for errors."""

    peer: str
    cores: tuple[int, ...]
    threads: int
    environment: Mapping[str, str]
    stderr: str


@dataclass(frozen=True)
class Prepare:
    """Prepare an entry. The network is sent once, and kept under its key."""

    entry: int
    network_key: str
    network: Network | None
    order: Any
    order_name: str
    inputs: str
    batch: int
    layout: str
    precision: str


@dataclass(frozen=True)
class Warm:
    """Compile or load the kernels for these settings, by a tiny network. The answer is True."""

    batch: int
    layout: str
    precision: str


@dataclass(frozen=True)
class Ready:
    """The answer to `Prepare`, with the outputs to check."""

    seconds: float
    nbytes: int
    note: str
    outputs: Any


@dataclass(frozen=True)
class Calibrate:
    """Warm up, and answer with the number of calls in a repetition of `least` seconds."""

    entry: int
    least: float


@dataclass(frozen=True)
class Time:
    """Run one repetition of `calls` calls. The answer is the seconds of one call."""

    entry: int
    calls: int


@dataclass(frozen=True)
class Count:
    """Run `calls` calls under hardware counters. The answer is the counts of one call, by the counter's name."""

    entry: int
    calls: int


@dataclass(frozen=True)
class Drop:
    """Forget all entries, and all networks if asked."""

    networks: bool = False


@dataclass(frozen=True)
class Failed:
    """The answer to a request that raised: the status of its row, and the reason."""

    message: str
    status: str = "failed"


def work(pipe: Connection) -> None:
    """Answer requests until the pipe is closed."""
    import signal

    # Ctrl+C reaches the whole group of processes; the parent handles it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        start: Start = pipe.recv()
        worker = _begin(start)
        pipe.send(None)
        while True:
            request = pipe.recv()
            try:
                answer = worker.answer(request)
            except MemoryError:
                answer = Failed("Not enough memory.")
            except Exception as error:  # of any library: reported in its row
                answer = Failed(_sentence(error), _status(error))
            pipe.send(answer)
            del answer, request
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass


def _begin(start: Start) -> _Worker:
    # The output of a crashing library is kept for the table, away from the user's terminal.
    handle = os.open(start.stderr, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    os.environ.update(start.environment)
    from ioviz.core.benchmark.cores import pin
    from ioviz.core.benchmark.peers import peer_of

    peer = peer_of(start.peer)
    # All processes start at once, and load their library and the modules of a network on any free core.
    for module in (*peer.modules, "ioviz.core.schedule", "ioviz.core.benchmark.layers"):
        with suppress(Exception):  # reported by `Prepare`
            import_module(module)
    pin(start.cores)
    return _Worker(peer, start.threads)


class _Worker:
    def __init__(self, peer: Peer, threads: int) -> None:
        self.peer = peer
        self.threads = threads
        self.networks: dict[str, Network] = {}
        self.schedules: dict[tuple[str, str], Schedule] = {}
        self.prepared: dict[int, Prepared] = {}

    def answer(self, request: Any) -> Any:
        if isinstance(request, Prepare):
            return self._prepare(request)
        if isinstance(request, Warm):
            return self._warm(request)
        if isinstance(request, Calibrate):
            return self._calibrate(request)
        if isinstance(request, Time):
            return Timer(self.prepared[request.entry].run).timeit(request.calls) / request.calls
        if isinstance(request, Count):
            from ioviz.core.benchmark.counters import count_events

            return count_events(self.prepared[request.entry].run, request.calls)
        if isinstance(request, Drop):
            self.prepared.clear()
            self.schedules.clear()
            if request.networks:
                self.networks.clear()
            return None
        raise TypeError(f"{request!r} is not a request")

    def _prepare(self, request: Prepare) -> Ready:
        import numpy as np

        from ioviz.core.benchmark.cores import limit_threads
        from ioviz.core.benchmark.peers.peer import Task
        from ioviz.core.benchmark.workloads import input_vectors

        if request.network is not None:
            self.networks[request.network_key] = request.network
        network = self.networks[request.network_key]
        task = Task(
            network,
            input_vectors(request.inputs, network.input_width, request.batch, request.layout),
            request.batch,
            self.threads,
            request.layout,
            self._schedule(request, network),
            request.precision,
        )
        limit_threads(self.threads)
        began = time.perf_counter()
        prepared = self.peer.prepare(task)
        taken = time.perf_counter() - began
        limit_threads(self.threads)  # again: libraries that `prepare` imported have their own pools
        found = prepared.run()
        outputs = np.array(found if prepared.read is None else prepared.read(found), copy=True)
        self.prepared[request.entry] = prepared
        return Ready(taken, prepared.nbytes, prepared.note, outputs)

    def _warm(self, request: Warm) -> bool:
        from ioviz.core.benchmark.cores import limit_threads
        from ioviz.core.benchmark.peers.peer import Task
        from ioviz.core.benchmark.workloads import input_vectors
        from ioviz.core.generators import generate
        from ioviz.core.schedule import order

        network = generate("layered", sizes=[4, 4, 4], density=0.5, seed=0)
        inputs = input_vectors("normal", network.input_width, request.batch, request.layout)
        schedule = order(network, "neuron") if self.peer.uses_schedule else None
        task = Task(network, inputs, request.batch, self.threads, request.layout, schedule, request.precision)
        limit_threads(self.threads)
        self.peer.prepare(task).run()
        return True

    def _schedule(self, request: Prepare, network: Network) -> Schedule | None:
        if request.order is None:
            return None
        from ioviz.core.schedule import build_schedule

        return build_schedule(network, request.order, name=request.order_name)

    def _calibrate(self, request: Calibrate) -> int:
        """Return the calls of a repetition. The first call, the check, has warmed up slow contenders."""
        timer = Timer(self.prepared[request.entry].run)
        once = timer.timeit(1)
        calls = 1
        spent = once
        while spent < _WARM_SECONDS or once * calls < 0.5 * request.least:
            calls = min(_MOST_CALLS, max(calls, int(min(10.0 * calls, request.least / max(once, 1e-9)))))
            taken = timer.timeit(calls)
            spent += taken
            once = taken / calls
            if calls == _MOST_CALLS:
                break
        return max(1, min(_MOST_CALLS, round(request.least / max(once, 1e-9))))


def _status(error: Exception) -> str:
    from ioviz.core.benchmark.peers.peer import NotApplicable

    return "not applicable" if isinstance(error, NotApplicable) else "failed"


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    kind = type(error).__name__
    from ioviz.core.errors import IovizError

    shown = text if isinstance(error, IovizError) else f"{kind}: {text}" if text else kind
    return shown if len(shown) <= 300 else shown[:297] + "..."
