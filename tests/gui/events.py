"""Events that a person makes: clicks, keys, texts, entries, the wheel; each as steps to be made later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QWidget,
)

LEFT, RIGHT, NO_MODIFIER = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier
Step = Callable[[], object]
_TYPED = ("7", "0", "-1", "1e9", "<b>x</b>", "", "w" * 300)  # into every field


def click(widget: QWidget, at: QPoint) -> Step:
    return lambda: QTest.mouseClick(widget, LEFT, NO_MODIFIER, at)


def click_right(widget: QWidget) -> Step:
    return lambda: QTest.mouseClick(widget, RIGHT, NO_MODIFIER, widget.rect().center())


def typed_key(widget: QWidget, key: str) -> Step:
    def press() -> None:
        widget.setFocus()
        QTest.keySequence(widget, QKeySequence(key))

    return press


def key_at_focus(widget: QWidget, key: QKeySequence) -> Step:
    def press() -> None:
        focused = widget.window().focusWidget()
        QTest.keySequence(focused if focused is not None and focused.isVisible() else widget, key)

    return press


def type_texts(widget: QWidget) -> tuple[Step, ...]:
    """Type one text after another, each ended by Return."""

    def enter(text: str) -> None:
        widget.setFocus()
        QTest.keySequence(widget, QKeySequence("Ctrl+A"))
        QTest.keySequence(widget, QKeySequence("Del")) if not text else QTest.keyClicks(widget, text)

    steps: list[Step] = []
    for text in _TYPED:
        steps += [lambda text=text: enter(text), lambda: QTest.keySequence(widget, QKeySequence("Return"))]
    return tuple(steps)


def choose_entry(combo: QComboBox, row: int) -> tuple[Step, ...]:
    def choose() -> None:
        index = combo.model().index(row, combo.modelColumn())
        combo.view().scrollTo(index)
        QTest.mouseClick(combo.view().viewport(), LEFT, NO_MODIFIER, combo.view().visualRect(index).center())
        combo.hidePopup()

    return (combo.showPopup, choose)


def turn_wheel(widget: QWidget, by: int) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, NO_MODIFIER,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
