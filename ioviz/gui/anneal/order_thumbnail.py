"""Thumbnail of the best order: residency, with a row per neuron and a column per range of steps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent

from ioviz.gui.toolkit.painted_view import PaintedView, elided
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.anneal.residency_thumbnail import ResidencyThumbnail
from ioviz.viewmodels.look.palette import Theme, mix


class OrderThumbnail(PaintedView):
    """Shows the best order, or the start order while the mouse button is down."""

    def __init__(self) -> None:
        super().__init__()
        self._best: ResidencyThumbnail | None = None
        self._start: ResidencyThumbnail | None = None
        self._shows_start = False
        self._image: QImage | None = None
        self._table: tuple[Theme, list[int]] | None = None
        self.setAccessibleName("Residency of neurons over the order")
        self.setToolTip("Neurons from top to bottom by layer, steps from left to right. Press to see the start order.")
        self.setMinimumSize(120, 90)

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(260)), round(self.px(150)))

    def setOrders(self, best: ResidencyThumbnail | None, start: ResidencyThumbnail | None) -> None:
        """The best order so far and the start order."""
        if best is not self._best or start is not self._start:
            self._best, self._start = best, start
            self._image = None
            self.update()

    def _restyled(self) -> None:
        self._image = None

    def _shown(self) -> ResidencyThumbnail | None:
        return self._start if self._shows_start and self._start is not None else self._best

    def _make_image(self, order: ResidencyThumbnail) -> QImage:
        height, width = order.density.shape
        image = QImage(order.density.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(self._colours())
        return image.convertToFormat(QImage.Format.Format_RGB32)

    def _colours(self) -> list[int]:
        """The 256 colours from never to always resident, cached for a theme."""
        theme = self._theme
        if self._table is None or self._table[0] is not theme:
            ink = theme.clean if theme.dark else theme.clean_ink
            self._table = theme, [QColor(mix(theme.sunken, ink, share / 255)).rgb() for share in range(256)]
        return self._table[1]

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            order = self._shown()
            line = self.px(18)
            box = QRectF(0, 0, self.width(), max(1.0, self.height() - line))
            painter.setFont(self.text_font(11.5))
            if order is None:
                painter.fillRect(box, self.colour("sunken"))
                painter.setPen(self.colour("muted"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Start a run to see its order")
                return
            if self._image is None:
                self._image = self._make_image(order)
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, self._image.width() > box.width())
            painter.drawImage(box, self._image)
            painter.setPen(self.colour("muted"))
            which = "start order" if order is self._start else "best so far"
            caption = QRectF(0, box.bottom(), self.width(), line)
            elided(painter, caption, Qt.AlignmentFlag.AlignVCenter, f"{which}: neurons ↓ by layer, steps →")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._show_start(True)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._show_start(False)
        super().mouseReleaseEvent(event)

    def _show_start(self, on: bool) -> None:
        if on != self._shows_start:
            self._shows_start = on
            self._image = None
            self.update()
