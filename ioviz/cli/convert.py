"""`ioviz convert`: write a network or a schedule in another format."""

from __future__ import annotations

import argparse
from pathlib import Path

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_json, print_text
from ioviz.cli.reading import add_reading, options_of
from ioviz.cli.results import sizes
from ioviz.core.errors import InvalidArgument

DESCRIPTION = """\
Write a network or a schedule (.schedule.json, .schedule.npz) in the format of the ending of OUT; for a network, .json
and .npz keep everything, and other formats report what they drop. IN may be several files, or a folder of files, each
with one layer of a network. A network is trimmed as it is read; a report lists what was removed, and what was kept of
dense weights."""
EXAMPLE = "ioviz convert --sample mlp-4x500 mlp.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add IN, OUT, `--sample`, `--network`, `--format` and the options for reading."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="IN OUT, or OUT alone with --sample")
    parser.add_argument("--sample", metavar="NAME", help="a sample network, e.g. digits, instead of IN")
    parser.add_argument("--network", metavar="FILE", help="the network of IN, if that is a schedule")
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        help="the format of OUT, e.g. mtx, smtx or tsv: OUT is then a new folder with one file for each layer",
    )
    add_json(parser)
    add_reading(parser)


def run(args: argparse.Namespace) -> int:
    """Read, write, and print what was trimmed and what was left out."""
    from ioviz.paths import sample_path

    *sources, target = args.files
    if bool(sources) == bool(args.sample):
        names = "OUT alone" if args.sample else "IN and OUT"
        count = len(args.files)
        raise InvalidArgument(f"Name {names}, not {count} file{'' if count == 1 else 's'}.")

    from ioviz.core.formats import layer_order, load, load_any, not_kept, read_network, save
    from ioviz.core.network import Network

    wanted = sample_path(args.sample) if args.sample else layer_order(sources) if len(sources) > 1 else sources[0]
    notes: tuple[str, ...] = ()
    if args.network:
        found = load_any(wanted, load(args.network))
    else:
        result = read_network(wanted, options_of(args))
        found, notes = result.network, result.report.sentences()
    save(found, target, format=args.format)
    size = _size(Path(target))
    left_out = ""
    if isinstance(found, Network):
        network, kind, report = found, "network", found.trim_report.sentence()
        left_out = not_kept(network, target, args.format)
    else:
        network, kind, report = found.network, "schedule", ""
    if args.json:
        notes_json = {"trimmed": report, "notes": list(notes), "left_out": left_out}
        print_json({"file": target, "kind": kind, "bytes": size, **sizes(network), **notes_json})
    else:
        from ioviz.viewmodels.text.numbers import compact

        trimmed = report if kind == "network" and not network.trim_report.empty else ""
        print_text(f"{target}: a {kind}, {compact(size)}B. {trimmed}".rstrip())
        for sentence in (*notes, left_out):
            if sentence:
                print_text(sentence)
    return 0


def _size(path: Path) -> int:
    """Return the bytes of a file, or of the files of a folder."""
    return sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size
