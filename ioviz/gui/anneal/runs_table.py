"""The table of annealing runs: ticked runs share the plot, names are edited in place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.table_view import ItemsTable
from ioviz.viewmodels.anneal.runs import COLUMNS, SETTINGS

_WIDTHS = (112, 100, 176, 132, 108, 92, 84, 120)


class RunsTable(ItemsTable):
    """Its items are of type `Run`; at most one is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        rows = ColumnsModel(COLUMNS, tip=lambda run, column: column.text(run))
        super().__init__("Annealing runs", rows, _WIDTHS, SETTINGS, parent)
