"""Base class of plots that show measurements as dots: symbols by kind, a readout on hover, a click chooses a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.plots.plot_area import PlotArea
from ioviz.gui.plots.plot_labels import PlotLabels
from ioviz.gui.plots.plot_parts import Line
from ioviz.gui.plots.plot_view import PlotView
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.benchmark.charts import KINDS, Dot
from ioviz.viewmodels.benchmark.rows import Row, tip
from ioviz.viewmodels.look.palette import LIGHT, Theme

KIND_LINES = {
    "best": Line("current_ink", 2.0),
    "scheduled": Line("clean_ink", 1.8),
    "standard": Line("dirty_ink", 1.8),
    "other": Line("gone_ink", 1.6),
}
KIND_SYMBOLS = {"best": "o", "scheduled": "t1", "standard": "s", "other": "d"}
_HIGHLIGHTED, _CHOSEN = "highlighted", "chosen"


class DotsPlot(PlotView):
    """Shows dots; a click chooses the row of one. A subclass defines `_fit`."""

    rowChosen = Signal(object)  # Row

    def __init__(self, name: str, *, gutter: float, parent: QWidget | None = None) -> None:
        self.readout = label(" ", "small", wrap=True)
        self.readout.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        super().__init__(PlotArea(gutter=gutter), name, (self.readout,), parent)
        self.dots: tuple[Dot, ...] = ()
        self._by_key: dict[str, list[Dot]] = {}
        self._chosen: Row | None = None
        self._summary = " "
        self.labels = PlotLabels(self.area)
        self.area.pointHovered.connect(self._point_hovered)
        self.area.pointClicked.connect(self._point_clicked)
        self.setTheme(LIGHT)

    def setTheme(self, theme: Theme) -> None:
        super().setTheme(theme)
        self._fit_readout()
        self.labels.restyle()

    def setChosen(self, row: Row | None) -> None:
        """The row that is chosen in the table: a ring around its dot."""
        self._chosen = row
        self._ring(_CHOSEN, row, Line("accent", 2.0))

    def setSummary(self, text: str) -> None:
        """The text above the plot while the pointer is on no dot."""
        self._summary = text or " "
        self._fit_readout()
        self.readout.setText(self._summary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_readout()

    def _fit_readout(self) -> None:
        """Make room for the summary, and two lines at least, so that the plot does not jump on hover."""
        metrics = self.readout.fontMetrics()
        box = QRect(0, 0, max(self.readout.width(), 1), 1 << 16)
        needed = metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), self._summary).height()
        self.readout.setFixedHeight(max(needed, 2 * metrics.lineSpacing()) + 2)

    # -- for subclasses ----------------------------------------------------------------------------------

    def _show_dots(self, dots: Sequence[Dot]) -> None:
        self.dots = tuple(dots)
        self.area.drop_points()
        self._by_key = {kind: [dot for dot in self.dots if dot.kind == kind] for kind in KINDS}
        for kind, here in self._by_key.items():
            x, y = np.array([dot.x for dot in here]), np.array([dot.y for dot in here])
            self.area.set_points(kind, x, y, KIND_LINES[kind], KIND_SYMBOLS[kind])
        self.setChosen(self._chosen)
        self._draw()

    def _draw(self) -> None:
        if self._follow:
            self._fit()

    def _fit(self) -> None:
        """Set the ranges so that all dots are visible."""
        raise NotImplementedError

    # -- pointer -----------------------------------------------------------------------------------------

    def _dot(self, found: tuple[str, int]) -> Dot:
        return self._by_key[found[0]][found[1]]

    def _point_hovered(self, found: tuple[str, int] | None) -> None:
        dot = self._dot(found) if found is not None else None
        self._ring(_HIGHLIGHTED, dot.row if dot is not None else None, Line("text", 1.5))
        self.readout.setText(" · ".join(tip(dot.row).split("\n")) if dot is not None else self._summary)
        self.area.view.setToolTip(tip(dot.row) if dot is not None else "")

    def _point_clicked(self, found: tuple[str, int]) -> None:
        self.rowChosen.emit(self._dot(found).row)

    def _ring(self, key: str, row: Row | None, line: Line) -> None:
        here = [dot for dot in self.dots if row is not None and dot.row.measurement is row.measurement]
        x, y = np.array([dot.x for dot in here]), np.array([dot.y for dot in here])
        self.area.set_points(key, x, y, line, "o", ring=True)


def log_range(values: Sequence[float], margin: float = 1.35) -> tuple[float, float]:
    """A range around values on a logarithmic axis."""
    if not values:
        return 1.0, 10.0
    low, high = min(values), max(values)
    if high < 2 * low:
        low, high = low / 1.6, high * 1.6
    return low / margin, high * margin
