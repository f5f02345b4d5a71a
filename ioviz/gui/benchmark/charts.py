"""The charts of measurements: one at a time, chosen by name, all of the same rows and the same cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ioviz.gui.benchmark.bars_view import BarsView
from ioviz.gui.benchmark.machine_view import MachineView
from ioviz.gui.benchmark.poster_view import EXPORT_SIZE, PosterView
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.containers import scrolled
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.form_widgets import QuietComboBox
from ioviz.gui.toolkit.snapshot import save_snapshot
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import Segments, label
from ioviz.viewmodels.benchmark.charts import (
    bars,
    batch_lines,
    cells,
    prediction,
    roof_dots,
    roof_lines,
    scatter_dots,
)
from ioviz.viewmodels.benchmark.machine_card import card
from ioviz.viewmodels.benchmark.poster import make_poster
from ioviz.viewmodels.benchmark.rows import BEST, Cell, Row
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.benchmark import Results

CHARTS = {
    "bars": ("Bars", "Times of one cell as bars, with quartiles and outliers"),
    "batch": ("Over batch", "What each program gains from many inputs at once"),
    "roofline": ("Roofline", "Every run under the limits of the machine"),
    "scatter": ("Against I/Os", "Does counting predict seconds?"),
    "machine": ("Machine", "What the times were measured on"),
    "poster": ("Poster", "One large chart with its conclusion"),
}
_NOTHING = "Run a benchmark, or the demo, to see it here"
_RUNNING = "The chart appears with the first row that is ready"


class Charts(CardFrame):
    """Shows rows as one of several charts; emits the row that was clicked and the chart that was chosen."""

    rowChosen = Signal(object)  # Row
    chartRequested = Signal(object)  # a key of CHARTS
    cellChosen = Signal(object)  # Cell

    def __init__(self, export: QWidget) -> None:
        """`export` is the button that writes the chart."""
        super().__init__("Charts", spacing=8)
        self._rows: tuple[Row, ...] = ()
        self._results: Results | None = None
        self._standard = ""
        self._nothing = _NOTHING
        self._step = ""
        self._chosen: Row | None = None
        self._quantity = "speed_up"
        self.chart = "bars"
        self.choice = Segments([(key, text, tip) for key, (text, tip) in CHARTS.items()])
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.choice.setAccessibleName("Chart")
        self.choice.chosen.connect(self.chartRequested)
        self.cell = QuietComboBox()
        self.cell.setToolTip("Network, batch and threads of the chart")
        self.cell.setAccessibleName("Cell")
        self.cell.currentIndexChanged.connect(self._cell_changed)
        self.cell.setSizeAdjustPolicy(self.cell.SizeAdjustPolicy.AdjustToContents)
        bar = FlowLayout(10)
        bar.addWidget(self.choice)
        bar.addWidget(self.cell)
        bar.addWidget(export)
        self.cell.hide()
        self.stack = QStackedWidget()
        self._empty = label(_NOTHING, "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._working = label("", "display", wrap=True)
        self._working.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page = QWidget()
        middle = QVBoxLayout(self._page)
        middle.addStretch(1)
        middle.addWidget(self._working)
        middle.addWidget(self._empty)
        middle.addStretch(1)
        self.stack.addWidget(self._page)
        self.column.addLayout(bar)
        self.column.addWidget(self.stack, 1)
        self.bars, self.poster, self.machine = BarsView(), PosterView(), MachineView()
        self._bars_area = scrolled(self.bars)
        self._pages: dict[str, QWidget] = {"bars": self._bars_area, "poster": self.poster, "machine": self.machine}
        self._views: dict[str, Any] = {"bars": self.bars, "poster": self.poster}
        for page in self._pages.values():
            self.stack.addWidget(page)
        self.bars.rowChosen.connect(self.rowChosen)
        self.restyle()
        self.show_chart(self.chart)

    def make_plots(self) -> None:
        """Make the charts that need pyqtgraph, which is imported by now."""
        from ioviz.gui.benchmark.batch_plot import BatchPlot
        from ioviz.gui.benchmark.roofline_plot import RooflinePlot
        from ioviz.gui.benchmark.scatter_plot import ScatterPlot

        self.batch, self.roofline, self.scatter = BatchPlot(), RooflinePlot(), ScatterPlot()
        for key, view in (("batch", self.batch), ("roofline", self.roofline), ("scatter", self.scatter)):
            self._pages[key] = self._views[key] = view
            self.stack.addWidget(view)
            view.setTheme(style().theme)
        self.batch.quantityRequested.connect(self._set_quantity)
        for plot in (self.roofline, self.scatter):
            plot.setChosen(self._chosen)
            plot.rowChosen.connect(self.rowChosen)
        self._draw()

    # -- what is shown -----------------------------------------------------------------------------------

    def set_rows(self, rows: tuple[Row, ...], results: Results | None, standard: str, *, running: bool = False) -> None:
        """Rows of one or several results; `results` are the chosen ones, `running` if they are being measured."""
        self._nothing = _RUNNING if running else _NOTHING
        self._rows, self._results, self._standard = rows, results, standard
        self._list_cells()
        self._draw()

    def show_step(self, text: str) -> None:
        """What a running benchmark does, where there is no chart yet."""
        self._step = text
        if self._nothing == _RUNNING and self.stack.currentWidget() is self._page:
            self._show_message(_RUNNING)

    def set_chosen(self, row: Row | None) -> None:
        """The row that is chosen in the table."""
        self._chosen = row
        for key in ("bars", "roofline", "scatter"):
            if key in self._views:
                self._views[key].setChosen(row)

    def show_chart(self, key: str) -> None:
        self.chart = key
        self.choice.show_choice(key)
        self._draw()

    def show_cell(self, cell: Cell) -> None:
        """Select a cell, if it was measured."""
        index = self.cell.findText(cell.text())
        if index >= 0:
            self.cell.setCurrentIndex(index)

    @property
    def current_cell(self) -> Cell | None:
        chosen: Cell | None = self.cell.currentData()
        return chosen

    def _list_cells(self) -> None:
        found = cells(self._rows)
        if [self.cell.itemText(i) for i in range(self.cell.count())] == [cell.text() for cell in found]:
            return
        before = self.cell.currentText()
        self.cell.blockSignals(True)
        self.cell.clear()
        for cell in found:
            self.cell.addItem(cell.text(), cell)
        index = self.cell.findText(before)
        self.cell.setCurrentIndex(index if index >= 0 else self.cell.count() - 1)
        self.cell.blockSignals(False)
        self.cell.setVisible(self.cell.count() > 0)

    def _cell_changed(self, _index: int) -> None:
        self._draw()
        if self.current_cell is not None:
            self.cellChosen.emit(self.current_cell)

    def _set_quantity(self, quantity: str) -> None:
        self._quantity = quantity
        self._draw()

    def _draw(self) -> None:
        """Draw the visible chart."""
        cell, results = self.current_cell, self._results
        if self.chart not in self._pages:
            self._show_message("Getting the plot ready …")
            return
        if results is not None and self.chart == "machine":
            empty = self._draw_machine(results, cell)
        elif results is None or cell is None:
            empty = self._nothing
        else:
            draw = {
                "bars": self._draw_bars,
                "batch": self._draw_batch,
                "roofline": self._draw_roofline,
                "scatter": self._draw_scatter,
                "poster": self._draw_poster,
            }[self.chart]
            empty = draw(results, cell)
        if empty:
            self._show_message(empty)
        else:
            self.stack.setCurrentWidget(self._pages[self.chart])

    def _draw_bars(self, _results: Results, cell: Cell) -> str:
        self.bars.setBars(bars(self._rows, cell, self._standard))
        return ""

    def _draw_batch(self, _results: Results, cell: Cell) -> str:
        lines = batch_lines(self._rows, cell, self._standard, self._quantity)
        if not lines:
            return "There are no speed-ups without a standard way: choose one above the table"
        self.batch.setLines(lines, self._quantity)
        self.batch.setNote("best order and weights of each program" if len(lines) < self._names_at(cell) else "")
        return ""

    def _names_at(self, cell: Cell) -> int:
        """The number of combinations of program, order and weights at the network and threads of a cell."""
        at = (cell.workload, cell.threads)
        return len(
            {(row.result, row.name) for row in self._rows if row.ok and (row.case.workload, row.case.threads) == at}
        )

    def _draw_roofline(self, results: Results, cell: Cell) -> str:
        threads = cell.threads
        rows = [row for row in self._rows if row.case.threads == threads]
        dots = roof_dots(rows, self._standard)
        limits = results.limits
        sparse = limits.sparse_gflops * threads / max(limits.threads, 1) if limits is not None else None
        self.roofline.setDots(dots, roof_lines(limits, threads), sparse)
        hint = ""
        if limits is None:
            hint = " No roofs: the limits of this computer were not measured in this run."
        elif limits.threads != threads:
            hint = f" Limits are scaled from {numbers.plural(limits.threads, 'thread')}."
        self.roofline.setSummary(f"Every run on {numbers.plural(threads, 'thread')}; point at one for details.{hint}")
        return "" if dots else "No run here has a known amount of moved data"

    def _draw_scatter(self, _results: Results, cell: Cell) -> str:
        dots = scatter_dots(self._rows, cell) or scatter_dots(self._rows, cell, BEST)
        self.scatter.setDots(dots, prediction(dots))
        return "" if dots else prediction(dots)

    def _draw_machine(self, results: Results, cell: Cell | None) -> str:
        self.machine.setGroups(card(results, cell.batch if cell is not None else 1))
        return ""

    def _draw_poster(self, results: Results, cell: Cell) -> str:
        own = [row for row in self._rows if row.result == self._rows[0].result]  # a poster shows one computer
        poster = make_poster(results, own, cell, self._standard)
        if poster is not None and self._nothing == _RUNNING:
            poster = replace(poster, footnote=f"Still being measured: the first times. {poster.footnote}")
        self.poster.setPoster(poster)
        if poster is None:
            return self._nothing if self._nothing == _RUNNING else "Nothing was measured here"
        return ""

    def _show_message(self, text: str) -> None:
        working = text == _RUNNING and bool(self._step)
        self._working.setText(self._step)
        self._working.setVisible(working)
        self._empty.setText(text)
        self.stack.setCurrentWidget(self._page)

    # -- export ------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the visible chart as .png or .svg.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        theme = style().theme
        if self.chart in ("batch", "roofline", "scatter") and self.chart in self._views:
            self._views[self.chart].save(path)
        elif self.chart == "poster":
            save_snapshot(self.poster, path, theme.surface, size=EXPORT_SIZE)
        elif self.chart == "machine":
            save_snapshot(self.machine.widget() or self.machine, path, theme.surface)
        else:
            size = self.bars.size().expandedTo(QSize(style().px(640), style().px(280)))
            save_snapshot(self.bars, path, theme.surface, size=size)

    # -- looks -------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        super().restyle()
        look = style()
        self.cell.setMaximumWidth(look.px(340))
        for view in self._views.values():
            view.setTheme(look.theme)


def import_plots() -> None:
    """Import what `Charts.make_plots` needs."""
    import ioviz.gui.benchmark.batch_plot
    import ioviz.gui.benchmark.roofline_plot
    import ioviz.gui.benchmark.scatter_plot  # noqa: F401
