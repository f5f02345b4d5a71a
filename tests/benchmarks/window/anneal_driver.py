"""Measures annealing in the real window: how late its event loop is meanwhile, and how long Stop takes.

Called by `tests.benchmarks.window.driver`, in a process of its own.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer

if TYPE_CHECKING:
    from ioviz.gui.shell.main_window import MainWindow

TICK_MS = 5
WARM_UP_MS = 1500  # of each run, before anything is measured
LEAST_POINTS = 20
START = "neuron"  # made at once, and far from the best: everything moves


class AnnealMeasurement:
    """Starts a run again and again, looks how late a timer is while it goes on, and stops it.

    Stop is over when the run is "stopped" with its best schedule: seconds in `stop_s`. `late_s`: for each tick of
    `TICK_MS` how much later it came.
    """

    def __init__(self, memory: int, chains: int, stops: int, seconds: float) -> None:
        self._memory, self._chains, self._left, self._seconds = memory, chains, stops, seconds
        self.answer: dict[str, Any] = {"late_s": [], "stop_s": [], "proposals": []}
        self._tick_began = self._stop_began = 0.0

    def watch(self, window: MainWindow) -> None:
        """Begin when the window is ready."""
        self._window = window
        self._ticker = QTimer(window)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.setSingleShot(True)
        self._ticker.timeout.connect(self._tick)
        window.readyToPlay.connect(self._set_machine)

    def _set_machine(self) -> None:
        session = self._window.session
        if session.wanted is not None and session.wanted.memory == self._memory:
            self._prepare()
            return
        session.documentChanged.connect(self._prepare)
        session.change("memory", memory=self._memory)

    def _prepare(self, _document: object = None) -> None:
        window = self._window
        window.actions_["tab_anneal"].trigger()
        form = window.anneal.form
        form.start.setCurrentIndex(form.start.findData(START))
        form.chains.setMaximum(max(self._chains, form.chains.maximum()))
        form.chains.setValue(self._chains)
        form.seconds.setValue(600)
        window.anneal.runs.stateChanged.connect(self._state_changed)
        QTimer.singleShot(1500, self._start)  # the plots are imported meanwhile

    def _start(self) -> None:
        if not self._left:
            self._window.close()
            return
        if not self._window.jobs.idle:  # of the run before
            QTimer.singleShot(50, self._start)
            return
        self._left -= 1
        self._window.anneal.start()

    def _state_changed(self) -> None:
        run = self._window.anneal.run
        if run is None:
            return
        if run.state == "running" and not self._stop_began:
            self._stop_began = -1.0
            QTimer.singleShot(WARM_UP_MS, self._when_warm)
        elif run.state == "stopped" and run.schedule is not None and self._stop_began > 0.0:
            self.answer["stop_s"].append(time.perf_counter() - self._stop_began)
            self.answer["proposals"].append(run.proposals)
            self._stop_began = 0.0
            QTimer.singleShot(0, self._start)

    def _when_warm(self) -> None:
        """Kernels are loaded and processes started when proposals flow."""
        run = self._window.anneal.run
        if run is None or len(run.curves) < LEAST_POINTS:
            QTimer.singleShot(100, self._when_warm)
            return
        self._ends = time.perf_counter() + self._seconds
        self._again()

    def _again(self) -> None:
        self._tick_began = time.perf_counter()
        self._ticker.start(TICK_MS)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.answer["late_s"].append(max(0.0, now - self._tick_began - TICK_MS / 1000))
        if now < self._ends:
            self._again()
        else:
            self._stop_began = time.perf_counter()
            self._window.anneal.runs.stop()
