"""Quiet mode while times are measured: playback and annealing are paused, jobs are polled less often."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ioviz.gui.anneal.anneal_tab import AnnealTab
from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab
from ioviz.gui.session.context import AppContext


class QuietMode(QObject):
    """Follows the Benchmark tab; what it paused is resumed afterwards."""

    def __init__(self, context: AppContext, anneal: AnnealTab, benchmark: BenchmarkTab, parent: QObject) -> None:
        super().__init__(parent)
        self._player, self._jobs = context.player, context.jobs
        self._anneal, self._results = anneal, benchmark.results
        self._played = self._held_run = False
        benchmark.measuring.connect(self._set)
        self._results.stateChanged.connect(self._state_changed)
        self._player.refused.connect(context.show_news)
        self.on = False

    def _state_changed(self) -> None:
        if self.on and self._results.active is None:
            self._set(False)

    def _set(self, on: bool) -> None:
        if on == self.on:
            return
        self.on = on
        if on:
            self._played = self._player.playing
        self._player.hold(on)
        self._jobs.set_slow_polling(on)
        self._hold_annealing(on)
        if not on and self._played:
            self._player.play()

    def _hold_annealing(self, on: bool) -> None:
        """Pause annealing, which would occupy a core, or resume it unless the user has paused it."""
        runs = self._anneal.runs
        active = runs.active
        if on:
            paused = active is not None and active.feed is not None and active.feed.paused
            self._held_run = active is not None and not paused
            if self._held_run:
                runs.pause(True)
        elif self._held_run and active is not None:
            runs.pause(False)
        self._anneal.suspend(on)
