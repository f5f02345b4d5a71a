"""The orders that are made for a size of fast memory: one kind, or the best of all."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import chain, count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument, InvalidSchedule, unknown
from ioviz.core.kernels.jit import compiled
from ioviz.core.names import CONSTRUCTIVE_ORDERS
from ioviz.core.network.build import build_network
from ioviz.core.schedule.bandwidth import bandwidth_order
from ioviz.core.schedule.excess import check_memory, min_excess
from ioviz.core.schedule.greedy import GreedySettings, demand_order, drawn_settings, greedy_order
from ioviz.core.schedule.growth_order import growth_order
from ioviz.core.schedule.neuron_order import neuron_order
from ioviz.core.schedule.schedule import Schedule, build_schedule
from ioviz.core.schedule.sequences import TILED, SequencesRun
from ioviz.core.schedule.stays import StaysRun
from ioviz.core.schedule.sum_layers import sum_layers
from ioviz.core.schedule.tiled import SOURCES_STAY, tile, tiled_order

if TYPE_CHECKING:
    from ioviz.core.network import Network

Made = tuple[NDArray[np.int32], Mapping[str, Any]]

DRAWS_SHARE = 0.4
"""With only a time limit, orders are made for this share of it; then the sequences of the best order are annealed if
it is a tiled one, and otherwise the stays of the best greedy one."""
TRIAL_SECONDS = 0.5
"""Seconds of annealing between two trials."""

_MAKERS: Mapping[str, Callable[[Network, int, int], Made]] = MappingProxyType(
    {
        "neuron": lambda network, memory, seed: (neuron_order(network), {}),
        "greedy": lambda network, memory, seed: greedy_order(network, memory, seed=seed),
        "tiled": lambda network, memory, seed: tiled_order(network, memory),
        "grouped": lambda network, memory, seed: tiled_order(network, memory, grouped=True),
        "bandwidth": lambda network, memory, seed: bandwidth_order(network, memory),
    }
)


@dataclass(frozen=True)
class Trial:
    """One order tried by `auto_order_steps`.

    Attributes
    ----------
    kind : str
    settings : mapping
    excess : int
        Re-reads and eviction writes under MIN, in I/Os.
    seconds : float
        What it took to make and count.
    elapsed : float
        Seconds since the beginning, without those in which kernels were compiled.
    is_best : bool
        Better than all before it.
    """

    kind: str
    settings: Mapping[str, Any]
    excess: int
    seconds: float
    elapsed: float
    is_best: bool


def constructive_order(
    network: Network, kind: str, memory: int | None, *, seed: int = 0, seconds: float = 10.0
) -> Schedule:
    """Make one of the `CONSTRUCTIVE_ORDERS`.

    Parameters
    ----------
    network : Network
    kind : {"greedy", "tiled", "grouped", "bandwidth", "auto"}
    memory : int
        The size M of fast memory that the order is made for.
    seed : int
    seconds : float
        The time limit of "auto".

    Returns
    -------
    Schedule

    Raises
    ------
    InvalidArgument
        If M is missing or no whole number, there is no such kind, or the time limit is not positive.
    MemoryTooSmall
        If M < 3.
    """
    if kind == "auto":
        *_, schedule = auto_order_steps(network, memory, seconds=seconds, seed=seed)
        assert isinstance(schedule, Schedule)
        return schedule
    if kind not in CONSTRUCTIVE_ORDERS:
        raise unknown("order for a size of fast memory", kind, CONSTRUCTIVE_ORDERS)
    size = check_memory(memory, kind)
    order, settings = _MAKERS[kind](network, size, _seed(seed))
    return build_schedule(network, order, name=kind, settings={"memory": size, "seed": int(seed), **settings})


def auto_order_steps(
    network: Network,
    memory: int | None,
    *,
    seconds: float = 10.0,
    trials: int | None = None,
    seed: int = 0,
) -> Iterator[Trial | Schedule]:
    """Try every constructive order, then greedy ones with settings drawn at random.

    With only a time limit, the stays of the best greedy order are annealed in the remaining time
    (`schedule.stays`), or the sequences of the best order if that is a tiled one (`schedule.sequences`); each half a
    second of that is a trial of the kind "stays" or "sequences".

    Arguments are checked at the call. Stopping is not iterating on.

    The growth order, if the network has one, and the neuron order come first, regardless of the limits:
    the best is never worse than they are.

    Parameters
    ----------
    network : Network
    memory : int
        The size M of fast memory that the order is made for.
    seconds : float
        No other trial begins after this time. Compiling kernels does not count.
    trials : int, optional
        The limit of trials. The same seed and limit give the same order unless the time limit is reached.
    seed : int

    Yields
    ------
    Trial
        After each one.
    Schedule
        At the end: the best, its name "auto", its settings those of the trial that made it.

    Raises
    ------
    InvalidArgument
        If M is missing or no whole number, or the time limit is not positive.
    MemoryTooSmall
        If M < 3.
    """
    size = check_memory(memory, "auto")
    if not seconds > 0:
        raise InvalidArgument(f"A time limit is a positive number of seconds, not {seconds!r}.")
    return _auto(network, size, seconds, math.inf if trials is None else trials, _seed(seed))


def untried(kinds: Iterable[str], *, at_lower_bound: bool) -> tuple[str, ...]:
    """Return the orders that a search had no time for.

    Parameters
    ----------
    kinds : iterable of str
        Of its trials.
    at_lower_bound : bool
        Whether it ended because an order attained the lower bound: then no other was wanted.
    """
    tried = set(kinds)
    return () if at_lower_bound else tuple(kind for kind in _MAKERS if kind not in tried)


TRIAL_KINDS = ("growth", *_MAKERS, "sequences", "stays")
"""The kinds of trials of `auto_order_steps`."""


class _Clock:
    """The time of a search, without compiling or loading kernels."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()

    @property
    def elapsed(self) -> float:
        """Seconds."""
        return time.perf_counter() - self._begin

    def compile(self, kind: str) -> None:
        """Compile or load the kernels of a kind of trial."""
        before = time.perf_counter()
        prepare_trials(kind)
        self._begin += time.perf_counter() - before


@cache
def prepare_trials(kind: str) -> None:
    """Compile or load the kernels of a kind of trial of `auto_order_steps`, once in a process."""
    with compiled():
        _try_tiny(kind)


def _try_tiny(kind: str) -> None:
    """Make a trial of a tiny network, which calls the kernels of its kind."""
    network, memory = _tiny_network(), 3
    if kind == "growth":
        order = growth_order(network)
    elif kind == "stays":
        order = StaysRun(network, neuron_order(network), memory).order()
    elif kind == "sequences":
        ways, blocks = [SOURCES_STAY] * 2, [1] * 2
        order = tile(network, sum_layers(network), ways, blocks, grouped=False)
        order = SequencesRun(network, order, {"ways": ways, "blocks": blocks}, memory).order()
    else:
        order, _ = _MAKERS[kind](network, memory, 0)
    min_excess(network, order, memory)


def _tiny_network() -> Network:
    """Return two dense layers of 4 neurons, more than fit into a fast memory of 3."""
    pairs = [(u, v) for layer in (0, 4) for v in range(layer + 4, layer + 8) for u in range(layer, layer + 4)]
    return build_network(n_neurons=12, source=[u for u, _ in pairs], target=[v for _, v in pairs])


def _auto(network: Network, memory: int, seconds: float, trials: float, seed: int) -> Iterator[Trial | Schedule]:
    best: tuple[Trial, NDArray[np.int32]] | None = None
    greedy: tuple[int, NDArray[np.int32]] | None = None
    begun: set[str] = set()
    clock = _Clock()
    clock.compile("growth")
    candidates = _candidates(network, memory, seed)
    anneals = math.isinf(trials) and math.isfinite(seconds)
    for number in count():
        if best is not None and best[0].excess == 0:
            break
        if "neuron" in begun and (number >= trials or clock.elapsed >= seconds):
            break
        if anneals and "tiled" in begun and greedy is not None and clock.elapsed >= DRAWS_SHARE * seconds:
            anneals = False
            assert best is not None
            clock.compile("sequences")
            clock.compile("stays")
            run = _run(network, memory, seed, best, greedy[1])
            candidates = chain(_annealed(run, clock, seconds), candidates)
        kind, make = next(candidates)
        clock.compile(kind)
        before = clock.elapsed
        order, settings = make()
        excess = min_excess(network, order, memory)
        now = clock.elapsed
        is_best = best is None or excess < best[0].excess
        trial = Trial(kind, settings, excess, now - before, now, is_best)
        if is_best:
            best = trial, order
        if kind == "greedy" and (greedy is None or excess < greedy[0]):
            greedy = excess, order
        begun.add(kind)
        yield trial
    assert best is not None
    trial, order = best
    settings = {"memory": memory, "seed": seed, "kind": trial.kind, **trial.settings}
    yield build_schedule(network, order, name="auto", settings=settings)


def _run(
    network: Network, memory: int, seed: int, best: tuple[Trial, NDArray[np.int32]], greedy: NDArray[np.int32]
) -> SequencesRun | StaysRun:
    """Return a run on the sequences of the best order, or on the stays of the best greedy one."""
    trial, order = best
    if trial.kind in TILED:
        settings = {**trial.settings, "grouped": trial.kind == "grouped"}
        tiled = SequencesRun(network, order, settings, memory, seed)
        if tiled.fits:
            return tiled
    return StaysRun(network, greedy, memory, seed)


def _annealed(run: SequencesRun | StaysRun, clock: _Clock, seconds: float) -> Iterator[tuple[str, Callable[[], Made]]]:
    """Yield trials with annealed sequences or stays until the time limit; none if they do not fit."""
    start = clock.elapsed

    def make() -> Made:
        until = clock.elapsed + TRIAL_SECONDS
        while (now := clock.elapsed) < min(until, seconds):
            run.advance(run.temperature_after((now - start) / max(1e-9, seconds - start)))
        settings = run.settings if isinstance(run, SequencesRun) else {}
        return run.order(), {**settings, "proposals": run.proposals}

    while run.fits:
        yield ("sequences" if isinstance(run, SequencesRun) else "stays"), make


def _candidates(network: Network, memory: int, seed: int) -> Iterator[tuple[str, Callable[[], Made]]]:
    try:
        grown = growth_order(network)
    except InvalidSchedule:
        pass  # few networks have an order of their own
    else:
        yield "growth", lambda: (grown, {})
    for kind, maker in _MAKERS.items():
        yield kind, partial(maker, network, memory, seed)
    rng = np.random.default_rng(seed)
    while True:
        settings = drawn_settings(rng)
        draw = int(rng.integers(1 << 31))
        yield "greedy", partial(_drawn, network, memory, settings, draw)


def _drawn(network: Network, memory: int, settings: GreedySettings, draw: int) -> Made:
    return demand_order(network, memory, settings, seed=draw), {**asdict(settings), "draw": draw}


def _seed(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise InvalidArgument(f"A seed is a whole number of 0 or more, not {seed!r}.")
    return int(seed)
