"""Let a monkey use the window; see the package.

A run that fails is done again with fewer and fewer actions; what is left is printed as sentences and kept in a file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.monkey.runs import Outcome, report, run, shorten


def main() -> int:
    """Run seeds, side by side if wanted; return 1 if one has failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description="Random actions in the window.")
    parser.add_argument("--seed", type=int, default=0, help="of the first run (default: 0)")
    parser.add_argument("--actions", type=int, default=1000, help="for each seed (default: 1000)")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, one after the other (default: 1)")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time (default: 1)")
    parser.add_argument("--replay", type=Path, help="do the actions of this file instead")
    parser.add_argument("--shorten", type=float, default=180, help="seconds to shorten a failure (0: not at all)")
    parser.add_argument("--keep", type=Path, help="a folder for the actions of failures (default: a temporary one)")
    parser.add_argument("--plant", default="", help=argparse.SUPPRESS)
    args = parser.parse_args()
    keep = args.keep or Path(tempfile.mkdtemp(prefix="ioviz-monkey-"))
    keep.mkdir(parents=True, exist_ok=True)

    def one(seed: int) -> Outcome:
        outcome = run(seed=seed, actions=args.actions, replay=args.replay, plant=args.plant)
        print(report(outcome), flush=True)
        if outcome.faults:
            shortened = shorten(outcome, args.shorten, plant=args.plant)
            file = shortened.save(keep)
            print(f"{shortened.text()}\nAgain: python -m tests.monkey --replay {file}\n", flush=True)
        return outcome

    seeds = [args.seed] if args.replay else range(args.seed, args.seed + args.seeds)
    with ThreadPoolExecutor(args.processes) as pool:
        outcomes = list(pool.map(one, seeds))
    failed = sum(bool(outcome.faults) for outcome in outcomes)
    if len(outcomes) > 1:
        actions, seconds = sum(one.actions for one in outcomes), sum(one.seconds for one in outcomes)
        print(
            f"{actions:,} actions, {1000 * seconds / max(1, actions):.1f} ms each, {failed} of {len(outcomes)} failed"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
