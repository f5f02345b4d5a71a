"""Why this one had to leave: who else could have, when each is needed again, and whom other policies would choose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Moment, Trace
    from ioviz.core.simulation.choices import Choice

MOST_BARS = 40
"""Candidates that are shown; the farthest, and whoever a policy would choose."""

_FAR = 20
"""From so many times the distance of the candidate in the middle on, the farthest would make all other bars a dot."""


@dataclass(frozen=True)
class Bar:
    """One candidate.

    Attributes
    ----------
    neuron : int
    ahead : int
        After how many connections it is used next.
    share : float
        That by the farthest of all candidates, or their logarithms, 0 to 1.
    dirty : bool
        It would have to be written.
    evicted : bool
        It was the one that left.
    picked_by : tuple of str
        The policies that would choose it.
    """

    neuron: int
    ahead: int
    share: float
    dirty: bool
    evicted: bool
    picked_by: tuple[str, ...]


@dataclass(frozen=True)
class Pick:
    """What one policy would do here."""

    policy: str
    neuron: int
    reason: str
    cost: str
    same: bool  # as what was done


@dataclass(frozen=True)
class Why:
    """One choice, ready to be shown.

    Attributes
    ----------
    title : str
        For whom room is made, or that nobody has to leave.
    bars : tuple of Bar
    left_out : int
        How many candidates the bars leave out; all are needed sooner than those that are there.
    logarithmic : bool
        Whether a bar is as long as the logarithm of its distance: one is much farther than most.
    picks : tuple of Pick
    note : str
        What is to be known beside it.
    """

    title: str
    bars: tuple[Bar, ...] = ()
    left_out: int = 0
    logarithmic: bool = False
    picks: tuple[Pick, ...] = ()
    note: str = ""

    @property
    def decided(self) -> bool:
        """Whether somebody had to leave."""
        return any(bar.evicted for bar in self.bars)


def why_at(trace: Trace, moment: Moment, *, discount: float | None = None) -> tuple[Why, ...]:
    """Return the choices of a moment.

    One for each eviction that the connection has brought about so far (two at most); if there was none, one that
    says who would have to leave if room were needed now.

    Parameters
    ----------
    trace : Trace
    moment : Moment
        Of the trace.
    discount : float, optional
        That of MIN-D; without it nothing is said of that policy.
    """
    from ioviz.core.simulation.choices import choice_at, eviction_choices

    choices = eviction_choices(trace, moment, discount=discount)
    if choices:
        return tuple(_why(trace, choice, moment) for choice in choices)
    if moment.state.step == trace.n_steps:
        return (Why("Nothing is to come: nobody has to leave."),)
    return (_why(trace, choice_at(trace, moment.state, discount=discount), moment),)


def _why(trace: Trace, choice: Choice, moment: Moment) -> Why:
    if choice.wanted is not None:
        title = f"Neuron {_name(choice.evicted)} made room for {_name(choice.wanted)}."
        note = ""
    else:
        before = moment.before if moment.state.event else moment.state
        free = trace.n_slots - before.resident
        title = "Nobody had to leave."
        there = "All slots are taken"
        if free:
            there = f"{numbers.plural(free, 'slot')} {'is' if free == 1 else 'are'} free"
        note = f"{there} before connection {numbers.count(choice.number + 1)}. If one more value had to come in now:"
    if not choice.picks:
        return Why(title, note="There is no candidate: fast memory holds nothing but what this connection needs.")
    bars, log = _bars(choice)
    return Why(title, bars, choice.neuron.size - len(bars), log, _picks(trace, choice), note)


def _bars(choice: Choice) -> tuple[tuple[Bar, ...], bool]:
    """Return the bars, and whether they are logarithmic."""
    picked: dict[int, list[str]] = {}
    for policy, neuron in choice.picks.items():
        picked.setdefault(neuron, []).append(policy.upper())
    farthest = max(1, int(choice.next_use[0]) - choice.number)
    middle = max(1, int(choice.next_use[choice.next_use.size // 2]) - choice.number)
    log = farthest > _FAR * middle
    shown = []
    for k, neuron in enumerate(choice.neuron.tolist()):
        matters = neuron in picked or neuron == choice.evicted
        if k >= MOST_BARS and not matters:
            continue
        ahead = int(choice.next_use[k]) - choice.number
        shown.append(
            Bar(
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
    found = []
    for policy in ("min", "min-d", "lru", "rr"):
        neuron = choice.picks.get(policy)
        if neuron is None:
            continue
        k = where[neuron]
        cost = "1 write" if choice.dirty[k] else "free"
        found.append(Pick(policy.upper(), neuron, _reason(policy, choice, k), cost, neuron == choice.evicted))
    if trace.policy == "manual" and choice.evicted is not None:
        k = where[choice.evicted]
        cost = "1 write" if choice.dirty[k] else "free"
        ahead = numbers.count(int(choice.next_use[k]) - choice.number)
        found.insert(0, Pick("By hand", choice.evicted, f"next used {ahead} later", cost, True))
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
