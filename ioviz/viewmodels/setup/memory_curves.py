"""Memory curves of the orders of one network, for a plot."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.names import LEAST_MEMORY, stepwise_policy
from ioviz.viewmodels.compiling.stages import prepared
from ioviz.viewmodels.text.numbers import count
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation.memory_curve import MemoryCurve

Int64 = NDArray[np.int64]

MOST_SIZES_BY_SIMULATION = 120
"""Under RR each M is a simulation of its own: this many sizes, evenly spaced by their logarithms, are simulated."""

CURVE_STYLES = (
    ("current", "solid"),
    ("input", "dash"),
    ("dirty", "dashdot"),
    ("output", "long"),
    ("clean", "dot"),
    ("gone", "wide"),
)
"""For each curve of a plot: the state whose colour in the theme it has, and its line style.

Blue is for the bounds: the state with a similar colour comes late.
"""


@dataclass(frozen=True, eq=False)
class OrderCurve:
    """The I/Os of one order at every memory size; int64[P] each, `memory` ascending."""

    title: str
    policy: str
    memory: Int64
    reads: Int64
    writes: Int64
    live_memory: int = 0  # the least M without evictions; 0 if unknown

    @property
    def ios(self) -> Int64:
        """Reads and writes together, int64[P]."""
        return np.asarray(self.reads + self.writes, np.int64)

    def at(self, memory: float, part: str = "ios") -> int:
        """Return "ios", "reads" or "writes" at the largest size that is not above `memory`."""
        index = int(np.searchsorted(self.memory, memory, side="right")) - 1
        return int(getattr(self, part)[max(index, 0)])


def order_title(name: str, memory: object) -> str:
    """Return the name of an order, with the M that it was made for, if any."""
    return f"{name} for M {count(memory)}" if isinstance(memory, int) else name


def order_curve(title: str, curve: MemoryCurve) -> OrderCurve:
    """Return the plotted curve of a memory curve, titled by its order and the M that this was made for."""
    schedule = curve.schedule
    title = order_title(title, schedule.settings.get("memory"))
    return OrderCurve(title, curve.policy, curve.memory, curve.reads, curve.writes, schedule.live_memory)


def curve_sizes(last: int, policy: str) -> Int64:
    """Return the sizes of fast memory of a curve up to the size `last`, int64[P], ascending."""
    last = max(LEAST_MEMORY, last)
    if policy == "rr" and last - LEAST_MEMORY >= MOST_SIZES_BY_SIMULATION:
        return np.unique(np.geomspace(LEAST_MEMORY, last, MOST_SIZES_BY_SIMULATION).round().astype(np.int64))
    return np.arange(LEAST_MEMORY, last + 1, dtype=np.int64)


def order_curves(
    schedules: Sequence[tuple[str, Schedule]], policy: str
) -> Generator[Progress, None, tuple[OrderCurve, ...]]:
    """Compute the curves of titled schedules of one network, one after the other.

    All of them extend to the greatest live memory, so that they can be compared.
    """
    from ioviz.core.simulation.memory_curve import MemoryCurve, memory_curve_steps

    yield from prepared("curves")
    policy = stepwise_policy(policy)
    curves = []
    for number, (title, schedule) in enumerate(schedules):
        share = number / len(schedules)
        yield Progress(f"Memory curve of {title}", share)
        memories = curve_sizes(schedule.live_memory, policy).tolist() if policy == "rr" else None
        for step in memory_curve_steps(schedule.network, schedule, policy, memories=memories):
            if isinstance(step, MemoryCurve):
                curves.append(OrderCurve(title, policy, step.memory, step.reads, step.writes, schedule.live_memory))
            else:
                yield Progress(f"Memory curve of {title}", share + step.done / step.total / len(schedules))
    return _extended(curves)


def _extended(curves: list[OrderCurve]) -> tuple[OrderCurve, ...]:
    """Extend all curves to the same size: beyond its live memory a curve is constant."""
    end = max((int(curve.memory[-1]) for curve in curves), default=0)
    longer = []
    for curve in curves:
        if curve.memory[-1] < end:
            curve = replace(
                curve,
                memory=np.append(curve.memory, end),
                reads=np.append(curve.reads, curve.reads[-1]),
                writes=np.append(curve.writes, curve.writes[-1]),
            )
        longer.append(curve)
    return tuple(longer)
