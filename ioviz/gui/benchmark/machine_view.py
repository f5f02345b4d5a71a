"""Description of the computer that the times were measured on, as groups in columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.benchmark.machine_card import Group

_COLUMN = 290  # pixels at 100 %


class MachineView(QScrollArea):
    """Shows groups of names and values; texts can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Machine")
        self._groups: tuple[Group, ...] = ()
        self._built_for = 0
        style().changed.connect(self._build)

    def setGroups(self, groups: Sequence[Group]) -> None:
        """The groups to show."""
        if tuple(groups) != self._groups:
            self._groups = tuple(groups)
            self._build()

    def text(self) -> str:
        """All groups as plain text."""
        lines = []
        for title, pairs in self._groups:
            lines += [title, *(f"{name}: {value}" if name else value for name, value in pairs), ""]
        return "\n".join(lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Later: Qt crashes if widgets are replaced while the application's style sheet changes, which resizes this.
        QTimer.singleShot(0, self, self._build_again)

    def _build_again(self) -> None:
        if self._columns() != self._built_for:
            self._build()

    def _columns(self) -> int:
        return max(1, self.viewport().width() // style().px(_COLUMN))

    def _build(self) -> None:
        """Lay out the groups, each in the shortest column."""
        look = style()
        self._built_for = n = self._columns()
        body = QWidget()
        body.setProperty("role", "plain")
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(look.px(24))
        columns = [QVBoxLayout() for _ in range(n)]
        heights = [0] * n
        for title, pairs in self._groups:
            shortest = heights.index(min(heights))
            columns[shortest].addWidget(_group(title, pairs))
            heights[shortest] += 2 + sum(1 + len(value) // 34 for _, value in pairs)
        for column in columns:
            column.addStretch(1)
            across.addLayout(column, 1)
        self.setWidget(body)


def _group(title: str, pairs: Sequence[tuple[str, str]]) -> QWidget:
    look = style()
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, look.px(8))
    column.setSpacing(look.px(4))
    column.addWidget(label(title, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.px(10))
    grid.setVerticalSpacing(look.px(3))
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(pairs):
        text = label(_breakable(value), wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if name:
            key = label(name, "small")
            key.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(key, row, 0)
            grid.addWidget(text, row, 1)
        else:
            grid.addWidget(text, row, 0, 1, 2)
    column.addLayout(grid)
    return group


def _breakable(text: str) -> str:
    """Allow line breaks inside long words, such as paths."""
    return text.replace("/", "/\u200b").replace("_", "_\u200b") if len(text) > 24 else text
