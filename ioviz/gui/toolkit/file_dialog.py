"""File dialogs: asking for a name, and icons for Qt's own dialog that suit both themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from ioviz.gui.toolkit.style import style

_ICONS = {
    "backButton": "chevron_left",
    "forwardButton": "chevron_right",
    "toParentButton": "chevron_up",
    "newFolderButton": "plus",
    "listModeButton": "samples",
    "detailModeButton": "facts",
}


def ask_name(parent: QWidget, title: str, name: str, ending: str, save: Callable[[Path], None]) -> None:
    """Ask where to save a file of one kind, and save it there; `name` is suggested, without its ending."""
    dialog = QFileDialog(parent, title, "", f"{ending[1:].upper()} (*{ending})")
    dialog.setObjectName("file_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending[1:])
    dialog.selectFile(f"{name}{ending}")
    dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
    dialog.open()
    tint(dialog)


def tint(dialog: QFileDialog) -> None:
    """Give the dialog's buttons our icons. A dialog of the system has none of these buttons."""
    for name, icon in _ICONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(style().icon(icon, 16))
            button.setProperty("kind", "ghost")
