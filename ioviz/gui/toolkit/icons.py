"""Line icons, tinted to the theme: read from ``resources/icons/NAME.svg``, drawn once per colour and size."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap

from ioviz.gui.toolkit.painting import painting
from ioviz.paths import resource_folder


@cache
def _source(name: str) -> str:
    return (resource_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed before the first icon

    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return icon `name` in `colour` (``"#rrggbb"``), `size` logical pixels square."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    return _pixmap(name, colour, size, ratio)


def icon(name: str, colour: str, size: int, *, faint: str) -> QIcon:
    """Return icon `name` in `colour`, or in `faint` when disabled."""
    made = QIcon(pixmap(name, colour, size))
    made.addPixmap(pixmap(name, faint, size), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """Return the program's icon, in the sizes that window managers ask for."""
    made = QIcon()
    for size in (32, 64, 128):
        made.addPixmap(_pixmap("ioviz", "#000000", size, 1.0))
    return made
