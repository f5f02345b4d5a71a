"""Several chains in processes of their own, with exchange of temperatures (parallel tempering).

The parent sends orders through pipes and never more than one round (some 50 ms) at a time; a worker whose
pipe is closed ends. So nothing is left behind, however the parent ends.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.annealing.chain_run import ChainRun
from ioviz.core.annealing.settings import Settings

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]

WARMEST = 3.0
"""The temperature of the warmest chain over that of the coldest."""
EXIT_SECONDS = 2.0


@dataclass(frozen=True)
class Report:
    """The state of a chain after a round: totals since the start, and the cost as in `ChainRun`."""

    proposals: int
    accepted: int
    rereads: int
    evict_writes: int
    cost: float
    lowest: float


def report(run: ChainRun) -> Report:
    """Return the report of `run`."""
    return Report(run.proposals, run.accepted, *run.excess, run.cost, run.lowest)


class Team:
    """Chains in processes. A context manager that ends all processes.

    Parameters
    ----------
    network : Network
    order : int32[W]
    settings : Settings
    chains : int
    """

    def __init__(self, network: Network, order: Int32, settings: Settings, chains: int) -> None:
        # Not forked: the parent may have threads and a window.
        context = multiprocessing.get_context("spawn")
        self.random = np.random.default_rng([settings.seed, 1 << 32])
        self.rung = list(range(chains))  # of each chain; 0 is the coldest
        self.warmth = [WARMEST ** (rung / max(1, chains - 1)) for rung in range(chains)]
        self.pipes: list[Connection] = []
        self.processes: list[Any] = []
        self.reports: list[Report] = []
        try:
            for stream in range(chains):
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs,), name=f"ioviz-chain-{stream}", daemon=True)
                process.start()
                theirs.close()
                self.pipes.append(ours)
                self.processes.append(process)
                ours.send((network, order, settings, stream))
            self.reports = [pipe.recv() for pipe in self.pipes]
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def advance(self, proposals: int, temperature: float, slack: float, *, restart: bool = False) -> None:
        """Run one round: proposals by each chain, then an exchange between neighbouring rungs.

        With `restart` each chain first returns to its own best order, which keeps the chains diverse.
        """
        for pipe, rung in zip(self.pipes, self.rung):
            pipe.send((proposals, temperature * self.warmth[rung], slack, restart))
        self.reports = [pipe.recv() for pipe in self.pipes]
        chain_of = {rung: chain for chain, rung in enumerate(self.rung)}
        for rung in range(len(self.pipes) - 1):
            low, high = chain_of[rung], chain_of[rung + 1]
            colder, warmer = temperature * self.warmth[rung], temperature * self.warmth[rung + 1]
            gain = (1.0 / colder - 1.0 / warmer) * (self.reports[low].cost - self.reports[high].cost)
            if np.log(1.0 - self.random.random()) < gain:
                self.rung[low], self.rung[high] = rung + 1, rung
                chain_of[rung], chain_of[rung + 1] = high, low

    @property
    def coldest(self) -> Report:
        """The report of the chain on the lowest rung."""
        return self.reports[self.rung.index(0)]

    def copy_best(self) -> Int32:
        """Return the best order of all chains; among equals that of the first chain."""
        best = min(range(len(self.pipes)), key=lambda chain: (self.reports[chain].lowest, chain))
        self.pipes[best].send(None)
        order: Int32 = self.pipes[best].recv()
        return order

    def close(self) -> None:
        """End all processes."""
        for pipe in self.pipes:
            pipe.close()
        for process in self.processes:
            process.join(EXIT_SECONDS)
            if process.is_alive():
                process.terminate()
                process.join()
        self.pipes = []
        self.processes = []


def _work(pipe: Connection) -> None:
    """Answer requests in a chain's process until its pipe is closed."""
    import os
    import signal

    # Ctrl+C reaches the whole group of processes; the parent handles it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        network, order, settings, stream = pipe.recv()
        run = ChainRun(network, order, settings, stream)
        pipe.send(report(run))
        while True:
            request = pipe.recv()
            if request is None:
                pipe.send(run.copy_best())
            else:
                proposals, temperature, slack, restart = request
                if restart:
                    run.restart()
                run.advance(proposals, 1, temperature, temperature, slack)
                pipe.send(report(run))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # Nothing has to be written or freed, and tearing down compiled code would take 0.3 s.
        os._exit(0)
