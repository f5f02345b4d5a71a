"""`ioviz`, without a command: opens the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from ioviz.cli.arguments import add_files, network_paths
from ioviz.core.errors import FileFormatError

DESCRIPTION = "Open the window, on a network if one is named."
EXAMPLE = "ioviz --sample digits --theme dark"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, `--sample`, `--theme`."""
    add_files(parser, "a network; or the files of its layers, or a folder of them")
    parser.add_argument("--sample", metavar="NAME", help="a sample network, e.g. digits, instead of FILE")
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"), help="theme of this window (default: the saved one)"
    )


def run(args: argparse.Namespace) -> int:
    """Open the window and wait until it is closed."""
    paths: list[Path] = []
    if args.files or args.sample is not None:
        paths = network_paths(args)
        for path in paths:
            if not path.exists():  # any other problem is reported in the window
                raise FileFormatError(f"{path} cannot be read: no such file.")
    from ioviz.gui.shell.app import run as run_window

    code: int = run_window(() if args.sample else paths, sample=args.sample, theme=args.theme)
    return code
