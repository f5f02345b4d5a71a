"""`ioviz export`: write the animation, a snapshot or the numbers of a schedule to a file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Generator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import (
    add_json,
    add_machine,
    add_network,
    add_schedule,
    positive,
    read_network,
    read_schedule,
    whole,
)
from ioviz.cli.output import print_json, print_text
from ioviz.cli.progress import progress_line
from ioviz.core.errors import InvalidArgument
from ioviz.qt_libraries import check_qt

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.export.film_plan import FilmPlan
    from ioviz.viewmodels.text.progress import Progress

DESCRIPTION = """\
Write the animation of a schedule (.mp4, .gif, or .png for numbered frames), a snapshot of it (--picture: .png, .svg or
.pdf), or its numbers (.csv or .npz; --table residency for the stays in fast memory). It needs no screen."""
EXAMPLE = "ioviz export --sample digits --memory 30 --steps 0:500 -o demo.mp4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the machine, the schedule, what is written and how."""
    add_network(parser)
    add_machine(parser)
    add_schedule(parser)
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="its ending selects the format")
    parser.add_argument("--steps", metavar="A:B", help="the first and the last step, e.g. 0:500 (default: all)")
    parser.add_argument(
        "--unit", choices=("connection", "io"), default="connection", help="the unit of --speed (default: connection)"
    )
    parser.add_argument(
        "--speed", type=positive("the speed"), default=10.0, help="connections, or I/Os, a second (default: 10)"
    )
    parser.add_argument("--fps", type=whole("fps", 1), default=30, help="frames a second (default: 30)")
    parser.add_argument("--size", default="1280x720", help="in pixels, or 720p, 1080p, square, small")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--text", type=positive("the text size"), default=1.0, help="text size, 1 is normal")
    parser.add_argument(
        "--example", type=whole("the example", 0), metavar="K", help="send this example input through the network"
    )
    parser.add_argument("--picture", action="store_true", help="a snapshot of the last of the --steps")
    parser.add_argument("--scale", type=int, choices=(1, 2, 3, 4), default=1, help="of a .png snapshot (default: 1)")
    parser.add_argument("--table", choices=("trace", "residency"), default="trace", help="for .csv and .npz")
    parser.add_argument("--title", help="title of the film or snapshot (default: the network's name)")
    parser.add_argument("--progress", action="store_true", help=argparse.SUPPRESS)  # for the window: JSON lines
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    from ioviz.viewmodels.export.film_plan import ENDINGS
    from ioviz.viewmodels.export.table_files import TABLE_ENDINGS
    from ioviz.viewmodels.text.file_names import check_ending

    path = Path(args.output)
    ending = path.suffix.lower()
    known = (".png", ".svg", ".pdf") if args.picture else (*ENDINGS, *TABLE_ENDINGS)
    check_ending(args.output, known)
    network = read_network(args)
    schedule = read_schedule(args, network)
    if not args.picture and ending in TABLE_ENDINGS:
        return _table(args, path, network, schedule)
    return _drawn(args, path, network, schedule)


def _table(args: argparse.Namespace, path: Path, network: Network, schedule: Schedule) -> int:
    from ioviz.core.simulation import record_trace
    from ioviz.viewmodels.export.film_plan import parse_steps
    from ioviz.viewmodels.export.table_files import write_table
    from ioviz.viewmodels.text.numbers import plural

    trace = record_trace(network, schedule, memory=args.memory, policy=args.policy)
    first, last = parse_steps(args.steps or "0:", trace.n_steps)
    rows = followed(write_table(trace, path, args.table, first, last), args)
    return _done(args, {"file": args.output, "table": args.table, "rows": rows}, plural(rows, "row"))


def _drawn(args: argparse.Namespace, path: Path, network: Network, schedule: Schedule) -> int:
    from ioviz.viewmodels.document.document import FROM_FILE, Intent, resolve
    from ioviz.viewmodels.export.film_plan import parse_steps
    from ioviz.viewmodels.frame.frame import run_example

    first, last = parse_steps(args.steps or "0:", network.n_connections)
    # A snapshot shows the last step, which may be step 0; a film has at least one step.
    span = (min(first, max(last - 1, 0)), max(last, 1)) if args.picture else (first, last)
    plan = film_plan(args, *span)
    intent = Intent(
        network, args.memory, args.policy, FROM_FILE, loaded=schedule, title=args.title or network.name or "network"
    )
    examples = network.examples
    if args.example is not None and (examples is None or args.example >= len(examples.inputs)):
        raise InvalidArgument(f"Unknown example {args.example} of {network.name or 'this network'}.")
    document: Document = followed(resolve(intent), args)
    plan.checked(document.trace)
    check_qt()  # all that was asked for is known to be right; the work is to draw it
    example = None if args.example is None else run_example(document.trace, args.example)
    from ioviz.gui.export.film import film, picture
    from ioviz.viewmodels.text.numbers import count, plural

    if args.picture:
        picture(document, plan, path, last, example, args.scale)
        return _done(args, {"file": args.output, "step": last}, f"step {count(last)}")
    drawn = followed(film(document, plan, path, example), args)
    summary = {
        "file": args.output,
        "frames": drawn.frames,
        "seconds": drawn.frames / args.fps,
        "frames_drawn_per_second": drawn.per_second,
        "first_tenth_per_second": drawn.first_per_second,
        "last_tenth_per_second": drawn.last_per_second,
    }
    return _done(args, summary, f"{plural(drawn.frames, 'frame')}, {drawn.per_second:.0f} of them drawn a second")


def film_plan(args: argparse.Namespace, first: int, last: int) -> FilmPlan:
    """Return the plan of a film of these steps.

    Raises
    ------
    InvalidArgument
        If a number is out of range.
    """
    from ioviz.viewmodels.export.film_plan import FilmPlan, parse_size

    width, height = parse_size(args.size)
    return FilmPlan(first, last, args.unit, args.speed, args.fps, width, height, args.theme, args.text)


def followed(steps: Generator[Progress, None, Any], args: argparse.Namespace) -> Any:
    """Run to the end, with progress on stderr or, for the window, as JSON lines on stdout; returns the result."""

    def print_line(share: float | None, text: str) -> None:
        print(json.dumps({"sentence": text, "share": share}), flush=True)

    with nullcontext(print_line) if args.progress else progress_line(shown=not args.json) as show:
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                return end.value
            show(progress.share, progress.text)


def _done(args: argparse.Namespace, document: dict[str, Any], text: str) -> int:
    if args.json:
        print_json(document)
    elif not args.progress:
        print_text(f"{args.output}: {text}.")
    return 0
