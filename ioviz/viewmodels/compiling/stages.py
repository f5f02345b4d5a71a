"""The stages in which a process of its own compiles all kernels, and waiting for one of them.

`ioviz compile` goes through the stages, in this order or first the one that somebody waits for. It leaves a mark for
each in the folder of the compiled kernels and holds a lock there as long as it runs, so that every other process knows
what it can load without compiling, and what it has to wait for.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.kernels.file_lock import FileLock

STAGES = {
    "documents": "schedules and traces",
    "drawing": "the network view",
    "curves": "memory curves",
    "annealing": "annealing",
    "optimum": "the search for the optimum",
    "orders": "orders made for M",
    "inference": "inference",
    "measuring": "the benchmark",
    "files": "text files and generators",
    "short weights": "inference with short weights",
}
"""What is compiled, by the name of the stage."""

POLL_SECONDS = 0.1
_LOCK = "compiling.lock"


def prefer_interpreted() -> None:
    """Run small work of this process interpreted until its machine code is loaded."""
    from ioviz.core.kernels.preference import prefer_interpreted

    prefer_interpreted()


def is_compiled(stage: str) -> bool:
    """Whether the kernels of a stage are compiled on this computer; True as well if they cannot be kept."""
    mark = _mark(stage)
    return mark is None or mark.exists()


def mark_compiled(stage: str) -> None:
    """Note that the kernels of a stage are compiled."""
    mark = _mark(stage)
    if mark is not None:
        with suppress(OSError):  # a full disk: they are compiled again
            mark.touch()


def uncompiled() -> list[str]:
    """Return the stages that are not compiled yet: first the one that is waited for."""
    left = [stage for stage in STAGES if not is_compiled(stage)]
    wanted = _in_folder("wanted")
    with suppress(OSError, ValueError):
        first = wanted.read_text() if wanted is not None else ""
        left.insert(0, left.pop(left.index(first)))
    return left


def is_compiling() -> bool:
    """Whether a process compiles all kernels now; False where the system has no locks."""
    lock = claim()
    if lock is not None:
        lock.release()
    return lock is None and _in_folder(_LOCK) is not None


def claim() -> FileLock | None:
    """Return the lock of the process that compiles all kernels; None if another has it, or none can be kept.

    A child process that inherits its open file keeps it.
    """
    from ioviz.core.kernels.file_lock import FileLock

    path = _in_folder(_LOCK)
    lock = FileLock(path) if path is not None else None
    return lock if lock is not None and lock.try_now() else None


def prepared(stage: str, *, urgent: bool = True) -> Generator[Progress, None, None]:
    """Wait while another process compiles the kernels of a stage; it does that one next if it is urgent.

    If there is no such process, this returns at once: what is missing is compiled where it is called.
    """
    from ioviz.core.kernels.cache_folder import count_cached

    if is_compiled(stage) or not is_compiling():
        return
    wanted = _in_folder("wanted")
    began = time.monotonic()
    if wanted is not None and urgent:
        with suppress(OSError):
            wanted.write_text(stage)
    while not is_compiled(stage) and is_compiling():
        cached, kernels = count_cached()
        seconds = int(time.monotonic() - began)
        yield Progress(
            f"Compiling {STAGES[stage]}, once for this computer: {cached} of {kernels} kernels, {seconds} s",
            min(1.0, cached / kernels),
        )
        time.sleep(POLL_SECONDS)


def _mark(stage: str) -> Path | None:
    # By computer: processors differ, and home folders are shared.
    return _in_folder(f"{stage}-{platform.node()}.compiled")


def _in_folder(name: str) -> Path | None:
    from ioviz.core.kernels.cache_folder import cache_folder

    folder = cache_folder()
    return folder / name if folder is not None else None
