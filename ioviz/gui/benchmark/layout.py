"""How the parts of the Benchmark tab lie: pictures beside results over the table, or all above each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.toolkit.containers import Splitter
from ioviz.gui.toolkit.style import style


class BenchmarkLayout(QWidget):
    """Arranged anew by the tab, which knows how much room there is."""

    def __init__(self, panel: QWidget, pictures: QWidget, results: QWidget, table: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._pictures, self._results, self._table = pictures, results, table
        self._across = Splitter(Qt.Orientation.Horizontal, (pictures, 3, 690), (results, 1, 290))
        self._down = Splitter(Qt.Orientation.Vertical, (self._across, 3, 360), (table, 2, 220))
        # Else the tab would be as high as all parts would like to be.
        self._down.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.addWidget(panel)
        self._column.addWidget(self._down, 1)

    def show_alone(self, alone: bool) -> None:
        """The pictures have all the room, or share it with results and table."""
        for card in (self._results, self._table):
            card.setVisible(not alone)

    @property
    def alone(self) -> bool:
        """Whether the pictures have all the room."""
        return self._table.isHidden()

    def arrange(self, width: int) -> None:
        """Pictures and results beside each other, or above each other where it is narrow for the size of the text."""
        look = style()
        narrow = width < look.px(720)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._across.orientation() != wanted:
            self._across.setOrientation(wanted)
            self._across.setSizes([380, 210] if narrow else [690, 290])
            self._down.setSizes([600, 240] if narrow else [360, 220])
        self._down.setMinimumHeight(look.px(300 if self.alone else 850 if narrow else 480))

    def restyle(self) -> None:
        """Text size changed."""
        look = style()
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self._column.setSpacing(look.px(8))
        self._pictures.setMinimumSize(look.px(330), look.px(290))
