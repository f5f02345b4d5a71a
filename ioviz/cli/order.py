"""`ioviz order`: make a schedule and write it to a file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_network, add_schedule, read_network, read_schedule
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.progress import progress_line
from ioviz.cli.results import limits, schedule_facts, sizes

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.schedule.constructive import Trial

DESCRIPTION = """\
Make a schedule, a valid order of a network's connections, and write it to a file. The orders tiled, grouped, bandwidth
and greedy are made for a size M of fast memory; auto tries all orders within a time limit and keeps the best, by I/Os
under MIN, and at least as good as neuron. Without -o, only its cost is printed."""
EXAMPLE = "ioviz order --sample digits --memory 30 --order auto --seconds 5 -o digits.schedule.json"

LEAST_ROWS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the network, the order and where to write it."""
    add_network(parser)
    add_schedule(parser, memory=True)
    parser.add_argument("-o", "--output", metavar="FILE", help="ends in .schedule.json or .schedule.npz")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Make the schedule, print its cost, write it."""
    network = read_network(args)
    from ioviz.core.formats import check_schedule_name, save

    # Before minutes go into making it.
    if args.output is not None:
        check_schedule_name(args.output)
    trials: list[Trial] = []
    if args.order == "auto" and args.memory is not None:
        schedule = _best(network, args, trials)
    else:
        schedule = read_schedule(args, network)
    document: dict[str, Any] = {"file": args.output, **sizes(network), **schedule_facts(schedule)}
    if args.memory is not None:
        from ioviz.core.simulation import simulate

        result = simulate(network, schedule, memory=args.memory)
        bounds = limits(network)
        document |= {"memory": args.memory, "policy": "min", "ios": result.ios, "excess": result.excess, **bounds}
        document["ratio"] = result.ios / bounds["lower_bound"]
    if args.order == "auto":
        from ioviz.core.schedule.constructive import untried

        document["trials"] = [_trial(trial, document["lower_bound"]) for trial in trials]
        document["untried"] = untried((trial.kind for trial in trials), at_lower_bound=document["excess"] == 0)
    if args.output is not None:
        save(schedule, args.output)
    if args.json:
        print_json(document)
    else:
        _show(document)
    return 0


def _best(network: Network, args: argparse.Namespace, trials: list[Trial]) -> Schedule:
    """Run the search of "auto"; every order tried is appended to `trials`."""
    from ioviz.core.schedule import Schedule
    from ioviz.core.schedule.constructive import auto_order_steps
    from ioviz.viewmodels.text.numbers import count

    lower = limits(network)["lower_bound"]
    steps = auto_order_steps(network, args.memory, seconds=args.seconds, seed=args.seed)
    with progress_line(shown=not args.json) as show:
        for step in steps:
            if isinstance(step, Schedule):
                return step
            trials.append(step)
            least = lower + min(trial.excess for trial in trials)
            show(step.elapsed / args.seconds, f"{len(trials)} orders tried, best {count(least)} I/Os")
    raise AssertionError("a search ends with a schedule")


def _trial(trial: Trial, lower: int) -> dict[str, Any]:
    return {
        "kind": trial.kind,
        "settings": dict(trial.settings),
        "ios": lower + trial.excess,
        "excess": trial.excess,
        "ratio": (lower + trial.excess) / lower,
        "seconds": trial.seconds,
        "best_so_far": trial.is_best,
    }


def _show(document: dict[str, Any]) -> None:
    from ioviz.viewmodels.text.numbers import count

    trials = document.get("trials")
    if trials:
        _show_trials(document, trials)
        print_text("")
    written = f"{document['file']}: the" if document["file"] else "The"
    print_text(
        f"{written} order {document['order']} of {count(document['connections'])} connections; "
        f"it attains the lower bound at M = {count(document['live_memory'])}."
    )
    if "ios" in document:
        print_text(
            f"At M = {count(document['memory'])} under MIN: {count(document['ios'])} I/Os, "
            f"{document['ratio']:.4f} times the lower bound."
        )


def _show_trials(document: dict[str, Any], trials: list[dict[str, Any]]) -> None:
    """Print one row for each trial, or for the best so far if there are many; then what there was no time for."""
    from ioviz.viewmodels.document.order_search import untried_text
    from ioviz.viewmodels.text.numbers import count

    shown = [trial for i, trial in enumerate(trials) if i < LEAST_ROWS or trial["best_so_far"]]
    least = min(trial["excess"] for trial in trials)
    rows = [
        (
            trial["kind"],
            count(trial["ios"]),
            f"{trial['ratio']:.4f}",
            count(trial["excess"]),
            f"{trial['seconds']:.2f}",
            "best" if trial["excess"] == least and trial["best_so_far"] else "",
            _settings(trial["settings"]),
        )
        for trial in shown
    ]
    columns = ("order", "I/Os", "of the lower bound", "excess", "seconds", "", "settings")
    title = f"{document['name'] or 'network'}, M = {count(document['memory'])}, policy MIN"
    print_table(title, columns, rows, numbers=(1, 2, 3, 4))
    if len(shown) < len(trials):
        print_text(f"... and {count(len(trials) - len(shown))} more that were not better; --json prints all.")
    missed = untried_text((trial["kind"] for trial in trials), at_lower_bound=least == 0)
    if missed:
        print_text(missed)


def _settings(settings: dict[str, Any]) -> str:
    def shown(value: Any) -> str:
        if isinstance(value, (list, tuple)):
            return " / ".join(map(shown, value))
        return f"{value:.3g}" if isinstance(value, float) else str(value)

    return ", ".join(f"{name} {shown(value)}" for name, value in settings.items())
