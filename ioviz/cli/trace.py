"""`ioviz trace`: fast memory at a step, and a description of the step."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_machine, add_network, add_schedule, read_network, read_schedule, whole
from ioviz.cli.output import print_facts, print_json, print_table, print_text
from ioviz.cli.results import counter_rows, counters, limits, schedule_facts, sizes
from ioviz.cli.vectors import add_vectors, read_vectors
from ioviz.core.errors import InvalidArgument
from ioviz.core.names import COUNTERS, STEP_KINDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ioviz.core.simulation import Event, Moment, Trace

DESCRIPTION = """\
Show fast memory after a number of connections: every slot with its neuron, whether its value is clean or dirty and
when it is used next, the counters so far, and the sentence about the last connection. With an input, values too."""
EXAMPLE = "ioviz trace --sample digits --memory 30 --step 412 --example 3"

SLOTS_SHOWN = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the machine, the schedule, the step, an input."""
    add_network(parser)
    add_machine(parser)
    add_schedule(parser)
    parser.add_argument(
        "--step", type=whole("the step", 0), default=0, metavar="T", help="connections processed: 0 to W (default: 0)"
    )
    parser.add_argument(
        "--event",
        type=whole("the event", 0),
        default=0,
        metavar="E",
        help="events of the next connection that have happened, too (default: 0)",
    )
    parser.add_argument(
        "--next",
        choices=STEP_KINDS,
        metavar="KIND",
        help=f"skip to the next connection with a step of this kind: {', '.join(STEP_KINDS)}",
    )
    add_vectors(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Record the trace and print one moment of it."""
    network = read_network(args)
    vector = read_vectors(args, network)
    schedule = read_schedule(args, network)
    from ioviz.core.simulation import record_trace

    trace = record_trace(network, schedule, memory=args.memory, policy=args.policy)
    step, event = args.step, args.event
    if args.next is not None:
        found = trace.next_step(step, args.next)
        if found is None:
            raise InvalidArgument(f"No connection after step {step} has a step of kind {args.next}.")
        step, event = found + 1, 0
    document = describe(trace, step, event, vector)
    if args.json:
        print_json(document)
    else:
        _show(document)
    return 0


def describe(trace: Trace, step: int, event: int, vector: NDArray[np.float32] | None) -> dict[str, Any]:
    """Return everything about one moment of a trace, under stable keys.

    Raises
    ------
    InvalidArgument
        If there is no such step or event.
    """
    from ioviz.viewmodels.frame.sentences import sentence_at

    moment = trace.moment(step, event)
    state = moment.state
    return {
        **sizes(trace.network),
        "memory": trace.memory,
        "policy": trace.policy,
        **schedule_facts(trace.schedule),
        "step": step,
        "event": event,
        "steps": trace.n_steps,
        **counters(state.counts),
        **limits(trace.network),
        "resident": state.resident,
        "hand": state.hand if trace.policy == "rr" else None,
        "connection": _connection(trace, moment.number) if moment.number >= 0 else None,
        "events": [_event(one) for one in moment.events],
        "sentence": sentence_at(trace, moment).full,
        "slots": _slots(trace, moment, vector),
    }


def _connection(trace: Trace, number: int) -> dict[str, Any]:
    index = int(trace.schedule.order[number])
    network = trace.network
    return {
        "number": number,
        "index": index,
        "source": int(network.source[index]),
        "target": int(network.target[index]),
        "weight": float(network.weight[index]),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind.name.lower(),
        "end": event.end,
        "neuron": event.neuron,
        "slot": event.slot,
        "ios": event.ios,
        "next_use": event.next_use,
        "last_use": event.last_use,
        "hand": event.hand,
    }


def _slots(trace: Trace, moment: Moment, vector: NDArray[np.float32] | None) -> list[dict[str, Any]]:
    """Return the slots that hold a neuron; next_use is None without a later use, value without an input."""
    state = moment.state
    values: list[float] | list[None] = [None] * state.neuron.size
    if vector is not None:
        one = vector[0] if vector.ndim == 2 and len(vector) == 1 else vector
        values = trace.values_at(moment, one).tolist()
    columns = (state.neuron, state.dirty, state.next_use, state.last_use)
    rows = zip(*(column.tolist() for column in columns), values, strict=True)
    return [
        {
            "slot": slot,
            "neuron": neuron,
            "dirty": dirty,
            "next_use": next_use if next_use < trace.n_steps else None,
            "last_use": last_use,
            "value": value,
        }
        for slot, (neuron, dirty, next_use, last_use, value) in enumerate(rows)
        if neuron >= 0
    ]


def _show(document: dict[str, Any]) -> None:
    from ioviz.viewmodels.text.numbers import count, of, real

    print_text(document["sentence"])
    print_text("")
    at = f"step {of(document['step'], document['steps'])}"
    if document["event"]:
        at += f", event {document['event']}"
    with_values = any(slot["value"] is not None for slot in document["slots"])
    slots = document["slots"][:SLOTS_SHOWN]
    rows = [
        (
            count(slot["slot"]),
            count(slot["neuron"]),
            *((real(slot["value"]) if slot["value"] is not None else "",) if with_values else ()),
            "dirty" if slot["dirty"] else "clean",
            "" if slot["next_use"] is None else f"in {count(slot['next_use'] - document['step'] + 1)}",
        )
        for slot in slots
    ]
    columns = ("slot", "neuron", *(("value",) if with_values else ()), "state", "next use")
    name, resident, n_slots = document["name"] or "network", document["resident"], count(document["memory"] - 1)
    title = f"{name}, {at}: {resident} neurons in {n_slots} slots"
    print_table(title, columns, rows, numbers=[k for k, name in enumerate(columns) if name != "state"])
    if len(slots) < len(document["slots"]):
        print_text(f"... and {count(len(document['slots']) - len(slots))} more; --json prints all.")
    if document["hand"] is not None:
        print_text(f"The hand is at slot {document['hand']}.")
    print_text("")
    from ioviz.core.simulation import Counts

    print_facts("so far", counter_rows(Counts(*(document[name] for name in COUNTERS))), numbers=True)
