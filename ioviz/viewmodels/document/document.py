"""An intent (network, machine, schedule) and the frozen document it resolves to.

`Intent` is the user's choice. `resolve` turns it into a `Document` with all results, as a generator that yields
`Progress` and returns the document; results of the previous document that still hold are reused.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ioviz.core import names
from ioviz.core.names import LEAST_MEMORY, MANUAL, MOST_MEMORY
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.network import Bounds, Network, Statistics
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.document.order_search import TrialRow
    from ioviz.viewmodels.frame.timing import Timing
    from ioviz.viewmodels.network.placement import Placement
    from ioviz.viewmodels.timeline.timeline import TimelineData

MOST_INTERPRETED = 10_000
"""Documents of larger networks wait until the kernels are compiled; those of smaller ones are made without."""

FROM_FILE = "file"  # the order of a schedule that was opened, found or made by hand
ORDERS = tuple(name for name in names.ORDERS if name != "growth")  # few networks are grown
MADE_FOR_M = tuple(names.CONSTRUCTIVE_ORDERS)
ORDER_TEXTS = {
    "neuron": "One neuron after the other. At most twice the optimum, at any M.",
    "layer": "Layer after layer, source by source: the usual order.",
    "random": "Any connection that is ready, chosen by the seed.",
    "greedy": "Partial sums stay; the source that most of them need comes next. Made for M.",
    "tiled": "In blocks that fit: sums stay while sources stream past. Made for M.",
    "grouped": "Tiled, with sums of similar sources in one block. Made for M.",
    "bandwidth": "Neuron by neuron, with neighbours close together: for bands and trees.",
    "auto": "The best of all orders that can be made within 10 seconds.",
    FROM_FILE: "The order of a schedule that was opened, found or made by hand.",
}
POLICIES = tuple(policy for policy in names.POLICIES if policy != MANUAL)
POLICY_TEXTS = {
    "min": "Evict the value needed again last (Belady): the fewest reads.",
    "lru": "Evict the value used longest ago: what caches approximate.",
    "rr": "Round robin: the slots take turns, whatever is in them.",
    "min-d": "MIN-D: as MIN, but dirty values are evicted later, since that costs a write.",
    MANUAL: "The schedule carries its own evictions, for one M.",
}


@dataclass(frozen=True, eq=False)
class Intent:
    """The user's choice. `loaded` is a schedule that was opened, found or made by hand, and belongs to `network`.

    `file` is the name of the file that it was opened from, if it was.

    `made_for` is the M that the order "auto" is searched for: the M at the time of the choice, since a search for
    every M would take too long.
    """

    network: Network
    memory: int
    policy: str = "min"
    order: str = "neuron"
    seed: int = 0
    loaded: Schedule | None = None
    title: str = ""
    made_for: int = 0
    file: str = ""

    @property
    def from_schedule(self) -> bool:
        """Whether the order is that of `loaded`."""
        return self.order == FROM_FILE and self.loaded is not None

    def with_(self, **changes: Any) -> Intent:
        """Return a copy with changes, M at most `MOST_MEMORY`. Another network drops a schedule from a file."""
        if "memory" in changes:
            changes["memory"] = min(changes["memory"], MOST_MEMORY)
        if "network" in changes and "loaded" not in changes:
            changes["loaded"] = None
        if "loaded" in changes and changes["loaded"] is not self.loaded:
            changes.setdefault("file", "")
            if self.order == FROM_FILE:
                changes.setdefault("order", ORDERS[0])
        if changes.get("order", self.order) != FROM_FILE and changes.get("policy", self.policy) == MANUAL:
            changes["policy"] = POLICIES[0]
        own = self.loaded.evictions if self.loaded is not None else None
        kept = self.policy == MANUAL and not changes.keys() & {"policy", "loaded"}
        if kept and own is not None and changes.get("memory", self.memory) != own.memory:
            changes["policy"] = POLICIES[0]  # its evictions are for one M, its order for any
        chosen = changes.get("order", self.order)
        if chosen == "auto" and ("order" in changes or "network" in changes):
            changes["made_for"] = changes.get("memory", self.memory)
        return replace(self, **changes)

    def with_schedule(self, loaded: Schedule, file: str = "") -> Intent:
        """Return a copy with a schedule, opened from `file`; one with evictions sets M and is replayed."""
        if loaded.evictions is None:
            policy = POLICIES[0] if self.policy == MANUAL else self.policy
            return self.with_(order=FROM_FILE, loaded=loaded, policy=policy, file=file)
        memory = loaded.evictions.memory
        return self.with_(order=FROM_FILE, loaded=loaded, policy=MANUAL, memory=memory, file=file)

    def same_order(self, other: Intent) -> bool:
        """Whether both mean the same order of the same network."""
        if self.network is not other.network or self.order != other.order:
            return False
        if self.order == "random":
            return self.seed == other.seed
        if self.order == "auto":
            return self.made_for == other.made_for
        if self.order in MADE_FOR_M:
            return self.memory == other.memory
        return self.order != FROM_FILE or self.loaded is other.loaded

    def same(self, other: Intent) -> bool:
        """Whether both resolve to equal documents."""
        return self.same_order(other) and (self.memory, self.policy) == (other.memory, other.policy)


@dataclass(frozen=True, eq=False)
class Document:
    """An intent and all its results; immutable."""

    intent: Intent
    statistics: Statistics
    bounds: Bounds
    schedule: Schedule
    timing: Timing
    live_memory: int
    trace: Trace
    placement: Placement
    timeline: TimelineData
    trials: tuple[TrialRow, ...] = ()  # of the search for the best order

    @property
    def network(self) -> Network:
        """The network of the intent."""
        return self.intent.network

    def shows(self, intent: Intent) -> bool:
        """Whether an intent resolves to an equal document, or is for this schedule on this machine."""
        own = intent.order == FROM_FILE and intent.loaded is self.schedule
        machine = (self.intent.memory, self.intent.policy)
        return self.intent.same(intent) or (own and machine == (intent.memory, intent.policy))


def default_memory(network: Network) -> int:
    """Return an initial M, between one that evicts at every step and one that never does."""
    n = network.n_neurons
    return max(16, n // 20) if n > 40 else max(LEAST_MEMORY + 1, n // 5)


def memory_presets(live_memory: int) -> tuple[int, ...]:
    """Return suggested sizes: the least, then 10, 100, ... below the live memory, then the live memory itself."""
    steps = [m for m in (10, 30, 100, 300, 1000, 3000, 10_000) if LEAST_MEMORY < m < live_memory]
    chosen = steps[:1] + steps[2::2] if len(steps) > 3 else steps
    return tuple(dict.fromkeys((LEAST_MEMORY, *chosen[:3], max(live_memory, LEAST_MEMORY))))


def resolve(intent: Intent, before: Document | None = None) -> Generator[Progress, None, Document]:
    """Make the document of an intent, reusing the results of `before` that still hold."""
    from ioviz.core.network import bounds, statistics
    from ioviz.core.schedule import order
    from ioviz.core.simulation import Trace, record_trace_steps
    from ioviz.viewmodels.compiling.stages import prepared
    from ioviz.viewmodels.document.order_search import best_order
    from ioviz.viewmodels.frame.frame import make_frame
    from ioviz.viewmodels.frame.timing import make_timing
    from ioviz.viewmodels.network.place import place
    from ioviz.viewmodels.timeline.timeline import timeline_data

    if intent.network.n_connections > MOST_INTERPRETED:
        yield from prepared("documents")
    if before is not None and before.network is intent.network:
        facts, limits, placement = before.statistics, before.bounds, before.placement
    else:
        yield Progress("Measuring the network")
        facts, limits = statistics(intent.network), bounds(intent.network)
        yield Progress("Laying out the network")
        placement = place(intent.network)
    if before is not None and before.intent.same_order(intent):
        schedule, timing, live, trials = before.schedule, before.timing, before.live_memory, before.trials
    else:
        trials = ()
        yield Progress("Ordering the connections")
        if intent.order == FROM_FILE:
            assert intent.loaded is not None
            schedule = intent.loaded
        elif intent.order == "auto":
            schedule, trials = yield from best_order(intent.network, intent.made_for, seed=intent.seed)
        elif intent.order in MADE_FOR_M:
            yield from prepared("orders")
            schedule = order(intent.network, intent.order, memory=intent.memory)
        else:
            settings = {"seed": intent.seed} if intent.order == "random" else {}
            schedule = order(intent.network, intent.order, **settings)
        yield Progress("Measuring the live memory")
        timing, live = make_timing(schedule), schedule.live_memory
    trace: Trace | None = None
    yield Progress("Simulating", 0.0)
    for step in record_trace_steps(intent.network, schedule, memory=intent.memory, policy=intent.policy):
        if isinstance(step, Trace):
            trace = step
        else:
            yield Progress("Simulating", step.step / step.n_steps)
    assert trace is not None
    yield Progress("Drawing the timeline")
    timeline = timeline_data(trace)
    if before is None:
        yield Progress("Preparing the first frame")
        make_frame(trace, 1, timing=timing)  # compiles its kernels here, not in the thread that draws
    return Document(intent, facts, limits, schedule, timing, live, trace, placement, timeline, trials)
