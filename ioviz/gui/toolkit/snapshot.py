"""Snapshots of views: PNG at one to four times the size, SVG, PDF, or on the clipboard."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, QSize, QSizeF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QToolButton, QWidget

from ioviz.core.errors import IovizError
from ioviz.gui.toolkit.painted_view import PaintedView

SCALES = (1, 2, 3, 4)
SNAPSHOT_ENDINGS = (".png", ".svg", ".pdf")
_MOST_PIXELS = 64_000_000  # of one image: 256 MB while it is drawn
_DOTS_PER_INCH = 96  # of a PDF: a pixel of the view is a dot


def save_snapshot(view: QWidget, path: Path, background: str, *, size: QSize | None = None, scale: float = 2) -> None:
    """Write a snapshot of a view, as .svg, .pdf or .png by the ending; an old file is replaced when all is written.

    Parameters
    ----------
    view : QWidget
    path : Path
    background : str
        "#rrggbb", behind what the view leaves unpainted.
    size : QSize, optional
        The size to draw the view at; its own by default.
    scale : float
        Pixels of a .png for each of the view's.

    Raises
    ------
    OSError
        If the name has another ending, the file cannot be written, or the image would be too large.
    """
    from ioviz.core.formats import replacing

    ending = path.suffix.lower()
    if ending not in SNAPSHOT_ENDINGS:
        raise OSError(f"{path}: The name of a snapshot ends in .png, .svg or .pdf.")
    with _as_exported(view, size), tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / f"snapshot{ending}"
        if ending == ".svg":
            written = _save_svg(view, part, background)
        elif ending == ".pdf":
            written = _save_pdf(view, part, background)
        else:
            written = _render(view, background, scale).save(str(part))
        if not written or not part.is_file():
            raise OSError(f"{path}: the image cannot be written.")
        try:
            with replacing(path) as file:
                file.write(part.read_bytes())
        except IovizError as error:
            raise OSError(str(error)) from None


def copy_snapshot(view: QWidget, background: str, scale: float = 2) -> None:
    """Put a snapshot of a view on the clipboard."""
    with _as_exported(view, None):
        QGuiApplication.clipboard().setImage(_render(view, background, scale))


@contextmanager
def _as_exported(view: QWidget, size: QSize | None) -> Iterator[None]:
    """Hide the buttons that lie on a view or are painted, and resize it if a size is given."""
    before = view.size()
    painted = [one for one in (view, *view.findChildren(PaintedView)) if isinstance(one, PaintedView) and one.controls]
    for one in painted:
        one.setControls(False)
    buttons = [button for button in view.findChildren(QToolButton) if not button.isHidden() and button.text()]
    for button in buttons:
        button.hide()
    if size is not None:
        view.resize(size)
    try:
        yield
    finally:
        view.resize(before)
        for button in buttons:
            button.show()
        for one in painted:
            one.setControls(True)


def _render(view: QWidget, background: str, scale: float) -> QImage:
    size = QSize(round(view.width() * scale), round(view.height() * scale))
    if size.width() * size.height() > _MOST_PIXELS:
        raise OSError(f"An image of {size.width()} × {size.height()} pixels is too large; choose a smaller scale.")
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(background))
    view.render(image)
    return image


def _save_svg(view: QWidget, path: Path, background: str) -> bool:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(view.size())
    generator.setViewBox(QRect(0, 0, view.width(), view.height()))
    generator.setTitle(view.accessibleName() or "ioviz")
    return _paint(view, generator, background)


def _save_pdf(view: QWidget, path: Path, background: str) -> bool:
    writer = QPdfWriter(str(path))
    writer.setCreator("ioviz")
    writer.setTitle(view.accessibleName() or "ioviz")
    points = QSizeF(view.size()) * 72 / _DOTS_PER_INCH
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_DOTS_PER_INCH)
    return _paint(view, writer, background)


def _paint(view: QWidget, device: QPaintDevice, background: str) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        painter.fillRect(view.rect(), QColor(background))
        view.render(painter, QPoint(0, 0))
    finally:
        painter.end()
    return True
