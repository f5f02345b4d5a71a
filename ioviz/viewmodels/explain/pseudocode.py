"""The I/O model as pseudocode, and the line that a moment is at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Event, Trace
    from ioviz.viewmodels.frame.frame import Frame


@dataclass(frozen=True)
class CodeLine:
    """A line: its text, its depth of indentation, its cost in I/Os, and whether it may have a note."""

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


def lines_for(policy: str) -> tuple[CodeLine, ...]:
    """Return the pseudocode of one connection under a policy."""
    return (
        CodeLine("next", "take the next connection u → v"),
        CodeLine("source", "if u is not in fast memory:"),
        CodeLine("source_room", f"if no slot is free: y ← {RULES[policy]}", 1),
        CodeLine("source_write", "if y is dirty: write y", 2, _WRITE, noted=False),
        CodeLine("source_evict", "evict y", 2, noted=False),
        CodeLine("source_read", "read u", 1, _READ),
        CodeLine("target", "if v is not in fast memory:"),
        CodeLine("target_room", "if no slot is free: y ← likewise", 1),
        CodeLine("target_write", "if y is dirty: write y", 2, _WRITE, noted=False),
        CodeLine("target_evict", "evict y", 2, noted=False),
        CodeLine("target_read", "read v", 1, _READ),
        CodeLine("weight", "read the weight w", 0, _READ),
        CodeLine("add", "v ← v + w · u;  v is dirty;  discard w"),
        CodeLine("source_drop", "if u is never needed again: drop u"),
        CodeLine("output", "if v is a complete output: write f(v)", 0, _WRITE),
        CodeLine("target_drop", "if v is never needed again: drop v"),
    )


@dataclass(frozen=True)
class Listing:
    """The pseudocode at one moment.

    Attributes
    ----------
    lines : tuple of CodeLine
    current : int or None
        The line of the last event.
    ran : frozenset of int
        The lines that did something for this connection.
    notes : tuple of str
        The values of each line's variables at this moment; empty for a line that did nothing.
    heading : str
        The number of the connection.
    """

    lines: tuple[CodeLine, ...]
    current: int | None
    ran: frozenset[int]
    notes: tuple[str, ...]
    heading: str


def listing(trace: Trace, frame: Frame) -> Listing:
    """Return the pseudocode at a frame of a trace: the events of its connection so far, the values of an example."""
    lines = lines_for(trace.policy)
    notes = [""] * len(lines)
    number, events = frame.moment.number, frame.moment.events
    if number < 0:
        if trace.n_steps:
            first = trace.schedule.order[0]
            notes[0] = _ends_text(int(trace.network.source[first]), int(trace.network.target[first]))
        return Listing(lines, 0 if trace.n_steps else None, frozenset(), tuple(notes), "Before the first connection")
    line_of = {line.key: k for k, line in enumerate(lines)}
    ran = {line_of["next"]}
    assert frame.ends is not None
    notes[0] = _ends_text(*frame.ends)
    current = 0
    for event in events:
        for key, note in _steps(frame, event):
            current = line_of[key]
            ran.add(current)
            notes[current] = note
    for end, neuron in zip(("source", "target"), frame.ends, strict=True):
        missing = any(event.end == end and (event.is_neuron_read or event.is_eviction) for event in events)
        if events and (end == "source" or current >= line_of["target"]):
            notes[line_of[end]] = f"{numbers.count(neuron)} is {'not resident' if missing else 'resident'}"
    heading = f"Connection {numbers.count(number + 1)} of {numbers.count(trace.n_steps)}"
    return Listing(lines, current, frozenset(ran), tuple(notes), heading)


def _steps(frame: Frame, event: Event) -> list[tuple[str, str]]:
    """Return the lines that an event runs, the current one last, and the note of each."""
    kind, end, name = event.kind.name, event.end, numbers.count(event.neuron)
    if event.is_eviction:
        room = (f"{end}_room", f"y = {name}, {'dirty' if event.ios else 'clean'}")
        written = [(f"{end}_write", "")] if event.ios else []
        return [room, (f"{end}_evict", ""), *written]
    if event.is_neuron_read:
        thing = "again" if kind == "REREAD" else "first time"
        return [(f"{end}_read", f"{name} into slot {numbers.count(event.slot + 1)}, {thing}")]
    if kind == "READ_WEIGHT":
        return [("weight", f"w = {_weight_text(frame)}")]
    if kind == "MULTIPLY_ADD":
        return [("add", _sum(frame))]
    if kind == "WRITE_OUTPUT":
        return [("output", _output(frame, event.neuron))]
    return [(f"{end}_drop", f"{name}: free")]


def _sum(frame: Frame) -> str:
    """Return the addition in the values of the example, if there is one."""
    assert frame.ends is not None
    u, v = frame.ends
    if frame.value is None:
        return f"into {numbers.count(v)}"
    value_of = {int(n): float(x) for n, x in zip(frame.neuron, frame.value, strict=True) if n >= 0}
    now = f" = {numbers.real(value_of[v])}" if v in value_of else ""
    if u in value_of:
        added = f"+ {_weight_text(frame)} · {numbers.real(value_of[u])}"
        return f"{added}: v{now}" if now else added
    return f"v{now}" if now else f"into {numbers.count(v)}"


def _output(frame: Frame, neuron: int) -> str:
    """Return the output that was written."""
    name = numbers.count(neuron)
    if frame.outputs is None:
        return f"{name} written"
    entry = int(np.flatnonzero(frame.network.outputs == neuron)[0])
    value = float(frame.outputs[entry])
    return f"{name} = {numbers.real(value)}" if not np.isnan(value) else f"{name} written"


def _weight_text(frame: Frame) -> str:
    assert frame.weight is not None
    return numbers.real(frame.weight)


def _ends_text(u: int, v: int) -> str:
    return f"u = {numbers.count(u)}, v = {numbers.count(v)}"
