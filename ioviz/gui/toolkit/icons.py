"""Line icons, tinted to the theme: read from ``resources/icons/NAME.svg``, drawn once per colour and size."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from ioviz.paths import resource_folder


@cache
def _source(name: str) -> str:
    return (resource_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _pixel_ratio() -> float:
    screens = QGuiApplication.screens()
    return max((screen.devicePixelRatio() for screen in screens), default=1.0)


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed before the first icon

    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    finally:
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Icon `name` in `colour` (``"#rrggbb"``), `size` logical pixels square."""
    return _pixmap(name, colour, size, _pixel_ratio())


def icon(name: str, colour: str, size: int, *, faint: str, on: str | None = None) -> QIcon:
    """Icon `name`: `colour` normally, `faint` when disabled, `on` when checked or highlighted."""
    made = QIcon(pixmap(name, colour, size))
    made.addPixmap(pixmap(name, faint, size), QIcon.Mode.Disabled)
    if on is not None:
        made.addPixmap(pixmap(name, on, size), QIcon.Mode.Normal, QIcon.State.On)
    return made


def app_icon() -> QIcon:
    """Return the program's icon, in the sizes that window managers ask for."""
    made = QIcon()
    for size in (32, 64, 128):
        made.addPixmap(_pixmap("ioviz", "#000000", size, 1.0))
    return made
