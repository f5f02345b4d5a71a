"""What the tabs about a saved list share: a table of its items, one of which is shown, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from ioviz.gui.actions.actions import Actions
from ioviz.gui.saved_lists.saved_list import SavedList
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.table_view import ItemsTable

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document


class SavedListTab(QScrollArea):
    """Knows the session; its plots are made when it is first seen, since they take a moment to import.

    A class of it calls `connect_list` when it is built, and defines what raises NotImplementedError here.
    """

    def __init__(
        self, name: str, session: Session, jobs: Jobs, actions: Actions, saved: SavedList, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._actions, self._saved = session, jobs, actions, saved
        saved.setParent(self)
        self.buttons: dict[str, QPushButton] = {}
        self._item: Any = None  # the one that is shown
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
        saved.stateChanged.connect(self._show_state)
        saved.failed.connect(session.failed)
        table.chosen.connect(self._choose)
        table.rows.editRequested.connect(saved.rename)
        table.rows.checkRequested.connect(saved.tick)

    def prepare(self) -> None:
        """Find what was kept and import the plots; the second time nothing happens."""
        if not self._prepared:
            self._prepared = True
            self._saved.find_kept()
            self._start_prepare()

    def rename(self) -> None:
        """Edit the title of the chosen item."""
        self._table.edit_name()

    def delete(self) -> None:
        """Take the chosen item out of the list."""
        if self._item is not None:
            self._saved.delete(self._item)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.prepare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # -- inside ------------------------------------------------------------------------------------------

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

    def _enable_buttons(self) -> None:
        """The buttons follow their actions."""
        for id, button in self.buttons.items():
            button.setEnabled(self._actions[id].isEnabled())

    def _save_picture(self, save: Callable[[Path], None], path: Path) -> None:
        """Write a picture, which cannot be done in a job, and say so."""
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
        """Another document is open."""
        raise NotImplementedError

    def _item_changed(self, item: Any) -> None:
        """An item has other numbers, another state, tick or title."""
        raise NotImplementedError

    def _show_item(self) -> None:
        """Show the chosen item, and those that are ticked beside it."""
        raise NotImplementedError

    def _show_state(self) -> None:
        """Which actions make sense now."""
        raise NotImplementedError

    def _arrange(self) -> None:
        """The size has changed."""
        raise NotImplementedError
