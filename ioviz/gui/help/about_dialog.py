"""Help > About."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ioviz import __version__
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.icons import app_icon
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label

_PAPER = "https://arxiv.org/abs/2301.01048"


class AboutDialog(Dialog):
    """The program, the paper behind it, and its versions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("About ioviz", parent, width=520)
        row = QHBoxLayout()
        row.setSpacing(style().px(16))
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(style().px(64), style().px(64)))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.addWidget(label(f"ioviz {__version__}", "title"))
        summary = "Shows what a small fast memory must read and write to compute a sparse neural network."
        column.addWidget(label(summary, wrap=True))
        paper = QLabel(
            f'The model is that of Gleinig, Ben-Nun and Hoefler, <a href="{_PAPER}"><i>A Theory of '
            "I/O-Efficient Sparse Neural Network Inference</i></a> (2023)."
        )
        paper.setOpenExternalLinks(True)
        paper.setWordWrap(True)
        column.addWidget(paper)
        face = "The typeface is Inter by Rasmus Andersson, subset and renamed (SIL Open Font License 1.1)."
        column.addWidget(label(face, "small", wrap=True))
        self._versions = "  ·  ".join(_versions())
        column.addWidget(label(self._versions, "small", wrap=True))
        row.addLayout(column, 1)
        self.body.addLayout(row)
        copy = QPushButton("Copy versions")
        copy.clicked.connect(self._copy)
        self.add_buttons(copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"ioviz {__version__}  ·  {self._versions}")


def _versions() -> list[str]:
    found = [f"Python {platform.python_version()}"]
    for package in ("PySide6-Essentials", "numpy", "numba"):
        try:
            found.append(f"{package.removesuffix('-Essentials')} {version(package)}")
        except PackageNotFoundError:
            continue
    return found
