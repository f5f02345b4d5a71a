"""`ioviz generate`: make a network of a family and write it to a file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import Parser, add_json
from ioviz.cli.output import print_json, print_text
from ioviz.cli.results import limits, schedule_facts, sizes
from ioviz.core.errors import InvalidArgument
from ioviz.core.names import NETWORK_ENDINGS, SCHEDULE_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ioviz.core.generators import Family, Parameter

DESCRIPTION = "Make a network of a family and write it to a file."
EXAMPLE = "ioviz generate layered --sizes 500,500,500,500 --density 0.1 --seed 0 -o baseline.npz"

EXAMPLES = {
    "diamond": "ioviz generate diamond --width 3 -o diamond.json",
    "tree": "ioviz generate tree --branching 2 --depth 3 -o tree.json",
    "dense": "ioviz generate dense --a 4 --b 4 -o dense.json",
    "butterfly": "ioviz generate butterfly --points 8 -o fft.json",
    "chain": "ioviz generate chain --neurons 16 --bandwidth 2 -o chain.json",
    "radixnet": "ioviz generate radixnet --neurons 1024 --layers 6 -o radixnet.npz",
    "feed-forward": "ioviz generate feed-forward --width 768 --hidden 3072 --density 0.05 -o bert-ffn.npz",
    "small-world": "ioviz generate small-world --sizes 200,200,200 --degree 8 --rewire 0.1 -o small-world.npz",
    "banded": "ioviz generate banded --neurons 60 --bandwidth 4 --shuffle -o band.json",
    "pyramid": "ioviz generate pyramid --base 8 -o pyramid.json",
    "watts-strogatz": "ioviz generate watts-strogatz --neurons 200 --neighbours 6 -o ring.json",
    "barabasi-albert": "ioviz generate barabasi-albert --neurons 200 --attach 3 -o hubs.json",
    "compact-growth": "ioviz generate compact-growth --memory 20 -o grown.json --schedule-out grown.schedule.json",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a sub-command for each family, with the parameters of the family."""
    from ioviz.core.generators import FAMILIES

    families = parser.add_subparsers(
        dest="family", metavar="FAMILY", required=True, parser_class=Parser, title="families"
    )
    for name, family in FAMILIES.items():
        own = families.add_parser(
            name,
            help=family.summary,
            description=family.summary,
            epilog=f"example:\n  {EXAMPLES.get(name, EXAMPLE)}",
        )
        _add_parameters(own, family)


def _add_parameters(parser: argparse.ArgumentParser, family: Family) -> None:
    for parameter in family.parameters:
        flag = "--" + parameter.name.replace("_", "-")
        if parameter.kind == "bool":
            parser.add_argument(
                flag, action=argparse.BooleanOptionalAction, default=parameter.default, help=parameter.help
            )
            continue
        default = ",".join(map(str, parameter.default)) if parameter.kind == "sizes" else parameter.default
        parser.add_argument(
            flag,
            type=_reader(parameter),
            default=parameter.default,
            choices=parameter.choices or None,
            metavar=None if parameter.choices else parameter.kind.upper(),
            help=f"{parameter.help.replace('%', '%%')} (default: {default})",
        )
    parser.add_argument(
        "--memory-limit", type=_gibibytes, metavar="GIB", help="memory limit for making the network (default: 2)"
    )
    parser.add_argument(
        "--estimate", action="store_true", help="only print the expected sizes and bounds; nothing is made"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="ends in .json or .npz; needed unless --estimate")
    if family.order:
        parser.add_argument(
            "--schedule-out",
            metavar="FILE",
            help=f"also write its own order ({family.order}); ends in .schedule.json or .schedule.npz",
        )
    add_json(parser)


def _reader(parameter: Parameter) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return parameter.parse(text)
        except InvalidArgument as error:
            raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None

    return read


def _gibibytes(text: str) -> int:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 < number < 1 << 20:
        raise argparse.ArgumentTypeError(f"the memory limit is a number of GiB such as 4 or 0.5, not {text[:40]!r}")
    return int(number * 1024**3)


def _parameters(args: argparse.Namespace) -> dict[str, Any]:
    from ioviz.core.generators import FAMILIES

    return {parameter.name: getattr(args, parameter.name) for parameter in FAMILIES[args.family].parameters}


def _estimate(args: argparse.Namespace) -> int:
    """Print the expected sizes and bounds."""
    from ioviz.core.generators import estimate_family

    found = estimate_family(args.family, **_parameters(args))
    if args.json:
        print_json(
            {
                "family": args.family,
                "neurons": found.n_neurons,
                "connections": found.n_connections,
                "inputs": found.n_inputs,
                "outputs": found.n_outputs,
                "lower_bound": found.lower,
                "upper_bound": found.upper,
                "bytes": found.nbytes_peak,
                "exact": found.exact,
            }
        )
        return 0
    from ioviz.viewmodels.text.numbers import count, plural

    about = "" if found.exact else "about "
    print_text(found.sentence())
    print_text(
        f"{about}{plural(found.n_inputs, 'input')}, {about}{plural(found.n_outputs, 'output')}; lower bound "
        f"{about}{count(found.lower)} I/Os, upper bound {about}{count(found.upper)}."
    )
    return 0


def run(args: argparse.Namespace) -> int:
    """Make the network and write it."""
    if args.estimate:
        return _estimate(args)
    from ioviz.core.formats import check_schedule_name, save
    from ioviz.core.generators import FAMILIES, generate

    # Before minutes go into making it.
    if args.output is None:
        raise InvalidArgument("-o FILE is required; the name ends in .json or .npz.")
    if not args.output.lower().endswith(NETWORK_ENDINGS) or args.output.lower().endswith(SCHEDULE_ENDINGS):
        raise InvalidArgument(f"{args.output}: The name of a network file ends in {' or '.join(NETWORK_ENDINGS)}.")
    schedule_file = getattr(args, "schedule_out", None)
    if schedule_file is not None:
        check_schedule_name(schedule_file)
    settings = _parameters(args)
    if args.memory_limit is not None:
        settings["memory_limit"] = args.memory_limit
    network = generate(args.family, **settings)
    save(network, args.output)
    document = {"file": args.output, "family": args.family, **sizes(network), **limits(network)}
    schedule = None
    if schedule_file is not None:
        from ioviz.core.schedule import order

        schedule = order(network, FAMILIES[args.family].order)
        save(schedule, schedule_file)
        document |= {"schedule_file": schedule_file, **schedule_facts(schedule)}
    if args.json:
        print_json(document)
        return 0
    from ioviz.viewmodels.text.numbers import count, plural

    print_text(
        f"{args.output}: {plural(network.n_neurons, 'neuron')}, {plural(network.n_connections, 'connection')}, "
        f"{plural(network.n_inputs, 'input')}, {plural(network.n_outputs, 'output')}; "
        f"lower bound {count(document['lower_bound'])} I/Os."
    )
    if schedule is not None:
        print_text(
            f"{schedule_file}: the order {schedule.name}; "
            f"it attains the lower bound at M = {count(schedule.live_memory)}."
        )
    if not network.trim_report.empty:
        print_text(network.trim_report.sentence())
    return 0
