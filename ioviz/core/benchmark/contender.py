"""The parent's side of a contender's process: requests, time limits, and crashes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioviz.core.benchmark import child
from ioviz.core.benchmark.cores import choose_cores, thread_variables

if TYPE_CHECKING:
    from ioviz.core.benchmark.peers.peer import Peer

EXIT_SECONDS = 0.5
SETTLE_SECONDS = 0.05
"""Used if the CPU time of a process is unknown."""
MOST_SETTLE_SECONDS = 0.3
_SETTLE_STEP = 0.012
_QUIET_NANOSECONDS = 500_000
_POLL_SECONDS = 0.05
_START_LIMIT = 60.0
_TAIL_BYTES = 4000


class Crashed(Exception):
    """The process ended; the message is the reason."""


class TooSlow(Exception):
    """The answer did not come within the limit."""


class Contender:
    """A process that runs one peer. Ended by `close`, or with the parent.

    Parameters
    ----------
    peer : Peer
    threads : int
    """

    def __init__(self, peer: Peer, threads: int) -> None:
        self.peer = peer
        self.known: set[str] = set()
        """The networks that were sent to it."""
        self.warmed: set[child.Warm] = set()
        """The settings for which its kernels are compiled."""
        handle, self._stderr = tempfile.mkstemp(prefix="ioviz-contender-", suffix=".txt")
        os.close(handle)
        # Not forked: the parent may have threads and a window, and libraries have to be loaded anew.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: Any = context.Process(target=child.work, args=(theirs,), name=f"ioviz-{peer.name}", daemon=True)
        try:
            self.process.start()
            theirs.close()
            environment = {**thread_variables(threads), **peer.environment}
            self.pipe.send(child.Start(peer.name, choose_cores(threads), threads, environment, self._stderr))
        except BaseException:
            self.close()
            raise
        self._started = False

    def start(self) -> Generator[None, None, None]:
        """Wait until its library is loaded, yielding several times a second. Raises as `ask`."""
        try:
            if not self._started:
                yield from self._answer(_START_LIMIT)
                self._started = True
        except (EOFError, OSError):
            raise Crashed(self._why()) from None

    def ask(self, request: Any, limit: float) -> Generator[None, None, Any]:
        """Send a request and wait for its answer, yielding several times a second.

        Returns
        -------
        object
            The answer; `child.Failed` if it raised there.

        Raises
        ------
        Crashed
            If the process ended.
        TooSlow
            If there was no answer in `limit` seconds. The process is of no further use: `close` it.
        """
        yield from self.start()
        try:
            self.pipe.send(request)
            answer = yield from self._answer(limit)
        except (EOFError, OSError):
            raise Crashed(self._why()) from None
        return answer

    def _answer(self, limit: float) -> Generator[None, None, Any]:
        until = time.monotonic() + limit
        while not self.pipe.poll(_POLL_SECONDS):
            if time.monotonic() > until:
                raise TooSlow
            yield
        return self.pipe.recv()

    def _why(self) -> str:
        """Return how the process ended, in a sentence."""
        self.process.join(EXIT_SECONDS)
        code = self.process.exitcode
        how = f"ended with exit code {code}"
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                how = f"was ended by the signal {signal.Signals(-code).name}"
            if -code == getattr(signal, "SIGKILL", 9):
                how += ", as systems do when memory runs out"
        output = self._last_line()
        return f"Its process {how}{': ' + output if output else ''}."

    def _last_line(self) -> str:
        try:
            text = Path(self._stderr).read_bytes()[-_TAIL_BYTES:].decode("utf-8", "replace")
        except OSError:
            return ""
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        return lines[-1].rstrip(".")[:200] if lines else ""

    def settle(self) -> None:
        """Wait until its threads sleep: most libraries' threads first spin on a core that the next contender needs."""
        if self.process.pid is None:
            return
        before = _cpu_time_of(self.process.pid)
        if before is None:
            time.sleep(SETTLE_SECONDS)
            return
        until = time.monotonic() + MOST_SETTLE_SECONDS
        while time.monotonic() < until:
            time.sleep(_SETTLE_STEP)
            now = _cpu_time_of(self.process.pid)
            if now is None or now - before < _QUIET_NANOSECONDS:
                return
            before = now

    def hang_up(self) -> None:
        """Close the pipe, upon which the process ends."""
        self.pipe.close()

    def close(self, patience: float = EXIT_SECONDS) -> None:
        """End the process."""
        self.hang_up()
        if self.process.pid is not None:
            self.process.join(patience)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()
        with contextlib.suppress(OSError):
            os.unlink(self._stderr)


def close_all(contenders: list[Contender]) -> None:
    """End several processes."""
    for contender in contenders:
        contender.hang_up()
    until = time.monotonic() + EXIT_SECONDS
    for contender in contenders:
        contender.close(max(0.0, until - time.monotonic()))


def _cpu_time_of(pid: int) -> int | None:
    """Return the CPU time of all threads of a process in nanoseconds, None if it is unknown."""
    total = 0
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return total
