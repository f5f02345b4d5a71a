"""The poster: a chart with its conclusion in large text, scaled to the window."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy

from ioviz.gui.benchmark.bars_painter import BarLook, paint_bars
from ioviz.gui.toolkit.painted_view import LEAST_TEXT_PX, WRAP, PaintedView
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.benchmark.poster import Poster

EXPORT_SIZE = QSize(1600, 900)
_DESIGN = QSize(1280, 720)


class PosterView(PaintedView):
    """Shows a `Poster`; all lengths scale with the view."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Poster")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.poster: Poster | None = None

    def setPoster(self, poster: Poster | None) -> None:
        """The poster to show."""
        self.poster = poster
        if poster is not None:
            self.setAccessibleDescription(f"{poster.question} {poster.answer} {poster.order}")
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.px(320)), round(self.px(200)))

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            if self.poster is not None:
                self._paint(painter, self.poster)

    def _paint(self, painter: QPainter, poster: Poster) -> None:
        u = min(self.width() / _DESIGN.width(), self.height() / _DESIGN.height())
        box = QRectF(self.rect()).adjusted(28 * u, 20 * u, -28 * u, -16 * u)
        y = self._paint_text(painter, box, box.top(), poster.question, self._font(38 * u, True), "text")
        y = self._paint_text(painter, box, y + 2 * u, poster.setting, self._font(21 * u), "muted") + 16 * u
        below = [
            (poster.answer, self._font(29 * u, True), "text"),
            (poster.order, self._font(24 * u), "text"),
            (poster.footnote, self._font(16 * u), "muted"),
        ]
        heights = [self._height(box, text, font) if text else 0.0 for text, font, _ in below]
        bottom = box.bottom() - sum(heights) - 10 * u * sum(1 for height in heights if height)
        look = BarLook(self.theme, self._font(24 * u), self._font(25 * u, True), self._font(19 * u), 1.7 * u, 0.36)
        paint_bars(painter, QRectF(box.left(), y, box.width(), bottom - y - 8 * u), poster.bars, look)
        y = bottom
        for text, font, role in below:
            if text:
                y = self._paint_text(painter, box, y, text, font, role) + 10 * u

    def _paint_text(self, painter: QPainter, box: QRectF, y: float, text: str, font: QFont, role: str) -> float:
        """Paint a paragraph; return its lower end."""
        height = self._height(box, text, font)
        painter.setFont(font)
        painter.setPen(self.colour(role))
        painter.drawText(QRectF(box.left(), y, box.width(), height + 1), WRAP, text)
        return y + height

    @staticmethod
    def _height(box: QRectF, text: str, font: QFont) -> float:
        return QFontMetricsF(font).boundingRect(QRectF(0, 0, box.width(), 1e5), WRAP, text).height()

    def _font(self, size: float, bold: bool = False) -> QFont:
        return self.text_font(max(size, math.ceil(LEAST_TEXT_PX)), bold=bold, scaled=False)
