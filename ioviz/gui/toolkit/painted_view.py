"""The base of all painted views: theme, text size, tooltips, and painters that always end."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from ioviz.viewmodels.look.palette import LIGHT, Theme

BASE_TEXT_PX = 13
"""Plain text at 100 %: all lengths grow with the text."""
LEAST_TEXT_PX = 9.5
"""Smaller letters cannot be read: what has room for smaller ones only is left out."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class PaintedView(QWidget):
    """Base of the widgets that draw themselves. Setters never emit; user actions are signalled."""

    SIZE: tuple[float, float] | None = None
    LEAST_SIZE: tuple[float, float] | None = None
    """Preferred and minimum width and height, in pixels of the 100 % design."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._text_scale: float | None = None
        self.controls = True
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def theme(self) -> Theme:
        return self._theme

    def setTheme(self, theme: Theme) -> None:
        if theme is not self._theme:
            self._theme = theme
            self._restyled()
            self.update()

    def setControls(self, on: bool) -> None:
        """Show what can be clicked, such as buttons: everywhere but in exported pictures and films."""
        if on != self.controls:
            self.controls = on
            self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self.SIZE is None else self._scaled(*self.SIZE)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self.LEAST_SIZE is None else self._scaled(*self.LEAST_SIZE)

    def _scaled(self, width: float, height: float) -> QSize:
        return QSize(round(self.px(width)), round(self.px(height)))

    # -- for subclasses --------------------------------------------------------------------------------

    def px(self, length: float) -> float:
        """Convert a length of the 100 % design to pixels."""
        return length * self.text_scale

    @property
    def text_scale(self) -> float:
        """The current text size by that of the design; cached, as every length needs it."""
        if self._text_scale is None:
            size = self.font().pixelSize()
            self._text_scale = (size if size > 0 else QFontMetricsF(self.font()).height() / 1.2) / BASE_TEXT_PX
        return self._text_scale

    def text_font(self, size: float, *, bold: bool = False, scaled: bool = True) -> QFont:
        """The window's font at `size` pixels of the 100 % design."""
        font = QFont(self.font())
        font.setPixelSize(max(6, round(self.px(size) if scaled else size)))
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def colour(self, role: str, alpha: float = 1.0) -> QColor:
        """A colour of the theme by the name of its field."""
        colour = QColor(getattr(self._theme, role))
        colour.setAlphaF(alpha)
        return colour

    def draw_text(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        size: float,
        role: str = "text",
        *,
        flags: Qt.AlignmentFlag = LEFT,
        bold: bool = False,
        elide: bool = False,
    ) -> None:
        """Draw a text in the window's font, at `size` pixels of the 100 % design, in a colour of the theme."""
        painter.setFont(self.text_font(size, bold=bold))
        painter.setPen(self.colour(role))
        if elide:
            elided(painter, box, flags, text)
        else:
            painter.drawText(box, flags, text)

    def _restyled(self) -> None:
        """Discard what was drawn for the previous theme, text size or screen."""

    def _tip_at(self, point: QPointF) -> str | None:
        """Return the tooltip at a point, "" for none; None where the whole widget has one."""
        return None

    # -- events ----------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._text_scale = None
            self._restyled()
            self.updateGeometry()
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Polish, QEvent.Type.ApplicationFontChange):
            self._text_scale = None
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._restyled()
            self.update()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self._tip_at(QPointF(event.pos()))
            if text is not None:
                QToolTip.showText(event.globalPos(), text, self)  # an empty one hides what is shown
                return True
        return super().event(event)


def elided(painter: QPainter, box: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
    """Draw a text in a box, with an ellipsis at its end if it is too long."""
    metrics = QFontMetricsF(painter.font())
    if metrics.horizontalAdvance(text) > box.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, flags, text)


def first_fitting(font: QFont, width: float, texts: Iterable[str]) -> str:
    """Return the first of the texts that is at most `width` pixels wide; "" if none is."""
    metrics = QFontMetricsF(font)
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), "")


def draw_cross(painter: QPainter, at: QPointF, reach: float) -> None:
    """Draw a diagonal cross with the painter's pen; its arms end `reach` to the sides of its middle."""
    painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach))
    painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach))


def width_of(font: QFont, text: str) -> float:
    """The width of a text in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)
