"""The cards of the Benchmark tab beside its charts: the list of results and the table of measurements."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.benchmark.measurements_table import MeasurementsTable
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.form_widgets import QuietComboBox
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import ItemsTable
from ioviz.gui.toolkit.widgets import FittingLabel, label
from ioviz.viewmodels.benchmark.saved_results import LIST_COLUMNS, summary

_WIDTHS = (126, 110, 150)  # of the columns of results


class ResultsCard(CardFrame):
    """All results, and buttons for the chosen one."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("Results")
        rows = ColumnsModel(LIST_COLUMNS, tip=lambda one, _column: f"{one.title}\n{summary(one)}")
        self.list = ItemsTable("Results", rows, _WIDTHS, 0)
        self.buttons: dict[str, QPushButton] = {}
        row = QWidget()
        flow = FlowLayout(6, row)
        for id in ("bench_rename", "bench_delete", "open_result"):
            self.buttons[id] = action_button(actions, id)
            flow.addWidget(self.buttons[id])
        self.buttons["open_result"].setText("Open…")
        self._warning = label("", "small", wrap=True)
        self.column.addWidget(label("RESULTS", "heading"))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self._warning)
        self.column.addWidget(row)
        self.warn("")
        self.restyle()

    @property
    def warning(self) -> str:
        return self._warning.text()

    def warn(self, text: str) -> None:
        """Show a warning about the compared results, if there is one."""
        self._warning.setText(text)
        self._warning.setVisible(bool(text))

    def restyle(self) -> None:
        super().restyle()
        self.setMinimumSize(style().px(210), style().px(210))


class MeasurementsCard(CardFrame):
    """The table, and the standard way that speed-ups are relative to."""

    standardChosen = Signal(str)  # by the user

    def __init__(self) -> None:
        super().__init__("Measurements")
        self.table = MeasurementsTable()
        self.standard = QuietComboBox()
        self.standard.setAccessibleName("Standard way")
        self.standard.setToolTip("Speed-ups are relative to this one, at the same network, batch and threads")
        self.standard.setSizeAdjustPolicy(self.standard.SizeAdjustPolicy.AdjustToContents)
        self.standard.textActivated.connect(self.standardChosen)
        self._about = FittingLabel("small")
        self._over = label("Speed-up over", "small")
        row = QHBoxLayout()
        row.addWidget(label("MEASUREMENTS", "heading"))
        row.addWidget(self._about, 1)
        row.addWidget(self._over)
        row.addWidget(self.standard)
        self._warning = FittingLabel("small")
        self.column.addLayout(row)
        self.column.addWidget(self._warning)
        self.column.addWidget(self.table, 1)
        self.show_standards((), "")
        self.show_summary("", ())
        self.restyle()

    def show_summary(self, text: str, warnings: tuple[str, ...]) -> None:
        """Show when and where it was measured, and what may have disturbed it."""
        self._about.setText(text)
        self._warning.setText(f"Note: {' '.join(warnings)}" if warnings else "")
        self._warning.setVisible(bool(warnings))

    def show_standards(self, names: tuple[str, ...], chosen: str) -> None:
        """List the programs that can be the standard way, and choose one."""
        if [self.standard.itemText(i) for i in range(self.standard.count())] != list(names):
            self.standard.clear()
            self.standard.addItems(names)
        self.standard.setCurrentIndex(self.standard.findText(chosen))
        for widget in (self._over, self.standard):
            widget.setVisible(bool(names))

    def restyle(self) -> None:
        super().restyle()
        self.table.setMinimumHeight(style().px(110))
        self.standard.setMaximumWidth(style().px(260))
