"""What is seen, written into a file: PNG twice as fine as the screen, or SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

_EXPORT_SCALE = 2


def save_picture(view: QWidget, path: Path, background: str, *, size: QSize | None = None) -> None:
    """Write a picture of a view, as .svg or .png by the ending.

    Parameters
    ----------
    view : QWidget
    path : Path
    background : str
        "#rrggbb", behind what the view leaves open.
    size : QSize, optional
        How large the view is drawn; as it is by default.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    before = view.size()
    if size is not None:
        view.resize(size)
    try:
        if path.suffix.lower() == ".svg":
            _save_svg(view, path)
        else:
            _save_png(view, path, background)
    finally:
        view.resize(before)


def _save_svg(view: QWidget, path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(view.size())
    generator.setViewBox(QRect(0, 0, view.width(), view.height()))
    generator.setTitle(view.accessibleName() or "ioviz")
    path.open("wb").close()  # QSvgGenerator itself would not say that it cannot write
    view.render(generator)


def _save_png(view: QWidget, path: Path, background: str) -> None:
    image = QImage(view.size() * _EXPORT_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_EXPORT_SCALE)
    image.fill(QColor(background))
    view.render(image)
    if not image.save(str(path), "PNG"):
        raise OSError(f"{path}: the picture cannot be written.")
