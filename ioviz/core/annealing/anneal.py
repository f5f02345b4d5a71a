"""`anneal`: improve an order by many small moves."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.annealing.chain_run import ChainRun, temperature
from ioviz.core.annealing.legs import Stretch, stretch_of_proposals, stretch_of_time
from ioviz.core.annealing.objective import read_objective
from ioviz.core.annealing.settings import METHODS, Settings, read_temperature
from ioviz.core.annealing.snapshot import AnnealSnapshot
from ioviz.core.annealing.stays_leg import pays, stays_leg
from ioviz.core.annealing.team import Report, Team, report
from ioviz.core.errors import InvalidArgument, unknown
from ioviz.core.kernels.jit import compiled
from ioviz.core.names import POLICIES, STEPWISE_POLICIES
from ioviz.core.network import build_network
from ioviz.core.schedule import Schedule, build_schedule, order
from ioviz.core.schedule.constructive import auto_order_steps, prepare_trials
from ioviz.core.simulation import simulate

if TYPE_CHECKING:
    from ioviz.core.network import Network

__all__ = ["METHODS", "START_TRIALS", "AnnealSnapshot", "anneal", "prepare_annealing"]

Int32 = NDArray[np.int32]

CHUNK_SECONDS = 0.025
FIRST_CHUNK = 256
ROUND = (128, 1024)
ROUND_WORK = 1 << 25
"""Proposals that each of several chains makes between two exchanges, and their product with the connections.

That is some 25 ms, as stopping waits for them; it depends only on the network, so that runs repeat on any computer.
"""
DEFAULT_SECONDS = 60.0
START_SECONDS = 5.0
"""The time for the best constructive order, if that is the start; at most a tenth of the time of the run."""
START_TRIALS = 8
"""The number of constructive orders that are tried instead if the run has no time limit."""


def anneal(
    network: Network,
    memory: int,
    policy: str = "min",
    *,
    start: Schedule | str | None = None,
    seconds: float | None = None,
    proposals: int | None = None,
    seed: int = 0,
    method: str = "ioviz",
    objective: str | Sequence[float] = "ios",
    temperature: float | tuple[float, float] | None = None,
    restarts: int = 0,
    chains: int = 1,
    check: bool = False,
) -> Iterator[AnnealSnapshot | Schedule]:
    """Anneal an order: propose moves, accept those that cost less, and sometimes one that costs more.

    A worse order is accepted with probability exp(-(increase) / T), and T falls over the run. The cost of
    each proposal is exact, and found by simulating only where the move makes a difference.

    Parameters
    ----------
    network : Network
    memory : int
        The size M of fast memory, in values; at least 3.
    policy : {"min", "lru", "rr"}
    start : Schedule or str, optional
        A schedule or the name of an order to start from. By default the method's own: "auto",
        the best constructive order, for "ioviz", and "neuron" for "paper". "auto" tries orders for 5 seconds
        or a tenth of `seconds`, or a fixed number of them where only `proposals` are given.
    seconds, proposals : float, int, optional
        When to stop: whichever comes first; 60 seconds if neither is given. The temperature follows the
        proposals if their number is given, and the time if not.
    seed : int
    method : {"ioviz", "paper"}
        See `METHODS`.
    objective : {"ios", "reads", "writes"} or two numbers
        What is minimised; two numbers are the weights of a read and of a write.
    temperature : float or tuple of float, optional
        A constant temperature, or the first and the last; by default chosen automatically.
    restarts : int
        How often the run goes back to the best order so far: it is cut into one leg more, of equal numbers
        of proposals or of equal times. Each leg cools to the end, and starts less hot than the one before.
        One long cooling does better in measurements (Notes).
    chains : int
        How many chains run, each in a process of its own if there are more than one; neighbours exchange
        their temperatures after each round. `proposals` are shared out among them. At a restart each goes
        back to its own best.
    check : bool
        Count every accepted order in full, and compare. Slow; with one chain only.

    Returns
    -------
    iterator
        Yields an `AnnealSnapshot` some 40 times a second, and the best `Schedule` last, proven valid and
        recounted in full. Stop by not iterating on: `AnnealSnapshot.best_schedule` is what was found.

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    InvalidArgument
        If another argument is invalid. All errors are raised at once, not when iterating.
    RuntimeError
        While iterating, if `check` finds a count that differs, which is a bug of this program.

    Examples
    --------
    >>> import ioviz
    >>> from ioviz.core.annealing import anneal
    >>> network = ioviz.generate("layered", sizes=[20, 20, 20], density=0.2, seed=0)
    >>> *snapshots, best = anneal(network, 6, start="neuron", proposals=2000, seed=1)
    >>> before = ioviz.simulate(network, "neuron", memory=6).ios
    >>> ioviz.simulate(network, best, memory=6).ios < before
    True

    Notes
    -----
    With `proposals` given and `seconds` not, the same seed and number of chains give the same schedule,
    on any computer, however the run is cut into chunks and however often it is paused; with the start
    "auto" too, which then has no time limit. With `seconds` given, a schedule depends on the computer's speed.

    Restarts share one run out among shorter ones, which find less: on 4 layers of 60, density 0.1, M = 12, from
    the greedy order, the mean of three seeds is 1.311 times the lower bound without and 1.321 with two restarts
    after 300,000 proposals, 1.293 and 1.300 after a million.

    Method "ioviz", limited by time only and to fewer than some 40 proposals for each connection, first moves
    whole neurons (`stays_leg`).

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, "A Theory of I/O-Efficient Sparse Neural Network Inference",
    arXiv 2301.01048 (2023), section 4: Connection Reordering. Earl, Deem, "Parallel tempering: theory,
    applications, and new perspectives", Physical Chemistry Chemical Physics 7 (2005).
    """
    if policy in POLICIES and policy not in STEPWISE_POLICIES:
        raise InvalidArgument(f"Annealing supports the policies min, lru and rr, not {policy}.")
    if not isinstance(method, str) or method not in METHODS:
        raise unknown("method", method, METHODS)
    _check_number("seed", seed, 0)
    _check_number("number of chains", chains, 1)
    _check_number("number of restarts", restarts, 0)
    if proposals is not None:
        _check_number("number of proposals", proposals, 1)
    if seconds is not None and not (isinstance(seconds, (int, float)) and 0.0 < seconds < float("inf")):
        raise InvalidArgument(f"The time is a number of seconds above 0, not {seconds!r}.")
    if check and chains > 1:
        raise InvalidArgument("check needs chains=1.")
    settings = Settings(
        memory=memory,
        policy=policy,
        method=method,
        weights=read_objective(objective),
        seed=int(seed),
        proposals=None if proposals is None else int(proposals),
        seconds=DEFAULT_SECONDS if seconds is None and proposals is None else seconds,
        temperature=read_temperature(temperature),
        restarts=int(restarts),
    )
    wanted = start if start is not None else "auto" if method == "ioviz" else "neuron"
    simulate(network, wanted if isinstance(wanted, Schedule) else "neuron", memory=memory, policy=policy)
    if wanted == "auto" and settings.seconds is None:
        # No time limit: the start of a run limited by proposals is the same on any computer.
        *_, made = auto_order_steps(network, memory, seconds=math.inf, trials=START_TRIALS, seed=settings.seed)
        assert isinstance(made, Schedule)
        wanted = made
    elif isinstance(wanted, str):
        limit = START_SECONDS if settings.seconds is None else min(START_SECONDS, settings.seconds / 10.0)
        wanted = order(network, wanted, memory=memory, seed=settings.seed, seconds=limit)
    return _Annealing(network, wanted, settings).steps(int(chains), check)


def prepare_annealing() -> Iterator[str]:
    """Compile or load all kernels of a run, once in a process; yield what they are for before each part of them."""
    for part, prepare in (
        ("moves of connections", _prepare_chains),
        ("moves of neurons", partial(prepare_trials, "stays")),
        ("moves of tiles", partial(prepare_trials, "sequences")),
    ):
        yield part
        with compiled():
            prepare()


@cache
def _prepare_chains() -> None:
    network = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])
    for _ in _Annealing(network, order(network, "neuron"), _TINY).steps(1, check=False):
        pass


_TINY = Settings(
    memory=3, policy="min", method="ioviz", weights=(1.0, 1.0), seed=0, proposals=4, seconds=None, temperature=None
)


def _check_number(what: str, number: int, least: int) -> None:
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)) or number < least:
        raise InvalidArgument(f"The {what} is a whole number of at least {least}, not {number!r}.")


class _Annealing:
    """A run: its start, and its snapshots."""

    def __init__(self, network: Network, start: Schedule, settings: Settings) -> None:
        self.network = network
        self.start = start
        self.settings = settings
        counts = simulate(network, start, memory=settings.memory, policy=settings.policy).counts
        self.rereads, self.evict_writes = counts.rereads, counts.evict_writes
        self.least_reads = counts.reads - counts.rereads
        self.least_writes = counts.writes - counts.evict_writes
        self.start_cost = settings.weights[0] * counts.reads + settings.weights[1] * counts.writes
        with compiled():  # now, before any timing
            temperature(0, 1, 1.0, 1.0)
        self.elapsed = 0.0
        # Totals of the leg before the chains: proposals, accepted ones, the change of the objective, seconds; and
        # the order that the chains continue from.
        self.before = (0, 0, 0.0, 0.0)
        self.order = start.order

    def steps(self, chains: int, check: bool) -> Iterator[AnnealSnapshot | Schedule]:
        """Yield all snapshots, and the schedule."""
        if self.network.n_connections == 0:
            yield self.start
            return
        if pays(self.network, self.settings) and not check:
            for _ in prepare_annealing():  # before the clock of the leg starts
                pass
            yield from self._stays()
        if chains == 1:
            yield from self._alone(check)
        else:
            yield from self._together(chains)

    def _stays(self) -> Iterator[AnnealSnapshot]:
        for step in stays_leg(self.network, self.start, self.settings):
            self.elapsed += step.seconds
            entry = step.report
            rate = entry.proposals / self.elapsed
            copy_best = step.best.copy
            yield self._snapshot(
                entry, entry.proposals, entry.accepted, entry.lowest, step.temperature, rate, 0, copy_best
            )
            self.order = step.best
            self.before = (entry.proposals, entry.accepted, entry.lowest, self.elapsed)

    def _alone(self, check: bool) -> Iterator[AnnealSnapshot | Schedule]:
        run = ChainRun(self.network, self.order, self.settings)
        chunk = 1 if check else FIRST_CHUNK
        rate, leg = 0.0, 0
        while self._progress(run.proposals) < 1.0:
            began = time.perf_counter()
            accepted = run.accepted
            now = self._next(run.proposals, chunk, self.settings.proposals, rate)
            if now.leg > leg:
                run.restart()
            run.advance(now.proposals, now.total, now.hot, now.cold, now.slack, now.origin)
            degrees = temperature(run.proposals - now.origin, now.total, now.hot, now.cold)
            took = time.perf_counter() - began
            self.elapsed += took
            rate = now.proposals / took if rate == 0.0 else 0.8 * rate + 0.2 * now.proposals / took
            if check:
                if run.accepted > accepted or now.leg > leg:
                    self._verify(run.current_order(), run.excess)
            else:
                # At most twice the last one: the first chunks also compile and load.
                chunk = max(1, min(2 * chunk, int(rate * CHUNK_SECONDS)))
            leg = now.leg
            yield self._after(report(run), run.proposals, run.accepted, run.lowest, degrees, rate, leg, run.copy_best)
        proposals, _, change, _ = self.before
        yield self._finished(run.copy_best(), proposals + run.proposals, change + run.lowest)

    def _together(self, chains: int) -> Iterator[AnnealSnapshot | Schedule]:
        limit = self.settings.proposals
        share = None if limit is None else max(1, limit // chains)
        with Team(self.network, self.order, self.settings, chains) as team:
            rate, leg = 0.0, 0
            done = 0
            least, most = ROUND
            size = max(least, min(most, ROUND_WORK // self.network.n_connections))
            while self._progress(done * chains) < 1.0 and (share is None or done < share):
                began = time.perf_counter()
                now = self._next(done, size, share, rate / chains)
                degrees = temperature(done - now.origin, now.total, now.hot, now.cold)
                team.advance(now.proposals, degrees, now.slack, restart=now.leg > leg)
                leg = now.leg
                done += now.proposals
                took = time.perf_counter() - began
                self.elapsed += took
                made = chains * now.proposals / took
                rate = made if rate == 0.0 else 0.8 * rate + 0.2 * made
                accepted = sum(entry.accepted for entry in team.reports)
                lowest = min(entry.lowest for entry in team.reports)
                yield self._after(team.coldest, done * chains, accepted, lowest, degrees, rate, leg, team.copy_best)
            lowest = min(entry.lowest for entry in team.reports)
            proposals, _, change, _ = self.before
            # Inside the context, so that the schedule is not delayed by the end of the processes.
            yield self._finished(team.copy_best(), proposals + done * chains, change + lowest)

    def _after(self, entry: Report, proposals: int, accepted: int, lowest: float, *more: Any) -> AnnealSnapshot:
        """Return a snapshot of the chains, with the totals of the leg before them added."""
        first, first_accepted, change, _ = self.before
        entry = replace(entry, cost=entry.cost + change)
        return self._snapshot(entry, proposals + first, accepted + first_accepted, lowest + change, *more)

    def _next(self, done: int, chunk: int, limit: int | None, rate: float) -> Stretch:
        """Return the next stretch of a chain; `limit` is its share of the proposals, `rate` its proposals a second."""
        settings, n = self.settings, self.network.n_connections
        if limit is not None:
            return stretch_of_proposals(settings, n, done, limit, chunk)
        assert settings.seconds is not None
        used = self.before[3]
        return stretch_of_time(replace(settings, seconds=settings.seconds - used), n, self.elapsed - used, rate, chunk)

    def _progress(self, proposals: int) -> float:
        settings = self.settings
        shares = [0.0]
        if settings.proposals is not None:
            shares.append(proposals / settings.proposals)
        if settings.seconds is not None:
            shares.append(self.elapsed / settings.seconds)
        return min(1.0, max(shares))

    def _snapshot(
        self,
        entry: Report,
        proposals: int,
        accepted: int,
        lowest: float,
        degrees: float,
        rate: float,
        restarts: int,
        copy_best: Callable[[], Int32],
    ) -> AnnealSnapshot:
        return AnnealSnapshot(
            proposals=proposals,
            accepted=accepted,
            temperature=degrees,
            reads=self.least_reads + entry.rereads,
            writes=self.least_writes + entry.evict_writes,
            current=self.start_cost + entry.cost,
            best=self.start_cost + lowest,
            start=self.start_cost,
            proposals_per_second=rate,
            elapsed=self.elapsed,
            progress=self._progress(proposals),
            restarts=restarts,
            _copy_best=copy_best,
            _finish=self._finished,
        )

    def _verify(self, found: Int32, excess: tuple[int, int]) -> Schedule:
        """Return the schedule of an order, proven valid and counted in full."""
        schedule = build_schedule(self.network, found, name="annealed")
        settings = self.settings
        counts = simulate(self.network, schedule, memory=settings.memory, policy=settings.policy).counts
        if (counts.rereads, counts.evict_writes) != excess:
            raise RuntimeError(
                f"The annealer counted {excess[0]} re-reads and {excess[1]} eviction writes, "
                f"but there are {counts.rereads} and {counts.evict_writes}."
            )
        return schedule

    def _finished(self, found: Int32, proposals: int, lowest: float) -> Schedule:
        settings = self.settings
        schedule = build_schedule(
            self.network,
            found,
            name="annealed",
            settings={
                "method": settings.method,
                "memory": int(settings.memory),
                "policy": settings.policy,
                "read_weight": settings.weights[0],
                "write_weight": settings.weights[1],
                "seed": settings.seed,
                "proposals": proposals,
                "start": self.start.name,
            },
        )
        counts = simulate(self.network, schedule, memory=settings.memory, policy=settings.policy).counts
        change = settings.weights[0] * (counts.rereads - self.rereads)
        change += settings.weights[1] * (counts.evict_writes - self.evict_writes)
        if abs(change - lowest) > 1e-6 * (1.0 + abs(lowest)):
            raise RuntimeError(f"The annealer counted a change of {lowest}, but it is {change}.")
        return schedule
