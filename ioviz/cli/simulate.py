"""`ioviz simulate`: count the I/Os of a schedule on a machine."""

from __future__ import annotations

import argparse
from typing import Any

from ioviz.cli.arguments import add_json, add_machine, add_network, add_schedule, read_network, read_schedule
from ioviz.cli.output import print_facts, print_json, print_text
from ioviz.cli.results import counter_rows, counters, limits, schedule_facts, sizes

DESCRIPTION = "Count the reads and writes of a schedule on a fast memory of M values."
EXAMPLE = "ioviz simulate --sample mlp-4x500 --memory 100 --policy min --order neuron"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the network, the machine, the schedule, `--least` and `--json`."""
    add_network(parser)
    add_machine(parser)
    add_schedule(parser)
    parser.add_argument(
        "--least",
        action="store_true",
        help="also compute a lower bound of this order, over all evictions (up to 100 000 connections)",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Simulate and print the counters."""
    network = read_network(args)
    schedule = read_schedule(args, network)
    from ioviz.core.simulation import simulate

    result = simulate(network, schedule, memory=args.memory, policy=args.policy)
    document: dict[str, Any] = {
        **sizes(network),
        "memory": result.memory,
        "policy": result.policy,
        **schedule_facts(schedule),
        **counters(result.counts),
        **limits(network),
    }
    document["ratio"] = result.ios / document["lower_bound"]
    if args.least:
        from ioviz.core.simulation.eviction_bound import eviction_lower_bound

        document["order_lower_bound"] = eviction_lower_bound(network, schedule, memory=args.memory).ios
    if args.json:
        print_json(document)
        return 0
    from ioviz.viewmodels.text.numbers import count

    where = f"{network.name or 'network'}: order {schedule.name}, M = {result.memory}, policy {result.policy.upper()}"
    rows = [
        *counter_rows(result.counts),
        ("lower bound", count(document["lower_bound"])),
        ("upper bound of the optimum", count(document["upper_bound"])),
        ("excess", count(result.excess)),
        ("live memory", count(schedule.live_memory)),
    ]
    if args.least:
        rows.insert(-2, ("lower bound of this order, over all evictions", count(document["order_lower_bound"])))
    print_facts(where, rows, numbers=True)
    print_text("")
    print_text(f"{document['ratio']:.3f} times the lower bound.")
    if args.least:
        above = result.ios - document["order_lower_bound"]
        print_text(f"{count(above)} I/Os above the lower bound of this order.")
    return 0
