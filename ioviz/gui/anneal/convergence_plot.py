"""How an annealing run comes down: cost over proposals or seconds, the bounds, temperature and acceptance below."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ioviz.gui.plots.plot_area import PlotArea
from ioviz.gui.plots.plot_parts import Line, Mark
from ioviz.gui.plots.plot_view import PlotView, choice_bar
from ioviz.gui.toolkit.line_styles import LOWER_BOUND, UPPER_BOUND
from ioviz.gui.toolkit.widgets import ElidedLabel
from ioviz.viewmodels.anneal.curves import RunCurves, Thinner
from ioviz.viewmodels.anneal.objectives import amount
from ioviz.viewmodels.anneal.series import Thinned
from ioviz.viewmodels.look.palette import LIGHT, Theme
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
            ("seconds", "time", "Over the time spent, without pauses"),
        ],
    ),
    "scale": (
        "Scale",
        [("linear", "linear", "A linear axis"), ("log", "log", "A logarithmic axis: the beginning in full")],
    ),
    "height": (
        "Height",
        [
            ("bounds", "bounds", "From the lower bound up to the start"),
            ("run", "close", "Only what the run went through"),
        ],
    ),
}
MARK_EVERY_S = 0.15
ROOM_TO_GROW = 1.12
LOWER_RANGE = (-4.0, 118.0)  # in percent; above, so that its first number is clear of the last one of the upper plot
_X_LABELS = {"proposals": "proposals", "seconds": "time"}
_LEAST = {"proposals": 1.0, "seconds": 0.05}  # where a logarithmic axis begins


@dataclass(frozen=True, eq=False)
class PlottedRun:
    """A run on the plot: the first one with all its curves, the others with their best only."""

    key: str
    title: str
    curves: RunCurves


@dataclass(frozen=True)
class Levels:
    """Horizontal lines, in units of what the run makes small; None where there is none."""

    lower: float | None = None
    upper: float | None = None
    start: float | None = None
    known: float | None = None
    unit: str = "I/Os"
    unit_in_full: str = "I/Os"


class ConvergencePlot(PlotView):
    """Given runs whose curves grow; `refresh` draws what has come since."""

    axisRequested = Signal(object)  # "proposals" | "seconds"
    scaleRequested = Signal(object)  # "linear" | "log"
    heightRequested = Signal(object)  # "run" | "bounds"

    def __init__(self, parent: QWidget | None = None) -> None:
        self.readout = ElidedLabel("small")
        self.readout.setText(" ")
        bar, self._choices = choice_bar(_CHOICES)
        super().__init__(PlotArea(lower=True), "Convergence", (bar, self.readout), parent)
        self._runs: tuple[PlottedRun, ...] = ()
        self._levels = Levels()
        self._axis, self._scale, self._height = "proposals", "linear", "bounds"
        self._drawn: object = None
        self._fitted: object = None  # the ranges that were set last
        self._end = 0.0  # of x, where it is not to move yet
        self._theme = LIGHT
        self._hover: float | None = None
        self._marked = 0.0
        self._thinners: dict[tuple[str, str, str], Thinner] = {}
        self._choices["axis"].chosen.connect(self.axisRequested)
        self._choices["scale"].chosen.connect(self.scaleRequested)
        self._choices["height"].chosen.connect(self.heightRequested)
        self.area.hovered.connect(self._hovered)
        self._show_axes()

    # -- what is shown -----------------------------------------------------------------------------------

    def setRuns(self, runs: tuple[PlottedRun, ...]) -> None:
        """The runs to draw; the first is the one that the rest is compared with."""
        gone = {run.key for run in self._runs} | {run.key for run in runs}
        for key in self.area.keys:
            if key.partition(":")[0] in gone:
                self.area.drop(key)
        self._runs = runs
        self._thinners = {}
        self._redraw()

    def setLevels(self, levels: Levels) -> None:
        if levels != self._levels:
            other_unit = levels.unit != self._levels.unit
            self._levels = levels
            if other_unit:
                self._name_axes()
            self._redraw()

    def setAxis(self, which: str) -> None:
        """What x is: "proposals" or "seconds"."""
        self._axis = which
        self._show_axes()

    def setScale(self, scale: str) -> None:
        """How x is: "linear" or "log"."""
        self._scale = scale
        self._show_axes()

    def setHeight(self, height: str) -> None:
        """What y shows: "bounds", from the lower bound up, or "run", the run alone."""
        self._height = height
        self._show_axes()

    def setTheme(self, theme: Theme) -> None:
        self._theme = theme
        self.area.setTheme(theme)

    def fit(self) -> None:
        """Show all of it, and follow it as it grows."""
        self._follow = True
        self._redraw()

    def refresh(self) -> None:
        """Draw what came since the last time; nothing if nothing did."""
        state = tuple((run.key, len(run.curves)) for run in self._runs)
        if state != self._drawn:
            anew = self._drawn is None
            self._drawn = state
            self._draw()
            # Nobody reads 30 numbers a second, and writing them costs as much as the curves.
            now = time.monotonic()
            if anew or now - self._marked >= MARK_EVERY_S:
                self._marked = now
                self._mark()

    # -- inside ------------------------------------------------------------------------------------------

    def _show_axes(self) -> None:
        for name, value in (("axis", self._axis), ("scale", self._scale), ("height", self._height)):
            self._choices[name].show_choice(value)
        self.area.set_log(x=self._scale == "log")
        self.area.set_ticks(clock_ticks if self._axis == "seconds" else None)
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
        """Show from the beginning to the end of the longest run."""
        ends = [run.curves.of("best", self._axis).x[-1] for run in self._runs if len(run.curves)]
        end = max(ends, default=1.0)
        if end > self._end:  # with room to grow: a range that moves costs as much as all curves
            self._end = 1.01 * axis.round_end(end * (ROOM_TO_GROW if self._end else 1.0))
        end = self._end
        least = _LEAST[self._axis]
        x = (least, max(end, 4 * least)) if self._scale == "log" else (0.0, max(end, 10 * least))
        ranges = (x, self._heights(), LOWER_RANGE)
        if ranges != self._fitted:  # axes are written anew with each range: as dear as all curves
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
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        step = 10.0 ** np.floor(np.log10(max(high - low, 1.0)) - 1)
        low, high = step * np.floor(low / step), step * np.ceil(high / step)
        room = max(high - low, 1.0)
        return low - 0.04 * room, high + 0.06 * room

    def _mark(self) -> None:
        marks = []
        levels = self._levels
        lower = levels.lower

        def words(value: float) -> str:
            ratio = f" · {value / lower:.3f}{numbers.THIN_SPACE}{numbers.TIMES}" if lower else ""
            return amount(value) + ratio

        for name, y, line in (
            ("upper bound", levels.upper, UPPER_BOUND),
            ("start", levels.start, START),
            ("best known", levels.known, KNOWN),
        ):
            if y is not None:
                marks.append(Mark(name, words(y), y, line))
        for index, run in enumerate(self._runs):
            last = run.curves.last
            if last is None:
                continue
            if index == 0:
                marks.append(Mark("current", words(last.current), last.current, CURRENT))
                marks.append(Mark("best", words(last.best), last.best, BEST))
                hottest = run.curves.peak("temperature")
                share = run.curves.of("acceptance", self._axis).y[-1]
                marks.append(Mark("accepted", numbers.percent(share, 1), 100 * share, ACCEPTANCE, lower=True))
                if hottest:
                    text = f"{numbers.real(last.temperature)} {levels.unit}"
                    marks.append(Mark("temperature", text, 100 * last.temperature / hottest, TEMPERATURE, lower=True))
            else:
                marks.append(Mark(run.title, words(last.best), last.best, _other(index)))
        if lower is not None:
            marks.append(Mark("lower bound", amount(lower), lower, LOWER_BOUND))
        self.area.set_marks(marks)
        self._read()

    def _read(self) -> None:
        """Say what was at the pointer."""
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
            self._read()

    def _moved_by_hand(self) -> None:
        super()._moved_by_hand()
        self._redraw()

    # -- export ------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the plot as .png or .svg, or the points of its first run as .csv."""
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                if self._runs:
                    self._runs[0].curves.write_csv(file, self._levels.unit_in_full)
        else:
            super().save(path)


def _other(index: int) -> Line:
    """The line of the runs beside the first one; after five of them thicker ones."""
    line = OTHERS[(index - 1) % len(OTHERS)]
    return replace(line, width=line.width + (index - 1) // len(OTHERS))
