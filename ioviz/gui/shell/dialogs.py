"""Dialogs of the window: each is open at most once, and none of them blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from ioviz.gui.session.preferences import Preferences

NETWORKS = (
    "Networks (*.json *.npz *.onnx *.safetensors *.npy *.mtx *.mtx.gz *.smtx *.tsv *.graphml *.gexf *.dot *.gv);;"
    "All files (*)"
)
SCHEDULES = "Schedules (*.schedule.json *.schedule.npz);;All files (*)"


class Dialogs(QObject):
    """Opens dialogs above a window; the open ones are known by the actions that open them."""

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
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

    def ask_file(self, title: str, filters: str, then: Callable[[Path], None], *, save_as: str = "") -> None:
        """Ask for a file to open, or, with a suggested name, one to write; the folder is saved."""
        # Not imported before the first paint: PySide makes each class of Qt when it is first asked for.
        from PySide6.QtWidgets import QFileDialog

        from ioviz.gui.toolkit.file_dialog import tint

        dialog = QFileDialog(self._window, title, self._preferences.folder, filters)
        dialog.setObjectName("file_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if save_as:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.selectFile(save_as)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

        def chosen(name: str) -> None:
            path = Path(name)
            if save_as:
                path = _with_ending(path, dialog.selectedNameFilter(), filters)
            self._preferences.folder = str(path.parent)
            then(path)

        dialog.fileSelected.connect(chosen)
        dialog.open()
        tint(dialog)

    def _open(self, name: str, dialog: QWidget) -> None:
        self.opened[name] = dialog

        def forget() -> None:
            if self.opened.get(name) is dialog:
                del self.opened[name]

        dialog.destroyed.connect(forget)
        dialog.show()


def _with_ending(path: Path, chosen_filter: str, filters: str) -> Path:
    """Add the ending of the chosen filter, unless the name has a known one."""
    if path.suffix in (".json", ".npz") or (path.suffix and f"*{path.suffix})" in filters):
        return path
    ending = chosen_filter[chosen_filter.find("*") + 1 : chosen_filter.find(")")]
    return path.with_name(path.name + (ending if ending.startswith(".") else ".json"))
