"""Convergence of annealing runs: cost over proposals or time, with bounds; temperature and acceptance below."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from ioviz.gui.plots.plot_area import PlotArea
from ioviz.gui.plots.plot_parts import Line, Mark
from ioviz.gui.plots.plot_view import PlotView, choice_bar
from ioviz.gui.toolkit.line_styles import LOWER_BOUND, UPPER_BOUND
from ioviz.gui.toolkit.widgets import FittingLabel
from ioviz.viewmodels.anneal.curves import RunCurves, Thinner
from ioviz.viewmodels.anneal.objectives import amount
from ioviz.viewmodels.anneal.series import Thinned
from ioviz.viewmodels.text import axis_ticks as axis
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.durations import clock_ticks, duration_text

Float64 = NDArray[np.float64]

CURRENT = Line("clean_ink", 1.0, alpha=0.85)
BEST = Line("current_ink", 2.0)
START = Line("muted", 1.2, "dashdot")
KNOWN = Line("input_ink", 1.5, "long")
TEMPERATURE = Line("dirty_ink", 1.5, "dash")
ACCEPTANCE = Line("clean_ink", 1.2)
OTHERS = (
    Line("output_ink", 1.6, "dash"),
    Line("input_ink", 1.6, "dashdot"),
    Line("dirty_ink", 1.6, "dot"),
    Line("clean_ink", 1.6, "long"),
    Line("gone_ink", 1.6),
)

_CHOICES = {
    "axis": (
        "Axis",
        [
            ("proposals", "proposals", "Over the number of proposals"),
            ("seconds", "time", "Over elapsed time, without pauses"),
        ],
    ),
    "scale": (
        "Scale",
        [("linear", "linear", "A linear axis"), ("log", "log", "A logarithmic axis, which shows the start in detail")],
    ),
    "height": (
        "Height",
        [
            ("bounds", "bounds", "From the lower bound up to the start"),
            ("run", "close", "Only the range of the run"),
        ],
    ),
}
MARK_EVERY_S = 0.15
LEAST_HEIGHT = 0.01
"""Of the cost: less than that is not shown larger, however little there is to see."""
GROWTH_MARGIN = 1.12
LOWER_RANGE = (
    -4.0,
    118.0,
)  # percent; beyond 100, to keep its labels clear of those of the upper plot
_X_LABELS = {"proposals": "proposals", "seconds": "time"}
_FIRST = {"proposals": 1000.0, "seconds": 1.0}  # the end of the axis while nothing is known
_LEAST = {"proposals": 1.0, "seconds": 0.05}  # start of a logarithmic axis


@dataclass(frozen=True, eq=False)
class PlottedRun:
    """A run on the plot: the first one is drawn with all its curves, the others with their best only.

    `proposals` and `seconds` are the limits of a run that is not over: the axis reaches there from the start.
    """

    key: str
    title: str
    curves: RunCurves
    proposals: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Levels:
    """Horizontal lines, in units of the objective; None: not drawn."""

    lower: float | None = None
    upper: float | None = None
    start: float | None = None
    known: float | None = None
    unit: str = "I/Os"
    unit_in_full: str = "I/Os"


class ConvergencePlot(PlotView):
    """Shows runs whose curves grow; `refresh` draws the new points."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.readout = FittingLabel("small")
        self.readout.setText(" ")
        bar, self._choices = choice_bar(_CHOICES)
        super().__init__(PlotArea(lower=True), "Convergence", (bar, self.readout), parent)
        self._runs: tuple[PlottedRun, ...] = ()
        self._levels = Levels()
        self._axis, self._scale, self._height = "proposals", "linear", "bounds"
        self._drawn: object = None
        self._fitted: object = None  # the ranges set last
        self._end = 0.0  # of the x axis, until a run is longer
        self._hover: float | None = None
        self._marked = 0.0
        self._thinners: dict[tuple[str, str, str], Thinner] = {}
        self._choices["axis"].chosen.connect(self.setAxis)
        self._choices["scale"].chosen.connect(self.setScale)
        self._choices["height"].chosen.connect(self.setHeight)
        self.area.hovered.connect(self._hovered)
        self._show_axes()

    # -- what is shown -----------------------------------------------------------------------------------

    def setRuns(self, runs: tuple[PlottedRun, ...]) -> None:
        """The runs to draw; the others are compared with the first."""
        redrawn = {run.key for run in (*self._runs, *runs)}
        for key in self.area.keys:
            if key.partition(":")[0] in redrawn:
                self.area.drop(key)
        self._runs = runs
        self._thinners = {}
        self._redraw()

    def setLevels(self, levels: Levels) -> None:
        if levels != self._levels:
            self._levels = levels
            self._name_axes()
            self._redraw()

    def setAxis(self, which: str) -> None:
        """The quantity of the x axis: "proposals" or "seconds"."""
        self._axis = which
        self._show_axes()

    def setScale(self, scale: str) -> None:
        """The scale of the x axis: "linear" or "log"."""
        self._scale = scale
        self._show_axes()

    def setHeight(self, height: str) -> None:
        """The range of the y axis: "bounds", from the lower bound up, or "run", the run alone."""
        self._height = height
        self._show_axes()

    def fit(self) -> None:
        self._follow = True
        self._redraw()

    def refresh(self) -> None:
        """Draw the points that were added since the last call, if any."""
        state = tuple((run.key, len(run.curves)) for run in self._runs)
        if state != self._drawn:
            anew = self._drawn is None
            self._drawn = state
            self._draw()
            # Labels cost as much as the curves, and cannot be read 30 times a second.
            now = time.monotonic()
            if anew or now - self._marked >= MARK_EVERY_S:
                self._marked = now
                self._mark()

    def _show_axes(self) -> None:
        for name, value in (("axis", self._axis), ("scale", self._scale), ("height", self._height)):
            self._choices[name].show_choice(value)
        self.area.set_log(x=self._scale == "log")
        self.area.set_tick_texts("bottom", clock_ticks if self._axis == "seconds" else None)
        self._name_axes()
        self._follow = True
        self._redraw()

    def _name_axes(self) -> None:
        log = self._scale == "log" and self._axis == "seconds"
        x = _X_LABELS[self._axis] + (" in seconds" if log else "")
        self.area.set_axes(x=x, y=self._levels.unit, lower="share")

    def _redraw(self) -> None:
        self._drawn = self._fitted = None
        self._end = 0.0
        self.refresh()

    def _draw(self) -> None:
        if self._follow:
            self._fit()
        edges = self.area.columns()
        for index, run in enumerate(self._runs):
            if index == 0:
                for name, line in (("current", CURRENT), ("best", BEST)):
                    thin = self._thinned(run, name, edges)
                    self.area.set_curve(f"{run.key}:{name}", thin.x, thin.y, line, step=name == "best")
                self._draw_lower(run, edges)
            else:
                thin = self._thinned(run, "best", edges)
                self.area.set_curve(f"{run.key}:best", thin.x, thin.y, _other(index), step=True)
        for name, line in (("lower", LOWER_BOUND), ("upper", UPPER_BOUND), ("start", START), ("known", KNOWN)):
            self.area.set_level(name, getattr(self._levels, name), line)

    def _draw_lower(self, run: PlottedRun, edges: Float64) -> None:
        hottest = run.curves.peak("temperature")
        for name, line, factor in (
            ("temperature", TEMPERATURE, 100 / hottest if hottest else 0.0),
            ("acceptance", ACCEPTANCE, 100.0),
        ):
            thin = self._thinned(run, name, edges)
            self.area.set_curve(f"{run.key}:{name}", thin.x, factor * thin.y, line, lower=True)

    def _thinned(self, run: PlottedRun, quantity: str, edges: Float64) -> Thinned:
        key = (run.key, quantity, self._axis)
        if key not in self._thinners:
            self._thinners[key] = Thinner(run.curves.of(quantity, self._axis))
        return self._thinners[key].thinned(edges)

    def _fit(self) -> None:
        """Set the ranges: x up to the end of the longest run."""
        ends = [run.curves.of("best", self._axis).x[-1] for run in self._runs if len(run.curves)]
        planned = [limit for run in self._runs if (limit := getattr(run, self._axis)) is not None]
        end = max([*ends, *planned], default=_FIRST[self._axis])
        if end > self._end:  # with a margin: changing a range costs as much as all curves
            margin = GROWTH_MARGIN if self._end and end not in planned else 1.0
            self._end = 1.01 * axis.round_end(end * margin)
        end = self._end
        least = _LEAST[self._axis]
        x = (least, max(end, 4 * least)) if self._scale == "log" else (0.0, max(end, 10 * least))
        ranges = (x, self._heights(), LOWER_RANGE)
        if ranges != self._fitted:
            self._fitted = ranges
            self.area.set_range(*ranges)

    def _heights(self) -> tuple[float, float]:
        levels = self._levels
        values = [value for value in (levels.lower, levels.start, levels.known) if value is not None]
        reached = []
        for index, run in enumerate(self._runs):
            if len(run.curves):
                best = run.curves.of("best", self._axis).y
                reached += [best[0], best[-1]]
                if index == 0:
                    reached.append(run.curves.peak("current"))
        if self._height == "run" and reached:
            values = reached
        values += reached
        if not reached and levels.start is None and levels.upper is not None:
            values.append(levels.upper)  # no cost is known yet
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        high = max(high, low + LEAST_HEIGHT * abs(low))
        step = 10.0 ** np.floor(np.log10(max(high - low, 1.0)) - 1)
        low, high = step * np.floor(low / step), step * np.ceil(high / step)
        height = max(high - low, 1.0)
        return low - 0.04 * height, high + 0.06 * height

    def _mark(self) -> None:
        marks = []
        levels = self._levels
        lower = levels.lower

        def text(value: float) -> str:
            ratio = f" · {value / lower:.3f}{numbers.THIN_SPACE}{numbers.TIMES}" if lower else ""
            return amount(value) + ratio

        for name, y, line in (
            ("upper bound", levels.upper, UPPER_BOUND),
            ("start", levels.start, START),
            ("best known", levels.known, KNOWN),
        ):
            if y is not None:
                marks.append(Mark(name, text(y), y, line))
        for index, run in enumerate(self._runs):
            last = run.curves.last
            if last is None:
                continue
            if index == 0:
                marks.append(Mark("current", text(last.current), last.current, CURRENT))
                marks.append(Mark("best", text(last.best), last.best, BEST))
                hottest = run.curves.peak("temperature")
                share = run.curves.of("acceptance", self._axis).y[-1]
                marks.append(Mark("accepted", numbers.percent(share, 1), 100 * share, ACCEPTANCE, lower=True))
                if hottest:
                    value = f"{numbers.real(last.temperature)} {levels.unit}"
                    marks.append(Mark("temperature", value, 100 * last.temperature / hottest, TEMPERATURE, lower=True))
            else:
                marks.append(Mark(run.title, text(last.best), last.best, _other(index)))
        if lower is not None:
            marks.append(Mark("lower bound", amount(lower), lower, LOWER_BOUND))
        self.area.set_marks(marks)
        self._show_readout()

    def _show_readout(self) -> None:
        """Describe the point under the pointer."""
        run = self._runs[0] if self._runs else None
        found = run.curves.at(self._axis, self._hover) if run is not None and self._hover is not None else None
        self.area.set_cursor(self._hover if found else None)
        if found is None:
            self.readout.setText(" ")
            return
        self.readout.setText(
            f"after {numbers.count(round(found['proposals']))} proposals, {duration_text(found['seconds'])}: "
            f"current {amount(found['current'])}, best {amount(found['best'])} {self._levels.unit}, "
            f"{numbers.percent(found['acceptance'], 1)} accepted"
        )

    def _hovered(self, x: float | None) -> None:
        if x != self._hover:
            self._hover = x
            self._show_readout()

    def _moved_by_hand(self) -> None:
        super()._moved_by_hand()
        self._redraw()

    # -- export ------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the plot as .png, .svg or .pdf, or the points of its first run as .csv."""
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                if self._runs:
                    self._runs[0].curves.write_csv(file, self._levels.unit_in_full)
        else:
            super().save(path)


def _other(index: int) -> Line:
    """The line style of a run beside the first one; wider after each cycle of styles."""
    line = OTHERS[(index - 1) % len(OTHERS)]
    return replace(line, width=line.width + (index - 1) // len(OTHERS))
