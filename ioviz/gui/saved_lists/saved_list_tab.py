"""Base class of the tabs that show a saved list: its table, the chosen item and the actions on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea

from ioviz.gui.actions.actions import Actions
from ioviz.gui.saved_lists.saved_list import SavedList
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.table_view import ItemsTable

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document


class SavedListTab(QScrollArea):
    """A tab around a saved list; its plots are made when it is first shown, since they take a moment to import.

    A subclass calls `connect_list` once it is built, and defines what raises NotImplementedError here.
    """

    itemShown = Signal()  # another item is chosen, or it has changed

    def __init__(self, name: str, session: Session, jobs: Jobs, actions: Actions, saved: SavedList) -> None:
        super().__init__()
        self._session, self._jobs, self._actions, self._saved = session, jobs, actions, saved
        saved.setParent(self)
        self.buttons: dict[str, QPushButton] = {}
        self._item: Any = None  # the chosen one
        self._prepared = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)

    def connect_list(self, table: ItemsTable) -> None:
        """Follow the session and the list, which `table` shows."""
        session, saved = self._session, self._saved
        self._table = table
        session.documentChanged.connect(self._take_document)
        if session.document is not None:
            self._take_document(session.document)
        saved.listChanged.connect(self._list_changed)
        saved.itemChanged.connect(self._item_changed)
        saved.itemChanged.connect(lambda _item: self.itemShown.emit())
        saved.stateChanged.connect(self._show_state)
        saved.failed.connect(session.failed)
        table.chosen.connect(self._choose)
        table.rows.editRequested.connect(saved.rename)
        table.rows.checkRequested.connect(saved.tick)

    def prepare(self) -> None:
        """Load the saved items and import the plots, once."""
        if not self._prepared:
            self._prepared = True
            self._saved.load_saved()
            self._start_prepare()

    def rename(self) -> None:
        """Edit the title of the chosen item."""
        self._table.edit_name()

    def delete(self) -> None:
        """Remove the chosen item from the list."""
        if self._item is not None:
            self._saved.delete(self._item)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.prepare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _list_changed(self) -> None:
        self._table.show_items(self._saved.items[::-1])  # the newest on top
        if self._saved.active is not None and self._item is not self._saved.active:
            self._table.choose(self._saved.active)
        self._show_item()

    def _choose(self, item: Any) -> None:
        if item is not self._item:
            self._item = item
            self._show_item()
            self._show_state()
            self.itemShown.emit()

    def _enable_buttons(self) -> None:
        """Enable each button as its action is."""
        for id, button in self.buttons.items():
            button.setEnabled(self._actions[id].isEnabled())

    def _save_chart(self, save: Callable[[Path], None], path: Path) -> None:
        """Write a chart, which cannot be done in a job, and report it."""
        try:
            save(path)
        except OSError as error:
            self._session.failed.emit(error)
        else:
            self._session.noticed.emit(f"Saved to {path}.")

    def _start_prepare(self) -> None:
        """Start the job that imports the plots."""
        raise NotImplementedError

    def _take_document(self, document: Document) -> None:
        """Follow another document."""
        raise NotImplementedError

    def _item_changed(self, item: Any) -> None:
        """Update what shows an item whose numbers, state, tick or title changed."""
        raise NotImplementedError

    def _show_item(self) -> None:
        """Show the chosen item and the ticked ones beside it."""
        raise NotImplementedError

    def _show_state(self) -> None:
        """Enable the actions that apply now."""
        raise NotImplementedError

    def _arrange(self) -> None:
        """Arrange the parts for the current size."""
        raise NotImplementedError
