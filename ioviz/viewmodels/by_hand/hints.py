"""Hints for schedules by hand: what the best known schedule does next, and which one that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.names import connection_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace
    from ioviz.viewmodels.by_hand.best_known import Known
    from ioviz.viewmodels.by_hand.moves import Question


@dataclass(frozen=True)
class Hint:
    """A sentence on what to do next, and the connection or neuron it is about; `short` is for narrow windows."""

    text: str
    connection: int | None = None
    neuron: int | None = None
    short: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentence, and the short one if there is one."""
        return (self.text, self.short) if self.short else (self.text,)


def next_hint(trace: Trace, step: int, best: Known, ready: NDArray[np.int32], question: Question | None) -> Hint | None:
    """Return the hint at a step: on the eviction that is asked for, if any, else on the next connection."""
    return hint(trace, step, best, ready) if question is None else eviction_hint(trace, step, best, question)


def hint(trace: Trace, step: int, best: Known, ready: NDArray[np.int32]) -> Hint | None:
    """Return the first unprocessed connection of the best known schedule; None if it is not in `ready`."""
    if best.schedule is None or step >= trace.n_steps:
        return None
    done = np.zeros(trace.n_steps, np.bool_)
    done[trace.schedule.order[:step]] = True
    left = best.schedule.order[~done[best.schedule.order]]
    connection = int(left[0])
    if connection not in ready:
        return None
    away = "" if _followed(trace, step, best) is not None else "; your schedule differs from it by now"
    text = f"{_begun(best)} processes {connection_name(trace.network, connection)} next"
    return Hint(f"{text}{away}.", connection, short=f"{text}." if away else "")


def eviction_hint(trace: Trace, step: int, best: Known, question: Question) -> Hint:
    """Return the neuron that the best known schedule evicts, if it has come to the same state; else the cheapest.

    The cheapest candidate has the lowest total with the rest as planned; without totals it is the one of MIN.
    """
    planned = _planned_eviction(trace, step, best, question)
    first = question.candidates[0]
    min_evicts = f"MIN would evict neuron {numbers.count(first.neuron)}"
    if planned is not None:
        as_min = ", as MIN would" if planned == first.neuron else f"; {min_evicts}"
        return Hint(f"{_begun(best)} evicts neuron {numbers.count(planned)}{as_min}.", neuron=planned)
    away = "" if best.schedule is None else f"Your schedule differs from {best.source} ({_ios(best)}) by now. "
    totals = {one.neuron: one.total for one in question.candidates if one.total is not None}
    if first.neuron not in totals:
        later = numbers.plural(first.after, "connection")
        return Hint(f"{away}{min_evicts}: it is needed again last, {later} later.", neuron=first.neuron)
    cheapest = min(totals, key=lambda neuron: totals[neuron])
    if totals[cheapest] == totals[first.neuron]:
        short = f"{min_evicts}, and none is cheaper: {_total(totals[first.neuron])}."
        return Hint(f"{away}{short}", neuron=first.neuron, short=short)
    text = f"neuron {numbers.count(cheapest)} is the cheapest: {_total(totals[cheapest])}"
    of_min = f"{min_evicts}: {numbers.count(totals[first.neuron])}."
    return Hint(f"{away}With the rest as planned, {text}; {of_min}", neuron=cheapest, short=f"N{text[1:]}; {of_min}")


def _planned_eviction(trace: Trace, step: int, best: Known, question: Question) -> int | None:
    """Return what the best known schedule evicts here; None if it is in another state, or does something else."""
    if best.schedule is None or int(best.schedule.order[step]) != question.connection:
        return None
    other = _followed(trace, step, best)
    if other is None:
        return None
    evicted = [event.neuron for event in other.events(step) if event.is_eviction]
    so_far = len(question.evicted)
    if tuple(evicted[:so_far]) != question.evicted or len(evicted) <= so_far:
        return None
    return evicted[so_far]


def _followed(trace: Trace, step: int, best: Known) -> Trace | None:
    """Return the trace of the best known schedule if it has come to the same state; None if the trace has left it."""
    schedule = best.schedule
    if schedule is None or not np.array_equal(np.sort(schedule.order[:step]), np.sort(trace.schedule.order[:step])):
        return None
    from ioviz.core.simulation import record_trace

    other = record_trace(trace.network, schedule, memory=trace.memory, policy=best.policy)
    return other if _residents(other, step) == _residents(trace, step) else None


def _residents(trace: Trace, step: int) -> set[tuple[int, bool]]:
    """Return the neurons in fast memory and whether they are dirty, wherever they are."""
    state = trace.state(step)
    taken = state.neuron >= 0
    return set(zip(state.neuron[taken].tolist(), state.dirty[taken].tolist(), strict=True))


def _begun(best: Known) -> str:
    """Return the beginning of a sentence about the best known schedule."""
    return f"{best.source[:1].upper()}{best.source[1:]}, with {_ios(best)},"


def _ios(best: Known) -> str:
    return numbers.plural(best.ios, "I/O")


def _total(ios: int) -> str:
    return f"{numbers.plural(ios, 'I/O')} in total"
