"""I/Os of one or several orders at every M, the bounds, and the current M as a line to drag."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from ioviz.gui.plots.plot_area import GUTTER, PlotArea
from ioviz.gui.plots.plot_parts import Line, Mark
from ioviz.gui.plots.plot_view import PlotView, choice_bar
from ioviz.gui.toolkit.line_styles import LOWER_BOUND, UPPER_BOUND
from ioviz.gui.toolkit.widgets import FittingLabel, Segments
from ioviz.viewmodels.anneal.series import Series
from ioviz.viewmodels.look.palette import LIGHT, Theme
from ioviz.viewmodels.setup.memory_curves import CURVE_STYLES, OrderCurve
from ioviz.viewmodels.text import numbers

Float64 = NDArray[np.float64]

ORDERS = tuple(Line(f"{state}_ink", 1.8 if k else 2.0, style) for k, (state, style) in enumerate(CURVE_STYLES))
_PARTS = {"ios": ("ios",), "parts": ("ios", "reads", "writes")}
_CHOICES = {
    "quantity": (
        "Quantity",
        [
            ("ios", "I/Os", "Reads and writes together"),
            ("parts", "+ reads, writes", "Also reads and writes separately, as thin lines"),
        ],
    ),
    "x": ("Axis of M", [("linear", "M linear", "M on a linear axis"), ("log", "M log", "M on a logarithmic axis")]),
    "y": (
        "Axis of I/Os",
        [("linear", "I/Os linear", "I/Os on a linear axis"), ("log", "I/Os log", "I/Os on a logarithmic axis")],
    ),
}


@dataclass(frozen=True)
class _Drawn:
    """The series of one order, made once."""

    curve: OrderCurve
    series: dict[str, Series]


class CurvePlot(PlotView):
    """Plots the curves of orders; requests another M when its line is dragged."""

    memoryRequested = Signal(object)  # int
    choiceRequested = Signal(object)  # ("quantity" | "x" | "y", key)

    def __init__(self, *, controls: bool = True, parent: QWidget | None = None) -> None:
        """Without `controls` the plot is compact: no choices, no upper bound."""
        self.readout = FittingLabel("small")
        self.readout.setText(" ")
        self._choices: dict[str, Segments] = {}
        above: list[QWidget | QLayout] = [self.readout]
        if controls:
            bar, self._choices = choice_bar(_CHOICES)
            above.insert(0, bar)
        super().__init__(PlotArea(gutter=GUTTER if controls else 138), "Memory curve", above, parent)
        self.readout.setVisible(controls)  # hidden, but part of the plot: a widget without parent outlives the window
        for name, choice in self._choices.items():
            choice.chosen.connect(self._chooser(name))
        self._drawn: tuple[_Drawn, ...] = ()
        self._bounds: tuple[float, float] | None = None
        self._memory: int | None = None
        self._choice = {"quantity": "ios", "x": "log", "y": "linear"}
        self._hover: float | None = None
        self._compact = not controls
        self.memory_line = pg.InfiniteLine(angle=90, movable=True)
        self.memory_line.setZValue(10)
        self.memory_line.setCursor(Qt.CursorShape.SizeHorCursor)
        self.memory_line.hide()
        self.area.add_item(self.memory_line)
        self.memory_line.sigDragged.connect(self._dragged)
        self.area.hovered.connect(self._hovered)
        self.setTheme(LIGHT)
        self._show_choices()

    # -- setters -----------------------------------------------------------------------------------------

    def setCurves(self, curves: tuple[OrderCurve, ...], bounds: tuple[float, float] | None) -> None:
        """Set the curves, the most important first, and lower and upper bound in I/Os."""
        for key in self.area.keys:
            self.area.drop(key)
        self._drawn = tuple(_Drawn(curve, _series(curve)) for curve in curves)
        self._bounds = bounds
        self._draw()

    def setMemory(self, memory: int | None) -> None:
        """Move the line of the current M; None hides it."""
        self._memory = memory
        self.memory_line.setVisible(memory is not None)
        self._move_line()
        self._mark()

    def setChoice(self, name: str, key: str) -> None:
        """Choose "quantity" ("ios", "parts"), "x" or "y" ("linear", "log")."""
        self._choice[name] = key
        for one in self.area.keys:
            self.area.drop(one)
        self._follow = True
        self._show_choices()

    def setTheme(self, theme: Theme) -> None:
        self.area.setTheme(theme)
        self.memory_line.setPen(self.area.pen(Line("text", 1.5)))
        self.memory_line.setHoverPen(self.area.pen(Line("accent", 3.0)))

    # -- drawing -----------------------------------------------------------------------------------------

    def _show_choices(self) -> None:
        for name, choice in self._choices.items():
            choice.show_choice(self._choice[name])
        self.area.set_log(x=self._choice["x"] == "log", y=self._choice["y"] == "log")
        self.area.set_axes(x="M in values" if self._compact else "fast memory M in values", y="I/Os")
        self._move_line()
        self._draw()

    def _draw(self) -> None:
        if self._follow:
            self._fit()
        edges = self.area.columns()
        for index, drawn in enumerate(self._drawn):
            for part in _PARTS[self._choice["quantity"]]:
                thin = drawn.series[part].thinned(edges)
                self.area.set_curve(f"{index}:{part}", thin.x, thin.y, _line(index, part))
        lower, upper = self._bounds or (None, None)
        self.area.set_level("lower", lower, LOWER_BOUND)
        self.area.set_level("upper", None if self._compact else upper, UPPER_BOUND)
        self._mark()

    def _fit(self) -> None:
        if not self._drawn:
            return
        most = max(drawn.curve.memory[-1] for drawn in self._drawn)
        least = min(drawn.curve.memory[0] for drawn in self._drawn)
        if self._memory is not None:
            most = max(most, min(self._memory, 4 * most))
        parts = _PARTS[self._choice["quantity"]]
        values = [float(getattr(drawn.curve, part)[at]) for drawn in self._drawn for part in parts for at in (0, -1)]
        low, high = min(values), max(values)
        if self._bounds is not None:
            low = min(low, self._bounds[0])
        if self._choice["y"] == "log":
            y = (max(low, 1) / 1.03, high * 1.03)
        else:
            room = max(high - low, 1.0)
            y = (low - 0.05 * room, high + 0.05 * room)
        x = (least / 1.03, most * 1.05) if self._choice["x"] == "log" else (0.0, most * 1.02)
        self.area.set_range(x, y)

    def _mark(self) -> None:
        """Label the curves at the pointer, or at the current M."""
        memory = self._hover if self._hover is not None else self._memory
        marks = []
        lower = self._bounds[0] if self._bounds else None
        for index, drawn in enumerate(self._drawn):
            value = drawn.curve.at(memory if memory is not None else int(drawn.curve.memory[0]))
            ratio = f" · {value / lower:.3f}{numbers.THIN_SPACE}{numbers.TIMES}" if lower else ""
            marks.append(Mark(drawn.curve.title, numbers.count(value) + ratio, float(value), _line(index, "ios")))
        if self._bounds is not None:
            if not self._compact:
                marks.append(Mark("upper bound", numbers.count(round(self._bounds[1])), self._bounds[1], UPPER_BOUND))
            marks.append(Mark("lower bound", numbers.count(round(self._bounds[0])), self._bounds[0], LOWER_BOUND))
        self.area.set_marks(marks)
        self._read(memory)

    def _read(self, memory: float | None) -> None:
        self.area.set_cursor(self._hover)
        if memory is None or not self._drawn:
            self.readout.setText(" ")
            return
        first = self._drawn[0].curve
        where = f"at M = {numbers.count(round(memory))}: "
        self.readout.setText(
            f"{where}{numbers.count(first.at(memory))} I/Os of {first.title}, "
            f"{numbers.count(first.at(memory, 'reads'))} reads and {numbers.count(first.at(memory, 'writes'))} writes"
        )

    def _move_line(self) -> None:
        if self._memory is not None:
            log = self._choice["x"] == "log"
            self.memory_line.setValue(float(np.log10(self._memory)) if log else float(self._memory))

    def _dragged(self, *_: object) -> None:
        value = float(self.memory_line.value())
        memory = max(3, round(10**value if self._choice["x"] == "log" else value))
        if memory != self._memory:
            self._memory = memory
            self._mark()
            self.memoryRequested.emit(memory)

    def _hovered(self, x: float | None) -> None:
        memory = None if x is None else float(max(3, round(x)))
        if memory != self._hover:
            self._hover = memory
            self._mark()

    def _moved_by_hand(self) -> None:
        super()._moved_by_hand()
        self._draw()

    def _chooser(self, name: str) -> Callable[[str], None]:
        def chosen(key: str) -> None:
            self.choiceRequested.emit((name, key))

        return chosen

    # -- export ------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the plot as .png, .svg or .pdf, or all numbers as .csv."""
        if path.suffix.lower() != ".csv":
            super().save(path)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("order", "memory", "reads", "writes", "ios"))
            for drawn in self._drawn:
                curve = drawn.curve
                for row in zip(*(getattr(curve, name).tolist() for name in ("memory", "reads", "writes", "ios"))):
                    writer.writerow((curve.title, *row))


def _series(curve: OrderCurve) -> dict[str, Series]:
    made = {}
    for part in ("ios", "reads", "writes"):
        series = Series()
        series.append(curve.memory.astype(np.float64), getattr(curve, part).astype(np.float64))
        made[part] = series
    return made


def _line(index: int, part: str) -> Line:
    line = ORDERS[index % len(ORDERS)]
    return line if part == "ios" else replace(line, width=1.0, alpha=0.75)
