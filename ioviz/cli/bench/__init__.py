"""`ioviz bench`: measure this program on this computer."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from ioviz.cli.arguments import Parser, add_json
from ioviz.cli.output import print_json

DESCRIPTION = (
    "Measure this program on this computer: medians, and ratios within one run, which is what can be compared."
)
EXAMPLE = "ioviz bench engine --json"


OWN = ("kernels", "limits", "show", "formats")
"""Those with a module of their own for arguments and all."""


def _own(name: str) -> ModuleType:
    return import_module(f"ioviz.cli.bench.{name}")


class _TargetParser(Parser):
    """What `add_subparsers` makes: it passes on keywords that it should not choose for us."""

    def __init__(self, *, prog: str, description: str = "", epilog: str = "", **_: Any) -> None:
        super().__init__(prog, None, description, epilog)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`kernels`, `limits`, `show`, `engine`, `anneal` and `window`."""
    targets = parser.add_subparsers(
        dest="target", metavar="WHAT", required=True, parser_class=_TargetParser, title="what"
    )
    for name in OWN:
        module = _own(name)
        module.add_arguments(
            targets.add_parser(
                name, help=module.HELP, description=module.DESCRIPTION, epilog=f"example:\n  {module.EXAMPLE}"
            )
        )
    engine = targets.add_parser(
        "engine",
        help="simulation, traces and seeks, next to libCacheSim, and the window's times",
        description="Connections simulated per second, traces, seeks, next to libCacheSim on the same accesses; and "
        "what `ioviz bench window` measures.",
        epilog="example:\n  ioviz bench engine --json > figures.json",
    )
    engine.add_argument("--no-window", action="store_true", help="leave out the window's times")
    annealer = targets.add_parser(
        "anneal",
        help="proposals against full simulations, and how good the orders get",
        description="Proposals per second against full simulations in one run, at three sizes of network; and I/Os "
        "over the lower bound that each method reaches, one chain on one core.",
        epilog="example:\n  ioviz bench anneal --seconds 10",
    )
    annealer.add_argument("--seconds", type=_seconds, default=60.0, help="for each order (default: 60)")
    window = targets.add_parser(
        "window",
        help="start-up and frame times of the window, driven without a screen",
        description="Time to the first paint and to ready-to-play, next to an empty window of PySide6; frame times of "
        "Explore while it plays the baseline. The window is the real one, on Qt's offscreen platform.",
        epilog="example:\n  ioviz bench window",
    )
    window.add_argument(
        "--sizes",
        metavar="LIST",
        type=_sizes,
        help='instead, frames at so many connections, such as 1000,1e6 or "all": playing, seeks, zoom and pan under '
        "three M, next to the plain pyqtgraph way",
    )
    for target in (engine, annealer, window):
        target.add_argument("--quick", action="store_true", help="fewer repetitions: a first impression")
        add_json(target)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number <= 86_400.0:
        raise argparse.ArgumentTypeError(f"the time is a number of seconds above 0, at most a day, not {text!r}")
    return number


def _sizes(text: str) -> tuple[int, ...]:
    from ioviz.cli.bench.window_sizes import sizes

    return sizes(text)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    if args.target in OWN:
        code: int = _own(args.target).run(args)
        return code
    from ioviz.cli.bench import window as bench_window

    document: dict[str, Any] = {}
    if args.target == "engine":
        from ioviz.cli.bench import engine as bench_engine

        _progress("measuring the engine")
        document["engine"] = bench_engine.measure(quick=args.quick)
        if not args.json:
            bench_engine.show(document["engine"])
    if args.target == "anneal":
        from ioviz.cli.bench import anneal as bench_anneal

        _progress("measuring the annealer")
        document["anneal"] = bench_anneal.measure(quick=args.quick, seconds=args.seconds)
        if not args.json:
            bench_anneal.show(document["anneal"])
    elif args.target == "window" and args.sizes:
        from ioviz.cli.bench import window_sizes as bench_window_sizes

        _progress("measuring the window at several sizes")
        document["window_sizes"] = bench_window_sizes.measure(args.sizes, quick=args.quick)
        if not args.json:
            bench_window_sizes.show(document["window_sizes"])
    elif args.target == "window" or not args.no_window:
        _progress("measuring the window")
        document["window"] = bench_window.measure(quick=args.quick)
        if not args.json:
            bench_window.show(document["window"])
    if args.json:
        print_json(document)
    return 0


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{text} ...", file=sys.stderr, flush=True)
