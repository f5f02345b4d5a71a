"""The picture of the best order while it tidies itself: residency, a row a neuron, a column a stretch of steps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.painted_view import PaintedView, elided, painting
from ioviz.viewmodels.anneal.residency_thumbnail import ResidencyThumbnail
from ioviz.viewmodels.look.palette import Theme, mix


class OrderThumbnail(PaintedView):
    """Given pictures made elsewhere; shows one, or what it was at the start while the mouse button is down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: ResidencyThumbnail | None = None
        self._start: ResidencyThumbnail | None = None
        self._shows_start = False
        self._image: QImage | None = None
        self._table: tuple[Theme, list[int]] | None = None
        self.setAccessibleName("The order: which neurons are in fast memory when")
        self.setToolTip("Neurons from top to bottom by layer, steps from left to right. Press to see the start.")
        self.setMinimumSize(120, 90)

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(260)), round(self.px(150)))

    def setPicture(self, picture: ResidencyThumbnail | None, start: ResidencyThumbnail | None) -> None:
        """The best order so far and that of the start, or nothing."""
        if picture is not self._picture or start is not self._start:
            self._picture, self._start = picture, start
            self._image = None
            self.update()

    def _restyled(self) -> None:
        self._image = None

    def _shown(self) -> ResidencyThumbnail | None:
        return self._start if self._shows_start and self._start is not None else self._picture

    def _make(self, picture: ResidencyThumbnail) -> QImage:
        # The densities are the picture already; the colours of the theme are its table.
        height, width = picture.density.shape
        image = QImage(picture.density.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(self._colours())
        return image.convertToFormat(QImage.Format.Format_RGB32)

    def _colours(self) -> list[int]:
        """The 256 colours from never to always there, made once for each theme."""
        theme = self._theme
        if self._table is None or self._table[0] is not theme:
            ink = theme.clean if theme.dark else theme.clean_ink
            self._table = theme, [QColor(mix(theme.sunken, ink, share / 255)).rgb() for share in range(256)]
        return self._table[1]

    def paintEvent(self, _event: object) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            picture = self._shown()
            line = self.px(18)
            box = QRectF(0, 0, self.width(), max(1.0, self.height() - line))
            painter.setFont(self.text_font(11.5))
            flags = Qt.AlignmentFlag.AlignVCenter
            if picture is None:
                painter.fillRect(box, self.colour("sunken"))
                painter.setPen(self.colour("muted"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Start a run to see its order")
                return
            if self._image is None:
                self._image = self._make(picture)
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, self._image.width() > box.width())
            painter.drawImage(box, self._image)
            painter.setPen(self.colour("muted"))
            what = "the start" if picture is self._start else "best so far"
            words = QRectF(0, box.bottom(), self.width(), line)
            elided(painter, words, flags, f"{what}: neurons ↓ by layer, steps →")

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
