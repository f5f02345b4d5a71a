"""Several schedules or machines on one network side by side: the intent and the position of each column.

The columns are immutable. One of them is the *main* one: the one that the rest of the window shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from ioviz.core.names import LEAST_MEMORY, MANUAL, STEPWISE_POLICIES
from ioviz.viewmodels.document.document import ORDERS, POLICIES
from ioviz.viewmodels.frame.playback import Position, position_after_io

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.document.document import Intent

MOST = 4
LETTERS = "ABCD"


@dataclass(frozen=True, eq=False)
class Columns:
    """One to four intents of one network, and which of them is the main one."""

    intents: tuple[Intent, ...]
    main: int = 0

    def __len__(self) -> int:
        return len(self.intents)

    @property
    def main_intent(self) -> Intent:
        """The intent of the main column."""
        return self.intents[self.main]

    @property
    def network(self) -> Network:
        """The network of all columns."""
        return self.intents[0].network

    @property
    def loaded(self) -> tuple[Schedule, ...]:
        """The schedules from files, searches or made by hand, each once."""
        loaded = (one.loaded for one in self.intents if one.loaded is not None)
        return tuple({id(schedule): schedule for schedule in loaded}.values())

    def same(self, other: Columns) -> bool:
        """Whether both show the same."""
        return (
            len(self) == len(other)
            and self.main == other.main
            and all(one.same(two) for one, two in zip(self.intents, other.intents, strict=True))
        )

    def with_main(self, intent: Intent) -> Columns:
        """With another intent in the main column; a new network replaces that of all columns."""
        old = self.main_intent
        others = self.intents
        if intent.network is not old.network:
            others = tuple(_moved(one, old, intent) for one in self.intents)
        return replace(self, intents=_put(others, self.main, intent))

    def changed(self, column: int, **changes: Any) -> Columns:
        """With a change of one column: order=, policy=, memory=, seed=, loaded=."""
        return replace(self, intents=_put(self.intents, column, self.intents[column].with_(**changes)))

    def with_schedule(self, column: int, schedule: Schedule, file: str = "") -> Columns:
        """With a schedule of a file or a search in one column; its own evictions set M."""
        return replace(self, intents=_put(self.intents, column, self.intents[column].with_schedule(schedule, file)))

    def added(self) -> Columns:
        """With one more column at the right: the machine of the main one, and a combination that is not shown yet."""
        if len(self) >= MOST:
            return self
        intent = self.main_intent
        base = intent.with_(policy=POLICIES[0]) if intent.policy == MANUAL else intent
        policies = (base.policy, *(policy for policy in STEPWISE_POLICIES if policy != base.policy))
        for policy, order in product(policies, ORDERS):
            made = base.with_(order=order, policy=policy)
            if not any(made.same(one) for one in self.intents):
                return replace(self, intents=(*self.intents, made))
        return replace(self, intents=(*self.intents, base))

    def removed(self, column: int) -> Columns:
        """Without a column; the last one stays. If the main one is removed, its neighbour becomes the main one."""
        if len(self) == 1:
            return self
        left = self.intents[:column] + self.intents[column + 1 :]
        main = self.main - 1 if column < self.main else min(self.main, len(left) - 1)
        return Columns(left, main)

    def chosen(self, column: int) -> Columns:
        """With another main column."""
        return replace(self, main=column)


def first_columns(intent: Intent) -> Columns:
    """Return the initial columns: the intent shown, beside another order."""
    return Columns((intent,)).added()


def three_policies(intent: Intent) -> Columns:
    """Return MIN beside LRU beside RR for the order and the M of an intent; its own policy is the main one."""
    main = STEPWISE_POLICIES.index(intent.policy) if intent.policy in STEPWISE_POLICIES else 0
    return Columns(tuple(intent.with_(policy=policy) for policy in STEPWISE_POLICIES), main)


def positions_together(
    unit: str, traces: Sequence[Trace | None], main: int, position: Position, beyond: int = 0
) -> list[Position]:
    """Return where each schedule is when the main one is at a position.

    Parameters
    ----------
    unit : {"connection", "io", "share"}
        What is equal: connections processed, I/Os, or the share of each one's own I/Os.
    traces : sequence of Trace or None
        Traces of one network; None if not computed yet.
    main : int
    position : Position
        Position of the main one.
    beyond : int
        I/Os of the others since the end of the main one.
    """
    leader = traces[main]
    if leader is None or unit == "connection":
        return [position if k == main else Position(position.step) for k in range(len(traces))]
    ios = leader.counters(*position).ios + beyond
    at_end = position.step >= leader.n_steps
    positions = []
    for k, trace in enumerate(traces):
        if k == main or trace is None:
            positions.append(position)
            continue
        done = ios
        if unit == "share":
            # Rounded to the nearest whole I/O, in whole numbers: halves go up.
            total = max(1, leader.counts.ios)
            done = (2 * ios * trace.counts.ios + total) // (2 * total)
        # Free events may follow the last I/O: a schedule without I/Os left ends with the main one.
        over = at_end and done >= trace.counts.ios
        positions.append(Position(int(trace.n_steps)) if over else position_after_io(trace, done))
    return positions


def step_of_main(unit: str, traces: Sequence[Trace | None], main: int, column: int, step: int) -> int:
    """Return the step of the main schedule at which another one has done `step` connections."""
    here, leader = traces[column], traces[main]
    if unit == "connection" or column == main or here is None or leader is None:
        return step
    return positions_together(unit, [here, leader], 0, Position(step))[1].step


def _put(intents: tuple[Intent, ...], column: int, intent: Intent) -> tuple[Intent, ...]:
    return (*intents[:column], intent, *intents[column + 1 :])


def _moved(one: Intent, old: Intent, new: Intent) -> Intent:
    """Return a column on another network, with the same ratio of its memory to that of the main one."""
    memory = max(LEAST_MEMORY, round(new.memory * one.memory / old.memory))
    return one.with_(network=new.network, memory=memory, title=new.title)
