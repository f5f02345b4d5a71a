"""What the tables of the tabs share: whole rows, no grid, scrolled by pixels, columns as wide as the text is large."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ioviz.gui.toolkit.style import style


class PlainTable(QTableView):
    """One row is chosen at most. One column takes the room that is left; if there is none, the table scrolls."""

    def __init__(self, name: str, widths: tuple[int, ...], wide: int, parent: QWidget | None = None) -> None:
        """`widths` of the columns in pixels at 100 %; `wide` is the column that takes the rest."""
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
        """Another row is chosen."""
