"""Layout of the Benchmark tab: charts beside the results, above the table; stacked if it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.toolkit.containers import ScrolledPage, Splitter
from ioviz.gui.toolkit.style import style


class BenchmarkLayout(ScrolledPage):
    """Arranged by the tab for the width of its viewport."""

    def __init__(self, panel: QWidget, charts: QWidget, results: QWidget, table: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._charts, self._results, self._table = charts, results, table
        self._across = Splitter(Qt.Orientation.Horizontal, (charts, 3, 690), (results, 1, 290))
        self._down = Splitter(Qt.Orientation.Vertical, (self._across, 3, 360), (table, 2, 220))
        # Otherwise the tab would take the height that all parts ask for.
        self._down.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.addWidget(panel)
        self._column.addWidget(self._down, 1)

    def show_alone(self, alone: bool) -> None:
        """Hide or show results and table."""
        for card in (self._results, self._table):
            card.setVisible(not alone)

    @property
    def alone(self) -> bool:
        """Whether only the charts are shown."""
        return self._table.isHidden()

    def arrange(self, width: int) -> None:
        """Put charts and results side by side, or one above the other if the tab is narrow for the text size."""
        look = style()
        narrow = width < look.px(720)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._across.orientation() != wanted:
            self._across.setOrientation(wanted)
            self._across.setSizes([380, 210] if narrow else [690, 290])
            self._down.setSizes([600, 240] if narrow else [360, 220])
        self._down.setMinimumHeight(look.px(300 if self.alone else 850 if narrow else 480))

    def restyle(self) -> None:
        """Apply the text size."""
        look = style()
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self._column.setSpacing(look.px(8))
        inside = self._charts.layout()
        least = inside.totalMinimumSize().width() if inside is not None else 0
        self._charts.setMinimumSize(max(look.px(330), least), look.px(290))
