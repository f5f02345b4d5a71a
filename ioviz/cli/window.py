"""`ioviz`, without a command: opens the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from ioviz.cli.arguments import network_path
from ioviz.core.errors import FileFormatError

DESCRIPTION = "Open the window, on a network if one is named."
EXAMPLE = "ioviz --sample digits --theme dark"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, `--sample`, `--theme`."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="a network")
    parser.add_argument("--sample", metavar="NAME", help="a sample network, e.g. digits, instead of FILE")
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"), help="theme of this window (default: the saved one)"
    )


def run(args: argparse.Namespace) -> int:
    """Open the window and wait until it is closed."""
    path: Path | None = None
    if args.file is not None or args.sample is not None:
        path = network_path(args)
        if not path.is_file():  # any other problem is reported in the window
            raise FileFormatError(f"{path} cannot be read: no such file.")
    from ioviz.gui.shell.app import run as run_window

    code: int = run_window(None if args.sample else path, sample=args.sample, theme=args.theme)
    return code
