"""Tables: whole rows, no grid, scrolled by pixels, column widths that grow with the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.style import style


class PlainTable(QTableView):
    """A table with single selection. One column takes the remaining width; if there is none, the table scrolls."""

    def __init__(self, name: str, widths: tuple[int, ...], wide: int, parent: QWidget | None = None) -> None:
        """`widths` of the columns in pixels at 100 %; `wide` is the column that takes the remaining width."""
        super().__init__(parent)
        self._widths, self._wide = widths, wide
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        style().changed.connect(self.restyle)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.restyle()

    def restyle(self) -> None:
        """Text size or theme changed."""
        look = style()
        self.verticalHeader().setDefaultSectionSize(look.px(28))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(look.px(48))
        for column, width in enumerate(self._widths):
            header.resizeSection(column, look.px(width))
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._stretch()

    def setColumnHidden(self, column: int, hide: bool) -> None:
        super().setColumnHidden(column, hide)
        self._stretch()

    def _stretch(self) -> None:
        header = self.horizontalHeader()
        others = sum(header.sectionSize(column) for column in range(len(self._widths)) if column != self._wide)
        header.resizeSection(self._wide, max(style().px(self._widths[self._wide]), self.viewport().width() - others))

    def _row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        """Another row is selected."""


class ItemsTable(PlainTable):
    """A table of a `ColumnsModel`, its `rows`; `chosen` is emitted whenever another item is selected."""

    chosen = Signal(object)  # an item, or None

    def __init__(
        self, name: str, rows: ColumnsModel, widths: tuple[int, ...], wide: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, widths, wide, parent)
        self.rows = rows
        rows.setParent(self)
        self.setModel(rows)

    @property
    def item(self) -> Any:
        """The chosen item, or None."""
        return self.rows.item_at(self.currentIndex().row())

    def show_items(self, items: Sequence[Any]) -> None:
        """Show these items; the selection is kept, or the first item selected."""
        before = self.item
        self.rows.show(items)
        if items:
            self.selectRow(max(self.rows.index_of(before), 0))
        else:
            self.chosen.emit(None)

    def choose(self, item: Any) -> None:
        """Choose an item, if it is shown."""
        row = self.rows.index_of(item)
        if row >= 0:
            self.selectRow(row)

    def edit_name(self) -> None:
        """Edit the first column of the chosen item, unless it is being edited."""
        if self.currentIndex().isValid() and self.state() != QAbstractItemView.State.EditingState:
            self.edit(self.rows.index(self.currentIndex().row(), 0))

    def _row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.rows.item_at(now.row()))


def read_only_table(name: str, model: QAbstractItemModel, *, wide: int | None = None) -> QTableView:
    """Return a table without selection, for dialogs.

    Column `wide` takes the remaining width; without it all columns are equally wide.
    """
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(style().px(26))
    header = table.horizontalHeader()
    mode = QHeaderView.ResizeMode
    header.setSectionResizeMode(mode.Stretch if wide is None else mode.ResizeToContents)
    if wide is not None:
        header.setSectionResizeMode(wide, mode.Stretch)
    return table
