"""`ioviz bench show`: print a file of results as a table, or compare two."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ioviz.cli.arguments import add_json
from ioviz.cli.output import print_json, print_table, print_text

if TYPE_CHECKING:
    from ioviz.core.benchmark import Results

HELP = "show a file of results, or compare two"
DESCRIPTION = """\
Print the table of a file that `ioviz bench kernels --json` has written; with two files, how many times as fast each
row of the second is, and whether that is more than noise (the quartiles do not overlap)."""
EXAMPLE = "ioviz bench show monday.json friday.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one file or two, and what is printed."""
    parser.add_argument("file", metavar="FILE", help="of results, .json")
    parser.add_argument("other", metavar="OTHER", nargs="?", help="to compare with FILE")
    parser.add_argument(
        "--least",
        action="store_true",
        help="shortest times instead of medians, for a computer under other load",
    )
    parser.add_argument("--rows", action="store_true", help="print every contender with its times")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Read and print."""
    from ioviz.core.benchmark import load_results
    from ioviz.core.benchmark.results_text import least_only

    first, other = load_results(args.file), load_results(args.other) if args.other is not None else None
    if args.least:
        first, other = least_only(first), other and least_only(other)
    if other is not None:
        _compare(first, other, args)
    elif args.json:
        from ioviz.core.benchmark.results_json import to_json

        print(to_json(first), end="")
    elif args.rows:
        _show_rows(first)
    else:
        from ioviz.cli.bench.kernels import show_results

        print_text(f"{first.name}, {first.created}")
        show_results(first)
    return 0


def _show_rows(results: Results) -> None:
    from ioviz.core.benchmark.results_text import cell_rows

    for cell in results.cells:
        workload, batch, threads = cell
        print_table(
            f"{workload}, batch {batch}, {threads} thread{'s' if threads > 1 else ''}",
            ("contender", "time", "quartiles", "GFLOP/s", "GB/s", "error", "status"),
            cell_rows(results.in_cell(cell)),
            numbers=(1, 2, 3, 4, 5),
        )
        print_text("")


def _compare(first: Results, second: Results, args: argparse.Namespace) -> None:
    from ioviz.core.benchmark.results_text import compare, seconds_text
    from ioviz.viewmodels.text.numbers import ratio

    changes = compare(first, second)
    if args.json:
        print_json(
            {
                "first": first.name,
                "second": second.name,
                "same_machine": first.machine.cpu == second.machine.cpu,
                "changes": [
                    {
                        "workload": change.case.workload,
                        "batch": change.case.batch,
                        "threads": change.case.threads,
                        "contender": change.case.contender,
                        "schedule": change.case.schedule,
                        "precision": change.case.precision,
                        "before": change.before.median,
                        "after": change.after.median,
                        "ratio": change.ratio,
                        "clear": change.clear,
                    }
                    for change in changes
                ],
            }
        )
        return
    if not changes:
        print_text(f"{args.file} and {args.other} have no row in common.")
        return
    print_table(
        f"Speed of {second.name} over {first.name}",
        ("", "B", "thr.", "contender", "order", "before", "after", "ratio", ""),
        [
            (
                change.case.workload,
                str(change.case.batch),
                str(change.case.threads),
                change.case.contender + ("" if change.case.precision == "float32" else f", {change.case.precision}"),
                change.case.schedule,
                seconds_text(change.before.median),
                seconds_text(change.after.median),
                ratio(change.ratio),
                ("faster" if change.ratio > 1 else "slower") if change.clear else "within noise",
            )
            for change in changes
        ],
        numbers=(1, 2, 5, 6, 7),
    )
    if first.machine.cpu != second.machine.cpu:
        print_text(f"The machines differ: {first.machine.cpu}, and {second.machine.cpu}.")
