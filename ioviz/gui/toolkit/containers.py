"""Containers of widgets: splitters, vertical scroll areas, groups in a row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QSplitter, QWidget

from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style


class Splitter(QSplitter):
    """A splitter whose parts cannot be collapsed; its handles grow with the text."""

    def __init__(self, orientation: Qt.Orientation, *parts: tuple[QWidget, int, int]) -> None:
        """`parts` are widgets with their stretch and initial size."""
        super().__init__(orientation)
        for index, (widget, stretch, _) in enumerate(parts):
            self.addWidget(widget)
            self.setStretchFactor(index, stretch)
        self.setSizes([size for _, _, size in parts])
        self.setChildrenCollapsible(False)
        style().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setHandleWidth(style().px(8))


class ScrolledPage(QWidget):
    """A page in a scroll area: where it is higher than the area it scrolls, and none of its parts is cut.

    Qt would ask for the preferred height of its layout, which is more than it needs, or leave out a part that ignores
    its own.
    """

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


def scrolled(view: QWidget, *, horizontally: bool = False) -> QScrollArea:
    """Return an area that scrolls its view vertically, or both ways; the view takes the focus itself."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not horizontally:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(view)
    return area


def flow_row(gap: float) -> tuple[QWidget, FlowLayout]:
    """A widget whose children flow into more rows where it is narrow, and its layout."""
    made = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made, FlowLayout(gap, made)


def grouped(*widgets: QWidget, gap: int) -> QWidget:
    """Return a row of widgets of fixed size, `gap` pixels apart."""
    group = QWidget()
    group.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    return group
