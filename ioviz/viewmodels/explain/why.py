"""Reasons for an eviction: the candidates, their next uses, and the victim each policy picks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Moment, Trace
    from ioviz.core.simulation.choices import Choice

MOST_BARS = 40
"""Candidates that are shown: those with the farthest next use, and the victim of each policy."""

_FAR = 20
"""Least ratio of the farthest distance to the median for logarithmic bars: linear ones would be a dot."""


@dataclass(frozen=True)
class CandidateBar:
    """One candidate.

    Attributes
    ----------
    neuron : int
    ahead : int
        Distance to its next use, in connections.
    share : float
        `ahead` relative to that of the farthest candidate, or their logarithms, 0 to 1.
    dirty : bool
        Whether it has to be written.
    evicted : bool
        Whether it is the victim.
    picked_by : tuple of str
        The policies that would evict it.
    """

    neuron: int
    ahead: int
    share: float
    dirty: bool
    evicted: bool
    picked_by: tuple[str, ...]


@dataclass(frozen=True)
class Pick:
    """The victim of one policy."""

    policy: str
    neuron: int
    reason: str
    cost: str
    same: bool  # as the victim of the trace


@dataclass(frozen=True)
class Why:
    """One choice of a victim, ready to be shown.

    Attributes
    ----------
    title : str
        The victim and the neuron it was evicted for, or that there is no eviction.
    bars : tuple of CandidateBar
    left_out : int
        The number of candidates without a bar; all are used sooner than those with one.
    logarithmic : bool
        Whether the length of a bar is the logarithm of its distance.
    picks : tuple of Pick
    note : str
        A remark.
    """

    title: str
    bars: tuple[CandidateBar, ...] = ()
    left_out: int = 0
    logarithmic: bool = False
    picks: tuple[Pick, ...] = ()
    note: str = ""

    @property
    def evicted(self) -> bool:
        """Whether a neuron was evicted."""
        return any(bar.evicted for bar in self.bars)


def why_at(trace: Trace, moment: Moment, *, discount: float | None = None) -> tuple[Why, ...]:
    """Return the eviction choices of a moment.

    One for each eviction of the connection so far (two at most); if there was none, one for the eviction that a
    further read would need now.

    Parameters
    ----------
    trace : Trace
    moment : Moment
        Of the trace.
    discount : float, optional
        That of MIN-D; without it that policy is left out.
    """
    from ioviz.core.simulation.choices import choice_at, eviction_choices

    choices = eviction_choices(trace, moment, discount=discount)
    if choices:
        return tuple(_why(trace, choice, moment) for choice in choices)
    if moment.state.step == trace.n_steps:
        return (Why("No eviction: the schedule has ended."),)
    return (_why(trace, choice_at(trace, moment.state, discount=discount), moment),)


def _why(trace: Trace, choice: Choice, moment: Moment) -> Why:
    if choice.wanted is not None:
        title = f"Neuron {_name(choice.evicted)} was evicted for {_name(choice.wanted)}."
        note = ""
    else:
        before = moment.before if moment.state.event else moment.state
        free = trace.n_slots - before.resident
        title = "No eviction at this step."
        slots = f"{numbers.plural(free, 'slot')} {'is' if free == 1 else 'are'} free" if free else "All slots are taken"
        note = f"{slots} before connection {numbers.count(choice.number + 1)}. If one more value had to be read now:"
    if not choice.picks:
        return Why(title, note="There are no candidates: fast memory holds only what this connection needs.")
    bars, log = _bars(choice)
    return Why(title, bars, choice.neuron.size - len(bars), log, _picks(trace, choice), note)


def _bars(choice: Choice) -> tuple[tuple[CandidateBar, ...], bool]:
    """Return the bars, and whether they are logarithmic."""
    picked: dict[int, list[str]] = {}
    for policy, neuron in choice.picks.items():
        picked.setdefault(neuron, []).append(policy.upper())
    farthest = max(1, int(choice.next_use[0]) - choice.number)
    middle = max(1, int(choice.next_use[choice.next_use.size // 2]) - choice.number)
    log = farthest > _FAR * middle
    shown = []
    for k, neuron in enumerate(choice.neuron.tolist()):
        if k >= MOST_BARS and neuron not in picked and neuron != choice.evicted:
            continue
        ahead = int(choice.next_use[k]) - choice.number
        shown.append(
            CandidateBar(
                neuron,
                ahead,
                math.log1p(ahead) / math.log1p(farthest) if log else ahead / farthest,
                bool(choice.dirty[k]),
                neuron == choice.evicted,
                tuple(picked.get(neuron, ())),
            )
        )
    return tuple(shown), log


def _picks(trace: Trace, choice: Choice) -> tuple[Pick, ...]:
    where = {neuron: k for k, neuron in enumerate(choice.neuron.tolist())}

    def cost(k: int) -> str:
        return "1 write" if choice.dirty[k] else "free"

    found = []
    for policy in ("min", "min-d", "lru", "rr"):
        neuron = choice.picks.get(policy)
        if neuron is None:
            continue
        k = where[neuron]
        found.append(Pick(policy.upper(), neuron, _reason(policy, choice, k), cost(k), neuron == choice.evicted))
    if trace.policy == "manual" and choice.evicted is not None:
        k = where[choice.evicted]
        ahead = numbers.count(int(choice.next_use[k]) - choice.number)
        found.insert(0, Pick("By hand", choice.evicted, f"next used {ahead} later", cost(k), True))
    return tuple(found)


def _reason(policy: str, choice: Choice, k: int) -> str:
    ahead = int(choice.next_use[k]) - choice.number
    if policy == "min":
        return f"next used {numbers.count(ahead)} later: the farthest"
    if policy == "min-d":
        state = "dirty, which counts less" if choice.dirty[k] else "clean"
        return f"next used {numbers.count(ahead)} later; {state}"
    if policy == "lru":
        return f"last used {numbers.count(choice.number - int(choice.last_use[k]))} ago: the longest"
    slot, hand = numbers.count(int(choice.slot[k]) + 1), numbers.count(choice.hand + 1)
    return f"slot {slot}, first from the hand at {hand} on"


def _name(neuron: int | None) -> str:
    return "" if neuron is None else numbers.count(neuron)
