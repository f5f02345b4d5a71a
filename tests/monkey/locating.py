"""Names a widget so that it is found again: its window, class, label, and number among those that are alike."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QComboBox,
    QAbstractSpinBox,
    QLineEdit,
    QAbstractSlider,
    QTabBar,
    QAbstractItemView,
    QMenuBar,
)
BUTTONS = {
    "left": Qt.MouseButton.LeftButton,
    "right": Qt.MouseButton.RightButton,
    "middle": Qt.MouseButton.MiddleButton,
}
MODIFIERS = {
    "": Qt.KeyboardModifier.NoModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
MAIN = "main window"


def front(main: QWidget) -> list[QWidget]:
    """The top-level widgets that take clicks: the popup, the modal dialog, or all that are shown."""
    blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if blocking is not None:
        return [blocking]
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.width() > 1] or [main]


def in_file_dialog(widget: QWidget | None) -> bool:
    """Whether a widget belongs to Qt's file dialog, in which files could be renamed or deleted anywhere."""
    while widget is not None:
        if isinstance(widget, QFileDialog):
            return True
        widget = widget.parentWidget()
    return False


def window_name(top: QWidget) -> str:
    if isinstance(top, QMainWindow):
        return MAIN
    return f"menu {top.title()}".replace("&", "") if isinstance(top, QMenu) else top.windowTitle() or class_of(top)


def class_of(widget: QWidget) -> str:
    return str(widget.metaObject().className())


def label_of(widget: QWidget) -> str:
    """What is written on a control, or what a screen reader calls it; "" if that changes with what is shown."""
    name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return name or widget.objectName()


def name(widget: QWidget, at: QPoint) -> list[Any]:
    """Name a widget and a point in it."""
    top, kind, label = widget.window(), class_of(widget), label_of(widget)
    number = _alike(top, kind, label).index(widget)
    x, y = at.x() / max(1, widget.width()), at.y() / max(1, widget.height())
    return [window_name(top), kind, label, number, round(x, 4), round(y, 4)]


def find(main: QWidget, where: list[Any]) -> tuple[QWidget, QPoint] | None:
    """The widget and the point that `name` has named; None if there is no such widget now."""
    window, kind, label, number, x, y = where
    for top in front(main):
        if window_name(top) != window:
            continue
        alike = _alike(top, kind, label)
        if number < len(alike):
            found = alike[number]
            return found, QPoint(int(x * found.width()), int(y * found.height()))
    return None


def controls(top: QWidget) -> list[QWidget]:
    """The controls that can be used."""
    return [one for one in top.findChildren(QWidget) if isinstance(one, CONTROLS) and one.isVisible()]


def _alike(top: QWidget, kind: str, label: str) -> list[QWidget]:
    every = [top, *top.findChildren(QWidget)]
    return [one for one in every if class_of(one) == kind and one.isVisible() and label_of(one) == label]


def inside(handle: QWindow, at: QPoint) -> QPoint:
    """The nearest point in a window."""
    return QPoint(min(max(at.x(), 0), handle.width() - 1), min(max(at.y(), 0), handle.height() - 1))
