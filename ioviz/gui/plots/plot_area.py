"""The area of all plots: readable axes, curves and levels by key, labels at the right edge.

pyqtgraph takes a third of a second to import, so plots are made when they are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ioviz.gui.plots.plot_parts import Grid, Gutter, Line, Mark, NumberAxis, TickTexts, pen_of
from ioviz.viewmodels.look.palette import LIGHT, Theme
from ioviz.viewmodels.text import numbers

Float64 = NDArray[np.float64]
Range = tuple[float, float]

GUTTER = 164  # pixels at 100 %


class PlotArea(QWidget):
    """One or two plots above each other with a common x, and labels at their right."""

    hovered = Signal(object)  # x in units of the axis, or None
    rangeChangedByHand = Signal()
    fitRequested = Signal()
    pointHovered = Signal(object)  # (key, index) of the point under the pointer, or None
    pointClicked = Signal(object)  # (key, index)

    def __init__(self, *, lower: bool = False, gutter: float = GUTTER, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._log_x = self._log_y = False
        self._gutter_width = gutter
        self.view = pg.GraphicsLayoutWidget()
        self.view.setAntialiasing(True)
        self.view.setFrameShape(self.view.Shape.NoFrame)
        self.view.ci.layout.setContentsMargins(0, 8, 0, 0)  # half of the topmost number
        self.view.ci.layout.setSpacing(2)
        self.upper_plot = self._plot(0)
        self.lower_plot = self._plot(1) if lower else None
        if self.lower_plot is not None:
            self.lower_plot.setXLink(self.upper_plot)
            self.upper_plot.getAxis("bottom").setStyle(showValues=False)
            self.view.ci.layout.setRowStretchFactor(0, 5)
            self.view.ci.layout.setRowStretchFactor(1, 2)
        self.gutter = Gutter(self, self)
        self.curves: dict[str, tuple[Any, Line]] = {}
        self._levels: dict[str, tuple[Any, Line]] = {}
        self._points: dict[str, tuple[Any, Line]] = {}
        self._pointed: tuple[str, int] | None = None
        self._grids = [Grid(plot) for plot in self._plots]
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self.add_item(self._cursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(self.gutter)
        self.upper_plot.vb.sigYRangeChanged.connect(self._range_changed)  # labels follow the heights
        self.upper_plot.vb.sigResized.connect(self._range_changed)
        self.upper_plot.vb.sigRangeChangedManually.connect(self._by_hand)
        self.view.scene().sigMouseMoved.connect(self._mouse_moved)
        self.view.scene().sigMouseClicked.connect(self._mouse_clicked)
        self._restyle()

    # -- looks -------------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        return self._theme

    def setTheme(self, theme: Theme) -> None:
        if theme is not self._theme:
            self._theme = theme
            self._restyle()

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._restyle()

    def pen(self, line: Line) -> QPen:
        """Return the pen of a line in the current theme."""
        return pen_of(line, self._theme, self.gutter.text_scale)

    def _restyle(self) -> None:
        self.view.setBackground(self._theme.surface)
        self.gutter.setTheme(self._theme)
        font = self.gutter.text_font(11.5)
        px = self.gutter.px
        for plot in self._plots:
            for side in ("left", "bottom"):
                one = plot.getAxis(side)
                one.setPen(self._theme.line)
                one.setTextPen(self._theme.muted)
                one.setStyle(tickFont=font, tickTextOffset=round(px(5)), tickLength=-4)
                one.label.setFont(font)
                one.label.setDefaultTextColor(QColor(self._theme.muted))
            # One width for all plots, so that nothing moves when the numbers grow.
            plot.getAxis("left").setWidth(px(62) + QFontMetricsF(font).height())
        self._cursor.setPen(self.pen(Line("faint", 1, "dot")))
        for grid in self._grids:
            grid.colour = QColor(self._theme.sunken)
            grid.update()
        for item, line in (*self.curves.values(), *self._levels.values()):
            item.setPen(self.pen(line))
        for item, line in self._points.values():
            self._style_points(item, line)
        self.gutter.setFixedWidth(round(px(self._gutter_width)))
        self.gutter.update()

    # -- axes --------------------------------------------------------------------------------------------

    def set_axes(self, *, x: str, y: str, lower: str = "") -> None:
        """Name the axes, with their units. The lower plot goes from 0 to 100 %."""
        (self.lower_plot or self.upper_plot).setLabel("bottom", x)
        self.upper_plot.setLabel("left", y)
        if self.lower_plot is not None:
            self.lower_plot.setLabel("left", lower)
            self.lower_plot.getAxis("left").setTicks(
                [[(share, f"{share}{numbers.THIN_SPACE}%") for share in (0, 50, 100)]]
            )
        self._restyle()

    def set_log(self, *, x: bool, y: bool = False) -> None:
        """Choose logarithmic axes; data is always given in plain numbers."""
        self._log_x, self._log_y = x, y
        for plot in self._plots:
            plot.getAxis("bottom").setLogMode(x, False)
        self.upper_plot.getAxis("left").setLogMode(False, y)

    def set_tick_texts(self, side: str, text_of: TickTexts | None) -> None:
        """Set how the ticks of the "bottom" or the upper "left" axis are written while it is linear."""
        for plot in self._plots if side == "bottom" else [self.upper_plot]:
            plot.getAxis(side).text_of = text_of
            plot.getAxis(side).picture = None

    def set_x_ticks(self, ticks: Sequence[tuple[float, str]]) -> None:
        """Show ticks at these x only, in plain numbers; the automatic ticks if there are none."""
        values = [(float(self._to_x(x)), text) for x, text in ticks]
        for plot in self._plots:
            plot.getAxis("bottom").setTicks([values] if values else None)

    def set_range(self, x: Range, y: Range, lower: Range | None = None) -> None:
        """Show these ranges, in plain numbers."""
        self.upper_plot.vb.setXRange(*self._to_x(x), padding=0)
        self.upper_plot.vb.setYRange(*self._to_y(y), padding=0)
        if self.lower_plot is not None and lower is not None:
            self.lower_plot.vb.setYRange(*lower, padding=0)

    def x_range(self) -> tuple[float, float]:
        low, high = self.upper_plot.vb.viewRange()[0]
        return (10.0**low, 10.0**high) if self._log_x else (low, high)

    def columns(self) -> Float64:
        """Return the edges of the pixel columns in x, to which curves are thinned."""
        low, high = self.upper_plot.vb.viewRange()[0]
        edges = np.linspace(low, high, max(2, round(self.upper_plot.vb.width())) + 1)
        return 10.0**edges if self._log_x else edges

    # -- items -------------------------------------------------------------------------------------------

    def set_curve(
        self, key: str, x: Float64, y: Float64, line: Line, *, lower: bool = False, step: bool = False
    ) -> None:
        """Draw or replace a curve. `lower`: in the lower plot. `step`: each value holds until the next x."""
        item, drawn_line = self.curves.get(key, (None, None))
        if item is None or drawn_line != line:
            if item is not None:
                self.drop(key)
            item = pg.PlotCurveItem(pen=self.pen(line), skipFiniteCheck=True)
            self._plots[-1 if lower else 0].addItem(item, ignoreBounds=True)
            self.curves[key] = (item, line)
        if step and x.size:
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        item.setData(self._to_x(x), y if lower else self._to_y(y))

    def set_level(self, key: str, y: float | None, line: Line) -> None:
        """Draw a horizontal line, or none."""
        item, _ = self._levels.get(key, (None, None))
        if y is None:
            if item is not None:
                item.hide()
            return
        if item is None:
            item = pg.InfiniteLine(angle=0, movable=False, pen=self.pen(line))
            item.setZValue(-5)
            self.add_item(item)
            self._levels[key] = (item, line)
        item.show()
        item.setValue(float(self._to_y(y)))

    def set_points(
        self, key: str, x: Float64, y: Float64, line: Line, symbol: str = "o", *, ring: bool = False
    ) -> None:
        """Draw dots with a symbol that react to the pointer; `ring`: larger, hollow, and without reaction."""
        self.drop_points(key)
        if len(x) == 0:
            return
        item = pg.ScatterPlotItem(symbol=symbol, pxMode=True)
        item.ring = ring
        item.setZValue(4 if ring else 5)
        self._style_points(item, line)
        item.setData(self._to_x(np.asarray(x, float)), self._to_y(np.asarray(y, float)))
        self.add_item(item)
        self._points[key] = (item, line)

    def drop_points(self, key: str | None = None) -> None:
        """Remove the dots of a key, or all dots."""
        for one in [key] if key is not None else list(self._points):
            item, _ = self._points.pop(one, (None, None))
            if item is not None:
                self.upper_plot.vb.removeItem(item)
        self._pointed = None

    def _style_points(self, item: Any, line: Line) -> None:
        colour = self.pen(line).color()
        if item.ring:
            item.setSize(round(self.gutter.px(17)))
            item.setPen(self.pen(line))
            item.setBrush(pg.mkBrush(None))
        else:
            item.setSize(round(self.gutter.px(10)))
            item.setPen(pg.mkPen(self._theme.surface, width=1))
            item.setBrush(colour)

    def point_at(self, scene: QPointF) -> tuple[str, int] | None:
        """Return the nearest dot within some pixels of a point of the scene."""
        nearest, least = None, self.gutter.px(14) ** 2
        for key, (item, _) in self._points.items():
            if item.ring:
                continue
            for index, (x, y) in enumerate(zip(*item.getData(), strict=True)):
                at = self.upper_plot.vb.mapViewToScene(QPointF(x, y))
                distance = (at.x() - scene.x()) ** 2 + (at.y() - scene.y()) ** 2
                if distance < least:
                    nearest, least = (key, index), distance
        return nearest

    def set_marks(self, marks: Sequence[Mark]) -> None:
        if tuple(marks) != self.gutter.marks:
            self.gutter.marks = tuple(marks)
            self.gutter.update()

    def set_cursor(self, x: float | None) -> None:
        """A vertical line where the pointer is."""
        self._cursor.setVisible(x is not None)
        if x is not None:
            self._cursor.setValue(float(self._to_x(x)))

    def drop(self, key: str) -> None:
        for items in (self.curves, self._levels):
            item, _ = items.pop(key, (None, None))
            if item is not None and item.getViewBox() is not None:
                item.getViewBox().removeItem(item)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the curves."""
        return tuple(self.curves)

    def add_item(self, item: Any) -> None:
        """Add an item to the upper plot."""
        self.upper_plot.addItem(item, ignoreBounds=True)

    # -- geometry ----------------------------------------------------------------------------------------

    def box(self, *, lower: bool = False) -> QRectF:
        """Return the rectangle of the upper or the lower plot, in pixels of this widget."""
        return QRectF(self.view.mapFromScene(self._plots[-1 if lower else 0].vb.sceneBoundingRect()).boundingRect())

    def height_of(self, y: float, *, lower: bool = False) -> float:
        """Return the y coordinate of a value, in pixels of this widget."""
        box = self.box(lower=lower)
        low, high = self._plots[-1 if lower else 0].vb.viewRange()[1]
        value = y if lower else float(self._to_y(y))
        return float(box.bottom() - (value - low) / max(high - low, 1e-300) * box.height())

    def in_view(self, x: float, y: float) -> QPointF:
        """Convert a point in plain numbers to view coordinates, which are logarithms on a logarithmic axis."""
        return QPointF(float(self._to_x(x)), float(self._to_y(y)))

    def _to_x(self, x: Any) -> Any:
        return np.log10(np.maximum(x, 1e-12)) if self._log_x else x

    def _to_y(self, y: Any) -> Any:
        return np.log10(np.maximum(y, 1e-12)) if self._log_y else y

    # -- events ------------------------------------------------------------------------------------------

    @property
    def _plots(self) -> list[Any]:
        return [self.upper_plot] if self.lower_plot is None else [self.upper_plot, self.lower_plot]

    def _plot(self, row: int) -> Any:
        axes = {side: NumberAxis(side) for side in ("left", "bottom")}
        plot = self.view.addPlot(row=row, col=0, axisItems=axes)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.vb.setMenuEnabled(False)
        plot.vb.disableAutoRange()
        for one in axes.values():
            one.enableAutoSIPrefix(False)
        return plot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gutter.update()

    def _range_changed(self, *_: object) -> None:
        self.gutter.update()

    def _by_hand(self, *_: object) -> None:
        self.rangeChangedByHand.emit()

    def _mouse_moved(self, point: QPointF) -> None:
        inside = any(plot.vb.sceneBoundingRect().contains(point) for plot in self._plots)
        x = self.upper_plot.vb.mapSceneToView(point).x()
        self.hovered.emit((10.0**x if self._log_x else x) if inside else None)
        if self._points:
            self._point(self.point_at(point) if inside else None)

    def _point(self, found: tuple[str, int] | None) -> None:
        if found != self._pointed:
            self._pointed = found
            self.pointHovered.emit(found)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)
        self._point(None)

    def _mouse_clicked(self, event: Any) -> None:
        if event.double():
            self.fitRequested.emit()
            return
        found = self.point_at(event.scenePos())
        if found is not None:
            self.pointClicked.emit(found)
