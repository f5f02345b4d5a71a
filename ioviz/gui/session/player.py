"""The playback clock of ``viewmodels.frame.playback`` in Qt: a timer while it plays, signals when it moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ioviz.viewmodels.frame.playback import Playback, Position

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

TICK_MS = 16


class Player(QObject):
    """Moves through a trace; every request is a method, every result a signal."""

    positionChanged = Signal(object)  # Position
    playingChanged = Signal(object)  # bool
    speedChanged = Signal(object)  # int, units a second; emitted also when it is chosen or fitted
    unitChanged = Signal(object)  # "connection" | "io" | "share"
    lengthChanged = Signal(object)  # int
    refused = Signal(object)  # str: why it does not play
    nothingFound = Signal(object)  # (kind, direction) of a jump that found nothing

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback = Playback()
        self._held = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def position(self) -> Position:
        return self._playback.position

    @property
    def length(self) -> int:
        return self._playback.length

    @property
    def playing(self) -> bool:
        return self._playback.playing

    @property
    def speed(self) -> int:
        return self._playback.speed

    @property
    def fitted(self) -> bool:
        """Whether the speed fits the schedule; else it was chosen."""
        return self._playback.fitted

    @property
    def seconds(self) -> float:
        """How long the whole schedule plays."""
        return self._playback.n_units / self._playback.speed

    @property
    def unit(self) -> str:
        return self._playback.unit

    @property
    def beyond(self) -> int:
        """I/Os that other schedules have done since the end of the one that is played."""
        return self._playback.beyond

    def set_longest(self, ios: int) -> None:
        """Play on until the schedule with the most I/Os has ended, where schedules step together by I/O."""
        self._playback.set_longest(ios)

    def redraw(self) -> None:
        """Emit the position again: what is shown of it has changed."""
        self.positionChanged.emit(self._playback.position)

    def set_trace(self, trace: Trace | None, *, keep_position: bool) -> None:
        """Set the trace; emit length and position in any case, so that all views redraw."""
        self._playback.set_trace(trace, keep_position=keep_position)
        self.speedChanged.emit(self._playback.speed)
        self.lengthChanged.emit(self._playback.length)
        self.positionChanged.emit(self._playback.position)
        self._follow()

    def toggle(self) -> None:
        if self._playback.playing:
            self.pause()
        else:
            self.play()

    def hold(self, on: bool) -> None:
        """Pause, and refuse to play until released: times are being measured."""
        self._held = on
        if on:
            self.pause()

    def play(self) -> None:
        if self._held:
            self.refused.emit("Playback is paused while times are measured.")
            return
        before = (self._playback.position, self._playback.beyond)
        self._playback.play()
        if (self._playback.position, self._playback.beyond) != before:
            self.positionChanged.emit(self._playback.position)
        self._follow()

    def pause(self) -> None:
        self._playback.pause()
        self._follow()

    def forward(self) -> None:
        self._do(self._playback.forward)

    def back(self) -> None:
        self._do(self._playback.back)

    def leap_forward(self) -> None:
        self._do(lambda: self._playback.leap(+1))

    def leap_back(self) -> None:
        self._do(lambda: self._playback.leap(-1))

    def to_start(self) -> None:
        self._do(lambda: self._playback.seek(0))

    def to_end(self) -> None:
        self._do(lambda: self._playback.seek(self._playback.length))

    def seek(self, step: int) -> None:
        """Go to after `step` connections; playback continues from there."""
        self._do(lambda: self._playback.seek(int(step)), stop=False)

    def jump(self, kind: str, direction: int) -> None:
        """Go to the next or previous connection that does this kind of I/O."""
        before = self._playback.position
        self._do(lambda: self._playback.jump(kind, direction))
        if self._playback.position == before and self.length:
            self.nothingFound.emit((kind, direction))

    def set_speed(self, speed: int) -> None:
        """Choose a speed, which is kept for other schedules."""
        if speed != self._playback.speed or self._playback.fitted:
            self._playback.speed = speed
            self.speedChanged.emit(speed)

    def fit_speed(self, on: bool) -> None:
        """Let the speed fit the schedule, or keep the current one."""
        self._playback.fit_speed(on)
        self.speedChanged.emit(self._playback.speed)

    def faster(self) -> None:
        self._playback.faster()
        self.speedChanged.emit(self._playback.speed)

    def slower(self) -> None:
        self._playback.slower()
        self.speedChanged.emit(self._playback.speed)

    def set_unit(self, unit: str) -> None:
        if unit != self._playback.unit:
            self._playback.set_unit(unit)
            self.unitChanged.emit(unit)
            self.speedChanged.emit(self._playback.speed)

    def close(self) -> None:
        self._timer.stop()

    def _do(self, move: Callable[[], bool], *, stop: bool = True) -> None:
        """Move on a user action; all but a seek pause playback."""
        if self.length == 0:
            return
        if stop:
            self._playback.pause()
        if move():
            self.positionChanged.emit(self._playback.position)
        if self._playback.at_end:
            self._playback.pause()
        self._follow()

    def _tick(self) -> None:
        if self._playback.advance(self._clock.restart() / 1000):
            self.positionChanged.emit(self._playback.position)
        self._follow()

    def _follow(self) -> None:
        """Start or stop the timer with the clock, and signal it."""
        playing = self._playback.playing
        if playing == self._timer.isActive():
            return
        if playing:
            self._clock.start()
            self._timer.start()
        else:
            self._timer.stop()
        self.playingChanged.emit(playing)
