"""What is wrong with the texts and widgets of a window, by geometry alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QSplitterHandle,
    QTabBar,
    QToolButton,
    QWidget,
)

from ioviz.gui.toolkit.message_bar import MessageStack
from tests.gui.geometry.drawn import DrawnText, drawn_texts, scrolled_by, visible_widgets

ELLIPSIS = "…"
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
LEAST_PX = 9.5  # of a text that is read
_SLACK = 1.25  # pixels: widths are fractions, clips are whole
_NUMBER_END = re.compile(r"(^|[^\d.,])\d{1,3}([\s\u202f\u2007]\d{3})*\s*$")
_NUMBER_START = re.compile(r"^\d{3}(\D|$)")
"""A line that ends with digits, and one that goes on with three."""


def faults(root: QWidget, names: Iterable[str] = ()) -> list[str]:
    """Return a sentence for each text or widget of a window that is not shown as a whole.

    `names` are texts that a user chose, such as those of files: they may be elided.
    """
    texts = drawn_texts(root)
    found = [fault for text in texts for fault in _of_text(text, root, tuple(names))]
    found += _overlaps(texts, root)
    found += _broken(texts)
    found += _outside(root)
    return list(dict.fromkeys(found))


# -- texts -----------------------------------------------------------------------------------------------


def _of_text(text: DrawnText, root: QWidget, names: tuple[str, ...]) -> list[str]:
    found = []
    where = place(text.widget, root)
    if ELLIPSIS in text.text and not _may_end_so(text, names):
        found.append(f"elided: {text.text!r} in {where}")
    if text.px < LEAST_PX:
        found.append(f"smaller than {LEAST_PX} pixels: {text.px:g} in {where}")
    if text.covered:
        found.append(f"covered: {text.text!r} in {where}")
    cut_x, cut_y = _cut(text)
    if isinstance(text.widget, QTabBar) and text.widget.findChildren(QToolButton, options=_DIRECT):
        return found  # its arrows scroll it
    areas = scrolled_by(text.widget)
    if cut_x and not any(area.horizontalScrollBar().maximum() > 0 for area in areas if _scrolls_x(area)):
        found.append(f"cut in width: {text.text!r} in {where}, {_of(text.box)} of {_of(text.clip)}")
    elif cut_y and not any(area.verticalScrollBar().maximum() > 0 for area in areas):
        found.append(f"cut in height: {text.text!r} in {where}, {_of(text.box)} of {_of(text.clip)}")
    return found


def _scrolls_x(area: QAbstractScrollArea) -> bool:
    return area.horizontalScrollBar().isVisible()


def _cut(text: DrawnText) -> tuple[bool, bool]:
    box, clip = text.box, text.clip
    if clip.isEmpty():
        return False, True
    cut_x = box.left() < clip.left() - _SLACK or box.right() > clip.right() + _SLACK
    return cut_x, box.top() < clip.top() - _SLACK or box.bottom() > clip.bottom() + _SLACK


def _may_end_so(text: DrawnText, names: tuple[str, ...]) -> bool:
    """Whether the ellipsis is part of a text, or ends a name that a user chose."""
    widget = text.widget
    if isinstance(widget, QLabel | QAbstractButton) and text.text in widget.text() and type(widget).__name__ in _PLAIN:
        return True
    if text.text == ELLIPSIS or text.text.endswith(f" {ELLIPSIS}"):
        return True  # "Searching …"
    start, _, end = text.text.partition(ELLIPSIS)
    return any(start.strip() in name and end.strip() in name for name in names)


_PLAIN = ("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton")


def _overlaps(texts: list[DrawnText], root: QWidget) -> list[str]:
    """Two texts that are drawn over each other."""
    seen = []
    for text in texts:
        part = text.box.intersected(text.clip)
        if part.width() > 2 and part.height() > 2 and not _is_above(text.widget):
            seen.append((part.adjusted(0.75, 0.75, -0.75, -0.75), text))
    seen.sort(key=lambda pair: pair[0].left())
    found = []
    for k, (box, text) in enumerate(seen):
        for other_box, other in seen[k + 1 :]:
            if other_box.left() >= box.right():
                break
            if _over(box, text, other_box, other):
                found.append(
                    f"over each other: {text.text!r} in {place(text.widget, root)}, {_of(box)}, and {other.text!r} in "
                    f"{place(other.widget, root)}, {_of(other_box)}"
                )
    return found


def _over(box: QRectF, text: DrawnText, other_box: QRectF, other: DrawnText) -> bool:
    both = box.intersected(other_box)
    if both.width() <= 1 or both.height() <= 1:
        return False
    if text.widget is other.widget and text.text == other.text and box == other_box:
        return False  # drawn twice at the same place, as the two axes of a plot are
    if text.upright and other.upright:
        return True
    common = text.outline.intersected(other.outline).boundingRect()
    return common.width() > 3 and common.height() > 3


def _is_above(widget: QWidget | None) -> bool:
    """Whether a widget belongs to what lies over the tabs for a moment."""
    while widget is not None:
        if isinstance(widget, MessageStack):
            return True
        widget = widget.parentWidget()
    return False


def _broken(texts: list[DrawnText]) -> list[str]:
    """A number that goes on in the next line."""
    found = []
    for first, second in itertools.pairwise(texts):
        below = second.box.top() > first.box.bottom() and second.box.left() <= first.box.left() + 1
        near = second.box.top() - first.box.bottom() < first.box.height()
        in_text = len(first.text) > 10 and any(
            letter.isalpha() for letter in first.text
        )  # no axis, no column of a table
        if not (first.widget is second.widget and below and near and (in_text or isinstance(first.widget, QLabel))):
            continue
        if _NUMBER_END.search(first.text) and _NUMBER_START.match(second.text):
            found.append(f"a number over two lines: {first.text!r} and {second.text!r}")
    return found


# -- widgets ---------------------------------------------------------------------------------------------


def _outside(root: QWidget) -> list[str]:
    """Widgets that their parents cut, that lie over each other, or are smaller than they can be."""
    found = []
    for widget in visible_widgets(root)[1:]:
        parent = widget.parentWidget()
        if parent is None or widget.size().isEmpty() or _is_above(widget):
            continue
        if not (isinstance(parent, QAbstractScrollArea) or _is_viewport(parent)):
            inside = parent.rect().adjusted(-1, -1, 1, 1)
            if not inside.contains(widget.geometry()) and not _scrolls(widget, root):
                found.append(f"outside: {place(widget, root)}, {_of(widget.geometry())} in {_of(parent.rect())}")
        found += _siblings(widget, root)
    return found


def _siblings(widget: QWidget, root: QWidget) -> list[str]:
    """Later children of the same parent that lie over a widget though a layout has placed both."""
    parent = widget.parentWidget()
    layout = parent.layout() if parent is not None else None
    if layout is None or parent is None or not _placed(layout, widget):
        return []
    found, after = [], False
    for other in parent.children():
        if other is widget:
            after = True
        elif after and isinstance(other, QWidget) and other.isVisible() and _placed(layout, other):
            both = widget.geometry().intersected(other.geometry())
            if both.width() > 1 and both.height() > 1:
                found.append(f"over each other: {place(widget, root)} and {place(other, root)}, {_of(both)}")
    return found


def _placed(layout: object, widget: QWidget) -> bool:
    todo = [layout]
    while todo:
        one = todo.pop()
        for k in range(one.count()):
            item = one.itemAt(k)
            if item.widget() is widget:
                return True
            if item.layout() is not None:
                todo.append(item.layout())
    return False


def _is_viewport(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    return isinstance(widget, QSplitterHandle) or isinstance(widget.parentWidget(), QComboBox)


# -- words -----------------------------------------------------------------------------------------------


def place(widget: QWidget | None, root: QWidget) -> str:
    """Where a widget is, by the names of its parents."""
    names: list[str] = []
    while widget is not None and widget is not root and len(names) < 4:
        name = widget.accessibleName() or widget.objectName()
        kind = type(widget).__name__
        names.append(f"{kind}({name})" if name and not name.startswith("qt_") else kind)
        widget = widget.parentWidget()
    return " < ".join(names) or "the window"


def _of(box: QRect | QRectF) -> str:
    return f"[{box.left():.0f}..{box.left() + box.width():.0f}] x [{box.top():.0f}..{box.top() + box.height():.0f}]"
