"""Sentences that describe a step and its reasons: a full one to read, a short one for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ioviz.viewmodels.frame.names import connection_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation import Event, Moment, Trace

Tone = Literal["", "neuron", "read", "write", "free"]

_ACTIVATION_NAMES = {
    "IDENTITY": "",
    "RELU": "ReLU",
    "LEAKY_RELU": "leaky ReLU",
    "TANH": "tanh",
    "SIGMOID": "the sigmoid",
    "GELU": "GELU",
    "CLIPPED_RELU": "clipped ReLU",
}


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; the tone is how it is styled: a neuron or connection, a cost, or plain."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Sentence:
    """What happened and why, in full and in short, and what it cost in I/Os."""

    parts: tuple[Part, ...]
    short: str = ""
    ios: int = 0

    @property
    def full(self) -> str:
        """The whole text."""
        return "".join(part.text for part in self.parts)


NOTHING = Sentence(())
_READ, _WRITE = Part(f"1{numbers.THIN_SPACE}read", "read"), Part(f"1{numbers.THIN_SPACE}write", "write")
_FREE, _NO_WRITE = Part("free", "free"), Part("no write", "free")


def sentence_at(trace: Trace, moment: Moment) -> Sentence:
    """Describe a moment of a trace: the last event, or all events of the last connection, with reasons."""
    if moment.number < 0:
        return start_sentence(trace)
    sentences = _Sentences(trace, moment)
    return sentences.event(moment.events[-1]) if moment.state.event else sentences.step()


def io_sentence(trace: Trace, moment: Moment) -> Sentence:
    """Describe a moment of stepping by I/O: the I/O, what happened for free since the last one, and what follows.

    Free events are described with the I/O that they make room for; those after the last I/O of a connection with
    that one. So stepping by I/O, which stops at I/Os only, leaves none of them out.
    """
    if not moment.state.event or not moment.events[-1].ios:
        return sentence_at(trace, moment)
    before: list[Event] = []
    for event in reversed(moment.events[:-1]):
        if event.ios:
            break
        before.insert(0, event)
    after = () if any(event.ios for event in moment.to_come) else moment.to_come
    return _Sentences(trace, moment).io(before, moment.events[-1], after)


def start_sentence(trace: Trace) -> Sentence:
    """Describe the state before the first connection."""
    slots = numbers.plural(trace.memory - 1, "slot")
    text = f"Fast memory is empty: {slots} for neurons, one for a weight. "
    if trace.n_steps == 0:
        return Sentence((Part(text), Part("There is no connection to process.")), "Nothing to do.")
    first = connection_name(trace.network, int(trace.schedule.order[0]))
    parts = (Part(text), Part("The first connection is "), Part(first, "neuron"), Part("."))
    return Sentence(parts, "Fast memory is empty.")


class _Sentences:
    """Describes the connection of a moment and its events."""

    def __init__(self, trace: Trace, moment: Moment) -> None:
        self._trace, self._number, self._events, self._before = trace, moment.number, moment.events, moment.before
        network = trace.network
        self._connection = int(trace.schedule.order[moment.number])
        self._u = int(network.source[self._connection])
        self._v = int(network.target[self._connection])
        self._weight = Part(connection_name(network, self._connection), "neuron")
        self._parts: list[Part] = []
        self._short: list[str] = []

    # -- a whole step ------------------------------------------------------------------------------------

    def step(self) -> Sentence:
        """Describe all events of the connection."""
        u, v = self._name(self._u), self._name(self._v)
        self._add(self._weight, " is read: ", _READ, short=f"Weight {u} to {v}")
        if not any(e.is_neuron_read for e in self._events):
            self._add(f". Neurons {u} and {v} are both resident")
        else:
            self._end("source", self._u)
            self._end("target", self._v)
        self._outcome(u, v)
        return self._sentence(sum(e.ios for e in self._events))

    def _end(self, end: str, neuron: int) -> None:
        """Describe whether one end was resident, what was evicted for it, and what was read."""
        name = self._name(neuron)
        events = [e for e in self._events if e.end == end]
        read = next((e for e in events if e.is_neuron_read), None)
        evicted = next((e for e in events if e.is_eviction), None)
        if read is None:
            self._add(f". Neuron {name} is resident")
            return
        first = read.kind.name == "FIRST_READ"
        thing = self._thing(end, neuron, first)
        if evicted is None:
            self._add(f". The {thing} of {name} is read {'for the first time' if first else 'again'}: ", _READ)
        else:
            victim, state = self._name(evicted.neuron), "dirty" if evicted.ios else "clean"
            self._add(f". The {thing} of {name} is not resident: ", Part(f"neuron {victim}", "neuron"))
            self._add(f" is evicted ({self._why(evicted)}); it is {state}", *_state_cost(evicted))
            self._add(f". Then {name} is read{'' if first else ' again'}: ", _READ, short=_evicted(victim, evicted))
        self._short.append(f"{name} read{'' if first else ' again'}")

    def _outcome(self, u: str, v: str) -> None:
        """Describe what happened to the ends: completed, written, dropped."""
        kinds = {(e.kind.name, e.end) for e in self._events}
        written, dropped_u = ("WRITE_OUTPUT", "target") in kinds, ("DROP", "source") in kinds
        if written or self._completes():
            self._add(f". {v} is complete{self._applied()}", short=f"{v} is complete")
        if written:
            how = "" if dropped_u else ", written and dropped"
            self._add(f"; it is an output{how}: ", _WRITE, short=f"Output {v} written")
        if dropped_u:
            what = f"{u} and {v} are" if written else f"{u} is not needed again and is"
            self._add(f". {what} dropped: ", _FREE, short=f"{u} dropped")

    # -- one I/O -----------------------------------------------------------------------------------------

    def io(self, before: Sequence[Event], event: Event, after: Sequence[Event]) -> Sentence:
        """Describe an I/O with the free events around it."""
        for one in before:
            begin = len(self._parts)
            self._free(one)
            self._parts[begin] = _capital(self._parts[begin])
            self._add(". ")
        self.event(event)
        for number, one in enumerate(after):
            self._add("; " if number else ". Then ")
            self._free(one)
        return self._sentence(event.ios)

    def _free(self, event: Event) -> None:
        """Describe an event without an I/O as a clause."""
        name, u, v = self._name(event.neuron), self._name(self._u), self._name(self._v)
        if event.is_eviction:
            wanted = u if event.end == "source" else v
            self._add(Part(f"neuron {name}", "neuron"), f" is evicted for {wanted} ({self._why(event)}); ")
            self._add("it is clean, so ", _NO_WRITE, short=_evicted(name, event))
        elif event.kind.name == "MULTIPLY_ADD":
            self._add(f"the product is added to {v}", short=f"{u} added to {v}")
            if self._completes():
                self._add(f", which is complete{self._applied()}")
        else:
            self._add(f"neuron {name} is not needed again and is dropped: ", _FREE, short=f"{name} dropped")

    # -- one event ---------------------------------------------------------------------------------------

    def event(self, event: Event) -> Sentence:
        """Describe one event."""
        kind, name = event.kind.name, self._name(event.neuron)
        u, v = self._name(self._u), self._name(self._v)
        if event.is_eviction:
            self._eviction(event, name)
        elif event.is_neuron_read:
            first = kind == "FIRST_READ"
            how = "for the first time" if first else "again"
            self._add(f"The {self._thing(event.end, event.neuron, first)} of ", Part(f"neuron {name}", "neuron"))
            self._add(
                f" is read {how} into slot {event.slot + 1}: ", _READ, short=f"{name} read{'' if first else ' again'}"
            )
        elif kind == "READ_WEIGHT":
            weight = numbers.real(float(self._trace.network.weight[self._connection]))
            self._add(f"Neurons {u} and {v} are resident. The weight ", self._weight)
            self._add(f" = {weight} is read: ", _READ, short=f"Weight {u} to {v}")
        elif kind == "MULTIPLY_ADD":
            self._add("Weight times the value of ", Part(f"neuron {u}", "neuron"))
            self._add(f" is added to the partial sum of {v}, now dirty: ", _FREE, short=f"{u} added to {v}")
            if self._completes():
                text = f". It was the last connection: {v} is complete{self._applied()}"
                self._add(text, short=f"{v} is complete")
        elif kind == "WRITE_OUTPUT":
            text = " is complete and written: "
            self._add(Part(f"Output {name}", "neuron"), text, _WRITE, short=f"Output {name} written")
        else:
            text = " is not needed again and is dropped: "
            self._add(Part(f"Neuron {name}", "neuron"), text, _FREE, short=f"{name} dropped")
        return self._sentence(event.ios)

    def _eviction(self, event: Event, name: str) -> None:
        wanted = self._name(self._u if event.end == "source" else self._v)
        self._add(Part(f"Neuron {name}", "neuron"), f" is evicted for {wanted} ({self._why(event)}). It is ")
        if event.ios:
            self._add(f"dirty, so its {self._thing_of_victim(event.neuron)} is written: ", _WRITE)
        else:
            self._add("clean, slow memory has the same value, so ", _NO_WRITE)
        self._short.append(_evicted(name, event))

    # -- parts -------------------------------------------------------------------------------------------

    def _why(self, event: Event) -> str:
        """Return why the policy evicts this neuron."""
        policy = self._trace.policy
        ahead, ago = event.next_use - self._number, self._number - event.last_use
        if policy == "min":
            text = f"next used {numbers.count(ahead)} later, the farthest"
            rival = self._rival(event)
            if rival is not None:
                text += f"; {self._name(rival)} is as far; of two ends the source is evicted"
            return text
        if policy == "min-d":
            discount = self._trace.schedule.settings["discount"]
            return f"next used {numbers.count(ahead)} later, the farthest when a dirty value counts {discount:g} times"
        if policy == "lru":
            when = "for this connection" if ago == 0 else f"{numbers.count(ago)} ago, the longest"
            return f"last used {when}"
        if policy == "rr":
            if event.hand == event.slot:
                return f"the hand is at its slot, {event.slot + 1}"
            return f"slot {event.slot + 1} is the first from the hand at {event.hand + 1} that is not protected"
        if event.next_use >= self._trace.n_steps:
            return "by hand; not needed again"
        return f"by hand; next used {numbers.count(ahead)} later"

    def _rival(self, event: Event) -> int | None:
        """Return the other resident neuron with the same next use: the target of the connection they share."""
        network = self._trace.network
        shared = int(self._trace.schedule.order[event.next_use])
        rival = int(network.target[shared])
        if network.source[shared] != event.neuron or rival in (self._u, self._v):
            return None
        if any(e.is_eviction and e.neuron == rival for e in self._events):
            return None
        return rival if self._before.slot_of(rival) >= 0 else None

    def _thing(self, end: str, neuron: int, first: bool) -> str:
        """Return what is read for one end."""
        if first:
            return "input value" if self._trace.network.is_input[neuron] else "bias"
        return "value" if end == "source" else "partial sum"

    def _thing_of_victim(self, neuron: int) -> str:
        complete = int(self._trace.schedule.uses.complete[neuron])
        return "value" if complete < self._number else "partial sum"

    def _completes(self) -> bool:
        """Whether this is the last connection into its target."""
        return int(self._trace.schedule.uses.complete[self._v]) == self._number

    def _applied(self) -> str:
        from ioviz.core.network import Activation

        name = _ACTIVATION_NAMES[Activation(int(self._trace.network.activation[self._v])).name]
        return f", {name} is applied" if name else ""

    @staticmethod
    def _name(neuron: int) -> str:
        return numbers.count(neuron)

    def _add(self, *pieces: str | Part, short: str = "") -> None:
        """Append to the full sentence and, if given, to the short one."""
        self._parts += [Part(piece) if isinstance(piece, str) else piece for piece in pieces]
        if short:
            self._short.append(short)

    def _sentence(self, ios: int) -> Sentence:
        return Sentence((*self._parts, Part(".")), ". ".join(self._short) + ".", ios)


def _evicted(name: str, event: Event) -> str:
    return f"{name} evicted, {'written' if event.ios else 'free'}"


def _state_cost(event: Event) -> tuple[str | Part, ...]:
    """Return what the eviction of a dirty or clean neuron costs."""
    return (": ", _WRITE) if event.ios else (", so ", _NO_WRITE)


def _capital(part: Part) -> Part:
    """Return a part that begins a sentence."""
    return replace(part, text=part.text[:1].upper() + part.text[1:])
