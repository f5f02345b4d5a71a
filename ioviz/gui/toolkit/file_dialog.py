"""File dialogs: suggested names, and icons for Qt's own dialog that can be seen in both themes."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QToolButton

from ioviz.gui.toolkit.style import style

_ICONS = {
    "backButton": "chevron_left",
    "forwardButton": "chevron_right",
    "toParentButton": "chevron_up",
    "newFolderButton": "plus",
    "listModeButton": "samples",
    "detailModeButton": "facts",
}


def tint(dialog: QFileDialog) -> None:
    """Give the dialog's buttons our icons. A dialog of the system has none of these buttons."""
    for name, icon in _ICONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(style().icon(icon, 16))
            button.setProperty("kind", "ghost")
