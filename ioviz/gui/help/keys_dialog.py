"""Help > Keys: all keys on one page, made from the records of the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import plain
from ioviz.gui.actions.record import Action
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label

_COLUMNS = (("File", "Edit", "Network", "View"), ("Schedule", "Learn", "Help"))
_ALSO = (
    ("Enter", "Press the button that has the focus"),
    ("Tab", "To the next control"),
    ("Esc", "Return the focus to the window"),
)


class KeysDialog(Dialog):
    """Two columns of menus, each with its actions and keys."""

    def __init__(self, parent: QWidget, records: Sequence[Action[Any]]) -> None:
        super().__init__("Keys", parent, width=860, height=640)
        page = QWidget()
        page.setProperty("role", "plain")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, style().px(12), 0)
        row.setSpacing(style().px(36))
        for menus in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(style().px(14))
            for menu in menus:
                column.addLayout(_section(menu, [one for one in records if one.menu.split("/")[0] == menu]))
            column.addStretch(1)
            row.addLayout(column, 1)
        self.body.addWidget(page, 1)
        self.add_buttons()


def _section(menu: str, records: Sequence[Action[Any]]) -> QGridLayout:
    """The actions of a menu."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(style().px(10))
    grid.setVerticalSpacing(style().px(5))
    grid.setColumnStretch(0, 1)
    grid.addWidget(label(menu.upper(), "heading"), 0, 0, 1, 2)
    rows = [(plain(record.text), record.keys, record.tip) for record in records]
    if menu == "Help":
        rows += [(text, (key,), "") for key, text in _ALSO]
    for number, (text, keys, tip) in enumerate(rows, 1):
        name = label(text)
        name.setToolTip(tip)
        grid.addWidget(name, number, 0)
        grid.addLayout(_key_caps(keys), number, 1)
    return grid


def _key_caps(keys: tuple[str, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(style().px(4))
    row.addStretch(1)
    for key in keys:
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key
        cap = label(shown, "key")
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(cap)
    return row
