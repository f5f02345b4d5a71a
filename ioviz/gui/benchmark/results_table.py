"""The list of results: shows the chosen one and the ticked ones beside it; names are edited in place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.table_view import ItemsTable
from ioviz.viewmodels.benchmark.saved_results import LIST_COLUMNS, summary

_WIDTHS = (126, 110, 150)


class ResultsTable(ItemsTable):
    """Its items are of type `ResultSet`; at most one is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        rows = ColumnsModel(LIST_COLUMNS, tip=lambda one, _column: f"{one.title}\n{summary(one)}")
        super().__init__("Results", rows, _WIDTHS, 0, parent)
