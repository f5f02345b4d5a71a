"""A lock between processes; it ends with the last process that holds its file open."""

from __future__ import annotations

import os
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there two processes may compile the same kernel, each for itself
    fcntl = None  # type: ignore[assignment]

LONGEST_WAIT_SECONDS = 60.0
"""So long one process waits for another that compiles the kernel it wants."""


class FileLock:
    """A lock between processes, where the system has one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.file: int | None = None

    def acquire(self) -> bool:
        """Wait for the lock, though not for ever: nothing is wrong without it. Returns whether there was a wait."""
        if fcntl is None or self.file is not None:
            return False
        until, waited = time.monotonic() + LONGEST_WAIT_SECONDS, False
        while not self.try_now() and time.monotonic() < until:
            waited = True
            time.sleep(0.02)
        return waited

    def try_now(self) -> bool:
        """Return False if another process has the lock. It is this one's where it can be, else there is no lock."""
        if fcntl is None or self.file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self.file = file
        return True

    def release(self) -> None:
        """Let others go on."""
        if fcntl is not None and self.file is not None:
            fcntl.flock(self.file, fcntl.LOCK_UN)  # for a forked process, too, which holds the file open
            self.leave()

    def leave(self) -> None:
        """Keep the lock for a child process that inherited the open file, and close it here."""
        if self.file is not None:
            os.close(self.file)
            self.file = None
