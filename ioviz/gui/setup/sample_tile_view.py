"""A tile of the sample gallery: a button with a thumbnail, a name, sizes and a description."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.setup.sample_gallery import SampleTile

WIDTH, THUMBNAIL, TEXT = 250, 118, 88
"""Pixels at 100 %: the width of a tile, the heights of its thumbnail and of the text below."""


class SampleTileView(QAbstractButton):
    """Shows its description at once, and its thumbnail once that is made."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__()
        self.name, self._reason = name, reason
        self._tile: SampleTile | None = None
        self._image: QImage | None = None
        self.setText(name)
        self.setAccessibleName(f"{name}: {reason}")
        self.setToolTip(f"Open the sample network {name}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        look = style()
        return QSize(look.px(WIDTH), look.px(THUMBNAIL + TEXT))

    def thumbnail_size(self) -> QSize:
        """The size of the thumbnail in device pixels."""
        ratio = self.devicePixelRatioF()
        return QSize(round(style().px(WIDTH - 4) * ratio), round(style().px(THUMBNAIL) * ratio))

    def setTile(self, tile: SampleTile) -> None:
        """Show the thumbnail and the sizes."""
        self._tile = tile
        height, width = tile.pixels.shape
        image = QImage(tile.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._image = image
        self.update()

    def paintEvent(self, _event: object) -> None:
        look = style()
        theme = look.theme
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        with painting(self) as painter:
            highlighted = self.hasFocus() or self.underMouse()
            painter.setPen(QPen(QColor(theme.accent if highlighted else theme.line), 2 if highlighted else 1))
            painter.setBrush(QColor(theme.surface))
            painter.drawRoundedRect(box, look.px(8), look.px(8))
            if self._image is not None and self._tile is not None:
                painter.save()
                painter.translate(2, look.px(4))
                painter.drawImage(QPointF(0, 0), self._image)
                ratio = self._image.devicePixelRatio()
                painter.setPen(QPen(QColor(theme.surface), 1))
                painter.setBrush(QColor(theme.text))
                radius = min(max(self._tile.radius / ratio, 2.0), look.px(4))
                for x, y in (self._tile.dots / ratio).tolist():
                    painter.drawEllipse(QPointF(x, y), radius, radius)
                painter.restore()
            pad = look.px(10)
            text = QRectF(pad, look.px(THUMBNAIL + 6), box.width() - 2 * pad, look.px(TEXT - 12))
            font = self.font()
            font.setPixelSize(look.px(13))
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft, self.name)
            font.setBold(False)
            font.setPixelSize(look.px(11.5))
            painter.setFont(font)
            painter.setPen(QColor(theme.muted))
            below = text.adjusted(0, look.px(18), 0, 0)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._tile.facts if self._tile else "…")
            wrap = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.setPen(QColor(theme.text))
            painter.drawText(below.adjusted(0, look.px(17), 0, 0), wrap, self._reason)
