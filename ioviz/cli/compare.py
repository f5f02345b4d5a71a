"""`ioviz compare`: schedules and machines on one network side by side, and where they first differ."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

from ioviz.cli.arguments import add_json, add_network, add_order_settings, named_schedule, read_network, whole
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.results import counters, limits, schedule_facts, sizes
from ioviz.core.errors import InvalidArgument
from ioviz.core.names import CONSTRUCTIVE_ORDERS, COUNTERS, POLICIES

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace

DESCRIPTION = """\
Simulate several schedules or machines on one network: their counters side by side, how many I/Os more than the first
one they have done after shares of the connections, and where they first differ.

A schedule is ORDER, ORDER:POLICY or ORDER:POLICY:M; ORDER is an order or a schedule file. --policy and --memory are
the defaults. POLICY is min, lru, rr, min-d, or manual: the schedule's own evictions."""
EXAMPLE = "ioviz compare --sample mlp-4x500 --memory 100 --schedules neuron:min neuron:lru tiled:min neuron:min:200"

SHARES = (10, 25, 50, 75, 100)
_LEAST, _MOST = 2, 26
_COUNTERS = (
    ("I/Os", "ios"),
    ("reads", "reads"),
    ("writes", "writes"),
    *((text, key) for key, text in COUNTERS.items()),
)


class _Entry(NamedTuple):
    """One entry of --schedules."""

    order: str
    policy: str
    memory: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the schedules, the machine that they share, what orders are made with."""
    add_network(parser)
    parser.add_argument(
        "--schedules",
        nargs="+",
        default=["neuron:min", "neuron:lru", "neuron:rr"],
        metavar="SCHEDULE",
        help="two or more; the others are compared with the first (default: neuron:min neuron:lru neuron:rr)",
    )
    parser.add_argument("--policy", default="min", metavar="POLICY", help="of schedules that name none (default: min)")
    parser.add_argument(
        "--shares",
        nargs="+",
        type=whole("a share in percent", 1),
        default=list(SHARES),
        metavar="PERCENT",
        help=f"of the connections (default: {' '.join(map(str, SHARES))})",
    )
    add_order_settings(parser, memory=True)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Simulate all and print them side by side."""
    entries = [_entry(text, args) for text in args.schedules]
    if not _LEAST <= len(entries) <= _MOST:
        raise InvalidArgument(f"From {_LEAST} to {_MOST} schedules can be compared, not {len(entries)}.")
    if max(args.shares) > 100:
        raise InvalidArgument(f"Shares are at most 100 %, not {max(args.shares)}.")
    network = read_network(args)
    document = describe(network, _traces(network, entries, args), sorted(set(args.shares)))
    if args.json:
        print_json(document)
    else:
        _show(document)
    return 0


def describe(network: Network, traces: list[Trace], shares: list[int]) -> dict[str, Any]:
    """Return everything about some traces of one network, under stable keys."""
    from ioviz.viewmodels.compare.differences import compare

    letters = [chr(ord("A") + k) for k in range(len(traces))]
    first = traces[0]
    comparisons = [compare(first, trace, ("A", letter)) for letter, trace in zip(letters, traces, strict=True)]
    steps = [round(first.n_steps * share / 100) for share in shares]
    ios = [trace.cumulative_ios(steps).tolist() for trace in traces]
    schedules = []
    for letter, trace, comparison, so_far in zip(letters, traces, comparisons, ios, strict=True):
        at = comparison.first_step
        schedules.append(
            {
                "letter": letter,
                **schedule_facts(trace.schedule),
                "policy": trace.policy,
                "memory": trace.memory,
                **counters(trace.counts),
                "ratio_to_first": trace.counts.ios / max(first.counts.ios, 1),
                "first_difference": None if at is None else at + 1,
                "first_io_difference": comparison.io_step,
                "connections_that_differ": int(comparison.differs.sum()),
                "difference": comparison.sentence() if trace is not first else None,
                "after": [
                    {"percent": share, "connections": step, "ios": done, "more_than_first": done - base}
                    for share, step, done, base in zip(shares, steps, so_far, ios[0], strict=True)
                ],
            }
        )
    return {**sizes(network), **limits(network), "schedules": schedules}


def _entry(text: str, args: argparse.Namespace) -> _Entry:
    """Parse one entry of --schedules from its end, since the name of a file may hold colons."""
    order, memory, policy = text, args.memory, args.policy
    head, _, tail = order.rpartition(":")
    if head and tail.isascii() and tail.isdecimal():
        order, memory = head, int(tail)
    head, _, tail = order.rpartition(":")
    if head and tail.lower() in POLICIES:
        order, policy = head, tail.lower()
    if memory is None:
        raise InvalidArgument(f"The schedule {text!r} has no M: add it, as in {order}:{policy}:100, or use --memory.")
    return _Entry(order, policy, memory)


def _traces(network: Network, entries: list[_Entry], args: argparse.Namespace) -> list[Trace]:
    """Record the trace of each entry; an order that is needed several times is made once."""
    from ioviz.core.simulation import record_trace

    made: dict[tuple[str, int | None], Schedule] = {}
    traces = []
    for one in entries:
        key = (one.order, one.memory if one.order in CONSTRUCTIVE_ORDERS else None)
        if key not in made:
            settings = argparse.Namespace(**{**vars(args), "memory": one.memory})
            made[key] = named_schedule(one.order, settings, network)
        traces.append(record_trace(network, made[key], memory=one.memory, policy=one.policy))
    return traces


def _show(document: dict[str, Any]) -> None:
    from ioviz.viewmodels.compare.differences import signed
    from ioviz.viewmodels.text.numbers import count

    schedules = document["schedules"]
    letters = [one["letter"] for one in schedules]
    title = f"{document['name'] or 'network'}: {count(document['connections'])} connections"
    rows = [
        ("order", *(one["order"] for one in schedules)),
        ("policy", *(one["policy"].upper() for one in schedules)),
        ("M", *(count(one["memory"]) for one in schedules)),
        *((text, *(count(one[key]) for one in schedules)) for text, key in _COUNTERS),
        ("times A", *(f"{one['ratio_to_first']:.3f}" for one in schedules)),
    ]
    print_table(title, ("", *letters), rows)
    print_text("")
    after = [
        (
            f"{first['percent']} %",
            count(first["connections"]),
            count(first["ios"]),
            *(signed(one["after"][k]["more_than_first"]) for one in schedules[1:]),
        )
        for k, first in enumerate(schedules[0]["after"])
    ]
    columns = ("work", "connections", "I/Os of A", *(f"{letter} more" for letter in letters[1:]))
    print_table("I/Os more than A, after a share of the connections", columns, after)
    print_text("")
    for one in schedules[1:]:
        print_text(one["difference"])
