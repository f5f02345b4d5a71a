"""Widgets for the forms of the tabs: fields with a label above, chips to check, numbers with units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QRegularExpressionValidator, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import CountSpinBox, choice_button, label
from ioviz.viewmodels.text import numbers


class UnitSpinBox(CountSpinBox):
    """A count with a unit, whose minimum may be shown as a name; `typed` is the least number that can be typed."""

    def __init__(self, least: int, most: int, unit: str = "", named: str = "", *, typed: int | None = None) -> None:
        self._unit, self._named = unit, named
        super().__init__(least, most)
        if typed is not None:
            self._least = typed

    def textFromValue(self, value: int) -> str:
        if self._named and value == self.minimum():
            return self._named
        return numbers.count(value) + (f"{numbers.THIN_SPACE}{self._unit}" if self._unit else "")

    def valueFromText(self, text: str) -> int:
        return super().valueFromText(self._bare(text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if self._named and text == self._named:
            return QValidator.State.Acceptable, text, position
        bare = self._bare(text)
        state = super().validate(bare, min(position, len(bare)))[0]
        return state, text, position

    def fixup(self, text: str) -> str:
        return super().fixup(self._bare(text))

    def _bare(self, text: str) -> str:
        if self._named and text == self._named:
            return str(self.minimum())
        return text.removesuffix(self._unit).strip() if self._unit else text


class QuietComboBox(QComboBox):
    """A combo box that ignores the wheel, so that scrolling the tab does not change it.

    A text that is too long for it ends in an ellipsis; the tooltip of an entry has all of it.
    """

    def _field(self, option: QStyleOptionComboBox) -> QRect:
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        complex_, field = QStyle.ComplexControl.CC_ComboBox, self._field(option)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, field.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(complex_, option)
        if not self.isEditable():
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumbersField(QLineEdit):
    """Several whole numbers, like "1, 16, 128". Letters go to the window; Space separates numbers."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9,; ]{0,160}"), self))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            text = event.text()
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and len(text) == 1 and text.isprintable() and not text.isdecimal() and text not in ",; ":
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.clearFocus()


class Chips(QWidget):
    """Any number of choices, each checked or not; `changed` is emitted for user actions only."""

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[str, str, str]] = (), parent: QWidget | None = None) -> None:
        """`choices` are (key, text, tooltip)."""
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._flow = FlowLayout(6)
        self.setLayout(self._flow)
        for key, text, tip in choices:
            self.add(key, text, tip)

    def add(self, key: str, text: str, tip: str, *, checked: bool = False) -> QToolButton:
        """Add a choice at the end."""
        button = choice_button(self, text, tip, "chip")
        button.setChecked(checked)
        button.clicked.connect(self._clicked)
        self._flow.addWidget(button)
        self.buttons[key] = button
        return button

    def append_widget(self, widget: QWidget) -> None:
        """Add a widget behind the choices, or move it there again."""
        self._flow.removeWidget(widget)
        self._flow.addWidget(widget)

    def check(self, keys: Iterable[str]) -> None:
        """Check these and no others."""
        wanted = set(keys)
        for key, button in self.buttons.items():
            button.setChecked(key in wanted)

    @property
    def checked(self) -> tuple[str, ...]:
        """The keys of the checked and enabled choices, in order."""
        return tuple(key for key, button in self.buttons.items() if button.isChecked() and button.isEnabled())

    def _clicked(self, _on: bool = False) -> None:
        self.changed.emit()


def form_layout(parent: QWidget | None = None) -> QFormLayout:
    """An empty form of names and fields."""
    form = QFormLayout(parent)
    form.setVerticalSpacing(style().px(8))
    form.setHorizontalSpacing(style().px(16))
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def labelled(text: str, widget: QWidget, tip: str = "") -> QWidget:
    """Return a field with its label above; an ampersand in the text marks its mnemonic."""
    name = label(text, "small")
    name.setTextFormat(Qt.TextFormat.AutoText)
    name.setBuddy(widget)
    widget.setAccessibleName(text.replace("&", ""))
    if tip:
        widget.setToolTip(tip)
        name.setToolTip(tip)
    group = QWidget()
    group.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    column.addWidget(name)
    column.addWidget(widget)
    return group
