"""The I/O model as pseudocode: the current line highlighted, and below each line the current values."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, WRAP, PaintedView, elided, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.explain.pseudocode import CodeLine, Listing

TEXT, NOTE = 12.5, 11.5  # pixels of the 100 % design
INDENT, ARROW = 14, 14
HEADING = 24


class PseudocodeView(PaintedView):
    """Shows a `Listing`; its height fits the lines, so that it can be scrolled."""

    currentLineMoved = Signal(object, object)  # float, float: top and bottom of the current line, to scroll to

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The model as pseudocode")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.listing: Listing | None = None

    def setListing(self, listing: Listing) -> None:
        """Show another listing."""
        before, self.listing = self.listing, listing
        if listing == before:
            return
        if before is None or before.lines != listing.lines:
            self.updateGeometry()
            self.setMinimumHeight(self._height())
        if listing.current is not None:
            line = listing.lines[listing.current]
            self.setAccessibleDescription(f"{listing.heading}: {line.text}. {listing.notes[listing.current]}")
            top, bottom = self._edges()[listing.current]
            self.currentLineMoved.emit(top, bottom)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self.px(300)), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self._height())

    def _restyled(self) -> None:
        self.setMinimumHeight(self._height())

    # -- geometry ----------------------------------------------------------------------------------------

    def _text_box(self, line: CodeLine) -> tuple[float, float]:
        """Return left edge and width of a line's text; its cost is right of it."""
        left = self.px(ARROW + INDENT * line.depth)
        cost = width_of(self.text_font(NOTE, bold=True), "1 write") + self.px(8) if line.cost else 0.0
        return left, max(self.px(60), self.width() - left - cost)

    def _line_height(self, line: CodeLine) -> float:
        """Return the height of the wrapped text and of the note."""
        metrics = QFontMetricsF(self.text_font(TEXT, bold=True))
        wide = self._text_box(line)[1]
        text = metrics.boundingRect(QRectF(0, 0, wide, 10_000), WRAP, line.text).height()
        note = QFontMetricsF(self.text_font(NOTE)).height() if line.noted else 0.0
        return text + note + self.px(4)

    def _edges(self) -> list[tuple[float, float]]:
        if self.listing is None:
            return []
        y, edges = self.px(HEADING), []
        for line in self.listing.lines:
            edges.append((y, y + self._line_height(line)))
            y = edges[-1][1]
        return edges

    def _height(self) -> int:
        edges = self._edges()
        return round(edges[-1][1] + self.px(4)) if edges else round(self.px(300))

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            listing = self.listing
            if listing is None:
                return
            heading = QRectF(0, 0, self.width(), self.px(HEADING - 4))
            self.draw_text(painter, heading, listing.heading, 13, bold=True, elide=True)
            for number, (line, (top, bottom)) in enumerate(zip(listing.lines, self._edges(), strict=True)):
                self._draw_line(painter, listing, number, line, QRectF(0, top, self.width(), bottom - top))

    def _draw_line(self, painter: QPainter, listing: Listing, number: int, line: CodeLine, box: QRectF) -> None:
        current, ran = number == listing.current, number in listing.ran
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("current", 0.16))
            painter.drawRoundedRect(box.adjusted(0, 0, 0, -self.px(2)), self.px(4), self.px(4))
        note_height = QFontMetricsF(self.text_font(NOTE)).height()
        left, wide = self._text_box(line)
        middle = box.top() + QFontMetricsF(self.text_font(TEXT)).height() / 2 + self.px(1)
        if current:
            size = self.px(4.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("current"))
            x = self.px(3)
            painter.drawPolygon([QPointF(x, middle - size), QPointF(x, middle + size), QPointF(x + 1.5 * size, middle)])
        elif ran:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("current", 0.6))
            painter.drawEllipse(QPointF(self.px(5.5), middle), self.px(2), self.px(2))
        role = "text" if current or ran else "muted"
        text_box = QRectF(left, box.top() + self.px(1), wide, box.height())
        self.draw_text(painter, text_box, line.text, TEXT, role, flags=WRAP, bold=current)
        if line.cost:
            role = ("dirty_ink" if "write" in line.cost else "clean_ink") if ran else "faint"
            painter.setFont(self.text_font(NOTE, bold=ran))
            painter.setPen(self.colour(role))
            top = QRectF(0, box.top() + self.px(1), self.width() - self.px(4), QFontMetricsF(painter.font()).height())
            painter.drawText(top, RIGHT, line.cost)
        note = listing.notes[number]
        if note:
            painter.setFont(self.text_font(NOTE))
            painter.setPen(self.colour("current_ink" if current else "muted"))
            foot = QRectF(left, box.bottom() - note_height - self.px(3), self.width() - left, note_height)
            elided(painter, foot, LEFT, note)
