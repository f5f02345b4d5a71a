"""`ioviz curve`: the I/Os of orders at every size of fast memory, as a table, a file of numbers or a chart."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_network, add_order_settings, named_schedule, read_network
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.progress import progress_line
from ioviz.cli.results import limits, schedule_facts, sizes
from ioviz.core.errors import InvalidArgument

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.simulation.memory_curve import MemoryCurve

DESCRIPTION = """\
Count the reads and writes of one or more orders at every size M of fast memory, from 3 to the least without evictions.
With -o, all numbers are written to a .csv file (memory, order, reads, writes, ios, lower_bound, upper_bound), or a
chart to a .png or .svg file. It needs no screen."""
EXAMPLE = "ioviz curve --sample digits --orders neuron,layer,tiled --memory 30 -o curve.svg"

COLUMNS = ("memory", "order", "reads", "writes", "ios", "lower_bound", "upper_bound")
CHART_ENDINGS = (".png", ".svg")
ENDINGS = (".csv", *CHART_ENDINGS)
ROWS_SHOWN = 18


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the network, the orders and their settings, the policy, where to write."""
    add_network(parser)
    parser.add_argument(
        "--orders",
        default="neuron",
        metavar="ORDERS",
        help="orders and schedule files with commas between them (default: neuron)",
    )
    add_order_settings(parser, memory=True)
    parser.add_argument("--policy", default="min", metavar="POLICY", help="min, lru or rr (default: min)")
    parser.add_argument("-o", "--output", metavar="FILE", help="ends in .csv, .png or .svg")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Count the curves, print them, write them."""
    names = [name.strip() for name in args.orders.split(",")]
    _check(args, names)
    from ioviz.core.simulation.memory_curve import CurveProgress, memory_curve_steps
    from ioviz.viewmodels.setup.memory_curves import curve_sizes

    network = read_network(args)
    schedules = [named_schedule(name, args, network) for name in names]
    with progress_line(shown=not args.json) as show:
        curves: list[MemoryCurve] = []
        # The same sizes for all orders, so that they can be compared, up to the one at which none evicts.
        memories = curve_sizes(max(schedule.live_memory for schedule in schedules), args.policy)
        for name, schedule in zip(names, schedules, strict=True):
            for step in memory_curve_steps(network, schedule, args.policy, memories=memories.tolist()):
                if isinstance(step, CurveProgress):
                    show((len(curves) + step.done / step.total) / len(names), f"memory curve of {name}")
                else:
                    curves.append(step)
    bounds = limits(network)
    titles = [Path(name).name for name in names]
    if args.output is not None:
        _write(Path(args.output), args, network, titles, curves, bounds)
    if args.json:
        print_json(_document(args, network, names, curves, bounds))
    else:
        _show(args, network, titles, curves, bounds)
    return 0


def _check(args: argparse.Namespace, names: list[str]) -> None:
    """Check the arguments before minutes of work.

    Raises
    ------
    InvalidArgument
        If an order is named twice or not at all, or the ending of the file is unknown.
    MissingDependency
        If a .png is wanted and Qt is not installed.
    """
    if "" in names:
        raise InvalidArgument("Name orders with commas between them, such as --orders neuron,layer.")
    twice = [name for k, name in enumerate(names) if name in names[:k]]
    if twice:
        raise InvalidArgument(f"The order {twice[0]} is named twice.")
    if args.output is None:
        return
    if not args.output.lower().endswith(ENDINGS):
        raise InvalidArgument(f"{args.output}: The name of a curve's file ends in {', '.join(ENDINGS)}.")
    if args.output.lower().endswith(".png"):
        from ioviz.qt_libraries import check_qt

        check_qt()


def _write(
    path: Path,
    args: argparse.Namespace,
    network: Network,
    titles: list[str],
    curves: list[MemoryCurve],
    bounds: dict[str, int],
) -> None:
    from ioviz.core.formats.files import replacing
    from ioviz.viewmodels.setup.memory_curves import order_curve

    lower, upper = bounds["lower_bound"], bounds["upper_bound"]
    if path.name.lower().endswith(CHART_ENDINGS):
        drawn = tuple(order_curve(title, curve) for title, curve in zip(titles, curves, strict=True))
        head = f"I/Os at every size of fast memory: {network.name or 'network'}, policy {args.policy.upper()}"
        if path.suffix.lower() == ".png":
            from ioviz.gui.export.curve_picture import curve_picture

            curve_picture(drawn, (lower, upper), head, path, memory=args.memory)
            return
        from ioviz.viewmodels.export.curve_svg import curve_svg

        content = curve_svg(drawn, lower, upper, title=head, memory=args.memory).encode()
    else:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for title, curve in zip(titles, curves, strict=True):
            numbers = (curve.memory, curve.reads, curve.writes, curve.ios)
            for memory, reads, writes, ios in zip(*(column.tolist() for column in numbers), strict=True):
                writer.writerow((memory, title, reads, writes, ios, lower, upper))
        content = text.getvalue().encode()
    with replacing(path) as file:
        file.write(content)


def _document(
    args: argparse.Namespace, network: Network, names: list[str], curves: list[MemoryCurve], bounds: dict[str, int]
) -> dict[str, Any]:
    return {
        "file": args.output,
        **sizes(network),
        "policy": args.policy,
        **bounds,
        "memory": curves[0].memory,
        "curves": [
            {
                "name": name,
                **schedule_facts(curve.schedule),
                "reads": curve.reads,
                "writes": curve.writes,
                "ios": curve.ios,
            }
            for name, curve in zip(names, curves, strict=True)
        ],
    }


def _show(
    args: argparse.Namespace, network: Network, titles: list[str], curves: list[MemoryCurve], bounds: dict[str, int]
) -> None:
    """Print some of the sizes, evenly spaced on a logarithmic scale."""
    import numpy as np

    from ioviz.viewmodels.text.numbers import count

    memory = curves[0].memory
    wanted = np.unique(np.geomspace(3, memory[-1], ROWS_SHOWN).round())
    at = np.unique(np.searchsorted(memory, wanted).clip(0, memory.size - 1))
    lower = bounds["lower_bound"]
    rows = [
        (count(memory[i]), *(f"{count(curve.ios[i])}  ({curve.ios[i] / lower:.3f})" for curve in curves))
        for i in at.tolist()
    ]
    print_table(
        f"{network.name or 'network'}: I/Os at M, policy {args.policy.upper()}", ("M", *titles), rows, numbers=None
    )
    print_text("")
    print_text(
        f"In brackets: times the lower bound, {count(lower)}. The upper bound of the optimum is "
        f"{count(bounds['upper_bound'])}."
    )
    if args.output is None:
        print_text(f"{count(at.size)} of {count(memory.size)} sizes are shown; --json prints all, -o writes all.")
    else:
        print_text(f"Written to {args.output}.")
