"""Widgets of panels and bars. None of them takes Space or a single-letter key from the window."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

from ioviz.gui.toolkit.marks import COMPUTING, mark
from ioviz.gui.toolkit.painted_view import LEFT, elided
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.text import numbers

_MOST_WIDE = 4  # choices side by side with full padding
_SEGMENT_PADDING = 8  # left and right of a choice, in pixels at 100 %
_SPACES = (" ", numbers.THIN_SPACE, "\u00a0", "\u2009")


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label of plain text; the style sheet knows its role."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        widget.setProperty("role", role)
    widget.setWordWrap(wrap)
    return widget


def choice_button(parent: QWidget, text: str, tip: str, kind: str) -> QToolButton:
    """Return a checkable button; the style sheet knows its kind."""
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setProperty("kind", kind)
    return button


def hairline() -> QFrame:
    """Return a thin horizontal line."""
    line = QFrame()
    line.setProperty("role", "hairline")
    return line


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis when it does not fit; the tooltip has all of it."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        self._text = text
        super().setText(text)  # for its height, and for screen readers
        self.setToolTip(text if self._is_cut() else "")
        self.update()

    def text(self) -> str:
        return self._text

    def _is_cut(self) -> bool:
        return QFontMetrics(self.font()).horizontalAdvance(self._text) > self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self._text if self._is_cut() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            elided(painter, QRectF(self.rect()), LEFT, self._text)


class FittingLabel(ElidedLabel):
    """The first of several texts that fits in one line, else the last in several; the tooltip has the first.

    For texts of the program, which are never cut; `ElidedLabel` is for names that people choose.
    """

    _texts: tuple[str, ...] = ()

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        self.setTexts((text,))

    def setTexts(self, texts: Sequence[str]) -> None:
        """Alternatives, from the longest to the shortest."""
        self._texts = tuple(texts)
        metrics = QFontMetrics(self.font())
        found = next((text for text in texts if metrics.horizontalAdvance(text) <= self.width()), None)
        wrap = found is None and bool(texts)
        if wrap != self.wordWrap():
            self.setWordWrap(wrap)
        super().setText(texts[-1] if wrap else found or "")
        self.setToolTip(texts[0] if texts else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setTexts(self._texts)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            QLabel.paintEvent(self, event)
        else:
            super().paintEvent(event)


LARGEST_COUNT = 2**31 - 1
"""The largest number of a `CountSpinBox`: Qt's spin boxes hold 32 bits."""


class CountSpinBox(QSpinBox):
    """A whole number with thin spaces. Digits are its own; Space, letters and brackets go to the window.

    A number below `least` that was typed is refused: the field keeps its value, and `tooSmall` is emitted.
    """

    tooSmall = Signal(object)  # int

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        self._least = least  # of what is typed; a named value may lie below it
        super().__init__(parent)
        self.setRange(least, most)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self.fontMetrics().horizontalAdvance("0"), 0)

    def minimumSizeHint(self) -> QSize:
        """As wide as the largest number; Qt's own is some pixels too narrow for the padding of the style sheet."""
        return self.sizeHint()

    def textFromValue(self, value: int) -> str:
        return numbers.count(value)

    def valueFromText(self, text: str) -> int:
        digits = _without_spaces(text)
        return int(digits) if digits.isdecimal() else self.minimum()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        digits = _without_spaces(text)
        if not digits:
            return (QValidator.State.Intermediate, text, position)
        if not digits.isdecimal() or not digits.isascii() or int(digits) > self.maximum():
            return (QValidator.State.Invalid, text, position)
        enough = int(digits) >= self._least
        return (QValidator.State.Acceptable if enough else QValidator.State.Intermediate, text, position)

    def fixup(self, text: str) -> str:
        digits = _without_spaces(text)
        if not digits:
            return self.textFromValue(self.minimum())
        if digits.isdecimal() and int(digits) < self._least:
            self.tooSmall.emit(int(digits))
        return self.textFromValue(self.value())

    def event(self, event: QEvent) -> bool:
        # The cheap test first: most events are no keys.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _for_window(event):
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # scrolling the panel must not change the machine

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.clearFocus()  # typed: the keys belong to the window again


def _without_spaces(text: str) -> str:
    for space in _SPACES:
        text = text.replace(space, "")
    return text


def _for_window(event: QKeyEvent) -> bool:
    """Whether a key pressed in a number field means an action of the window."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return plain and len(event.text()) == 1 and event.text().isprintable() and not event.text().isdecimal()


class LogSlider(QSlider):
    """A slider on a logarithmic scale of whole numbers; `valueChosen` is emitted for user actions only."""

    valueChosen = Signal(object)  # int
    _TICKS = 1000

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, self._TICKS)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._least, self._most = 1, 10
        self.actionTriggered.connect(self._moved)
        self.setPageStep(50)
        self.setSingleStep(10)

    def set_bounds(self, least: int, most: int) -> None:
        self._least, self._most = least, max(most, least + 1)

    def show_value(self, value: int) -> None:
        share = math.log(max(value, self._least) / self._least) / math.log(self._most / self._least)
        self.setValue(round(min(max(share, 0.0), 1.0) * self._TICKS))

    def _moved(self, _action: int) -> None:
        share = self.sliderPosition() / self._TICKS
        self.valueChosen.emit(round(self._least * (self._most / self._least) ** share))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SeekSlider(QSlider):
    """The position in a schedule: a click goes there; `seekRequested` is emitted for user actions only."""

    seekRequested = Signal(object)  # int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.actionTriggered.connect(self._moved)

    def _moved(self, _action: int) -> None:
        self.seekRequested.emit(self.sliderPosition())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event)
            self.setSliderDown(True)
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _go(self, event: QMouseEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        complex_, sub = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
        handle = self.style().subControlRect(complex_, option, sub.SC_SliderHandle, self).width()
        room = max(self.width() - handle, 1)
        at = min(max(round(event.position().x() - handle / 2), 0), room)
        value = QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room)
        self.setSliderPosition(value)
        self.seekRequested.emit(value)


class Segments(QFrame):
    """A few choices side by side, one of them selected; `chosen` is emitted for user actions only."""

    chosen = Signal(object)  # the key of a choice

    def __init__(self, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`choices` are (key, text, tooltip)."""
        super().__init__(parent)
        self.setProperty("role", "segments")
        self._crowded = self._tight = False
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for key, text, tip in choices:
            button = choice_button(self, text, tip, "segment")
            button.setProperty("choice", key)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button)
            row.addWidget(button, 1)
            self.buttons[key] = button
        self._group.buttonClicked.connect(self._clicked)

    def show_choice(self, key: str, computing: str = "") -> None:
        """Show the choice; `computing` is one that was requested and is not computed yet."""
        button = self.buttons.get(key)
        if button is not None:
            button.setChecked(True)
        for name, one in self.buttons.items():
            mark(one, COMPUTING, name == computing)

    def set_visible(self, key: str, visible: bool) -> None:
        button = self.buttons[key]
        if button.isHidden() != visible:
            return
        button.setVisible(visible)
        self._crowded = self._shown() > _MOST_WIDE
        self._set_tight(self._crowded)

    def minimumSizeHint(self) -> QSize:
        """Without the padding, if there is still some."""
        hint = super().minimumSizeHint()
        return hint if self._tight else hint - QSize(self._padding(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Later: the application's style sheet may be changing just now, and a widget must not be polished meanwhile.
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        full = super().minimumSizeHint().width() + (self._padding() if self._tight else 0)
        self._set_tight(self._crowded or self.width() < full)

    def _shown(self) -> int:
        return sum(not one.isHidden() for one in self.buttons.values())

    def _padding(self) -> int:
        """The padding of all choices, in the style sheet."""
        return 2 * style().px(_SEGMENT_PADDING) * self._shown()

    def _set_tight(self, tight: bool) -> None:
        """Leave the padding out: many side by side, or a narrow place, and no text is cut."""
        if tight == self._tight:
            return
        self._tight = tight
        for one in self.buttons.values():
            one.setProperty("tight", tight)
            one.style().unpolish(one)
            one.style().polish(one)

    def _clicked(self, button: QToolButton) -> None:
        self.chosen.emit(button.property("choice"))
