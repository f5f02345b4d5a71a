"""Annealing runs as the window knows them: what was set, how far they are, how they are described."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ioviz.core.names import CONSTRUCTIVE_ORDERS, STEPWISE_POLICIES
from ioviz.viewmodels.anneal.curves import RunCurves
from ioviz.viewmodels.anneal.objectives import Objective
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column
from ioviz.viewmodels.text.durations import duration_text, time_left

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.anneal.feed import Feed

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
    **{name: name for name in CONSTRUCTIVE_ORDERS},
    "auto": "best of all, 10 s",
}


def nearest_policy(policy: str) -> str:
    """The policy a run takes over from Explore: MIN where Explore's is made for a single order."""
    return policy if policy in STEPWISE_POLICIES else "min"


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
        In units of the objective; None: found by the method itself.
    seed : int
    chains : int
        Chains that run beside each other in processes.
    seconds, proposals : float or None, int or None
        Where the run ends, whichever comes first; at least one is given.
    restarts : int
        How often the run goes back to its best order.
    objective : str
        One of `objectives.OBJECTIVES`.
    read_weight, write_weight : float
        For the objective "weighted".
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
    restarts: int = 0
    objective: str = "ios"
    read_weight: float = 1.0
    write_weight: float = 1.0

    @property
    def goal(self) -> Objective:
        """What is made small."""
        return Objective.of(self.objective, self.read_weight, self.write_weight)

    @property
    def start_kind(self) -> str:
        """The start order with "automatic" resolved."""
        if self.start != AUTOMATIC:
            return self.start
        return "neuron" if self.method == "paper" else "auto"

    def of_schedule(self) -> dict[str, Any]:
        """What the schedule that is found says of its making."""
        named = {name: getattr(self, name) for name in ("method", "memory", "policy", "seed")}
        return {**named, "read_weight": self.goal.read_weight, "write_weight": self.goal.write_weight}

    def sentence(self) -> str:
        """All settings in one line."""
        parts = [f"M {numbers.count(self.memory)}", self.policy.upper()]
        if self.goal.setting():
            parts.append(self.goal.setting())
        parts += [
            self.method,
            f"from {'shown order' if self.start == AS_SHOWN else self.start_kind}",
            f"seed {numbers.count(self.seed)}",
        ]
        if self.chains > 1:
            parts.append(numbers.plural(self.chains, "chain"))
        if self.restarts:
            parts.append(numbers.plural(self.restarts, "restart"))
        if self.temperature is not None:
            parts.append(f"T {numbers.real(self.temperature)} {self.goal.unit}")
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
    lower, upper, start_cost, best_cost : float
        In units of the objective.
    restarts : int
        How many of the settings' restarts are done.
    schedule : Schedule or None
        The best one; while the run goes on it is in the feed.
    """

    key: str
    title: str
    network_title: str
    settings: AnnealSettings
    lower: float
    upper: float
    network: Network | None = None
    start_cost: float | None = None
    best_cost: float | None = None
    proposals: int = 0
    restarts: int = 0
    seconds: float = 0.0
    state: str = "starting"
    ticked: bool = False
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
        return self.schedule is not None or self.best_cost is not None or self.state == "kept"

    @property
    def ratio(self) -> float | None:
        """The best cost over the lower bound."""
        return None if self.best_cost is None or not self.lower else self.best_cost / self.lower


STATE_TEXTS = {
    "starting": "getting ready",
    "running": "running",
    "paused": "paused",
    "ending": "stopping",
    "done": "done",
    "stopped": "stopped",
    "failed": "failed",
    "kept": "from last time",
}
SETTINGS = 2
COLUMNS: tuple[Column[Run], ...] = (
    Column(
        "Run",
        lambda run: run.title,
        "Ticked runs are drawn over each other; a double click renames",
        editable=True,
        checked=lambda run: run.ticked,
    ),
    Column("Network", lambda run: run.network_title, "The network that was ordered"),
    Column("Settings", lambda run: run.settings.sentence(), "Machine, objective, method, start order and seed"),
    Column(
        "Best",
        lambda run: "–" if run.best_cost is None else run.settings.goal.text(run.best_cost),
        "The least found, in units of what the run makes small",
        number=True,
        bold=True,
    ),
    Column(
        "× lower bound",
        lambda run: "–" if run.ratio is None else f"{run.ratio:.4f}{numbers.THIN_SPACE}{numbers.TIMES}",
        "How many times the lower bound that is: W + N + S for I/Os, W + N for reads, S for writes",
        number=True,
    ),
    Column("Proposals", lambda run: numbers.count(run.proposals), "Orders that were tried", number=True),
    Column("Time", lambda run: duration_text(run.seconds), "Time spent, without pauses", number=True),
    Column("State", lambda run: STATE_TEXTS[run.state], "What the run is doing"),
)


def headline(run: Run) -> str:
    """How good the best schedule is, in a few words."""
    if run.best_cost is None:
        return "–"
    ratio = f"{numbers.ratio(run.best_cost / run.lower)} the lower bound" if run.lower else ""
    saved = ""
    if run.start_cost and run.best_cost < run.start_cost:
        saved = f", {numbers.percent(1 - run.best_cost / run.start_cost, 1)} below the start"
    return f"{ratio}{saved}"


def status(run: Run, rate: float | None) -> str:
    """What the run is doing, how fast, and how long it will take.

    `rate` is in proposals a second.
    """
    words = [STATE_TEXTS[run.state]]
    if run.settings.restarts and run.active:
        words.append(f"restart {numbers.of(run.restarts, run.settings.restarts)}")
    if run.proposals:
        words.append(f"{numbers.count(run.proposals)} proposals")
    if run.state == "running":
        if rate:
            words.append(f"{numbers.count(round(rate))} a second")
        left = seconds_left(run, rate)
        if left is not None:
            words.append(time_left(left))
    elif run.seconds:
        words.append(duration_text(run.seconds))
    return " · ".join(words)


def seconds_left(run: Run, rate: float | None) -> float | None:
    """Seconds to the first of the run's limits; None if unknown."""
    settings = run.settings
    ends = []
    if settings.seconds is not None:
        ends.append(settings.seconds - run.seconds)
    if settings.proposals is not None and rate:
        ends.append((settings.proposals - run.proposals) / rate)
    return max(0.0, min(ends)) if ends else None


def best_known(runs: list[Run], run: Run) -> float | None:
    """The least cost of any other run that is comparable, if this one has not come below it."""
    known = [
        other.best_cost for other in runs if other is not run and other.best_cost is not None and comparable(other, run)
    ]
    least = min(known, default=None)
    return None if least is None or (run.best_cost is not None and run.best_cost <= least) else least


def comparable(one: Run, other: Run) -> bool:
    """Whether the costs of two runs mean the same."""
    same = one.network is other.network if one.network and other.network else one.network_title == other.network_title
    return same and _meaning(one) == _meaning(other)


def _meaning(run: Run) -> tuple[object, ...]:
    """What a cost stands for, the network apart."""
    settings = run.settings
    return run.lower, settings.memory, settings.policy, settings.goal
