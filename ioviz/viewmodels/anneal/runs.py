"""Annealing runs: settings, state, and their description."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ioviz.core.names import CONSTRUCTIVE_ORDERS
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
    "ioviz": "Moves of many kinds, aimed at excess I/Os; from the best constructive order.",
    "paper": "Connection Reordering: one connection moved inside a window; from the neuron order.",
}
AUTOMATIC = "automatic"  # the default start order of the method
AS_SHOWN = "shown"
STARTS = {
    AUTOMATIC: "default of the method",
    AS_SHOWN: "as shown in Explore",
    "neuron": "neuron by neuron",
    "layer": "layer by layer",
    "random": "random",
    **{name: name for name in CONSTRUCTIVE_ORDERS},
    "auto": "best of all",
}


@dataclass(frozen=True)
class AnnealSettings:
    """Settings of a run.

    Attributes
    ----------
    memory : int
        M, in values.
    policy : {"min", "lru", "rr"}
    start : str
        One of `STARTS`.
    method : {"ioviz", "paper"}
    temperature : float or None
        In units of the objective; None: chosen by the method.
    seed : int
    chains : int
        Chains that run in parallel processes.
    seconds, proposals : float or None, int or None
        Limits of the run, whichever comes first; at least one is given.
    restarts : int
        How often the run restarts from its best order.
    objective : str
        One of `objectives.OBJECTIVES`.
    read_weight, write_weight : float
        Weights of the objective "weighted".
    cores : int
        Cores of the computer that it ran on; 0 if unknown.
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
    cores: int = 0

    @property
    def goal(self) -> Objective:
        """The objective."""
        return Objective.of(self.objective, self.read_weight, self.write_weight)

    @property
    def start_kind(self) -> str:
        """The start order, with "automatic" resolved."""
        if self.start != AUTOMATIC:
            return self.start
        return "neuron" if self.method == "paper" else "auto"

    @property
    def repeatable(self) -> bool:
        """Whether the same settings give the same run: its end then depends on no clock."""
        return self.seconds is None

    def of_schedule(self, start: Schedule) -> dict[str, Any]:
        """Return the settings for the schedule found from `start`."""
        named = {name: getattr(self, name) for name in ("method", "memory", "policy", "seed")}
        return {
            **named,
            "start": start.name,
            "read_weight": self.goal.read_weight,
            "write_weight": self.goal.write_weight,
        }

    def sentence(self) -> str:
        """Return all settings in one line."""
        parts = [f"M {numbers.count(self.memory)}", self.policy.upper()]
        if self.goal.setting():
            parts.append(self.goal.setting())
        parts += [
            self.method,
            f"from {'shown order' if self.start == AS_SHOWN else self.start_kind}",
            f"seed {numbers.count(self.seed)}",
        ]
        if self.chains > 1:
            more = f" on {numbers.plural(self.cores, 'core')}" if 0 < self.cores < self.chains else ""
            parts.append(f"{numbers.plural(self.chains, 'chain')}{more}")
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
        "starting", "running", "paused", "ending", "done", "stopped", "failed", "saved" (loaded from disk).
    network : Network or None
        None for a saved run that is not loaded yet.
    lower, upper, start_cost, best_cost : float
        In units of the objective.
    start_order : str
        The order that the run started from.
    restarts : int
        The number of restarts so far.
    schedule : Schedule or None
        The best one; during the run it is in the feed.
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
    start_order: str = ""

    @property
    def active(self) -> bool:
        """Whether its job runs."""
        return self.state in ("starting", "running", "paused", "ending")

    @property
    def has_schedule(self) -> bool:
        """Whether there is a schedule to show or save."""
        return self.schedule is not None or self.best_cost is not None or self.state == "saved"

    @property
    def ratio(self) -> float | None:
        """The best cost over the lower bound."""
        return None if self.best_cost is None or not self.lower else self.best_cost / self.lower


STATE_TEXTS = {
    "starting": "preparing",
    "running": "running",
    "paused": "paused",
    "ending": "stopping",
    "done": "done",
    "stopped": "stopped",
    "failed": "failed",
    "saved": "saved",
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
    Column("Start order", lambda run: run.start_order or "–", "The order that the run started from"),
    Column(
        "Repeatable",
        lambda run: "yes" if run.settings.repeatable else "no: timed",
        "Whether the same settings give the same run on any computer: if proposals are its only limit",
    ),
    Column(
        "Best",
        lambda run: "–" if run.best_cost is None else run.settings.goal.text(run.best_cost),
        "The least cost found, in units of the objective",
        number=True,
        bold=True,
    ),
    Column(
        "× lower bound",
        lambda run: "–" if run.ratio is None else f"{run.ratio:.4f}{numbers.THIN_SPACE}{numbers.TIMES}",
        "The cost over the lower bound: W + N + S for I/Os, W + N for reads, S for writes",
        number=True,
    ),
    Column("Proposals", lambda run: numbers.count(run.proposals), "Orders that were proposed", number=True),
    Column("Time", lambda run: duration_text(run.seconds), "Time spent, without pauses", number=True),
    Column("State", lambda run: state_text(run), "State of the run"),
)


def other_machine(run: Run, network: Network | None, settings: AnnealSettings) -> str:
    """Return run, network and machine in short, unless they are `network` and those of `settings`."""
    own = run.settings
    same = run.network is network and (own.memory, own.policy) == (settings.memory, settings.policy)
    return "" if same else f"{run.title}, {run.network_title}, M {numbers.count(own.memory)}, {own.policy.upper()}"


def start_text(settings: AnnealSettings, schedule: Schedule) -> str:
    """Return the name of the start order; of the best of all, which it was."""
    kind = schedule.settings.get("kind") if schedule.name == "auto" else None
    name = f"{schedule.name}: {kind}" if kind else schedule.name
    return f"{name}, as shown" if settings.start_kind == AS_SHOWN else name


def headline(run: Run) -> str:
    """Return the best cost compared with the lower bound and the start."""
    if run.best_cost is None:
        return "–"
    ratio = f"{numbers.ratio(run.ratio)} the lower bound" if run.ratio is not None else ""
    saved = ""
    if run.start_cost and run.best_cost < run.start_cost:
        saved = f", {numbers.percent(1 - run.best_cost / run.start_cost, 1)} below the start"
    return f"{ratio}{saved}"


def state_text(run: Run) -> str:
    """Return the state of a run; it runs once there are proposals."""
    preparing = run.state == "running" and not run.proposals and run.feed is not None and run.feed.doing is not None
    return STATE_TEXTS["starting" if preparing else run.state]


def preparation(run: Run, now: float) -> str:
    """Return what is done before the first proposal, and for how long by the monotonic clock; "" if nothing is."""
    doing = run.feed.doing if run.feed is not None and run.state in ("starting", "running") else None
    if doing is None or run.proposals:
        return ""
    text, since = doing
    return f"{text} · {duration_text(max(1.0, now - since))}, not counted"


def status(run: Run, rate: float | None, now: float = 0.0) -> str:
    """Return the state of a run, its speed and the remaining time; before the first proposal, what is done.

    `rate` is in proposals a second, `now` the time of the monotonic clock.
    """
    if doing := preparation(run, now):
        return f"{doing[0].upper()}{doing[1:]}"
    parts = [state_text(run)]
    if run.settings.restarts and run.active:
        parts.append(f"restart {numbers.of(run.restarts, run.settings.restarts)}")
    if run.proposals:
        parts.append(f"{numbers.count(run.proposals)} proposals")
    if run.state == "running":
        if rate:
            parts.append(f"{numbers.count(round(rate))} a second")
        left = seconds_left(run, rate)
        if left is not None:
            parts.append(time_left(left))
    elif run.seconds:
        parts.append(duration_text(run.seconds))
    return " · ".join(parts)


def seconds_left(run: Run, rate: float | None) -> float | None:
    """Return the seconds to the first of the run's limits; None if unknown."""
    settings = run.settings
    ends = []
    if settings.seconds is not None:
        ends.append(settings.seconds - run.seconds)
    if settings.proposals is not None and rate:
        ends.append((settings.proposals - run.proposals) / rate)
    return max(0.0, min(ends)) if ends else None


def best_known(runs: list[Run], run: Run) -> float | None:
    """Return the least cost of the other comparable runs; None if this one is as good."""
    known = [
        other.best_cost for other in runs if other is not run and other.best_cost is not None and comparable(other, run)
    ]
    least = min(known, default=None)
    return None if least is None or (run.best_cost is not None and run.best_cost <= least) else least


def comparable(one: Run, other: Run) -> bool:
    """Whether the costs of two runs can be compared."""
    same = one.network is other.network if one.network and other.network else one.network_title == other.network_title
    return same and _machine(one) == _machine(other)


def _machine(run: Run) -> tuple[object, ...]:
    """Return what else the costs depend on: machine and objective."""
    settings = run.settings
    return run.lower, settings.memory, settings.policy, settings.goal
