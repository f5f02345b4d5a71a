"""`ioviz bench kernels`: time inference with ioviz and with other libraries."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ioviz.cli.arguments import positive, whole
from ioviz.cli.output import print_table, print_text
from ioviz.cli.progress import interrupts, progress_line
from ioviz.core.errors import InvalidArgument, unknown

if TYPE_CHECKING:
    from ioviz.core.benchmark import Measurement, Plan, Results, Workload

HELP = "inference compared with MKL, scipy, BLAS, ONNX Runtime, PyTorch, GraphBLAS"
DESCRIPTION = """\
Time inference with ioviz and with every other library that is installed, each in a process of its own, in turn, on the
same vectors; outputs are checked first. GFLOP/s are 2 W batch / median time. Ctrl+C stops and keeps the results."""
EXAMPLE = "ioviz bench kernels --workload W1,W4 --batch 16,128 --peers mkl-row,scipy-csr --json times.json"

SCHEDULED_ORDERS = ("layer", "random", "neuron", "tiled", "annealed")
SCHEDULED_BATCH = 128
NOTHING = "\u2013"

# The columns of the table: a title, and the contenders; the fastest of them is shown.
_COLUMNS = (
    ("ioviz", ("ioviz best",)),
    ("in order", ("ioviz as scheduled",)),
    ("MKL", ("MKL CSRMM row-major", "MKL CSRMM column-major")),
    ("scipy", ("scipy CSR", "scipy CSC")),
    ("dense", ("numpy dense (BLAS)", "ONNX Runtime dense", "PyTorch dense")),
    ("torch", ("PyTorch sparse CSR",)),
    ("GrB", ("GraphBLAS",)),
    ("naive", ("naive, by connection",)),
    ("MKL*", ("MKL at its best",)),
)
_AT_BEST = "MKL at its best"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is measured, how, and where it is written."""
    parser.add_argument(
        "--workload",
        "-w",
        nargs="+",
        metavar="W",
        help="W1 to W5, 4x20000, or network files (default: W1 to W5)",
    )
    parser.add_argument("--batch", metavar="LIST", help="batch sizes, as 1,16,128,1024 (the default)")
    parser.add_argument("--threads", default="1", metavar="LIST", help="numbers of threads, as 1,2 (default: 1)")
    parser.add_argument(
        "--peers",
        default="all",
        metavar="LIST",
        help="all, none (only ioviz), list (print the names), or names, as mkl-row,scipy-csr",
    )
    parser.add_argument("--schedules", metavar="LIST", help="orders, as neuron,layer,annealed (default: neuron)")
    parser.add_argument(
        "--precisions", default="float32", metavar="LIST", help="of ioviz's weights: float32,float16,bfloat16,int8"
    )
    parser.add_argument("--layout", default="columns", help="of the vectors: columns or rows (default: columns)")
    parser.add_argument(
        "--repetitions", type=whole("the number of repetitions", 1), default=15, help="of each (default: 15)"
    )
    parser.add_argument(
        "--limit", type=positive("the limit"), default=60.0, metavar="SECONDS", help="for one step (default: 60)"
    )
    parser.add_argument(
        "--memory", "-M", type=whole("M"), metavar="M", help="of the model (default: from the caches and the batch)"
    )
    parser.add_argument(
        "--anneal-seconds", type=positive("the time"), default=10.0, metavar="SECONDS", help="for the order annealed"
    )
    parser.add_argument(
        "--as-scheduled",
        action="store_true",
        help="time orders as scheduled: W1 and 4 x 20 000 at batch 128, orders " + ", ".join(SCHEDULED_ORDERS),
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--name", default="", help="of the results, in their file")
    parser.add_argument(
        "--json", metavar="FILE", dest="files", action="append", help="write the results to FILE; - prints them"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", dest="files", action="append", help="also write .json, .csv or .md"
    )


def run(args: argparse.Namespace) -> int:
    """Measure, print the table, write the files."""
    from ioviz.core.benchmark import run_plan

    if args.peers == "list":
        _list_peers()
        return 0
    files = args.files or []
    _check_files(files)
    plan = make_plan(args)
    steps = run_plan(plan)
    printed = "-" in files
    results: Results | None = None
    with interrupts() as interrupted, progress_line(shown=not printed) as show:
        for step in steps:
            results = step.results
            show(step.done / max(1, step.total), step.sentence)
            if interrupted:
                break
        getattr(steps, "close", lambda: None)()
    if results is None or not results.measurements:
        raise InvalidArgument("Stopped before anything was measured.")
    write(results, files)
    if not printed:
        show_scheduled(results) if args.as_scheduled else show_results(results)
        if interrupted:
            print_text("Stopped before the end.")
    return 0


def make_plan(args: argparse.Namespace) -> Plan:
    """Return the plan of the arguments.

    Raises
    ------
    InvalidArgument, FileFormatError
        If a list is invalid, or a workload is neither built in nor a file.
    """
    from ioviz.core.benchmark import LARGE, WORKLOADS, Plan

    if args.as_scheduled:
        workloads: tuple[str, ...] = ("W1", LARGE.name)
        orders: tuple[str, ...] = SCHEDULED_ORDERS
        batches: tuple[int, ...] = (SCHEDULED_BATCH,)
        contenders: tuple[str, ...] = ("ioviz-scheduled",)
    else:
        workloads, orders, batches = tuple(WORKLOADS), ("neuron",), (1, 16, 128, 1024)
        contenders = _contenders(args.peers)
    names = [name for word in args.workload or workloads for name in _split(word)]
    return Plan(
        workloads=tuple(_workload(name) for name in names),
        schedules=tuple(_split(args.schedules)) if args.schedules else orders,
        batches=_wholes(args.batch, "--batch") if args.batch else batches,
        threads=_wholes(args.threads, "--threads"),
        precisions=tuple(_split(args.precisions)),
        contenders=contenders,
        repetitions=min(args.repetitions, 5) if args.quick else args.repetitions,
        seconds=0.2 if args.quick else 1.0,
        limit=args.limit,
        layout=args.layout,
        memory=args.memory,
        anneal_seconds=args.anneal_seconds,
        name=args.name,
    )


def _contenders(text: str) -> tuple[str, ...]:
    from ioviz.core.benchmark import all_peers

    if text == "all":
        return ()
    ours = tuple(peer.name for peer in all_peers() if peer.group == "ioviz" and peer.uses_schedule)
    return ours if text == "none" else (*ours, *_split(text))


def _workload(name: str) -> Workload:
    from ioviz.core.benchmark import LARGE, WORKLOADS, workload_of

    known = {**WORKLOADS, LARGE.name: LARGE}
    if name in known:
        return known[name]
    path = Path(name)
    if not path.suffix and not path.exists():
        raise unknown("workload or file", name, known)
    from ioviz.core.formats import load

    return workload_of(load(path), path.stem)


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _wholes(text: str, option: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in _split(text))
    except ValueError:
        raise InvalidArgument(f"{option} takes whole numbers separated by commas, not {text!r}.") from None


def _check_files(files: Sequence[str]) -> None:
    """Check that the files can be written, before anything is measured."""
    from ioviz.core.benchmark.results_files import ENDINGS

    for name in files:
        if name == "-":
            continue
        if not name.lower().endswith(ENDINGS):
            raise InvalidArgument(f"{name}: The name of a file of results ends in {', '.join(ENDINGS)}.")
        folder = Path(name).resolve().parent
        if not folder.is_dir():
            raise InvalidArgument(f"{name}: No such folder: {folder}.")


def write(results: Results, files: Sequence[str]) -> None:
    """Write the results to each file, or print them for "-"."""
    from ioviz.core.benchmark import save_results
    from ioviz.core.benchmark.results_json import to_json

    for name in files:
        if name == "-":
            print(to_json(results), end="")
        else:
            save_results(name, results)


def _list_peers() -> None:
    from ioviz.core.benchmark import all_peers

    rows = [(peer.name, peer.title, peer.missing() or "installed") for peer in all_peers()]
    print_table("Contenders", ("name", "", ""), rows, numbers=())


def show_results(results: Results) -> None:
    """Print a table for each number of threads: GFLOP/s of each cell, and the speed of ioviz over the best peer."""
    for threads in dict.fromkeys(threads for _, _, threads in results.cells):
        _show_table(results, threads)
    if any(found.case.contender == _AT_BEST and found.status == "ok" for found in results.measurements):
        print_text("MKL*: MKL at its best, with its code for Intel's processors, and in panels of the batch.")
    _show_missing(results)
    for cell in results.cells:
        _show_why_slower(results.in_cell(cell))
    print_text("")
    show_machine(results)


def _show_table(results: Results, threads: int) -> None:
    from ioviz.core.benchmark import all_peers
    from ioviz.core.benchmark.results_text import MAIN, best_of, best_peer

    names = {peer.title: peer.name for peer in all_peers()}
    rows = []
    for cell in results.cells:
        if cell[2] != threads:
            continue
        found = results.in_cell(cell)
        ours, peer = best_of(found, MAIN), best_peer(found, without=(_AT_BEST,))
        rows.append(
            (
                cell[0],
                str(cell[1]),
                *(_fastest(found, contenders) for _, contenders in _COLUMNS),
                _over(ours, peer),
                names.get(peer.case.contender, peer.case.contender) if peer else "",
                _over(ours, best_of(found, _AT_BEST)),
            )
        )
    columns = ("", "B", *(title for title, _ in _COLUMNS), "over best", "that is", "over MKL*")
    shown = [k for k in range(len(columns)) if k < 2 or any(row[k] not in ("", NOTHING) for row in rows)]
    print_table(
        f"GFLOP/s with {threads} thread{'s' if threads > 1 else ''} (2 W B / time, float32 weights); ratios are "
        "of ioviz, best mode, within a row",
        [columns[k] for k in shown],
        [[row[k] for k in shown] for row in rows],
        numbers=[at for at, k in enumerate(shown) if 0 < k != len(columns) - 2],
    )


def _fastest(found: Sequence[Measurement], contenders: Sequence[str]) -> str:
    speeds = [
        one.gflops
        for one in found
        if one.status == "ok" and one.case.contender in contenders and one.case.precision == "float32"
    ]
    return f"{max(speeds):.1f}" if speeds else NOTHING


def _over(ours: Measurement | None, other: Measurement | None) -> str:
    from ioviz.viewmodels.text.numbers import ratio

    return ratio(other.median / ours.median) if ours and other else ""


def _show_missing(results: Results) -> None:
    """Print the reasons for missing measurements, each once."""
    reasons: dict[str, list[str]] = {}
    for found in results.measurements:
        if found.status != "ok":
            case = found.case
            where = f"{case.workload} B={case.batch}, {case.threads} thr."
            text = found.message if found.status == "missing" else f"{case.contender}, {found.status}: {found.message}"
            reasons.setdefault(text, []).append(where)
    for reason, cells in reasons.items():
        every = len(cells) >= len(results.cells)
        few = f"{', '.join(cells[:3])}{f' and {len(cells) - 3} more' if len(cells) > 3 else ''}"
        print_text(reason if every else f"{reason} ({few})")


def show_scheduled(results: Results) -> None:
    """Print a table of orders: their I/Os in the model, and their times."""
    from ioviz.core.benchmark.results_text import seconds_text
    from ioviz.viewmodels.text.numbers import compact, count, ratio

    for cell in results.cells:
        found = results.in_cell(cell)
        base = next((one for one in found if one.case.schedule == "neuron" and one.status == "ok"), None)
        rows = []
        for one in found:
            case, ok = one.case, one.status == "ok"
            low, high = one.quartiles
            rows.append(
                (
                    case.schedule if case.precision == "float32" else f"{case.schedule}, {case.precision}",
                    NOTHING if case.ios is None else count(case.ios),
                    NOTHING if case.io_bytes is None else f"{compact(case.io_bytes)}B",
                    seconds_text(one.median) if ok else one.status,
                    f"{seconds_text(low)} to {seconds_text(high)}" if ok else one.message,
                    f"{one.gflops:.1f}" if ok else "",
                    ratio(one.median / base.median) if ok and base else "",
                )
            )
        memory = found[0].case.memory
        print_table(
            f"{cell[0]}, batch {cell[1]}, {cell[2]} thread{'s' if cell[2] > 1 else ''}, as scheduled; M = {memory}",
            ("order", "I/Os", "model's bytes", "time", "quartiles", "GFLOP/s", "time to neuron"),
            rows,
        )
        _show_why_slower(found)
        print_text("")
    show_machine(results)


def _show_why_slower(found: Sequence[Measurement]) -> None:
    """Print why an order with fewer I/Os takes longer, if one does."""
    from ioviz.viewmodels.benchmark.order_times import why_slower

    reason = why_slower(found)
    if reason:
        print_text(reason)


def show_machine(results: Results) -> None:
    """Print the machine in a line, and the warnings."""
    machine = results.machine
    from ioviz.viewmodels.text.numbers import cache_size

    caches = ", ".join(f"{level} {cache_size(size)}" for level, size in machine.caches.items())
    print_text(
        f"{machine.cpu}, {machine.cores} cores; {caches}. Medians; vectors as {results.settings.get('layout', '')}."
    )
    for warning in results.warnings:
        print_text(warning)
