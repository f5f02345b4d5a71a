"""Settings of a benchmark, and the plan of the core made from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ioviz.core.errors import InvalidArgument
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.durations import duration_text

if TYPE_CHECKING:
    from ioviz.core.benchmark import Plan, Workload
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

OPEN, WORKLOAD, FILE = "open", "workload", "file"
SHOWN, FOUND = "shown", "found"
ORDERS = {
    "neuron": "Neuron after neuron, each with all its incoming connections",
    "layer": "Layer after layer, each a sparse matrix product: the usual order",
    "tiled": "In blocks that fit into fast memory",
    "random": "Any connection that is ready: the cost of a bad order",
    "annealed": "The best order of a short annealing run before the measurements",
    "growth": "As the connections are stored: the order of growth of a compact-growth network",
    SHOWN: "The order shown in Explore; for the open network",
    FOUND: "The best order of the Anneal tab; for its network",
}
ORDER_TEXTS = {SHOWN: "as shown", FOUND: "best of Anneal", "growth": "as grown"}
PRECISIONS = {
    "float32": "Weights of 4 bytes, unchanged",
    "float16": "Weights of 2 bytes: 11 bits of precision",
    "bfloat16": "Weights of 2 bytes: 8 bits of precision, the range of float32",
    "int8": "Weights of 1 byte with a scale",
}
DEMO_PEERS = ("ioviz-best", "ioviz-scheduled", "mkl-row", "scipy-csr")
LIMITS_SECONDS = 8.0
"""About how long it takes to measure the limits of the machine."""
_BYTES_A_CONNECTION = {".json": 24, ".npz": 10}
_MOST_ENTRIES = 16


@dataclass(frozen=True)
class NetworkChoice:
    """A network by kind ("open", "workload", "file") and name: W1, the path of a file."""

    kind: str
    name: str = ""

    @property
    def title(self) -> str:
        """Its name in the results."""
        return Path(self.name).stem.removesuffix(".schedule") if self.kind == FILE else self.name


@dataclass(frozen=True)
class PeerChoice:
    """A contender as the form lists it."""

    name: str
    title: str
    group: str
    available: bool
    install: str = ""
    uses_schedule: bool = False


@dataclass(frozen=True)
class BenchmarkSettings:
    """Settings of a benchmark.

    Attributes
    ----------
    networks : tuple of NetworkChoice
    orders : tuple of str
        Keys of `ORDERS`.
    batches, threads : tuple of int
    precisions, peers : tuple of str
    memory : int or None
        M for orders and for counting I/Os, in values; None: by the size of a cache.
    seconds : float
        Measurement time of each contender.
    anneal_seconds : float
    limits : bool
        Measure the limits of the machine, unless they are known.
    title : str
        Title of the results.
    """

    networks: tuple[NetworkChoice, ...]
    orders: tuple[str, ...] = ("neuron", "layer")
    batches: tuple[int, ...] = (1, 16, 128)
    threads: tuple[int, ...] = (1,)
    precisions: tuple[str, ...] = ("float32",)
    peers: tuple[str, ...] = ()
    memory: int | None = None
    seconds: float = 0.5
    anneal_seconds: float = 10.0
    limits: bool = True
    title: str = ""

    @property
    def problem(self) -> str:
        """Why it cannot be run, as a sentence; empty if it can."""
        for chosen, what in (
            (self.networks, "a network"),
            (self.peers, "a program or library"),
            (self.orders, "an order"),
            (self.batches, "a batch"),
            (self.threads, "a number of threads"),
            (self.precisions, "a precision of weights"),
        ):
            if not chosen:
                return f"Choose {what}."
        return ""


def demo(peers: Sequence[PeerChoice]) -> BenchmarkSettings:
    """Return settings for a demo of some twenty seconds: the baseline network, three orders, and common libraries."""
    known = {peer.name for peer in peers}
    return BenchmarkSettings(
        networks=(NetworkChoice(WORKLOAD, "W1"),),
        orders=("neuron", "layer", "annealed"),
        batches=(128,),
        peers=tuple(name for name in DEMO_PEERS if name in known),
        seconds=0.5,
        anneal_seconds=4.0,
        limits=False,
        title="Demo",
    )


def whole_numbers(text: str, most: int) -> tuple[int, ...]:
    """Return the numbers in a text like "1, 16, 128", ascending, each once.

    Raises
    ------
    InvalidArgument
        If the text has anything else, or a number is not from 1 to `most`.

    Examples
    --------
    >>> whole_numbers("16, 1 128 16", 1024)
    (1, 16, 128)
    """
    entries = [entry for entry in re.split(r"[,;\s]+", text.strip()) if entry]
    for entry in entries:
        if not (entry.isascii() and entry.isdecimal() and len(entry) < 10 and 1 <= int(entry) <= most):
            raise InvalidArgument(f"{entry[:20]!r} is not a whole number from 1 to {most}; e.g. 1, 16, 128.")
    found = tuple(sorted({int(entry) for entry in entries}))
    if len(found) > _MOST_ENTRIES:
        raise InvalidArgument(f"At most {_MOST_ENTRIES} numbers are allowed, not {len(found)}.")
    return found


def cell_count(settings: BenchmarkSettings, peers: Sequence[PeerChoice]) -> int:
    """Return the number of rows of the results."""
    each = 0
    for peer in peers:
        if peer.name in settings.peers:
            each += len(settings.orders) * len(settings.precisions) if peer.uses_schedule else 1
    return each * len(settings.networks) * len(settings.batches) * len(settings.threads)


def estimate_sentence(seconds: float | None, rows: int) -> str:
    """Return the number of measurements and the estimated time."""
    text = numbers.plural(rows, "measurement")
    return text if seconds is None else f"{text}, about {duration_text(max(seconds, 1.0))}"


# -- the core's plan -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class OpenNetwork:
    """The open network, and schedules of the window."""

    network: Network
    title: str
    shown: Schedule
    found: Callable[[], Schedule] | None = None


def rough_workloads(settings: BenchmarkSettings, opened: OpenNetwork | None) -> tuple[Workload, ...]:
    """Return workloads with approximate sizes, to estimate times; files are not read."""
    from ioviz.core.benchmark import WORKLOADS, Workload, workload_of

    made = []
    for choice in settings.networks:
        if choice.kind == WORKLOAD:
            made.append(WORKLOADS[choice.name])
        elif choice.kind == OPEN:
            if opened is not None:
                made.append(workload_of(opened.network, opened.title))
        else:
            path = Path(choice.name)
            try:
                connections = path.stat().st_size // _BYTES_A_CONNECTION.get(path.suffix, 16)
            except OSError:
                connections = 0
            made.append(Workload(choice.title, choice.title, _never, max(1, connections)))
    return unique(made)


def unique(workloads: Sequence[Workload]) -> tuple[Workload, ...]:
    """Return the workloads with unique names: a number is added to a repeated one."""
    names = numbers.numbered(workload.name for workload in workloads)
    return tuple(
        workload if workload.name == name else replace(workload, name=name)
        for workload, name in zip(workloads, names, strict=True)
    )


def make_plan(settings: BenchmarkSettings, workloads: Sequence[Workload], schedules: Sequence[str | Schedule]) -> Plan:
    """Return the plan of the core."""
    from ioviz.core.benchmark import Plan

    return Plan(
        workloads=tuple(workloads),
        schedules=tuple(schedules),
        batches=settings.batches,
        threads=settings.threads,
        precisions=settings.precisions,
        contenders=settings.peers,
        seconds=settings.seconds,
        memory=settings.memory,
        anneal_seconds=settings.anneal_seconds,
        name=settings.title,
    )


def estimate(settings: BenchmarkSettings, opened: OpenNetwork | None, limits_known: bool) -> float:
    """Return about how many seconds a run takes."""
    from ioviz.core.benchmark import estimate_seconds

    orders = tuple(order if order not in (SHOWN, FOUND) else "neuron" for order in settings.orders)
    plan = make_plan(settings, rough_workloads(settings, opened), orders)
    return estimate_seconds(plan) + (LIMITS_SECONDS if settings.limits and not limits_known else 0.0)


def built_in() -> list[tuple[str, str]]:
    """Return names and titles of the built-in networks, without making them."""
    from ioviz.core.benchmark import WORKLOADS

    return [(workload.name, workload.title) for workload in WORKLOADS.values()]


def list_peers() -> tuple[PeerChoice, ...]:
    """Return every contender, without importing its library."""
    from ioviz.core.benchmark import all_peers

    return tuple(
        PeerChoice(peer.name, peer.title, peer.group, peer.available(), peer.install, peer.uses_schedule)
        for peer in all_peers()
    )


def _never() -> Network:
    raise AssertionError("only for estimates")
