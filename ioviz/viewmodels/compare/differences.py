"""The first difference of two schedules of one network, as text, and their difference in I/Os at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.names import connection_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two traces of one network, step against step.

    Attributes
    ----------
    first, second : Trace
    names : tuple of str
        Their names in sentences.
    differs : bool[W]
        Whether they differ at each connection, by position in the orders.
    io_step : int or None
        The first step at which their cumulative I/Os differ.
    """

    first: Trace
    second: Trace
    names: tuple[str, str]
    differs: NDArray[np.bool_]
    io_step: int | None

    @property
    def first_step(self) -> int | None:
        """The position of the first connection at which they differ; None if they never do."""
        return self.next_step(0)

    def next_step(self, step: int) -> int | None:
        """Return the first position from `step` on at which they differ; None if there is none."""
        ahead = self.differs[step:]
        if not ahead.size:
            return None
        found = int(np.argmax(ahead))
        return step + found if ahead[found] else None

    def sentence(self, *, short: bool = False) -> str:
        """Describe the first difference; unless `short`, also the first difference in cumulative I/Os."""
        at = self.first_step
        first, second = self.names
        if at is None:
            return f"{first} and {second} do the same at every connection."
        parts = [f"{first} and {second} differ first at {self.difference_text(at)}"]
        if short:
            return parts[0]
        if self.io_step is None:
            parts.append("Their cumulative I/Os are the same at every step.")
        else:
            ios = [numbers.count(int(trace.cumulative_ios([self.io_step])[0])) for trace in (self.first, self.second)]
            parts.append(
                f"Their I/Os differ first after connection {numbers.count(self.io_step)}: {ios[0]} and {ios[1]}."
            )
        return " ".join(parts)

    def difference_text(self, step: int) -> str:
        """Describe the difference at a position: "connection 5, w(1→7): A evicts 3 (free); B does not."."""
        first, second = self.names
        number = f"connection {numbers.count(step + 1)}"
        connections = [int(trace.schedule.order[step]) for trace in (self.first, self.second)]
        names = [connection_name(self.first.network, connection) for connection in connections]
        if connections[0] != connections[1]:
            return f"{number}: {first} processes {names[0]}, {second} {names[1]}."
        actions = [_actions(trace, step) for trace in (self.first, self.second)]
        only = [[text for text in actions[k] if text not in actions[1 - k]] for k in (0, 1)]
        where = f"{number}, {names[0]}: "
        if only[0] and only[1]:
            return f"{where}{first} {', '.join(only[0])}; {second} {', '.join(only[1])}."
        actor, other, own = (first, second, only[0]) if only[0] else (second, first, only[1])
        return f"{where}{actor} {', '.join(own)}; {other} does not."


def compare(first: Trace, second: Trace, names: tuple[str, str] = ("A", "B")) -> Comparison:
    """Compare two traces of one network; O(W)."""
    from ioviz.core.simulation import differing_steps, first_io_difference

    return Comparison(first, second, names, differing_steps(first, second), first_io_difference(first, second))


@dataclass(frozen=True, eq=False)
class DifferenceCurve:
    """Cumulative I/Os of other schedules minus those of the first one, at some steps; int64 of one length each."""

    steps: Int64
    more: tuple[Int64, ...]

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest difference, 0 included."""
        values = [int(edge) for one in self.more if one.size for edge in (one.min(), one.max())]
        return min(0, *values, 0), max(0, *values, 0)


def difference_curve(
    first: Trace, others: Sequence[Trace | None], low: float, high: float, points: int
) -> DifferenceCurve:
    """Return the differences at `points` steps or fewer between `low` and `high`; empty where there is no trace."""
    start, end = max(0, int(np.floor(low))), min(first.n_steps, int(np.ceil(high)))
    steps = np.unique(np.linspace(start, end, max(2, points)).round().astype(np.int64))
    base = first.cumulative_ios(steps)
    return DifferenceCurve(
        steps, tuple(np.zeros(0, np.int64) if one is None else one.cumulative_ios(steps) - base for one in others)
    )


def signed(value: int) -> str:
    """Return a difference with its sign."""
    return numbers.count(value) if value < 0 else f"+{numbers.count(value)}" if value else "0"


def _actions(trace: Trace, step: int) -> list[str]:
    """Return the evictions and reads of a connection, each as a short text."""
    texts = []
    for event in trace.events(step):
        name = numbers.count(event.neuron)
        if event.is_eviction:
            texts.append(f"evicts {name} {'(1 write)' if event.ios else '(free)'}")
        elif event.is_neuron_read:
            texts.append(f"reads {name}{' again' if event.kind.name == 'REREAD' else ''} (1 read)")
    return texts
