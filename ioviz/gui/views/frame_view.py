"""Bases of the views of neurons and of frames: they signal which neuron is hovered or clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.gui.toolkit.style import ZOOM_STEP

if TYPE_CHECKING:
    from ioviz.viewmodels.frame.frame import Frame

_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}  # with Shift


class NeuronView(PaintedView):
    """Base of the views that show neurons.

    Attributes
    ----------
    hovered : int or None
        The highlighted neuron.
    """

    neuronHovered = Signal(object)  # int, or None when the pointer left
    neuronClicked = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered: int | None = None
        self._pointed: int | None = None  # the neuron signalled last

    def setHovered(self, neuron: int | None) -> None:
        """Highlight a neuron, or none."""
        if neuron != self.hovered:
            self.hovered = neuron
            self.update()

    # -- for subclasses --------------------------------------------------------------------------------

    def neuron_at(self, point: QPointF) -> int | None:
        """Return the neuron at a point of the view."""
        return None

    def _point_at(self, point: QPointF | None) -> None:
        neuron = None if point is None else self.neuron_at(point)
        if neuron != self._pointed:
            self._pointed = neuron
            self.neuronHovered.emit(neuron)

    # -- events ----------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            neuron = self.neuron_at(event.position())
            if neuron is not None:
                self.neuronClicked.emit(neuron)
        super().mousePressEvent(event)


class FrameView(NeuronView):
    """Base of the views that show a frame, or a part of it.

    Attributes
    ----------
    frame : Frame or None
        The frame that is shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame: Frame | None = None

    def setFrame(self, frame: Frame | None) -> None:
        """Show a frame, or none."""
        self.frame = frame
        self.update()


class ZoomableView(FrameView):
    """Base of the views of a frame that are zoomed and moved by keys and gestures."""

    def fit(self) -> None:
        """Show everything."""
        raise NotImplementedError

    def zoom(self, factor: float) -> None:
        """Zoom by a factor."""
        raise NotImplementedError

    def _zoom_at(self, factor: float, point: QPointF) -> None:
        """Zoom by a factor around a point of the view."""
        raise NotImplementedError

    def _move_by(self, across: int, down: int) -> None:
        """Move the visible part by steps to the right and down."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        elif event.key() in _DIRECTIONS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move_by(*_DIRECTIONS[Qt.Key(event.key())])
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_at(1 + event.value(), event.position())
            return True
        return super().event(event)
