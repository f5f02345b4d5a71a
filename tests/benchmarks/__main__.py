"""Measure ioviz itself on this computer; see the package."""

from __future__ import annotations

import argparse
import sys

from ioviz.cli.arguments import add_targets
from ioviz.cli.main import exit_code, run_command
from tests.benchmarks import annealing, engine, formats
from tests.benchmarks.window import command as window

PROGRAM = "python -m tests.benchmarks"
DESCRIPTION = (
    "Measure ioviz itself on this computer: medians, and ratios within one run, which is what can be compared."
)
EXAMPLE = engine.EXAMPLE
TARGETS = {"engine": engine, "anneal": annealing, "formats": formats, "window": window}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`engine`, `anneal`, `formats` and `window`."""
    add_targets(parser, TARGETS)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    return TARGETS[args.target].run(args)


def main(words: list[str]) -> int:
    """Run the benchmark of the arguments; returns the exit code."""
    return exit_code(PROGRAM, lambda: run_command(sys.modules[__name__], PROGRAM, words))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
