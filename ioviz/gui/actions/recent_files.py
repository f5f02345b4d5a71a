"""The menu of recent files."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from ioviz.gui.actions.actions import Actions, round_menu
from ioviz.gui.session.preferences import Preferences
from ioviz.gui.session.session import Session
from ioviz.gui.session.sources import Source, folder_of, from_line, resolved, title_of, to_line


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

    def opened(self, source: Source) -> None:
        """Add what was opened."""
        self._preferences.add_recent(resolved(source))
        self._fill_recent()

    def _fill_recent(self) -> None:
        self.recent.clear()
        for source in self._preferences.recent:
            action = QAction(_shown(source), self.recent)
            action.setData(to_line(source))
            action.setToolTip("\n".join(map(str, source)) if isinstance(source, tuple) else str(source))
            action.triggered.connect(self._open_recent)
            self.recent.addAction(action)
        self.recent.setEnabled(not self.recent.isEmpty())
        if not self.recent.isEmpty():
            self.recent.addSeparator()
            self.recent.addAction("Clear list").triggered.connect(self._clear)

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._session.open_path(from_line(action.data()))

    def _clear(self) -> None:
        self._preferences.clear_recent()
        self._fill_recent()


def _shown(source: Source) -> str:
    """Return the name of a source and its folder; an ampersand is doubled, since it marks a mnemonic."""
    return f"{title_of(source)}   –   {folder_of(source).name}".replace("&", "&&")
