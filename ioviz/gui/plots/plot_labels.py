"""Labels inside a plot, beside dots and along lines; a label that would overlap another one is hidden."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from ioviz.gui.plots.plot_area import PlotArea


@dataclass(frozen=True)
class PlotLabel:
    """A text at a point in units of the axes (plain numbers), in a colour of the theme."""

    x: float
    y: float
    text: str
    role: str = "text"
    along: bool = False  # along a line that rises by 1 in the units of the view, rather than beside a dot


class PlotLabels:
    """The labels of one plot, placed in the given order."""

    def __init__(self, area: PlotArea) -> None:
        self._area = area
        self._labels: tuple[PlotLabel, ...] = ()
        self._items: list[pg.TextItem] = []
        area.upper_plot.vb.sigRangeChanged.connect(self._place)
        area.upper_plot.vb.sigResized.connect(self._place)

    def set(self, labels: Sequence[PlotLabel]) -> None:
        """Replace the labels."""
        for item in self._items:
            self._area.upper_plot.vb.removeItem(item)
        self._labels, self._items = tuple(labels), []
        for label in self._labels:
            item = pg.TextItem(label.text)
            item.setZValue(8)
            self._area.add_item(item)
            self._items.append(item)
        self.restyle()

    @property
    def shown(self) -> tuple[str, ...]:
        """The texts of the visible labels."""
        return tuple(label.text for label, item in zip(self._labels, self._items) if item.isVisible())

    def restyle(self) -> None:
        """Apply theme and text size."""
        font = self._area.gutter.text_font(11.5)
        for label, item in zip(self._labels, self._items):
            item.setFont(font)
            item.setColor(getattr(self._area.gutter.theme, label.role))
        self._place()

    def _place(self, *_: object) -> None:
        if not self._items:
            return
        vb = self._area.upper_plot.vb
        box = vb.sceneBoundingRect()
        metrics = QFontMetricsF(self._area.gutter.text_font(11.5))
        gap = self._area.gutter.px(9)
        at = [vb.mapViewToScene(self._area.in_view(label.x, label.y)) for label in self._labels]
        dots = [QRectF(point.x() - gap / 2, point.y() - gap / 2, gap, gap) for point in at]
        angle = self._angle(box)
        low, high = vb.viewRange()[1]
        unit, last = box.height() / max(high - low, 1e-9), math.inf
        taken: list[QRectF] = []
        for label, item, point, own in zip(self._labels, self._items, at, dots):
            size = QSizeF(metrics.horizontalAdvance(label.text) + 8, metrics.height() + 4)
            if label.along:
                item.setAngle(angle)
                item.setAnchor((0.0, 1.0))
                # The distance from the last labelled line, across the lines.
                view = self._area.in_view(label.x, label.y)
                apart = abs(view.y() - view.x() - last) * unit * math.cos(math.radians(angle))
                fits = box.contains(point) and apart >= 0.9 * metrics.height()
                item.setVisible(bool(fits))
                if fits:
                    last = view.y() - view.x()
                    item.setPos(vb.mapSceneToView(point))
                continue
            others = [dot for dot in dots if dot is not own]
            found = _free_position(point, size, gap, box, [*taken, *others])
            item.setVisible(found is not None)
            if found is not None:
                rect, anchor, offset = found
                taken.append(rect)
                item.setAnchor(anchor)
                item.setPos(vb.mapSceneToView(point + offset))

    def _angle(self, box: QRectF) -> float:
        """Return the angle on the screen, in degrees, of a line of slope 1."""
        (left, right), (low, high) = self._area.upper_plot.vb.viewRange()
        return math.degrees(math.atan2(box.height() / max(high - low, 1e-9), box.width() / max(right - left, 1e-9)))


def _free_position(
    at: QPointF, size: QSizeF, gap: float, box: QRectF, taken: Sequence[QRectF]
) -> tuple[QRectF, tuple[float, float], QPointF] | None:
    """Find a free position right, left, above or below a dot; return its box, anchor and offset."""
    for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1)):
        offset = QPointF(across * gap, down * gap)
        anchor = ((1 - across) / 2, (1 - down) / 2)
        back = QPointF(anchor[0] * size.width(), anchor[1] * size.height())
        rect = QRectF(at + offset - back, size)
        if box.contains(rect) and not any(rect.intersects(other) for other in taken):
            return rect, anchor, offset
    return None
