"""The menu of recent files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from ioviz.gui.actions.actions import Actions, round_menu
from ioviz.gui.session.preferences import Preferences
from ioviz.gui.session.session import Session


class RecentFilesMenu(QObject):
    """File > Open recent, filled when it is about to be shown."""

    def __init__(self, actions: Actions, session: Session, preferences: Preferences, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._session, self._preferences = session, preferences
        menu = actions.menus["File"]
        before = actions["save_network"]
        self.recent = QMenu("Open &recent", menu)
        separator = menu.insertSeparator(before)
        round_menu(self.recent)
        menu.insertMenu(separator, self.recent)
        self.recent.aboutToShow.connect(self._fill_recent)
        self._fill_recent()

    def opened(self, path: Path) -> None:
        """Add the file that was opened."""
        self._preferences.add_recent(Path(path).resolve())
        self._fill_recent()

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._preferences.recent:
            action = QAction(_shown(path), self.recent)
            action.setData(str(path))
            action.setToolTip(str(path))
            action.triggered.connect(self._open_recent)
            self.recent.addAction(action)
        self.recent.setEnabled(not self.recent.isEmpty())
        if not self.recent.isEmpty():
            self.recent.addSeparator()
            self.recent.addAction("Clear list").triggered.connect(self._clear)

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._session.open_path(Path(action.data()))

    def _clear(self) -> None:
        self._preferences.clear_recent()
        self._fill_recent()


def _shown(path: Path) -> str:
    """Return the file and its folder; an ampersand is doubled, since it marks a mnemonic."""
    return f"{path.name}   –   {path.parent.name}".replace("&", "&&")
