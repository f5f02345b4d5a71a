"""File dialogs: asking where to save, and icons for Qt's own dialog that suit both themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton, QWidget

from ioviz.core.errors import IovizError
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.text.file_names import ending_of, endings_of, with_ending

_ICONS = {
    "backButton": "chevron_left",
    "forwardButton": "chevron_right",
    "toParentButton": "chevron_up",
    "newFolderButton": "plus",
    "listModeButton": "samples",
    "detailModeButton": "facts",
}


def filters_of(kinds: Sequence[tuple[str, str]], first: str) -> str:
    """Return the filters of kinds of files, each a title and an ending; that with the ending `first` is chosen."""
    ordered = sorted(kinds, key=lambda kind: kind[1] != first)
    return ";;".join(f"{title.replace('(', '').replace(')', '')} (*{ending})" for title, ending in ordered)


def ask_where(
    parent: QWidget,
    title: str,
    path: str,
    filters: str,
    save: Callable[[Path], None],
    refuse: Callable[[BaseException], None],
    *,
    endings: Sequence[str] = (),
) -> None:
    """Ask where to save a file, and save it there.

    The ending of the name selects the format; choosing a filter changes the ending. A name without one gets that of
    the chosen filter, before Qt asks whether to replace a file.

    Parameters
    ----------
    parent : QWidget
    title : str
    path : str
        The suggested name, without its ending; perhaps with a folder.
    filters : str
        In Qt's notation; the first one is chosen.
    save : callable
    refuse : callable
        Is called with the error if the name has another ending.
    endings : sequence of str, optional
        The endings that can be written, if they are more than those of the filters.
    """
    known = (*endings_of(filters), *endings)
    dialog = QFileDialog(parent, title, "", filters)
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    first = endings_of(filters)[0]
    dialog.setDefaultSuffix(first[1:])
    dialog.selectFile(path + first)

    def choose(filter_: str) -> None:
        """Give the name the ending of a filter."""
        wanted = endings_of(filter_)[0]
        dialog.setDefaultSuffix(wanted[1:])
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        if field is not None:  # a dialog of the system has none, and changes the ending itself
            name = field.text()
            had = ending_of(name, known) or Path(name).suffix  # Qt has changed the last part of an ending
            field.setText(name.removesuffix(had) + wanted)

    def chosen(name: str) -> None:
        try:
            where = with_ending(Path(name), known, endings_of(dialog.selectedNameFilter())[0])
        except IovizError as error:
            refuse(error)
        else:
            save(where)

    dialog.filterSelected.connect(choose)
    dialog.fileSelected.connect(chosen)
    dialog.open()
    tint(dialog)


def tint(dialog: QFileDialog) -> None:
    """Give the dialog's buttons our icons. A dialog of the system has none of these buttons."""
    for name, icon in _ICONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(style().icon(icon, 16))
            button.setProperty("kind", "ghost")
