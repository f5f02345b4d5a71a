"""`ioviz bench`: measure this program on this computer."""

from __future__ import annotations

import argparse
from importlib import import_module

from ioviz.cli.arguments import add_targets

DESCRIPTION = (
    "Measure this program on this computer: medians, and ratios within one run, which is what can be compared."
)
EXAMPLE = "ioviz bench kernels --quick"

TARGETS = ("kernels", "limits", "show")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `kernels`, `limits` and `show`."""
    add_targets(parser, {name: import_module(f"ioviz.cli.bench.{name}") for name in TARGETS})


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    code: int = import_module(f"ioviz.cli.bench.{args.target}").run(args)
    return code
