"""Measured time over the I/Os of the model, a dot per order of one network: does counting predict seconds?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ioviz.gui.benchmark.dots_plot import DotsPlot
from ioviz.gui.plots.plot_labels import PlotLabel
from ioviz.viewmodels.benchmark.charts import Dot
from ioviz.viewmodels.text.axis_ticks import linear_texts
from ioviz.viewmodels.text.durations import unit_of


class ScatterPlot(DotsPlot):
    """Both axes start at 0, except I/Os if they differ little."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Time against I/Os", gutter=8, parent=parent)
        self._unit = (1e-3, "ms")
        self.area.set_log(x=False)
        self._name_axes()

    def setDots(self, dots: Sequence[Dot], summary: str) -> None:
        """The orders of one cell, and a summary of them."""
        self._show_dots(dots)
        self.labels.set([PlotLabel(dot.x, dot.y, dot.name) for dot in dots])
        self.setSummary(summary)

    def _name_axes(self) -> None:
        self.area.set_axes(x="I/Os of the model", y=f"time ({self._unit[1]})")
        scale = self._unit[0]

        def texts(values: Sequence[float], spacing: float, most: float) -> list[str]:
            return linear_texts([value / scale for value in values], spacing / scale, most / scale)

        self.area.set_tick_texts("left", texts)

    def _fit(self) -> None:
        x = max((dot.x for dot in self.dots), default=1.0)
        y = max((dot.y for dot in self.dots), default=1.0)
        self._unit = unit_of(y)
        self._name_axes()
        least = min((dot.x for dot in self.dots), default=0.0)
        left = 0.0 if least < 0.6 * x else least - max(0.35 * (x - least), 0.02 * x)
        self.area.set_range((left, x + 0.12 * max(x - left, 1.0)), (0.0, 1.15 * y))
