"""The only module that makes threads: long work that can be superseded or cancelled and reports progress.

A job belongs to a *lane* ("document", "preview", ...). A lane has one wanted job: starting another one
supersedes it, and its result is discarded. Work is a plain function, or a generator function that yields
`Progress` and returns its result; to stop it, the iteration ends.

Results travel by a mailbox. A job that ends wakes the GUI thread, which drains it; progress is stored on the
job and polled by a timer 60 times a second: a queued signal for each would flood the window.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from types import GeneratorType
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance, Slot

from ioviz.gui.session import garbage
from ioviz.viewmodels.text.progress import Progress

DRAIN_EVERY_MS = 16
SLOW_DRAIN_MS = 500  # while times are measured; the end of a job still wakes the GUI thread at once
SLOW_AFTER_S = 0.3  # quick work is not shown, so that nothing flickers
CLOSE_S, SAVE_S = 0.5, 20.0  # how long closing waits for a thread to stop, and for one that is saving

Work = Callable[[], Any]


@dataclass(eq=False)
class Job:
    """One piece of work: `number` grows by one with each, over all lanes."""

    number: int
    lane: str
    title: str
    work: Work
    done: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None
    progressed: Callable[[Progress], None] | None
    saving: Callable[[], bool]
    started: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Progress | None = None
    reported_progress: Progress | None = None
    thread: threading.Thread | None = None
    discarded: bool = False  # superseded or cancelled: no callback is called


class Jobs(QObject):
    """Runs work in threads and hands results to the GUI thread."""

    activityChanged = Signal(object)  # the oldest slow Job, to be shown, or None
    jobFailed = Signal(object)  # an exception of a job without `failed`
    _ended = Signal()  # from a job's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._running: dict[int, Job] = {}
        self._wanted: dict[str, int] = {}
        self._mailbox: SimpleQueue[tuple[Job, str, Any]] = SimpleQueue()
        self._shown: Job | None = None
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_EVERY_MS)
        self._timer.timeout.connect(self._drain)
        self._ended.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        lane: str,
        work: Work,
        *,
        title: str = "",
        done: Callable[[Any], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        progressed: Callable[[Progress], None] | None = None,
        saving: Callable[[], bool] = lambda: False,
    ) -> int:
        """Run `work` in a thread, instead of what runs in the same lane; return its number.

        While `saving` returns True, closing waits for it: something would be lost otherwise.
        """
        if self._closed:
            return 0
        self.cancel(lane)
        self._number += 1
        job = Job(self._number, lane, title, work, done, failed, progressed, saving)
        self._running[job.number] = job
        self._wanted[lane] = job.number
        job.thread = threading.Thread(
            target=_run, args=(job, self._mailbox, self._ended), name=f"ioviz-job-{job.number}-{lane}", daemon=True
        )
        garbage.suspend(self)
        job.thread.start()
        self._timer.start()
        return job.number

    def cancel(self, lane: str) -> None:
        """Ask the lane's job to stop and discard its result."""
        job = self._running.get(self._wanted.pop(lane, 0))  # numbers start at 1
        if job is not None:
            job.discarded = True
            job.stop.set()
            self._show_activity()

    def set_slow_polling(self, on: bool) -> None:
        """Poll progress only twice a second, so that measurements are not disturbed."""
        self._timer.setInterval(SLOW_DRAIN_MS if on else DRAIN_EVERY_MS)

    def is_running(self, lane: str) -> bool:
        """Whether the lane's wanted job has not ended yet."""
        return lane in self._wanted

    @property
    def idle(self) -> bool:
        """Whether no job's thread is left, wanted or not."""
        return not (self._left() if self._closed else self._running)

    def close(self, patience: float = CLOSE_S) -> bool:
        """Stop everything and wait for the threads; no result is delivered any more.

        Returns whether all of them ended within `patience` seconds. A job that is saving has longer; the others may go
        on until the process ends, as nothing depends on them: a kernel cannot be interrupted.
        """
        self._closed = True
        self._timer.stop()
        for job in self._running.values():
            job.discarded = True
            job.stop.set()
        began = time.monotonic()
        while self._left() and time.monotonic() < began + patience:
            time.sleep(0.005)
        while self.saving and time.monotonic() < began + SAVE_S:
            time.sleep(0.005)
        left = self._left()
        self._running = {job.number: job for job in left}
        self._wanted.clear()
        if not left:
            garbage.resume(self)
        return not left

    @property
    def saving(self) -> bool:
        """Whether a job is saving something."""
        return any(job.saving() for job in self._left())

    def _left(self) -> list[Job]:
        return [job for job in self._running.values() if job.thread is not None and job.thread.is_alive()]

    @Slot()
    def _drain(self) -> None:
        if self._closed:
            return
        for _ in range(256):  # bounded, so that a flood cannot block the window
            try:
                job, kind, value = self._mailbox.get_nowait()
            except Empty:
                break
            self._deliver(job, kind, value)
        for job in list(self._running.values()):
            if job.progress is not job.reported_progress and not job.discarded:
                job.reported_progress = job.progress
                if job.progressed is not None and job.progress is not None:
                    job.progressed(job.progress)
        if not self._closed:
            self._show_activity()
            garbage.collect()
            if not self._running:
                self._timer.stop()
                garbage.resume(self)

    def _deliver(self, job: Job, kind: str, value: Any) -> None:
        self._running.pop(job.number, None)
        if job.thread is not None:
            job.thread.join()  # its result is posted, so this returns at once
        if job.discarded or self._wanted.get(job.lane) != job.number:
            return
        del self._wanted[job.lane]
        if kind == "done" and job.done is not None:
            job.done(value)
        elif kind == "failed":
            if job.failed is not None:
                job.failed(value)
            else:
                self.jobFailed.emit(value)

    def _show_activity(self) -> None:
        now = time.monotonic()
        shown = next(
            (
                job
                for job in self._running.values()
                if job.title and not job.discarded and now - job.started >= SLOW_AFTER_S
            ),
            None,
        )
        if shown is not None or self._shown is not None:
            self._shown = shown
            self.activityChanged.emit(shown)


def _run(job: Job, mailbox: SimpleQueue[tuple[Job, str, Any]], ended: SignalInstance) -> None:
    """Run in the thread: progress is stored on the job (only the newest counts), the end is posted."""
    try:
        result = job.work()
        if isinstance(result, GeneratorType):
            result = _iterate(job, result)
        mailbox.put((job, "done", result))
    except BaseException as error:  # MemoryError and the like must reach the window, too
        mailbox.put((job, "failed", error))
    ended.emit()


def _iterate(job: Job, steps: Generator[Progress, None, Any]) -> Any:
    try:
        while not job.stop.is_set():
            try:
                job.progress = next(steps)
            except StopIteration as end:
                return end.value
    finally:
        steps.close()
    return None
