"""Annealing runs as the window knows them: what was set, how far they are, how they are told in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ioviz.viewmodels import numbers
from ioviz.viewmodels.anneal_curves import RunCurves
from ioviz.viewmodels.durations import in_words, time_left

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.anneal_job import Feed

METHODS = {
    "ioviz": "Moves of many kinds, aimed at what costs; from the best constructive order.",
    "paper": "Connection Reordering: one connection moved inside a window; from the neuron order.",
}
AUTOMATIC = "automatic"  # the start order that suits the method
AS_SHOWN = "shown"
STARTS = {
    AUTOMATIC: "what suits the method",
    AS_SHOWN: "as shown in Explore",
    "neuron": "neuron by neuron",
    "layer": "layer by layer",
    "random": "random",
    "greedy": "greedy",
    "tiled": "tiled",
    "grouped": "grouped",
    "bandwidth": "bandwidth",
    "auto": "best of all, 10 s",
}


@dataclass(frozen=True)
class AnnealSettings:
    """What people choose for a run.

    Attributes
    ----------
    memory : int
        M, in values.
    policy : {"min", "lru", "rr"}
    start : str
        One of `STARTS`.
    method : {"ioviz", "paper"}
    temperature : float or None
        In I/Os; None: found by the method itself.
    seed : int
    chains : int
        Chains that run beside each other in processes.
    seconds, proposals : float or None, int or None
        Where the run ends, whichever comes first; at least one is given.
    """

    memory: int
    policy: str = "min"
    start: str = AUTOMATIC
    method: str = "ioviz"
    temperature: float | None = None
    seed: int = 0
    chains: int = 1
    seconds: float | None = 60.0
    proposals: int | None = None

    @property
    def start_kind(self) -> str:
        """The start order with "automatic" resolved."""
        if self.start != AUTOMATIC:
            return self.start
        return "neuron" if self.method == "paper" else "auto"

    def sentence(self) -> str:
        """All settings in one line."""
        parts = [
            f"M {numbers.count(self.memory)}",
            self.policy.upper(),
            self.method,
            f"from {'shown order' if self.start == AS_SHOWN else self.start_kind}",
            f"seed {numbers.count(self.seed)}",
        ]
        if self.chains > 1:
            parts.append(numbers.plural(self.chains, "chain"))
        if self.temperature is not None:
            parts.append(f"T {numbers.real(self.temperature)} I/Os")
        return ", ".join(parts)


@dataclass(eq=False)
class Run:
    """One run of the table; changed by the tab only, in the GUI thread.

    Attributes
    ----------
    state : str
        "starting", "running", "paused", "ending", "done", "stopped", "failed", "kept" (from last time).
    network : Network or None
        None for a kept run that was not loaded yet.
    schedule : Schedule or None
        The best one; while the run goes on it is in the feed.
    """

    key: str
    title: str
    network_title: str
    settings: AnnealSettings
    lower: int
    upper: int
    network: Network | None = None
    start_ios: int | None = None
    best_ios: int | None = None
    proposals: int = 0
    seconds: float = 0.0
    state: str = "starting"
    overlaid: bool = False
    curves: RunCurves = field(default_factory=RunCurves)
    feed: Feed | None = None
    schedule: Schedule | None = None
    start_schedule: Schedule | None = None

    @property
    def active(self) -> bool:
        """Whether its job still runs."""
        return self.state in ("starting", "running", "paused", "ending")

    @property
    def has_schedule(self) -> bool:
        """Whether there is something to show or save."""
        return self.schedule is not None or self.best_ios is not None or self.state == "kept"

    @property
    def ratio(self) -> float | None:
        """The best I/Os over the lower bound."""
        return None if self.best_ios is None or not self.lower else self.best_ios / self.lower


STATE_WORDS = {
    "starting": "getting ready",
    "running": "running",
    "paused": "paused",
    "ending": "counting it in full",
    "done": "done",
    "stopped": "stopped",
    "failed": "failed",
    "kept": "from last time",
}
COLUMNS = ("Run", "Network", "Settings", "Best, I/Os", "× lower bound", "Proposals", "Time", "State")
COLUMN_TIPS = (
    "Ticked runs are drawn over each other; a double click renames",
    "The network that was ordered",
    "Machine, method, start order and seed",
    "The fewest I/Os found",
    "How many times the lower bound W + N + S that is",
    "Orders that were tried",
    "Time spent, without pauses",
    "What the run is doing",
)


def cells(run: Run) -> tuple[str, ...]:
    """The texts of a run's row, one for each of `COLUMNS`."""
    ratio = run.ratio
    return (
        run.title,
        run.network_title,
        run.settings.sentence(),
        "–" if run.best_ios is None else numbers.count(run.best_ios),
        "–" if ratio is None else f"{ratio:.4f}{numbers.THIN_SPACE}{numbers.TIMES}",
        numbers.count(run.proposals),
        in_words(run.seconds),
        STATE_WORDS[run.state],
    )


def headline(run: Run) -> str:
    """How good the best schedule is, in a few words."""
    if run.best_ios is None:
        return "–"
    ratio = f"{numbers.ratio(run.best_ios / run.lower)} the lower bound" if run.lower else ""
    saved = ""
    if run.start_ios and run.best_ios < run.start_ios:
        saved = f", {numbers.percent(1 - run.best_ios / run.start_ios, 1)} below the start"
    return f"{ratio}{saved}"


def status(run: Run, rate: float | None) -> str:
    """What the run is doing, how fast, and how long it will take.

    `rate` is in proposals a second.
    """
    words = [STATE_WORDS[run.state]]
    if run.proposals:
        words.append(f"{numbers.count(run.proposals)} proposals")
    if run.state == "running":
        if rate:
            words.append(f"{numbers.count(round(rate))} a second")
        left = seconds_left(run, rate)
        if left is not None:
            words.append(time_left(left))
    elif run.seconds:
        words.append(in_words(run.seconds))
    return " · ".join(words)


def seconds_left(run: Run, rate: float | None) -> float | None:
    """Seconds to the first of the run's limits; None if that cannot be told."""
    settings = run.settings
    ends = []
    if settings.seconds is not None:
        ends.append(settings.seconds - run.seconds)
    if settings.proposals is not None and rate:
        ends.append((settings.proposals - run.proposals) / rate)
    return max(0.0, min(ends)) if ends else None


def best_known(runs: list[Run], run: Run) -> int | None:
    """The fewest I/Os of any other run on the same network, M and policy, if this one has not come below it."""
    known = [
        other.best_ios for other in runs if other is not run and other.best_ios is not None and comparable(other, run)
    ]
    least = min(known, default=None)
    return None if least is None or (run.best_ios is not None and run.best_ios <= least) else least


def comparable(one: Run, other: Run) -> bool:
    """Whether the costs of two runs mean the same."""
    same = one.network is other.network if one.network and other.network else one.network_title == other.network_title
    return same and (one.lower, one.settings.memory, one.settings.policy) == (
        other.lower,
        other.settings.memory,
        other.settings.policy,
    )
