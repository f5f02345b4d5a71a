"""The process that compiles all kernels in the background when the window is open for the first time."""

from __future__ import annotations

import subprocess
import sys


class KernelCompiler:
    """Runs `ioviz compile` unless everything is compiled or another process does it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process if there is something to do for it."""
        from ioviz.viewmodels.compiling.stages import claim, uncompiled

        lock = claim() if uncompiled() else None
        if lock is None:
            return
        # The child inherits the lock, so that it is held without a gap as long as the child lives.
        inherited = () if lock.file is None else (lock.file,)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ioviz", "compile", "--background"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=inherited,
            )
        except OSError:
            pass  # everything is compiled where it is called
        finally:
            lock.leave()

    def stop(self) -> None:
        """End the process; what it has compiled is kept."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None
