"""The figures of the formats: load time and peak memory, next to the libraries that people would use instead."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ioviz.cli.arguments import add_json, whole
from ioviz.cli.output import print_json, say, table

HELP = "load time and peak memory of each format, next to the library that people would use"
DESCRIPTION = (
    "Time and peak memory of loading the same network from each format, next to the library that people would use "
    "instead, each in a process of its own."
)
EXAMPLE = "ioviz bench formats --connections 1000000"

SIZES = (1_000_000, 10_000_000)
QUICK_SIZES = (100_000,)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--connections`, `--formats`, `--quick`, `--json`."""
    parser.add_argument(
        "--connections", type=whole("the number of connections", 100), help="of the network (default: 1e6, then 1e7)"
    )
    parser.add_argument("--formats", metavar="A,B", default="", help="the formats, e.g. mtx,graphml (default: all)")
    parser.add_argument("--quick", action="store_true", help="100 000 connections, fewer repetitions")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    from ioviz.core.benchmark.formats import PEERS, FormatsProgress, measure_formats

    sizes = (args.connections,) if args.connections else QUICK_SIZES if args.quick else SIZES
    names = tuple(name.strip() for name in args.formats.split(",")) if args.formats else tuple(PEERS)
    document: dict[str, Any] = {}
    for found in measure_formats(sizes, names, repetitions=3 if args.quick else 5):
        if isinstance(found, FormatsProgress):
            _progress(f"{found.text} ({found.done} of {found.total})")
        else:
            document = found
    _progress("")
    if args.json:
        print_json({"formats": document})
    else:
        show(document)
    return 0


def _progress(text: str) -> None:
    """One line that is written over, for people only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def show(document: dict[str, Any]) -> None:
    """Print the figures as tables."""
    from ioviz.viewmodels.text.numbers import compact, count, ratio

    def seconds(side: dict[str, Any]) -> str:
        return f"{side['seconds']['median']:.3g} s" if side["status"] == "ok" else side["status"]

    def memory(side: dict[str, Any]) -> str:
        if side["status"] != "ok" or side["peak_bytes"] is None:
            return ""
        return f"{compact(side['peak_bytes'] - side['start_bytes'])}B"

    told: dict[str, None] = {}
    for size in document["sizes"]:
        say("")
        table(
            f"Loading {count(size['connections'])} connections",
            ("format", "file", "ioviz", "memory", "next to it", "takes", "memory", "ratio"),
            [
                (
                    row["format"],
                    f"{compact(row['bytes'])}B" if row["bytes"] else "",
                    seconds(row["ioviz"]),
                    memory(row["ioviz"]),
                    row["peer"]["name"],
                    seconds(row["peer"]),
                    memory(row["peer"]),
                    ratio(row["ratio"]["median"]) if "ratio" in row else "",
                )
                for row in size["formats"]
            ],
            numbers=(1, 2, 3, 5, 6, 7),
        )
        for row in size["formats"]:
            for side in (row["ioviz"], row["peer"]):
                if side["message"]:
                    told[f"{row['format']}, {side['name']}: {side['message']}"] = None
    if told:
        say("")
    for text in told:
        say(text)
    say("")
    say(
        "Medians; memory is the peak of a process above what it had after loading a small file. ioviz gives a checked "
        "network, the others a matrix or a graph."
    )
    say(f"{document['machine']['processor']}, Python {document['machine']['python']}.")
