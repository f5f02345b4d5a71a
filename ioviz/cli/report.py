"""`ioviz report`: a web page about a network and its schedules."""

from __future__ import annotations

import argparse
from pathlib import Path

from ioviz.cli.arguments import add_json, add_machine, add_network, add_schedule, read_network, read_schedule
from ioviz.cli.export import followed
from ioviz.cli.output import print_json, print_text
from ioviz.core.errors import InvalidArgument

DESCRIPTION = """\
Write one HTML page without external links: network, machine, schedules with their counters, bounds, memory curves,
thumbnails, and the computer."""
EXAMPLE = "ioviz report --sample digits --memory 30 --order tiled -o digits.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the machine, the schedule, the file."""
    add_network(parser)
    add_machine(parser)
    add_schedule(parser)
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="ends in .html")
    parser.set_defaults(progress=False)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    path = Path(args.output)
    if path.suffix.lower() not in (".html", ".htm"):
        raise InvalidArgument(f"{args.output}: The name of a report ends in .html.")
    network = read_network(args)
    schedule = read_schedule(args, network)
    from ioviz.viewmodels.document.document import FROM_FILE, Intent, resolve
    from ioviz.viewmodels.export.report import write_report

    title = network.name or "network"
    intent = Intent(network, args.memory, args.policy, FROM_FILE, loaded=schedule, title=title)
    document = followed(resolve(intent), args)
    followed(write_report(document, path), args)
    if args.json:
        print_json({"file": args.output, "bytes": path.stat().st_size, "ios": document.trace.counts.ios})
    else:
        from ioviz.viewmodels.text.numbers import data

        print_text(f"{args.output}: {data(path.stat().st_size)}.")
    return 0
