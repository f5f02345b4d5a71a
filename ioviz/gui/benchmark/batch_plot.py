"""Speed over the batch size: what each program gains from many inputs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ioviz.gui.benchmark.dots_plot import KIND_LINES, KIND_SYMBOLS, log_range
from ioviz.gui.plots.plot_area import PlotArea
from ioviz.gui.plots.plot_parts import Line, Mark
from ioviz.gui.plots.plot_view import PlotView, choice_bar
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.benchmark.charts import QUANTITIES, BatchLine
from ioviz.viewmodels.look.palette import LIGHT
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.durations import precise

_STYLES = ("solid", "dash", "dashdot", "dot", "long")
_CHOICES = [
    ("speed_up", "speed-up", "How many times as fast as the standard way"),
    ("gflops", "GFLOP/s", "Useful operations per second"),
    ("seconds", "time for one input", "Time of a call over its batch"),
]
_AXES = {"speed_up": "speed-up", "gflops": "GFLOP/s", "seconds": "seconds for one input"}


class BatchPlot(PlotView):
    """Shows a line per program; another quantity is requested by signal."""

    quantityRequested = Signal(object)  # a key of QUANTITIES

    def __init__(self, parent: QWidget | None = None) -> None:
        bar, choices = choice_bar({"quantity": ("Quantity", _CHOICES)})
        self._note = label("", "small")
        bar.addWidget(self._note)
        self._note.hide()
        super().__init__(PlotArea(gutter=256), "Speed over the batch", (bar,), parent)
        self.quantity = choices["quantity"]
        self.quantity.chosen.connect(self.quantityRequested)
        self.lines: tuple[BatchLine, ...] = ()
        self._quantity = "speed_up"
        self.quantity.show_choice(self._quantity)
        self.setTheme(LIGHT)

    def setLines(self, lines: Sequence[BatchLine], quantity: str) -> None:
        """The lines, all of one quantity."""
        if quantity != self._quantity:
            self._follow = True
        self.lines, self._quantity = tuple(lines), quantity
        self.quantity.show_choice(quantity)
        self._draw()

    def setNote(self, note: str) -> None:
        """A note beside the quantity."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _draw(self) -> None:
        for key in self.area.keys:
            self.area.drop(key)
        self.area.drop_points()
        self.area.set_log(x=True, y=self._quantity == "seconds")
        self.area.set_axes(x="batch: inputs at once", y=_AXES[self._quantity])
        # The batches that were measured, rather than powers of ten.
        batches = sorted({batch for line in self.lines for batch in line.batch})
        self.area.set_x_ticks([(float(batch), numbers.count(batch)) for batch in batches])
        if self._follow:
            self._fit()
        marks = []
        seen: dict[str, int] = {}
        for number, line in enumerate(self.lines):
            nth = seen[line.kind] = seen.get(line.kind, -1) + 1
            look = replace(KIND_LINES[line.kind], style=_STYLES[nth % len(_STYLES)])
            x, y, symbol = np.array(line.batch, float), np.array(line.value), KIND_SYMBOLS[line.kind]
            self.area.set_curve(f"{number}", x, y, look)
            self.area.set_points(f"{number}", x, y, look, symbol)
            marks.append(Mark(line.name, self._text_of(line.value[-1]), line.value[-1], look, symbol=symbol))
        one = 1.0 if self._quantity == "speed_up" and self.lines else None
        self.area.set_level("standard", one, Line("faint", 1, "dot"))
        self.area.set_marks(marks)

    def _fit(self) -> None:
        x = [float(batch) for line in self.lines for batch in line.batch]
        y = [value for line in self.lines for value in line.value]
        if not y:
            return
        y_range = log_range(y) if self._quantity == "seconds" else (0.0, 1.08 * max(y))
        self.area.set_range(log_range(x, 1.25) if len(set(x)) > 1 else (min(x) / 2, 2 * max(x)), y_range)

    def _text_of(self, value: float) -> str:
        if self._quantity == "seconds":
            return precise(value)
        return numbers.ratio(value) if self._quantity == "speed_up" else f"{numbers.figures(value)} GFLOP/s"


assert set(_AXES) == set(QUANTITIES)
