"""Measures the real window from within: `empty`, `start`, `play`, `size` or `anneal` prints one line of JSON.

Run by `tests.benchmarks.window.baseline`, in a process of its own, so that start-up is a real one. The times of the
day in the answer are those of `time.time()`, to be compared with the moment at which the process was started.
"""

from __future__ import annotations

import faulthandler
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QTimer

if TYPE_CHECKING:
    from ioviz.gui.shell.main_window import MainWindow

GIVE_UP_S = 170
GIVE_UP_SIZE_S = 1700  # ten million connections, on a computer that is slow
SIZE = (1600, 1000)
SEEKS = 100


def main(words: list[str]) -> int:
    """Run one measurement and print it."""
    faulthandler.enable()  # a crash prints its place
    what, *arguments = words
    measured = {"empty": _empty, "start": _start, "play": _play, "anneal": _anneal, "size": _size}[what](*arguments)
    print(json.dumps(measured))
    return 0


def _empty() -> dict[str, Any]:
    """A window with nothing in it: what Qt itself needs."""
    from PySide6.QtWidgets import QApplication, QWidget

    seen: dict[str, Any] = {}

    class Empty(QWidget):
        def paintEvent(self, event: Any) -> None:
            seen.setdefault("painted_at", time.time())
            QTimer.singleShot(0, app.quit)

    app = QApplication(["ioviz"])
    window = Empty()
    window.resize(*SIZE)
    window.show()
    app.exec()
    return seen


def _start() -> dict[str, Any]:
    """First paint, and the first frame of the sample: from then on Space plays."""
    seen: dict[str, Any] = {}

    def watch(window: MainWindow) -> None:
        window.firstPainted.connect(lambda: seen.setdefault("painted_at", time.time()))
        window.readyToPlay.connect(lambda: seen.setdefault("ready_at", time.time()))
        window.readyToPlay.connect(lambda: QTimer.singleShot(0, window.close))

    _run(watch, sample="digits")
    return seen


def _play(sample: str, memory: str, speed: str, seconds: str, columns: str = "1") -> dict[str, Any]:
    """Frames of Explore while it plays, then of seeks to steps all over the schedule; 3 columns: side by side."""
    return _Player(sample, int(memory), int(speed), float(seconds), int(columns)).run()


def _anneal(sample: str, memory: str, chains: str, stops: str, seconds: str) -> dict[str, Any]:
    """Lateness of the event loop while runs go on, and how long stopping each of them takes."""
    from tests.benchmarks.window.anneal_driver import AnnealMeasurement

    measurement = AnnealMeasurement(int(memory), int(chains), int(stops), float(seconds))

    def watch(window: MainWindow) -> None:
        window.resize(*SIZE)
        measurement.watch(window)

    _run(watch, sample=sample)
    return measurement.answer


def _size(connections: str, memories: str, seconds: str, plain: str) -> dict[str, Any]:
    """Frames of Explore on a network of so many connections, under several M; and the plain way to show it."""
    from tests.benchmarks.window.size_driver import SizeMeasurement

    chosen = [int(memory) for memory in memories.split(",")]
    measurement = SizeMeasurement(int(connections), chosen, float(seconds), plain=plain == "plain")

    def watch(window: MainWindow) -> None:
        window.resize(*SIZE)
        measurement.watch(window)

    _run(watch, sample=None, painted=measurement.painted, give_up_s=GIVE_UP_SIZE_S)
    return measurement.answer


class _Player:
    """Opens a sample, sets the machine, plays for a while, seeks, and closes the window."""

    def __init__(self, sample: str, memory: int, speed: int, seconds: float, columns: int = 1) -> None:
        self._sample, self._memory, self._speed, self._seconds = sample, memory, speed, seconds
        self._columns = columns
        self._work: list[float] = []
        self._paints: list[float] = []
        self._painted: list[float] = []
        self._seeks: list[float] = []
        self._spent = 0.0
        self._answer: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        from ioviz.gui.explore.explore_tab import ExploreTab

        draw = ExploreTab._draw
        player = self

        def timed_draw(tab: ExploreTab) -> None:
            start = time.perf_counter()
            draw(tab)
            player._spent += time.perf_counter() - start

        ExploreTab._draw = timed_draw
        _run(self._watch, sample=self._sample, painted=self._paint)
        return self._answer

    def _paint(self, seconds: float, _busy: float) -> None:
        """All widgets have been painted: with the frame before, that was one frame."""
        if self._spent:
            self._work.append(self._spent + seconds)
            self._paints.append(seconds)
            self._painted.append(time.perf_counter())
        self._spent = 0.0

    def _watch(self, window: MainWindow) -> None:
        self._window = window
        window.resize(*SIZE)
        window.readyToPlay.connect(self._set_machine)

    def _set_machine(self) -> None:
        session = self._window.session
        if session.wanted is not None and session.wanted.memory == self._memory:
            self._begin()
            return
        session.documentChanged.connect(lambda _document: self._begin())
        session.change("memory", memory=self._memory)

    def _begin(self) -> None:
        if self._columns > 1:
            self._window.actions_["side_policies"].trigger()
        # Pictures that are made in threads come in first, and the other columns.
        QTimer.singleShot(1500, self._play)

    def _play(self) -> None:
        if not self._window.jobs.idle:
            QTimer.singleShot(200, self._play)
            return
        player = self._window.player
        player.to_start()
        player.set_speed(self._speed)
        self._work.clear()
        self._paints.clear()
        self._painted.clear()
        player.play()
        QTimer.singleShot(int(self._seconds * 1000), self._stop)

    def _stop(self) -> None:
        player = self._window.player
        player.pause()
        self._answer = {
            "steps_played": player.position.step,
            "frame_s": list(self._work),
            "paint_s": list(self._paints),
            "interval_s": [b - a for a, b in zip(self._painted, self._painted[1:])],
        }
        self._work.clear()
        self._left = SEEKS
        QTimer.singleShot(200, self._seek)

    def _seek(self) -> None:
        self._seeks += self._work
        self._work.clear()
        if self._left == 0:
            self._answer["seek_s"] = self._seeks
            self._window.close()
            return
        self._left -= 1
        player = self._window.player
        # Steps far from each other, the same in every run: multiples of the golden ratio.
        player.seek(int((self._left + 1) * 0.6180339887 % 1 * player.length))
        QTimer.singleShot(50, self._seek)


def _run(
    watch: Callable[[MainWindow], None],
    *,
    sample: str | None,
    painted: Callable[[float, float], None] | None = None,
    give_up_s: int = GIVE_UP_S,
) -> None:
    """Open the window as `ioviz` does, and let `watch` know it before it is shown."""
    from ioviz.gui.shell import app, main_window

    class Watched(main_window.MainWindow):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            watch(self)
            QTimer.singleShot(give_up_s * 1000, self.close)

        def event(self, event: QEvent) -> bool:
            if painted is None or event.type() != QEvent.Type.UpdateRequest:
                return super().event(event)
            start, busy = time.perf_counter(), time.thread_time()
            done = super().event(event)
            painted(time.perf_counter() - start, time.thread_time() - busy)
            return done

    main_window.MainWindow = Watched
    app.run(sample=sample)
