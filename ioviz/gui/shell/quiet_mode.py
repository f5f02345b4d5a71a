"""Quiet while times are measured: the animation waits, an annealing run is held, the window looks at jobs seldom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ioviz.gui.shell.main_window import MainWindow


class QuietMode(QObject):
    """Goes by what the Benchmark tab says; what it stopped goes on afterwards."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._played = self._held_run = False
        window.benchmark.measuring.connect(self._set)
        window.benchmark.results.stateChanged.connect(self._state_changed)
        window.player.refused.connect(window.message.show_news)
        self.on = False

    def _state_changed(self) -> None:
        if self.on and self._window.benchmark.results.active is None:
            self._set(False)

    def _set(self, on: bool) -> None:
        if on == self.on:
            return
        self.on = on
        window = self._window
        if on:
            self._played = window.player.playing
        window.player.hold(on)
        window.jobs.set_calm(on)
        self._hold_annealing(on)
        if not on and self._played:
            window.player.play()

    def _hold_annealing(self, on: bool) -> None:
        """It would take a core from what is measured. One that people paused stays paused."""
        runs = self._window.anneal.runs
        active = runs.active
        if on:
            paused = active is not None and active.feed is not None and active.feed.paused
            self._held_run = active is not None and not paused
            if self._held_run:
                runs.pause(True)
        elif self._held_run and active is not None:
            runs.pause(False)
        self._window.anneal.rest(on)
