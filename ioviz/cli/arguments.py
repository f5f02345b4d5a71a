"""The parser of all commands, and the arguments that they share: for a network, a machine and a schedule."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from ioviz.cli.output import printable
from ioviz.core.errors import InvalidArgument, unknown
from ioviz.core.names import CONSTRUCTIVE_ORDERS, ORDER_NAMES, ORDERS, POLICIES

if TYPE_CHECKING:
    from ioviz.core.formats import ReadResult
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule


class Parser(argparse.ArgumentParser):
    """A parser that reports an error in one line; it ignores what `add_subparsers` passes besides."""

    def __init__(self, prog: str, usage: str | None = None, description: str = "", epilog: str = "", **_: Any) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Print the message and exit with code 2."""
        print(f"{self.prog}: {printable(message)}; see {self.prog} --help", file=sys.stderr)
        sys.exit(2)


def add_targets(parser: argparse.ArgumentParser, targets: Mapping[str, ModuleType]) -> None:
    """Add the sub-commands `targets`, each with the arguments of its module; `target` is the name of the chosen one."""
    made = parser.add_subparsers(dest="target", metavar="WHAT", required=True, parser_class=Parser, title="what")
    for name, module in targets.items():
        epilog = f"example:\n  {module.EXAMPLE}"
        module.add_arguments(made.add_parser(name, help=module.HELP, description=module.DESCRIPTION, epilog=epilog))


def whole(what: str, least: int | None = None) -> Callable[[str], int]:
    """Return a type for `add_argument`: a whole number of at least `least`."""

    def read(text: str) -> int:
        try:
            number = int(text.replace(" ", "").replace("_", ""))
        except ValueError:
            shown = text if len(text) <= 40 else text[:37] + "..."
            raise argparse.ArgumentTypeError(f"{what} is a whole number, not {shown!r}") from None
        if least is not None and number < least:
            raise argparse.ArgumentTypeError(f"{what} is a whole number of at least {least}, not {number}")
        return number

    return read


def positive(what: str) -> Callable[[str], float]:
    """Return a type for `add_argument`: a number above 0."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            raise argparse.ArgumentTypeError(f"{what} is a number above 0, not {text[:40]!r}")
        return number

    return read


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`: an object with stable keys instead of a table."""
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def add_files(parser: argparse.ArgumentParser, text: str) -> None:
    """Add FILE, which may be several."""
    parser.add_argument("files", metavar="FILE", nargs="*", help=text)


def add_network(parser: argparse.ArgumentParser) -> None:
    """Add FILE, `--sample NAME`, and the options for files of other programs."""
    from ioviz.cli.reading import add_reading

    add_files(parser, "a network; or the files of its layers, or a folder of them")
    parser.add_argument("--sample", metavar="NAME", help="a sample network, e.g. digits, instead of FILE")
    add_reading(parser)


def add_schedule(parser: argparse.ArgumentParser, *, memory: bool = False) -> None:
    """Add `--order` and the settings of orders; `--memory` for commands without `add_machine`."""
    parser.add_argument(
        "--order",
        default="neuron",
        metavar="ORDER",
        help="neuron, layer, random, growth; tiled, grouped, bandwidth, greedy, auto: made for M; or a schedule file "
        "(default: neuron)",
    )
    add_order_settings(parser, memory=memory)


def add_order_settings(parser: argparse.ArgumentParser, *, memory: bool) -> None:
    """Add the settings of orders: `--seed`, `--seconds` and, if `memory`, `--memory`."""
    if memory:
        parser.add_argument(
            "--memory", "-M", type=whole("M"), metavar="M", help="size of fast memory that the order is made for"
        )
    parser.add_argument(
        "--seed",
        type=whole("the seed", 0),
        default=0,
        help="seed of orders with random choices (default: 0)",
    )
    parser.add_argument(
        "--seconds", type=positive("the time limit"), default=10.0, help="time limit of the order auto (default: 10)"
    )


def add_machine(parser: argparse.ArgumentParser) -> None:
    """Add `--memory` and `--policy`."""
    add_memory(parser)
    parser.add_argument(
        "--policy",
        default="min",
        metavar="POLICY",
        help=f"{', '.join(POLICIES[:-1])}, or {POLICIES[-1]}: the schedule's own evictions (default: min)",
    )


def add_memory(parser: argparse.ArgumentParser) -> None:
    """Add `--memory`, which has to be given."""
    parser.add_argument(
        "--memory", "-M", required=True, type=whole("M"), metavar="M", help="size of fast memory, in values; at least 3"
    )


def network_paths(args: argparse.Namespace) -> list[Path]:
    """Return the file of the network that the arguments name, or the files of its layers.

    Raises
    ------
    InvalidArgument
        If they name none or two, or there is no such sample.
    """
    from ioviz.paths import sample_names, sample_path

    if args.sample is not None and args.files:
        raise InvalidArgument("Name a FILE or a --sample, not both.")
    if args.sample is not None:
        return [sample_path(args.sample)]
    if not args.files:
        raise InvalidArgument(f"Name a FILE, or a --sample: {', '.join(sample_names())}.")
    if len(args.files) == 1:
        return [Path(args.files[0])]
    from ioviz.core.formats import layer_order

    return layer_order(args.files)


def read_network(args: argparse.Namespace) -> Network:
    """Read the network that the arguments name. Raises as `network_paths` and `ioviz.load` do."""
    return read_result(args).network


def read_result(args: argparse.Namespace) -> ReadResult:
    """Read the network that the arguments name, with a report of what was read. Raises as `read_network`."""
    paths = network_paths(args)
    from ioviz.cli.reading import options_of
    from ioviz.core import formats

    return formats.read_network(paths if len(paths) > 1 else paths[0], options_of(args))


def read_schedule(args: argparse.Namespace, network: Network) -> Schedule:
    """Make or read the schedule that `--order` names.

    Raises as `named_schedule`.
    """
    return named_schedule(args.order, args, network)


def named_schedule(name: str, args: argparse.Namespace, network: Network) -> Schedule:
    """Make or read a schedule, with the settings among the arguments.

    Parameters
    ----------
    name : str
        An order, or a schedule file.
    args : argparse.Namespace
        With seed, seconds, and memory, which may be None.
    network : Network

    Raises
    ------
    InvalidArgument
        If it is neither an order nor a file, or M is missing.
    MemoryTooSmall
        If M < 3, whether the order is made for M or not.
    InvalidSchedule, FileFormatError
        If the file holds no valid schedule of the network.
    """
    from ioviz.core.schedule import order
    from ioviz.core.schedule.memory import check_memory_size

    if getattr(args, "memory", None) is not None:
        check_memory_size(args.memory)
    if name in ORDERS:
        return order(network, name, seed=args.seed)
    if name in CONSTRUCTIVE_ORDERS:
        if args.memory is None:
            raise InvalidArgument(f"The order {name} is made for a size of fast memory: --memory is required.")
        return order(network, name, memory=args.memory, seed=args.seed, seconds=args.seconds)
    path = Path(name)
    if not path.exists() and not path.suffix:
        raise unknown("order or file", printable(name), ORDER_NAMES)
    from ioviz.core.formats import load_schedule

    return load_schedule(path, network)
