"""`python -m tests.benchmarks window`: what it is given, and what it prints."""

from __future__ import annotations

import argparse

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_json
from tests.benchmarks.window import baseline, sizes

HELP = "start-up and frame times of the window, driven without a screen"
DESCRIPTION = (
    "Time to the first paint and to ready-to-play, next to an empty window of PySide6; frame times of Explore while it "
    "plays the baseline. The window is the real one, on Qt's offscreen platform."
)
EXAMPLE = "python -m tests.benchmarks window"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--sizes`, `--quick`, `--json`."""
    parser.add_argument(
        "--sizes",
        metavar="LIST",
        type=sizes.sizes,
        help='instead, frames at so many connections, such as 1000,1e6 or "all": playing, seeks, zoom and pan under '
        "three M, next to the plain pyqtgraph way",
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: a first impression")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    if args.sizes:
        name, document, show = "window_sizes", sizes.measure(args.sizes, quick=args.quick), sizes.show
    else:
        name, document, show = "window", baseline.measure(quick=args.quick), baseline.show
    if args.json:
        print_json({name: document})
    else:
        show(document)
    return 0
