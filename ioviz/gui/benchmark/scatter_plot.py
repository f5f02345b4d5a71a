"""Does counting predict seconds? Orders of one network as dots: I/Os of the model across, measured time up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ioviz.gui.benchmark.dots_plot import DotsPlot
from ioviz.viewmodels.benchmark.charts import Dot
from ioviz.viewmodels.text.axis_ticks import linear_texts
from ioviz.viewmodels.text.durations import unit_of


class ScatterPlot(DotsPlot):
    """Times begin at 0, so that twice as much is twice as high; so do I/Os, unless all are nearly as many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Time against I/Os", gutter=8, parent=parent)
        self._unit = (1e-3, "ms")
        self.area.set_log(x=False)
        self._name_axes()

    def setDots(self, dots: Sequence[Dot], sentence: str) -> None:
        """The orders of one cell, and what they say."""
        self._show_dots(dots)
        self.words.set(self._words_of(self._dots))
        self.say(sentence)

    def _name_axes(self) -> None:
        self.area.set_axes(x="I/Os of the model", y=f"time ({self._unit[1]})")
        scale = self._unit[0]

        def texts(values: Sequence[float], spacing: float, most: float) -> list[str]:
            return linear_texts([value / scale for value in values], spacing / scale, most / scale)

        self.area.set_tick_texts("left", texts)

    def _fit(self) -> None:
        x = max((dot.x for dot in self._dots), default=1.0)
        y = max((dot.y for dot in self._dots), default=1.0)
        self._unit = unit_of(y)
        self._name_axes()
        least = min((dot.x for dot in self._dots), default=0.0)
        left = 0.0 if least < 0.6 * x else least - max(0.35 * (x - least), 0.02 * x)
        self.area.set_range((left, x + 0.12 * max(x - left, 1.0)), (0.0, 1.15 * y))
