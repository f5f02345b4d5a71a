"""The order in which Tab goes through a dialog: that of reading, whenever its fields were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFormLayout, QGridLayout, QLayout, QScrollArea, QSplitter, QWidget


def order_tabs(widget: QWidget) -> None:
    """Let Tab follow the layouts of a widget: from top to bottom, from left to right, column by column."""
    fields = [one for one in in_reading_order(widget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(fields):
        QWidget.setTabOrder(before, after)


def in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Yield the widgets inside a widget as its layouts place them."""
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)
    elif isinstance(widget, QScrollArea):
        yield from _with_parts(widget.widget())
    elif isinstance(widget, QSplitter):
        for index in range(widget.count()):
            yield from _with_parts(widget.widget(index))
    else:  # buttons over a painted view
        over = widget.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
        yield from sorted(over, key=lambda button: (button.y(), button.x()))


def _with_parts(widget: QWidget | None) -> Iterator[QWidget]:
    if widget is not None:
        yield widget
        yield from in_reading_order(widget)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for index in sorted(range(layout.count()), key=lambda index: _place(layout, index)):
        item = layout.itemAt(index)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _laid_out(inner)
        elif widget is not None:
            yield from _with_parts(widget)


def _place(layout: QLayout, index: int) -> tuple[int, ...]:
    """Return row and column of an item of a grid, the row of a form, or the number of the item."""
    if isinstance(layout, QGridLayout):
        row, column, _rows, _columns = cast("tuple[int, int, int, int]", layout.getItemPosition(index))
        return row, column
    if isinstance(layout, QFormLayout):
        row, role = cast("tuple[int, QFormLayout.ItemRole]", layout.getItemPosition(index))
        return row, role.value
    return (index,)
