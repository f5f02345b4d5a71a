"""`ioviz order`: a schedule, written to a file."""

from __future__ import annotations

import argparse

from ioviz.cli.arguments import add_json, add_network, add_schedule, read_network, read_schedule
from ioviz.cli.output import print_json, say
from ioviz.cli.results import schedule_facts, sizes

DESCRIPTION = "Make a schedule: an order of a network's connections, proven valid, in a file of its own."
EXAMPLE = "ioviz order --sample digits --order random --seed 1 -o digits.schedule.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the order, where to write it."""
    add_network(parser)
    add_schedule(parser)
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="ends in .schedule.json or .schedule.npz")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Make the schedule and write it."""
    network = read_network(args)
    schedule = read_schedule(args, network)
    from ioviz.core.formats import save
    from ioviz.viewmodels.numbers import count

    save(schedule, args.output)
    if args.json:
        print_json({"file": args.output, **sizes(network), **schedule_facts(schedule)})
    else:
        say(
            f"{args.output}: the order {schedule.name} of {count(network.n_connections)} connections; "
            f"it attains the lower bound at M = {count(schedule.live_memory)}."
        )
    return 0
