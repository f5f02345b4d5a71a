"""The I/O model as a page of pseudocode, and which of its lines a moment is at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Event, Trace
    from ioviz.viewmodels.frame.frame import Frame


@dataclass(frozen=True)
class Line:
    """A line: its text, how deep it stands, what it costs in I/Os each time, and whether it may have a note."""

    key: str
    text: str
    depth: int = 0
    cost: str = ""
    noted: bool = True


RULES = {
    "min": "needed again last",
    "min-d": "needed again last; dirty counts less",
    "lru": "used longest ago",
    "rr": "next from the hand on",
    "manual": "as the schedule says",
}
_READ, _WRITE = "1 read", "1 write"


def lines_for(policy: str) -> tuple[Line, ...]:
    """Return the page for a policy. It says within one connection what the model says, in the same order."""
    return (
        Line("next", "take the next connection u → v"),
        Line("source", "if u is not in fast memory:"),
        Line("source_room", f"if no slot is free: y ← {RULES[policy]}", 1),
        Line("source_write", "if y is dirty: write y", 2, _WRITE, noted=False),
        Line("source_leave", "y leaves", 2, noted=False),
        Line("source_read", "read u", 1, _READ),
        Line("target", "if v is not in fast memory:"),
        Line("target_room", "if no slot is free: y ← likewise", 1),
        Line("target_write", "if y is dirty: write y", 2, _WRITE, noted=False),
        Line("target_leave", "y leaves", 2, noted=False),
        Line("target_read", "read v", 1, _READ),
        Line("weight", "read the weight w", 0, _READ),
        Line("add", "v ← v + w · u;  v is dirty;  w leaves"),
        Line("source_drop", "if u is never needed again: u leaves"),
        Line("output", "if v is a complete output: write f(v)", 0, _WRITE),
        Line("target_drop", "if v is never needed again: v leaves"),
    )


@dataclass(frozen=True)
class Listing:
    """The page at one moment.

    Attributes
    ----------
    lines : tuple of Line
    current : int or None
        The line of what happened last.
    ran : frozenset of int
        The lines that did something for this connection.
    notes : tuple of str
        Beside each line, what its letters stand for at this moment; empty where it did nothing.
    heading : str
        Which connection it is.
    """

    lines: tuple[Line, ...]
    current: int | None
    ran: frozenset[int]
    notes: tuple[str, ...]
    heading: str


def listing(trace: Trace, frame: Frame) -> Listing:
    """Return the page at a frame of a trace: its connection's events so far, and the values of an example."""
    lines = lines_for(trace.policy)
    number, events = frame.moment.number, frame.moment.events
    if number < 0:
        notes = [""] * len(lines)
        if trace.n_steps:
            notes[0] = _connection(trace, 0)
        return Listing(lines, 0 if trace.n_steps else None, frozenset(), tuple(notes), "Before the first connection")
    line_of = {line.key: k for k, line in enumerate(lines)}
    notes = [""] * len(lines)
    ran = {line_of["next"]}
    notes[0] = _connection(trace, number)
    current = 0
    for event in events:
        for key, note in _steps(trace, frame, number, event):
            current = line_of[key]
            ran.add(current)
            notes[current] = note
    for end, neuron in zip(("source", "target"), _ends(trace, number), strict=True):
        read = any(event.end == end and event.is_neuron_read for event in events)
        known = bool(events) and (end == "source" or current >= line_of["target"])
        if known:
            notes[line_of[end]] = f"{numbers.count(neuron)} is {'not here' if read or _coming(events, end) else 'here'}"
    heading = f"Connection {numbers.count(number + 1)} of {numbers.count(trace.n_steps)}"
    return Listing(lines, current, frozenset(ran), tuple(notes), heading)


def _coming(events: Sequence[Event], end: str) -> bool:
    """Whether room was made for an end that has not come yet."""
    return any(event.end == end and event.is_eviction for event in events)


def _steps(trace: Trace, frame: Frame, number: int, event: Event) -> list[tuple[str, str]]:
    """Return the lines that an event runs, the last one being where it stands, and what is noted beside each."""
    kind, end, name = event.kind.name, event.end, numbers.count(event.neuron)
    if event.is_eviction:
        room = (f"{end}_room", f"y = {name}, {'dirty' if event.ios else 'clean'}")
        if event.ios:
            return [room, (f"{end}_leave", ""), (f"{end}_write", "")]
        return [room, (f"{end}_leave", "")]
    if event.is_neuron_read:
        thing = "again" if kind == "REREAD" else "first time"
        return [(f"{end}_read", f"{name} into slot {numbers.count(event.slot + 1)}, {thing}")]
    if kind == "READ_WEIGHT":
        return [("weight", f"w = {numbers.real(_weight(trace, number))}")]
    if kind == "MULTIPLY_ADD":
        return [("add", _sum(trace, frame, number))]
    if kind == "WRITE_OUTPUT":
        return [("output", _output(trace, frame, event.neuron))]
    return [(f"{end}_drop", f"{name}: free")]


def _sum(trace: Trace, frame: Frame, number: int) -> str:
    """What was added to what, in the numbers of the example if there is one."""
    u, v = _ends(trace, number)
    if frame.value is None:
        return f"into {numbers.count(v)}"
    there = {int(n): float(x) for n, x in zip(frame.neuron, frame.value, strict=True) if n >= 0}
    now = f" = {numbers.real(there[v])}" if v in there else ""
    if u in there:
        added = f"+ {numbers.real(_weight(trace, number))} · {numbers.real(there[u])}"
        return f"{added}: v{now}" if now else added
    return f"v{now}" if now else f"into {numbers.count(v)}"


def _output(trace: Trace, frame: Frame, neuron: int) -> str:
    """What was written."""
    name = numbers.count(neuron)
    if frame.outputs is None:
        return f"{name} written"
    entry = int(np.flatnonzero(trace.network.outputs == neuron)[0])
    value = float(frame.outputs[entry])
    return f"{name} = {numbers.real(value)}" if not np.isnan(value) else f"{name} written"


def _connection(trace: Trace, number: int) -> str:
    u, v = _ends(trace, number)
    return f"u = {numbers.count(u)}, v = {numbers.count(v)}"


def _ends(trace: Trace, number: int) -> tuple[int, int]:
    connection = trace.schedule.order[number]
    return int(trace.network.source[connection]), int(trace.network.target[connection])


def _weight(trace: Trace, number: int) -> float:
    return float(trace.network.weight[trace.schedule.order[number]])
