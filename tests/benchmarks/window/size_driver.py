"""Drives the real window through networks of one size: opening, playing, seeks, zoom and pan, and their frames.

A script is a generator that yields what it waits for: a number of milliseconds, or a callable that becomes true.
The work of a frame is what was called since the last one, and the painting that followed; beside its seconds
stand those in which its thread had a processor, which other programs hardly change.
"""

from __future__ import annotations

import math
import resource
import sys
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QTimer

from tests.benchmarks.window.pyqtgraph_baseline import measure_plain

if TYPE_CHECKING:
    from ioviz.gui.shell.main_window import MainWindow

Wait = int | Callable[[], bool]
LAYERS, DENSITY = 4, 0.1
FRAMES_PER_S = 60
ZOOMS, PANS, SEEKS = 16, 16, 40
MOST_LINES = 2_000_000
"""Larger networks are not measured as lines, which nobody shows them as."""

VIEWS_MEMORY = 100
"""M under which zoom, pan and timeline are measured, if it is one of those asked for."""

LONGEST_WAIT_S = 240


def layered(connections: int) -> dict[str, Any]:
    """What generates a network of about so many connections."""
    side = max(2, round(math.sqrt(connections / (LAYERS - 1) / DENSITY)))
    return {"sizes": [side] * LAYERS, "density": DENSITY, "seed": 0}


class SizeMeasurement:
    """One network, several sizes of fast memory. `answer` holds seconds when the window is closed."""

    def __init__(self, connections: int, memories: list[int], seconds: float, *, plain: bool) -> None:
        self._connections, self._memories, self._seconds = connections, memories, seconds
        self._plain = plain
        self._spent = self._busy = 0.0
        self._frames: list[float] = []
        self._cpu: list[float] = []
        self.answer: dict[str, Any] = {}

    # -- from outside ------------------------------------------------------------------------------------

    def watch(self, window: MainWindow) -> None:
        """Open the network instead of a sample, then run the script."""
        self._window = window
        self._opening = QElapsedTimer()
        self._lateness = _Lateness(window)

        def open_it() -> None:
            self._opening.start()
            self._lateness.start()
            window.session.generate("layered", layered(self._connections))

        window.start_with(open_it)
        self._script = self._run()
        window.readyToPlay.connect(self._go_on)

    def painted(self, seconds: float, busy: float) -> None:
        """All widgets have been painted: that ends a frame, if something was done for it."""
        if self._spent:
            self._frames.append(self._spent + seconds)
            self._cpu.append(self._busy + busy)
            self._spent = self._busy = 0.0

    def do(self, work: Callable[[], object]) -> None:
        """Do something that belongs to the next frame."""
        start, busy = time.perf_counter(), time.thread_time()
        work()
        self._spent += time.perf_counter() - start
        self._busy += time.thread_time() - busy

    def _taken(self, last: int = 0) -> dict[str, list[float]]:
        """The frames since `_begin`, or the last of them."""
        return {"seconds": self._frames[-last:], "busy": self._cpu[-last:]}

    def _begin(self) -> None:
        self._frames.clear()
        self._cpu.clear()

    # -- the script --------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        try:
            wait = next(self._script)
        except StopIteration:
            self._window.close()
            return
        if isinstance(wait, int):
            QTimer.singleShot(wait, self._go_on)
        else:
            self._until(wait, time.monotonic() + LONGEST_WAIT_S)

    def _until(self, ready: Callable[[], bool], give_up: float) -> None:
        if ready() or time.monotonic() > give_up:
            self._go_on()
        else:
            QTimer.singleShot(2, lambda: self._until(ready, give_up))

    def _run(self) -> Generator[Wait, None, None]:
        window = self._window
        self.answer["open_s"] = self._opening.elapsed() / 1000
        self.answer["open_late_s"] = self._lateness.stop()
        yield lambda: window.jobs.idle
        network = window.session.document.network  # type: ignore[union-attr]
        self.answer.update(n_connections=network.n_connections, n_neurons=network.n_neurons)
        self.answer["machines"] = []
        view, timeline = window.explore.views.network, window.explore.views.timeline
        for memory in self._memories:
            yield from self._set_memory(memory)
            found: dict[str, Any] = {"memory": memory}
            self.answer["machines"].append(found)
            yield from self._play(found)
            yield from self._seek(found)
        if self._memories[-1] != VIEWS_MEMORY and VIEWS_MEMORY in self._memories:
            yield from self._set_memory(VIEWS_MEMORY)
        kinds = [view.kind]
        if network.n_connections <= MOST_LINES:
            kinds.append("links" if kinds[0] == "matrix" else "matrix")
        self.answer["views"] = []
        for kind in kinds:
            if view.kind != kind:
                view.switchKind()
                yield 50
                yield lambda: window.jobs.idle
            yield from self._look_at(view, kind)
        yield from self._look_along(timeline)
        unit = 1 if sys.platform == "darwin" else 1024  # of the greatest resident size
        self.answer["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        if self._plain:
            document = window.session.document
            assert document is not None
            self.answer["plain"] = measure_plain(document.placement, document.timeline, (view.width(), view.height()))

    def _set_memory(self, memory: int) -> Generator[Wait, None, None]:
        session = self._window.session
        session.change("memory", memory=memory)
        yield 10
        yield lambda: self._window.jobs.idle
        yield 100

    def _play(self, found: dict[str, Any]) -> Generator[Wait, None, None]:
        player = self._window.player
        # So fast that half of the network, or less, goes by; never slower than a connection a frame.
        speed = int(min(100_000, max(FRAMES_PER_S, self._connections / (2 * self._seconds))))
        player.to_start()
        player.set_speed(speed)
        yield 300
        self._begin()
        with self._timed_draws():
            player.play()
            yield round(self._seconds * 1000)
            player.pause()
        found.update(speed=speed, play=self._taken(), steps_played=player.position.step)

    def _seek(self, found: dict[str, Any]) -> Generator[Wait, None, None]:
        player = self._window.player
        yield 200
        yield lambda: self._window.jobs.idle
        self._begin()
        with self._timed_draws():
            for k in range(SEEKS):  # far from each other, the same in every run: multiples of the golden ratio
                player.seek(int((k + 1) * 0.6180339887 % 1 * player.length))
                yield 40
        found["seek"] = self._taken()
        yield lambda: self._window.jobs.idle

    def _look_at(self, view: Any, kind: str) -> Generator[Wait, None, None]:
        """Zoom in, pan, and go back to the whole; after each movement the picture becomes sharp by itself."""
        from PySide6.QtCore import QPointF

        found: dict[str, Any] = {"kind": kind}
        self.answer["views"].append(found)
        sharp: list[float] = []

        def until_sharp() -> Generator[Wait, None, None]:
            start = time.perf_counter()
            yield lambda: not view.waiting
            sharp.append(time.perf_counter() - start)

        view.fit()
        yield 50
        yield lambda: not view.waiting
        view.clearCache()
        start = time.perf_counter()
        yield 4
        yield lambda: not view.waiting
        found["first_sharp_s"] = time.perf_counter() - start
        for name, count, do in (
            ("zoom", ZOOMS, lambda: view.zoom(1.15, QPointF(0.4 * view.width(), 0.5 * view.height()))),
            ("pan", PANS, lambda: view.pan(QPointF(-17, 9))),
        ):
            self._begin()
            for _ in range(count):
                yield from self._act(do)
            found[name] = self._taken()
            yield from until_sharp()
        found["sharp_s"] = sharp
        view.fit()
        yield lambda: not view.waiting

    def _look_along(self, timeline: Any) -> Generator[Wait, None, None]:
        """The timeline, drawn anew each time: whole, then ever closer to the playhead."""
        found: dict[str, Any] = {}
        timeline.fit()
        yield 50
        for name, count in (("whole", 12), ("zoomed", 40)):
            self._begin()
            for _ in range(count):
                yield from self._act(timeline.clearCache if name == "whole" else lambda: timeline.zoom(1.25))
            found[name] = self._taken(20)  # the first zooms still show nearly all
        timeline.fit()
        yield 20
        self.answer["timeline"] = found

    def _act(self, do: Callable[[], object]) -> Generator[Wait, None, None]:
        """Do something and wait until it is on the screen."""
        before = len(self._frames)
        self.do(do)
        give_up = time.monotonic() + 2.0
        yield lambda: len(self._frames) > before or time.monotonic() > give_up

    def _timed_draws(self) -> _TimedDraws:
        return _TimedDraws(self)


class _TimedDraws:
    """Adds the making of frames to what is spent, while it is entered."""

    def __init__(self, measurement: SizeMeasurement) -> None:
        self._measurement = measurement

    def __enter__(self) -> None:
        self._tab = tab = self._measurement._window.explore

        tab._due.timeout.disconnect()
        tab._due.timeout.connect(lambda: self._measurement.do(tab._draw))

    def __exit__(self, *_: object) -> None:
        self._tab._due.timeout.disconnect()
        self._tab._due.timeout.connect(self._tab._draw)


class _Lateness:
    """How late the event loop is: a tick each 10 ms, and by how much each came late."""

    def __init__(self, window: MainWindow) -> None:
        self._timer = QTimer(window)
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._tick)
        self._worst = 0.0
        self._before = 0.0

    def start(self) -> None:
        self._before = time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """Return the worst lateness in seconds."""
        self._timer.stop()
        return self._worst

    def _tick(self) -> None:
        now = time.perf_counter()
        self._worst = max(self._worst, now - self._before - 0.010)
        self._before = now
