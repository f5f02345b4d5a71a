"""`ioviz optimum`: the optimum of a small network, over all orders and all evictions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_memory, add_network, positive, read_network, whole
from ioviz.cli.output import print_facts, print_json, print_text
from ioviz.cli.progress import interrupts, progress_line
from ioviz.cli.results import limits, schedule_facts, sizes

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.optimum import Optimum, SearchProgress

DESCRIPTION = """\
Find the optimum of a small network over all orders and all evictions, and a schedule that attains it.
The search ends when the optimum is proven, at a limit, or at Ctrl+C, and then prints the best bounds so far. The
problem is NP-hard: networks of up to some 30 connections, and small M, are within reach."""
EXAMPLE = "ioviz optimum --sample diamond --memory 3 -o best.schedule.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, M, the limits, where to write the schedule."""
    add_network(parser)
    add_memory(parser)
    parser.add_argument(
        "--seconds", type=positive("the time limit"), default=60.0, help="time limit of the search (default: 60)"
    )
    parser.add_argument(
        "--max-states",
        type=whole("the number of states", 1),
        default=20_000_000,
        metavar="N",
        help="limit of visited states, some 100 bytes each (default: 20 million)",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="ends in .schedule.json or .schedule.npz")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Search, print the bounds, write the schedule."""
    network = read_network(args)
    from ioviz.core.formats import check_schedule_name, save

    if args.output is not None:
        check_schedule_name(args.output)
    found, stopped = _search(network, args)
    if args.output is not None:
        save(found.schedule, args.output)
    document: dict[str, Any] = {
        "file": args.output,
        **sizes(network),
        "memory": found.memory,
        "policy": found.policy,
        **schedule_facts(found.schedule),
        "proven": found.lower == found.upper,
        "proven_lower": found.lower,
        "found_upper": found.upper,
        "states": found.states,
        "seconds": found.seconds,
        "stopped": stopped,
        **limits(network),
    }
    if args.json:
        print_json(document)
    else:
        _show(document)
    return 0


def _search(network: Network, args: argparse.Namespace) -> tuple[Optimum | SearchProgress, bool]:
    """Search until the end or Ctrl+C; returns what was found, and whether it was stopped."""
    from ioviz.core.optimum import Optimum, search_optimum
    from ioviz.viewmodels.text.numbers import count

    steps = search_optimum(network, args.memory, max_states=args.max_states, seconds=args.seconds)
    with interrupts() as interrupted, progress_line(shown=not args.json) as show:
        for step in steps:
            if isinstance(step, Optimum):
                return step, False
            share = max(step.seconds / args.seconds, step.states / args.max_states)
            show(share, f"proven {count(step.lower)}, found {count(step.upper)}, {count(step.states)} states")
            if interrupted:
                return step, True
    raise AssertionError("a search ends with its result")


def _show(document: dict[str, Any]) -> None:
    from ioviz.core.optimum import MOST
    from ioviz.viewmodels.text.numbers import count

    rows = [
        ("proven lower bound", count(document["proven_lower"])),
        ("I/Os of the schedule found", count(document["found_upper"])),
        ("lower bound W + N + S", count(document["lower_bound"])),
        ("states visited", count(document["states"])),
        ("seconds", f"{document['seconds']:.2f}"),
    ]
    print_facts(f"{document['name'] or 'network'}, M = {count(document['memory'])}", rows, numbers=True)
    print_text("")
    if document["proven"]:
        how = "with its own evictions" if document["policy"] == "manual" else "under MIN"
        print_text(f"The optimum is {count(document['found_upper'])} I/Os; the schedule found attains it {how}.")
    else:
        if document["stopped"]:
            why = "Stopped."
        elif document["states"]:
            why = "The search reached its limit."
        else:
            why = f"Only networks of at most {MOST} neurons and {MOST} connections are searched."
        print_text(
            f"{why} The optimum lies between {count(document['proven_lower'])} and "
            f"{count(document['found_upper'])} I/Os, which the order {document['order']} needs."
        )
    if document["file"]:
        print_text(f"Written to {document['file']}.")
