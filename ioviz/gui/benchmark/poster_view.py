"""The poster: as large as the window lets it be, all lengths follow its height."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.benchmark.bars_painter import BarLook, paint_bars
from ioviz.gui.toolkit.painted_view import WRAP, PaintedView, painting
from ioviz.viewmodels.benchmark.poster import Poster

EXPORT_SIZE = QSize(1600, 900)
_DESIGN = QSize(1280, 720)


class PosterView(PaintedView):
    """Shows a `Poster`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Poster")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture: Poster | None = None

    def setPicture(self, picture: Poster | None) -> None:
        """What to show."""
        self._picture = picture
        if picture is not None:
            self.setAccessibleDescription(f"{picture.question} {picture.answer} {picture.order}")
        self.update()

    @property
    def picture(self) -> Poster | None:
        return self._picture

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.px(320)), round(self.px(200)))

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            if self._picture is not None:
                self._paint(painter, self._picture)

    def _paint(self, painter: QPainter, picture: Poster) -> None:
        u = min(self.width() / _DESIGN.width(), self.height() / _DESIGN.height())
        box = QRectF(self.rect()).adjusted(28 * u, 20 * u, -28 * u, -16 * u)
        y = self._say(painter, box, box.top(), picture.question, self._font(38 * u, True), "text")
        y = self._say(painter, box, y + 2 * u, picture.setting, self._font(21 * u), "muted") + 16 * u
        below = [
            (picture.answer, self._font(29 * u, True), "text"),
            (picture.order, self._font(24 * u), "text"),
            (picture.footnote, self._font(16 * u), "muted"),
        ]
        heights = [self._height(box, text, font) if text else 0.0 for text, font, _ in below]
        bottom = box.bottom() - sum(heights) - 10 * u * sum(1 for height in heights if height)
        look = BarLook(self.theme, self._font(24 * u), self._font(25 * u, True), self._font(19 * u), 1.7 * u, 0.36)
        paint_bars(painter, QRectF(box.left(), y, box.width(), bottom - y - 8 * u), picture.bars, look)
        y = bottom
        for text, font, role in below:
            if text:
                y = self._say(painter, box, y, text, font, role) + 10 * u

    def _say(self, painter: QPainter, box: QRectF, y: float, text: str, font: QFont, role: str) -> float:
        """Write a paragraph; returns where it ends."""
        height = self._height(box, text, font)
        painter.setFont(font)
        painter.setPen(self.colour(role))
        painter.drawText(QRectF(box.left(), y, box.width(), height + 1), WRAP, text)
        return y + height

    @staticmethod
    def _height(box: QRectF, text: str, font: QFont) -> float:
        return QFontMetricsF(font).boundingRect(QRectF(0, 0, box.width(), 1e5), WRAP, text).height()

    def _font(self, size: float, bold: bool = False) -> QFont:
        return self.text_font(size, bold=bold, scaled=False)
