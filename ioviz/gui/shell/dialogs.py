"""Dialogs of the window: each is open at most once, and none of them blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from ioviz.gui.session.preferences import Preferences
from ioviz.gui.session.sources import Source, folder_of, source_of

NETWORKS = (
    "Networks (*.json *.npz *.onnx *.safetensors *.npy *.mtx *.mtx.gz *.smtx *.tsv *.graphml *.gexf *.dot *.gv);;"
    "All files (*)"
)
SCHEDULE_FILES = "Schedule as JSON (*.schedule.json);;Compact schedule (*.schedule.npz)"
SCHEDULES = "Schedules (*.schedule.json *.schedule.npz);;All files (*)"


class Dialogs(QObject):
    """Opens dialogs above a window; the open ones are known by the actions that open them.

    `refuse` shows the error about the name of a file.
    """

    def __init__(self, window: QWidget, preferences: Preferences, refuse: Callable[[BaseException], None]) -> None:
        super().__init__(window)
        self._window, self._preferences, self._refuse = window, preferences, refuse
        self.opened: dict[str, QWidget] = {}

    def show(self, name: str, make: Callable[[], QWidget]) -> None:
        """Show the dialog of an action; if it is open already, raise it."""
        old = self.opened.get(name)
        if old is not None:
            old.raise_()
            old.activateWindow()
        else:
            self._open(name, make())

    def show_anew(self, name: str, make: Callable[[], QWidget]) -> None:
        """Show a dialog; an open one of this name is closed."""
        old = self.opened.get(name)
        if old is not None:
            old.close()
        self._open(name, make())

    def ask_file(self, title: str, filters: str, then: Callable[[Path], None]) -> None:
        """Ask for a file to open; its folder is saved."""
        # Not imported before the first paint: PySide makes each class of Qt when it is first asked for.
        from PySide6.QtWidgets import QFileDialog

        from ioviz.gui.toolkit.file_dialog import tint

        dialog = QFileDialog(self._window, title, self._preferences.folder, filters)
        dialog.setObjectName("file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

        def chosen(name: str) -> None:
            path = Path(name)
            self._preferences.folder = str(path.parent)
            then(path)

        dialog.fileSelected.connect(chosen)
        dialog.open()
        tint(dialog)

    def ask_where(
        self, title: str, filters: str, save: Callable[[Path], None], name: str, *, endings: Sequence[str] = ()
    ) -> None:
        """Ask where to save a file, and save it; its folder is saved. `name` is suggested, without an ending."""
        from ioviz.gui.toolkit.file_dialog import ask_where

        def chosen(path: Path) -> None:
            self._preferences.folder = str(path.parent)
            save(path)

        suggested = str(Path(self._preferences.folder) / name)
        ask_where(self._window, title, suggested, filters, chosen, self._refuse, endings=endings)

    def ask_network(self, title: str, then: Callable[[Source], None], *, folder: bool = False) -> None:
        """Ask for a network: a file, several files of its layers, or a folder of them; the folder is saved."""
        from PySide6.QtWidgets import QFileDialog

        from ioviz.gui.toolkit.file_dialog import tint

        dialog = QFileDialog(self._window, title, self._preferences.folder, "" if folder else NETWORKS)
        dialog.setObjectName("file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        mode = QFileDialog.FileMode
        dialog.setFileMode(mode.Directory if folder else mode.ExistingFiles)

        def chosen(names: list[str]) -> None:
            source = source_of([Path(name) for name in names])
            self._preferences.folder = str(folder_of(source))
            then(source)

        dialog.filesSelected.connect(chosen)
        dialog.open()
        tint(dialog)

    def _open(self, name: str, dialog: QWidget) -> None:
        self.opened[name] = dialog

        def forget() -> None:
            if self.opened.get(name) is dialog:
                del self.opened[name]

        dialog.destroyed.connect(forget)
        dialog.show()
