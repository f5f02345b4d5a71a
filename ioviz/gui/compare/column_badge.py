"""The badge of a column: its letter and line style, in its header and in the plot of differences."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ioviz.gui.toolkit.line_styles import Line, pen_of
from ioviz.gui.toolkit.painted_view import PaintedView, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.compare.columns import LETTERS

LINES = (
    Line("text", 1.6),
    Line("current_ink", 2.0),
    Line("clean_ink", 2.0, "dash"),
    Line("input_ink", 2.0, "dashdot"),
)
"""One per column; the others are compared with the first."""


def draw_badge(painter: QPainter, view: PaintedView, column: int, box: QRectF, *, main: bool) -> None:
    """Draw the letter in its box, filled for the main column."""
    radius = view.px(4)
    painter.setPen(QPen(view.colour("accent" if main else "muted"), view.px(1.4)))
    painter.setBrush(view.colour("accent") if main else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
    painter.setFont(view.text_font(12.5, bold=True))
    painter.setPen(view.colour("accent_text" if main else "text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, LETTERS[column])


class ColumnBadge(PaintedView):
    """Letter, line, and the word "main" for the main column."""

    def __init__(self, column: int) -> None:
        super().__init__()
        self._column, self._main, self._compact = column, False, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMain(False)

    def setMain(self, main: bool) -> None:
        """Whether side panel, transport and the other tabs follow this column."""
        self._main = main
        name = f"Column {LETTERS[self._column]}"
        self.setAccessibleName(f"{name}, the main one" if main else name)
        self.setToolTip(
            f"{name}: the main one. Side panel, transport and the other tabs follow it"
            if main
            else f"{name}: click to make it the main one, which side panel and the other tabs follow  (Alt+Right)"
        )
        self.update()

    def setCompact(self, compact: bool) -> None:
        """Hide the word; the filled letter and the tooltip still mark the main column."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        wide = self.px(24 + 24) + (0 if self._compact else self.px(6) + width_of(self.text_font(11), "main"))
        return QSize(round(wide), round(self.px(24)))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            side = self.px(22)
            middle = self.height() / 2
            draw_badge(painter, self, self._column, QRectF(0, middle - side / 2, side, side), main=self._main)
            left = side + self.px(6)
            painter.setPen(pen_of(LINES[self._column], self._theme, self.text_scale))
            painter.drawLine(QPointF(left, middle), QPointF(left + self.px(18), middle))
            if self._main and not self._compact:
                painter.setFont(self.text_font(11))
                painter.setPen(self.colour("muted"))
                box = QRectF(left + self.px(23), 0, self.width(), self.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "main")
