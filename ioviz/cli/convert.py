"""`ioviz convert`: a network or a schedule in the other format."""

from __future__ import annotations

import argparse
from pathlib import Path

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_json, say
from ioviz.cli.results import sizes
from ioviz.core.errors import InvalidArgument

DESCRIPTION = """\
Write a network (.json, .npz) or a schedule (.schedule.json, .schedule.npz) in the format that the ending of OUT says.
Nothing is lost either way; a network is trimmed as it is read, and what was removed is told."""
EXAMPLE = "ioviz convert --sample mlp-4x500 mlp.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """IN and OUT, or `--sample` and OUT; `--network` for a schedule."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="IN OUT, or OUT alone with --sample")
    parser.add_argument("--sample", metavar="NAME", help="a sample network, e.g. digits, instead of IN")
    parser.add_argument("--network", metavar="FILE", help="the network that IN, a schedule, is for")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Read, write, and tell what was trimmed."""
    from ioviz.paths import sample_path

    wanted = 1 if args.sample else 2
    if len(args.files) != wanted:
        names = "OUT alone" if args.sample else "IN and OUT"
        raise InvalidArgument(f"Name {names}, not {len(args.files)} files.")
    source = sample_path(args.sample) if args.sample else Path(args.files[0])
    target = args.files[-1]

    from ioviz.core.formats import load, load_any, save
    from ioviz.core.network import Network

    found = load_any(source, load(args.network) if args.network else None)
    save(found, target)
    size = Path(target).stat().st_size
    if isinstance(found, Network):
        network, kind, report = found, "network", found.trim_report.sentence()
    else:
        network, kind, report = found.network, "schedule", ""
    if args.json:
        print_json({"file": target, "kind": kind, "bytes": size, **sizes(network), "trimmed": report})
    else:
        from ioviz.viewmodels.numbers import compact

        said = report if kind == "network" and not network.trim_report.empty else ""
        say(f"{target}: a {kind}, {compact(size)}B. {said}".rstrip())
    return 0
