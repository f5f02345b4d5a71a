"""Help > Keys: all of them on one page, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import plain
from ioviz.gui.actions.table import ACTIONS, MENUS
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label

_COLUMNS = (("File", "Edit", "Network", "View"), ("Schedule", "Learn", "Help"))
_ALSO = (
    ("Enter", "Press the button that has the focus"),
    ("Tab", "To the next control"),
    ("Esc", "Give the keys back to the window"),
)


class KeysDialog(Dialog):
    """Two columns of menus, each with its actions and keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keys", parent, width=860, height=640)
        page = QWidget()
        page.setProperty("role", "plain")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, style().px(12), 0)
        row.setSpacing(style().px(36))
        titles = {plain(title) for title in MENUS}
        for menus in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(style().px(14))
            for menu in menus:
                assert menu in titles
                column.addLayout(self._section(menu))
            column.addStretch(1)
            row.addLayout(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        self.body.addWidget(area, 1)
        self.add_buttons()

    def _section(self, menu: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style().px(10))
        grid.setVerticalSpacing(style().px(5))
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(menu.upper(), "heading"), 0, 0, 1, 2)
        rows = [(plain(spec.text), spec.keys, spec.tip) for spec in ACTIONS if spec.menu.split("/")[0] == menu]
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
