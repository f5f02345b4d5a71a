"""The pictures of measurements: one at a time, chosen by name, all of the same rows and the same cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ioviz.gui.benchmark.bars_view import BarsView
from ioviz.gui.benchmark.machine_view import MachineView
from ioviz.gui.benchmark.poster_view import EXPORT_SIZE, PosterView
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.containers import scrolled
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.form_widgets import QuietComboBox
from ioviz.gui.toolkit.snapshot import save_picture
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

PICTURES = {
    "bars": ("Bars", "Times of one cell as bars, with quartiles and outliers"),
    "batch": ("Over batch", "What each program gains from many inputs at once"),
    "roofline": ("Roofline", "Every run under the roof of the machine"),
    "scatter": ("Against I/Os", "Does counting predict seconds?"),
    "machine": ("Machine", "What the times were measured on"),
    "poster": ("Poster", "One large chart with its answer in words"),
}
_NOTHING = "Run a benchmark, or the demo, to see it here"
_COMING = "Measuring: the picture comes with the first times"


class Pictures(CardFrame):
    """Given rows; says which row was clicked and which picture is wanted."""

    rowChosen = Signal(object)  # Row
    pictureRequested = Signal(object)  # a key of PICTURES
    cellChosen = Signal(object)  # Cell

    def __init__(self, export: QWidget, parent: QWidget | None = None) -> None:
        """`export` is the button that writes the picture."""
        super().__init__("Pictures", spacing=8, parent=parent)
        self._rows: tuple[Row, ...] = ()
        self._results: Results | None = None
        self._standard = ""
        self._nothing = _NOTHING
        self._chosen: Row | None = None
        self._quantity = "speed_up"
        self.picture = "bars"
        self.which = Segments([(key, text, tip) for key, (text, tip) in PICTURES.items()])
        self.which.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.which.setAccessibleName("Picture")
        self.which.chosen.connect(self.pictureRequested)
        self.cell = QuietComboBox()
        self.cell.setToolTip("Network, batch and threads of the picture")
        self.cell.setAccessibleName("Cell")
        self.cell.currentIndexChanged.connect(self._cell_changed)
        self.cell.setSizeAdjustPolicy(self.cell.SizeAdjustPolicy.AdjustToContents)
        bar = FlowLayout(10)
        bar.addWidget(self.which)
        bar.addWidget(self.cell)
        bar.addWidget(export)
        self.cell.hide()
        self.stack = QStackedWidget()
        self._empty = label(_NOTHING, "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.stack.addWidget(self._empty)
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
        self.show_picture(self.picture)

    def make_plots(self) -> None:
        """Make those that need pyqtgraph; it is imported by now."""
        from ioviz.gui.benchmark.batch_plot import BatchPlot
        from ioviz.gui.benchmark.roofline_plot import RooflinePlot
        from ioviz.gui.benchmark.scatter_plot import ScatterPlot

        self.batch, self.roofline, self.scatter = BatchPlot(), RooflinePlot(), ScatterPlot()
        for key, view in (("batch", self.batch), ("roofline", self.roofline), ("scatter", self.scatter)):
            self._pages[key] = self._views[key] = view
            self.stack.addWidget(view)
            view.setTheme(style().theme)
        self.batch.quantityRequested.connect(self._set_quantity)
        self.roofline.rowChosen.connect(self.rowChosen)
        self.scatter.rowChosen.connect(self.rowChosen)
        self._draw()

    # -- what is shown -----------------------------------------------------------------------------------

    def set_rows(self, rows: tuple[Row, ...], results: Results | None, standard: str, *, coming: bool = False) -> None:
        """Rows of one or several results; `results` are the chosen ones, `coming` if they are being measured."""
        self._nothing = _COMING if coming else _NOTHING
        self._rows, self._results, self._standard = rows, results, standard
        self._list_cells()
        self._draw()

    def set_chosen(self, row: Row | None) -> None:
        """The row that is chosen in the table."""
        self._chosen = row
        self.bars.setChosen(row)
        for key in ("roofline", "scatter"):
            if key in self._views:
                self._views[key].setChosen(row)

    def show_picture(self, key: str) -> None:
        self.picture = key
        self.which.show_choice(key)
        self._draw()

    def show_cell(self, cell: Cell) -> None:
        """Go to a cell, if it was measured."""
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
        """Only the picture that is seen."""
        cell, results = self.current_cell, self._results
        if self.picture not in self._pages:
            self._say("Getting the plot ready …")
            return
        if results is None or (cell is None and self.picture != "machine"):
            self._say(self._nothing)
            return
        empty = getattr(self, f"_draw_{self.picture}")(results, cell)
        if empty:
            self._say(empty)
        else:
            self.stack.setCurrentWidget(self._pages[self.picture])

    def _draw_bars(self, _results: Results, cell: Cell) -> str:
        self.bars.setBars(bars(self._rows, cell, self._standard))
        self.bars.setChosen(self._chosen)
        return ""

    def _draw_batch(self, _results: Results, cell: Cell) -> str:
        lines = batch_lines(self._rows, cell, self._standard, self._quantity)
        if not lines:
            return "There is no speed-up without a standard way: choose one above the table"
        self.batch.setLines(lines, self._quantity)
        self.batch.say("of each program its best order and weights" if len(lines) < self._names_at(cell) else "")
        return ""

    def _names_at(self, cell: Cell) -> int:
        """How many programs, orders and weights were measured at the network and the threads of a cell."""
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
        self.roofline.setRoofs(roof_lines(limits, threads), sparse)
        self.roofline.setDots(dots)
        self.roofline.setChosen(self._chosen)
        hint = "" if limits is not None else " This computer's limits were not measured in this run: no roof is drawn."
        if limits is not None and limits.threads != threads:
            hint = f" Limits of {numbers.plural(limits.threads, 'thread')}, multiplied."
        self.roofline.say(f"Every run on {numbers.plural(threads, 'thread')}; point at one to see what it is.{hint}")
        return "" if dots else "Nothing was measured here whose moved data is known"

    def _draw_scatter(self, _results: Results, cell: Cell) -> str:
        dots = scatter_dots(self._rows, cell) or scatter_dots(self._rows, cell, BEST)
        self.scatter.setDots(dots, prediction(dots))
        self.scatter.setChosen(self._chosen)
        return "" if dots else prediction(dots)

    def _draw_machine(self, results: Results, cell: Cell | None) -> str:
        self.machine.setGroups(card(results, cell.batch if cell is not None else 1))
        return ""

    def _draw_poster(self, results: Results, cell: Cell) -> str:
        own = [row for row in self._rows if row.result == self._rows[0].result]  # one computer is enough for a poster
        picture = make_poster(results, own, cell, self._standard)
        self.poster.setPicture(picture)
        if picture is None:
            return self._nothing if self._nothing == _COMING else "Nothing was measured here"
        return ""

    def _say(self, text: str) -> None:
        self._empty.setText(text)
        self.stack.setCurrentWidget(self._empty)

    # -- export ------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the picture that is seen as .png or .svg.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        theme = style().theme
        if self.picture in ("batch", "roofline", "scatter") and self.picture in self._views:
            self._views[self.picture].save(path)
        elif self.picture == "poster":
            save_picture(self.poster, path, theme.surface, size=EXPORT_SIZE)
        elif self.picture == "machine":
            save_picture(self.machine.widget() or self.machine, path, theme.surface)
        else:
            size = self.bars.size().expandedTo(QSize(style().px(640), style().px(280)))
            save_picture(self.bars, path, theme.surface, size=size)

    # -- looks -------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        super().restyle()
        look = style()
        self.cell.setMaximumWidth(look.px(340))
        for view in self._views.values():
            view.setTheme(look.theme)


def import_plots() -> None:
    """Import what `Pictures.make_plots` needs."""
    import ioviz.gui.benchmark.batch_plot
    import ioviz.gui.benchmark.roofline_plot
    import ioviz.gui.benchmark.scatter_plot  # noqa: F401
