"""`ioviz anneal`: improve a schedule by many small moves."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_machine, add_network, read_network, whole
from ioviz.cli.output import print_facts, print_json, print_text
from ioviz.cli.progress import interrupts, progress_line
from ioviz.cli.results import counters, limits, schedule_facts, sizes
from ioviz.core.names import ORDER_NAMES

if TYPE_CHECKING:
    from ioviz.core.annealing import AnnealSnapshot
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

DESCRIPTION = (
    "Anneal an order of connections: propose moves, accept those that cost fewer I/Os, and sometimes one that costs "
    "more. Ctrl+C stops the run and keeps the best order so far."
)
EXAMPLE = "ioviz anneal --sample digits --memory 30 --seconds 10 --seed 1 -o best.schedule.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the machine, how to anneal, where to write the schedule."""
    add_network(parser)
    add_machine(parser)
    parser.add_argument("--seconds", type=float, help="time limit (default: 60, unless --proposals is given)")
    parser.add_argument(
        "--proposals",
        type=whole("the number of proposals", 1),
        help="limit of proposals of all chains; without --seconds, the same seed then gives the same schedule",
    )
    parser.add_argument("--seed", type=whole("the seed", 0), default=0, help="seed of the random numbers (default: 0)")
    parser.add_argument("--method", default="ioviz", metavar="METHOD", help="ioviz or paper (default: ioviz)")
    parser.add_argument(
        "--start", metavar="ORDER", help="an order or a schedule file to start from (default: the method's own)"
    )
    parser.add_argument(
        "--objective", default="ios", metavar="WHAT", help="ios, reads, writes, or weights of both, as 1,4"
    )
    parser.add_argument(
        "--temperature", metavar="T", help="a constant, or the first and the last, as 1,0.1 (default: measured)"
    )
    parser.add_argument(
        "--restarts",
        type=whole("the number of restarts", 0),
        default=0,
        help="how often to return to the best order and cool again (default: 0)",
    )
    parser.add_argument(
        "--chains", type=whole("the number of chains", 1), help="processes (default: one less than there are cores)"
    )
    parser.add_argument("--check", action="store_true", help="simulate every accepted order in full: slow; one chain")
    parser.add_argument("-o", "--output", metavar="FILE", help="ends in .schedule.json or .schedule.npz")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Anneal, print the result, write the schedule."""
    network = read_network(args)
    from ioviz.core.annealing import anneal
    from ioviz.core.simulation import simulate

    def begin() -> Iterator[AnnealSnapshot | Schedule]:
        return anneal(
            network,
            args.memory,
            args.policy,
            start=_start(args.start, network),
            seconds=args.seconds,
            proposals=args.proposals,
            seed=args.seed,
            method=args.method,
            objective=_numbers(args.objective, "objective") if "," in args.objective else args.objective,
            temperature=None if args.temperature is None else _temperature(args.temperature),
            restarts=args.restarts,
            chains=_chains(args),
            check=args.check,
        )

    last, best, stopped = _follow(begin, network, args)
    result = simulate(network, best, memory=args.memory, policy=args.policy)
    if args.output:
        from ioviz.core.formats import save

        save(best, args.output)
    document: dict[str, Any] = {
        **sizes(network),
        "memory": result.memory,
        "policy": result.policy,
        **schedule_facts(best),
        **counters(result.counts),
        **limits(network),
    }
    document["ratio"] = result.ios / document["lower_bound"]
    document["start_objective"] = last.start if last else None
    document["best_objective"] = last.best if last else None
    document["start"] = best.settings.get("start")
    document["repeatable"] = args.proposals is not None and args.seconds is None and not stopped
    document["proposals"] = last.proposals if last else 0
    document["accepted"] = last.accepted if last else 0
    document["restarts"] = last.restarts if last else 0
    document["seconds"] = last.elapsed if last else 0.0
    document["stopped"] = stopped
    document["file"] = args.output
    if args.json:
        print_json(document)
    else:
        _show(document, last)
    return 0


def _show(document: dict[str, Any], last: AnnealSnapshot | None) -> None:
    from ioviz.viewmodels.text.numbers import count

    rows = [
        ("I/Os", count(document["ios"])),
        ("re-reads", count(document["rereads"])),
        ("eviction writes", count(document["evict_writes"])),
        ("lower bound", count(document["lower_bound"])),
    ]
    if last is not None:
        # All chains together, the time of making the start order left out.
        per_second = last.proposals / last.elapsed
        rows = [
            (f"at the start: {document['start']}" if document["start"] else "at the start", count(round(last.start))),
            *rows,
            ("proposals", count(last.proposals)),
            ("accepted", count(last.accepted)),
            ("proposals per second", count(round(per_second))),
        ]
    print_facts(f"{document['name'] or 'network'}: annealed, M = {document['memory']}", rows, numbers=True)
    print_text("")
    stopped = " Stopped before the limit." if document["stopped"] else ""
    written = f" Written to {document['file']}." if document["file"] else ""
    print_text(f"{document['ratio']:.4f} times the lower bound.{stopped}{written}")
    if document["repeatable"]:
        print_text("Repeatable: the same settings and seed give the same schedule on any computer.")
    else:
        print_text("Not repeatable: it was limited by time. With --proposals and without --seconds it is.")


def _follow(
    begin: Callable[[], Iterator[AnnealSnapshot | Schedule]], network: Network, args: argparse.Namespace
) -> tuple[AnnealSnapshot | None, Schedule, bool]:
    """Iterate until the end or Ctrl+C; returns the last snapshot, the best schedule, and whether it was stopped."""
    from ioviz.core.network import bounds
    from ioviz.core.schedule import Schedule

    last: AnnealSnapshot | None = None
    lower = bounds(network).lower if args.objective == "ios" else 0
    with interrupts() as interrupted, progress_line(shown=not args.json) as show:
        show(None, "Preparing: the kernels and the start order")
        for step in begin():
            if isinstance(step, Schedule):
                return last, step, False
            last = step
            show(last.progress, _progress_text(last, lower))
            if interrupted:
                return last, last.best_schedule(), True
    raise AssertionError("an annealing run ends with a schedule")


def _progress_text(last: AnnealSnapshot, lower: int) -> str:
    from ioviz.viewmodels.text.numbers import count

    ratio = f" ({last.best / lower:.4f} x lower bound)" if lower else ""
    return (
        f"best {count(round(last.best))}{ratio}  now {count(round(last.current))}  T {last.temperature:.2f}  "
        f"{count(round(last.proposals_per_second))}/s"
    )


def _chains(args: argparse.Namespace) -> int:
    if args.chains is not None:
        return int(args.chains)
    return 1 if args.check else max(1, (os.cpu_count() or 1) - 1)


def _start(text: str | None, network: Network) -> Schedule | str | None:
    if text is None:
        return None
    if text in ORDER_NAMES:
        return text
    from pathlib import Path

    path = Path(text)
    if not path.exists() and not path.suffix:
        return text  # `anneal` reports the unknown order
    from ioviz.core.formats import load_schedule

    return load_schedule(path, network)


def _numbers(text: str, what: str) -> list[float]:
    from ioviz.core.errors import InvalidArgument

    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise InvalidArgument(f"The {what} is a number, or numbers with a comma between them, not {text!r}.") from None


def _temperature(text: str) -> float | tuple[float, float]:
    from ioviz.core.errors import InvalidArgument

    values = _numbers(text, "temperature")
    if len(values) == 1:
        return values[0]
    if len(values) == 2:
        return values[0], values[1]
    raise InvalidArgument(f"The temperature is one number, or a first and a last one, not {text!r}.")
