"""File > Export > Picture: any view of Explore as PNG, SVG or PDF, or on the clipboard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.file_dialog import ask_where, filters_of
from ioviz.gui.toolkit.form_widgets import QuietComboBox, form_layout
from ioviz.gui.toolkit.snapshot import SCALES, copy_snapshot, save_snapshot
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label

_KINDS = (("PNG: pixels", ".png"), ("SVG: vector graphics", ".svg"), ("PDF: vector graphics", ".pdf"))


class ExportPictureDialog(Dialog):
    """Exports a view of Explore as a picture, to a file or the clipboard."""

    def __init__(self, parent: QWidget, session: Session, views: Mapping[str, QWidget], title: str) -> None:
        super().__init__("Export a picture", parent, width=460)
        self._session, self._views, self._title = session, views, title
        form = form_layout()
        self.what, self.kind, self.scale = QuietComboBox(), QuietComboBox(), QuietComboBox()
        self.what.addItems(list(views))
        for text, ending in _KINDS:
            self.kind.addItem(text, ending)
        for scale in SCALES:
            self.scale.addItem(f"{scale} ×", scale)
        self.scale.setCurrentIndex(1)
        for name, field in (("View", self.what), ("Format", self.kind), ("Scale", self.scale)):
            field.setAccessibleName(name)
            form.addRow(name, field)
            field.currentIndexChanged.connect(self._update)
        self.body.addLayout(form)
        self._dimensions = label("", "muted", wrap=True)
        self.body.addWidget(self._dimensions)
        copy = QPushButton("Copy")
        copy.setToolTip("Copy the picture to the clipboard")
        copy.clicked.connect(self.copy)
        self.add_buttons(copy, close="Cancel", accept="Save…", accepted=self._ask)
        self._update()

    @property
    def _view(self) -> QWidget:
        return self._views[self.what.currentText()]

    def _update(self, _index: int = 0) -> None:
        view, pixels = self._view, self.kind.currentData() == ".png"
        self.scale.setEnabled(pixels)
        factor = self.scale.currentData() if pixels else 1
        unit = "pixels" if pixels else "points at 96 dpi"
        self._dimensions.setText(
            f"{view.width() * factor} × {view.height() * factor} {unit}, in the theme of the window."
        )

    def copy(self) -> None:
        """Copy the picture to the clipboard."""
        if copy_view(self._session, self._view, self.scale.currentData()):
            self.accept()

    def _ask(self) -> None:
        name = f"{self._title}-{self.what.currentText().lower().replace(' ', '-')}"
        filters = filters_of(_KINDS, self.kind.currentData())
        ask_where(self, "Save the picture", name, filters, self.save, self._session.failed.emit)

    def save(self, path: Path) -> None:
        """Write the picture."""
        try:
            save_snapshot(self._view, path, style().theme.window, scale=self.scale.currentData())
        except OSError as error:
            self._session.failed.emit(error)
            return
        self._session.noticed.emit(f"Saved to {path}.")
        self.accept()


def copy_view(session: Session, view: QWidget, scale: float = 2) -> bool:
    """Copy a view to the clipboard at `scale` times its size; return whether that was possible."""
    try:
        copy_snapshot(view, style().theme.window, scale)
    except OSError as error:
        session.failed.emit(error)
        return False
    session.noticed.emit("Picture copied to the clipboard.")
    return True
