"""Worker threads for programs: the only threads of core.

A program shares the tiles of a batch among threads. It is called by scripts, from the command line and from the
window's job threads, several at a time; so threads are not numba's, whose pool may be used by one caller at a time,
but these: each helper serves one call at a time, waits for the next one, and ends when none has come for a second.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue

IDLE_SECONDS = 1.0
Task = Callable[[], None]
_Answer = SimpleQueue[BaseException | None]


class _Helper(threading.Thread):
    """Runs one task after the other."""

    def __init__(self) -> None:
        super().__init__(name="ioviz-inference", daemon=True)
        self.tasks: SimpleQueue[tuple[Task, _Answer]] = SimpleQueue()

    def run(self) -> None:
        while True:
            try:
                task, answer = self.tasks.get(timeout=IDLE_SECONDS)
            except Empty:
                try:
                    _idle.remove(self)
                except ValueError:  # this helper has just been taken: its task follows
                    continue
                return
            error: BaseException | None = None
            try:
                task()
            except BaseException as raised:
                error = raised
            _idle.append(self)
            answer.put(error)
            del task, answer, error  # frees what they hold


_idle: deque[_Helper] = deque()


def run_together(task: Task, threads: int) -> None:
    """Run `task` in this thread and in ``threads - 1`` helpers at the same time, and return when all have ended.

    An error of any of them is raised here, this thread's own first.
    """
    answer: _Answer = SimpleQueue()
    for _ in range(threads - 1):
        try:
            helper = _idle.pop()
        except IndexError:
            helper = _Helper()
            helper.start()
        helper.tasks.put((task, answer))
    errors: list[BaseException | None] = []
    try:
        task()
    finally:  # the helpers use the caller's arrays, so wait until they have ended
        errors = [answer.get() for _ in range(threads - 1)]
    for error in errors:
        if error is not None:
            raise error
