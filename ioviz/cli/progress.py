"""The progress line of long commands, and stopping them with Ctrl+C without losing their results."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Show = Callable[[float | None, str], None]


@contextmanager
def progress_line(*, shown: bool = True) -> Iterator[Show]:
    """Show a progress line on stderr, if that is a terminal; it is removed at the end.

    Yields
    ------
    callable
        Shows the share that is done (0 to 1, None if unknown) and a text.
    """
    if not (shown and sys.stderr.isatty()):
        yield lambda share, text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (BarColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def show(share: float | None, text: str) -> None:
            if share is not None:
                progress.update(task, total=1.0, completed=min(share, 1.0))
            progress.update(task, description=text)

        yield show


@contextmanager
def interrupts() -> Iterator[list[int]]:
    """Yield a list that is empty until the first Ctrl+C; the second one raises KeyboardInterrupt."""
    seen: list[int] = []

    def note(number: int, _: object) -> None:
        seen.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, note)
    except ValueError:  # not the main thread, which is the only one that gets signals
        yield seen
        return
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)
