"""Roofline plot: GFLOP/s of every run over operations per byte, under the limits of the machine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QWidget

from ioviz.gui.benchmark.dots_plot import KIND_LINES, KIND_SYMBOLS, DotsPlot, log_range
from ioviz.gui.plots.plot_labels import PlotLabel
from ioviz.gui.plots.plot_parts import Line, Mark
from ioviz.viewmodels.benchmark.charts import KIND_NAMES, KINDS, Dot, RoofLine
from ioviz.viewmodels.text import numbers

_PEAK = Line("bound_ink", 1.8)
_SPARSE = Line("bound_ink", 1.4, "dash")
_MEMORY = Line("bound_ink", 1.2, "dot")


class RooflinePlot(DotsPlot):
    """Both axes are logarithmic, so that each memory is a straight line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Roofline", gutter=204, parent=parent)
        self._roofs: tuple[RoofLine, ...] = ()
        self._sparse: float | None = None
        self.area.set_log(x=True, y=True)
        self.area.set_axes(x="FLOP per byte moved", y="GFLOP/s")

    def setDots(self, dots: Sequence[Dot], roofs: Sequence[RoofLine], sparse: float | None) -> None:
        """Every run, and the limits of the machine; `sparse`: multiply-adds of rows read from L1, GFLOP/s."""
        self._roofs, self._sparse = tuple(roofs), sparse
        self._show_dots(dots)
        self._draw_roofs()

    def _draw_roofs(self) -> None:
        for key in self.area.keys:
            self.area.drop(key)
        left, right = self.area.x_range()
        labels, marks = [], []
        for roof in self._roofs:
            ridge = roof.peak / roof.rate
            x = np.array(sorted({left / 1e3, ridge, right * 1e3}))
            self.area.set_curve(f"roof {roof.name}", x, np.minimum(roof.peak, x * roof.rate), _MEMORY)
            at = max(left * 1.08, 1.3 * self._y_range()[0] / roof.rate)  # near the left end, where the line is visible
            text = f"{roof.name} {numbers.figures(roof.rate)} GB/s"
            labels.append(PlotLabel(at, at * roof.rate, text, "bound_ink", along=True))
        if self._roofs:
            peak = self._roofs[0].peak
            marks.append(Mark("multiply-adds", f"{numbers.figures(peak)} GFLOP/s", peak, _PEAK))
            self.area.set_level("peak", peak, _PEAK)
        if self._sparse and self._roofs:
            marks.append(Mark("sparse, from L1", f"{numbers.figures(self._sparse)} GFLOP/s", self._sparse, _SPARSE))
        self.area.set_level("sparse", self._sparse if self._roofs else None, _SPARSE)
        for kind in KINDS:
            best = max(self._by_key.get(kind, ()), key=lambda dot: dot.y, default=None)
            if best is not None:
                name, text = KIND_NAMES[kind] or best.name, f"{numbers.figures(best.y)} GFLOP/s"
                marks.append(Mark(name, text, best.y, KIND_LINES[kind], symbol=KIND_SYMBOLS[kind]))
        self.area.set_marks(marks)
        self.labels.set(labels)

    def _y_range(self) -> tuple[float, float]:
        low, high = log_range([dot.y for dot in self.dots])
        if self._roofs:
            high = max(high, 1.5 * self._roofs[0].peak)
        return low, high

    def _fit(self) -> None:
        x = log_range([dot.x for dot in self.dots], 1.6)
        x = (x[0] / 3, x[1])  # space for the names of the memories
        if self._roofs:
            x = (min(x[0], 0.6 * self._roofs[0].peak / self._roofs[0].rate), x[1])
        self.area.set_range(x, self._y_range())
        self._draw_roofs()
