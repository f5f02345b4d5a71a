"""What the tests of the views share: traces, frames, pictures of widgets."""

from __future__ import annotations

from functools import cache
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

import ioviz
from ioviz.core.simulation import Trace
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.gui.views.timeline.timeline_view import TimelineView
from ioviz.viewmodels.frame.frame import Frame, make_frame, run_example
from ioviz.viewmodels.frame.timing import make_timing
from ioviz.viewmodels.network.place import place
from ioviz.viewmodels.timeline.timeline import timeline_data


@cache
def sample_trace(name: str = "digits", memory: int = 16, policy: str = "min", order: str = "neuron") -> Trace:
    network = ioviz.load(ioviz.paths.sample_path(name))
    return ioviz.record_trace(network, order, memory=memory, policy=policy)


def sample_frame(trace: Trace, step: int, event: int = 0, *, example: int | None = None) -> Frame:
    run = None if example is None else run_example(trace, example)
    return make_frame(trace, step, event, timing=make_timing(trace.schedule), example=run)


def show(qtbot, view: QWidget, width: int, height: int) -> None:
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()  # snapshots are compared with those of views that were never shown


def network_view(qtbot, kind: str, width: int = 700, height: int = 400, *, example: int | None = None) -> NetworkView:
    """Show the sample network at step 300, as "links" or "matrix"."""
    trace = sample_trace()
    view = NetworkView()
    view.setNetwork(place(trace.network, kind))
    view.setFrame(sample_frame(trace, 300, example=example))
    show(qtbot, view, width, height)
    return view


def timeline_view(qtbot, width: int = 900, height: int = 220) -> TimelineView:
    """Show the timeline of the sample network at step 300."""
    trace = sample_trace()
    view = TimelineView()
    view.setTrace(timeline_data(trace))
    view.setFrame(sample_frame(trace, 300))
    show(qtbot, view, width, height)
    return view


def tip_at(view: QWidget, point: QPointF) -> str:
    """The tooltip that a view shows at a point; "" for none."""
    at = point.toPoint()
    with patch.object(QToolTip, "showText") as shown:
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    return str(shown.call_args.args[1]) if shown.called else ""


def pixels(view: QWidget) -> np.ndarray:
    """The view as uint8[height, width, 3]."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    array = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return array[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def differ(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Where two pictures differ, bool[height, width]."""
    return np.any(before != after, axis=2)


def count_colour(picture: np.ndarray, colour: str) -> int:
    """How many pixels have a colour exactly."""
    wanted = QColor(colour)
    return int(np.all(picture == (wanted.red(), wanted.green(), wanted.blue()), axis=2).sum())


def move_to(view: QWidget, x: float, y: float) -> None:
    """Move the pointer over a view."""
    at = QPointF(x, y)
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        at,
        QPointF(view.mapToGlobal(QPoint(round(x), round(y)))),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def leave(view: QWidget) -> None:
    from PySide6.QtCore import QEvent

    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
