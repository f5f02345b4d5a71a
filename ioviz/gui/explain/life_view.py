"""The costs of one neuron and a histogram of its reuse distances."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import RIGHT, WRAP, PaintedView, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.explain.neuron_life import NeuronLife
from ioviz.viewmodels.text import numbers

TITLE, FACT, HISTOGRAM = 26, 19, 132  # heights in pixels of the 100 % design
AXIS = 18


class LifeView(PaintedView):
    """Shows the facts and the histogram of a `NeuronLife`; its events are in `LifeTable`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Neuron")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.life: NeuronLife | None = None
        self._bars: list[tuple[QRectF, str]] = []

    def setLife(self, life: NeuronLife | None) -> None:
        """Show another neuron."""
        self.life = life
        if life is not None:
            facts = "; ".join(f"{name} {value}" for name, value in life.facts)
            self.setAccessibleDescription(f"{life.title}: {facts}. {life.histogram.summary}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        facts = 0 if self.life is None else len(self.life.facts)
        return QSize(round(self.px(300)), round(self.px(TITLE + FACT * facts + 8 + 18 + 34 + HISTOGRAM)))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            self._bars = []
            if self.life is None:
                return
            title = QRectF(0, 0, self.width(), self.px(TITLE - 4))
            self.draw_text(painter, title, self.life.title, 14, bold=True, elide=True)
            y = self.px(TITLE)
            for name, value in self.life.facts:
                row = QRectF(0, y, self.width() - self.px(4), self.px(FACT))
                self.draw_text(painter, row, name, 12.5, "muted")
                painter.setFont(self.text_font(12.5, bold=True))
                painter.setPen(self.colour("text"))
                left = width_of(self.text_font(12.5), name) + self.px(10)
                if left + width_of(painter.font(), value) > row.width():  # the value in a line of its own
                    y += self.px(FACT)
                    row.translate(0, self.px(FACT))
                    left = 0.0
                painter.drawText(row.adjusted(left, 0, 0, 0), RIGHT, value)
                y += self.px(FACT)
            self._draw_histogram(painter, self.life, y + self.px(8))

    def _draw_histogram(self, painter: QPainter, life: NeuronLife, y: float) -> None:
        heading = QRectF(0, y, self.width(), self.px(18))
        self.draw_text(painter, heading, "REUSE DISTANCES", 10.5, "muted", bold=True, elide=True)
        y += self.px(18)
        painter.setFont(self.text_font(11.5))
        painter.drawText(QRectF(0, y, self.width(), self.px(34)), WRAP, life.histogram.summary)
        y += self.px(34)
        counts = life.histogram.counts
        if not counts:
            return
        most = max(counts)
        gutter = width_of(self.text_font(10.5), numbers.compact(most)) + self.px(6)
        plot = QRectF(gutter, y + self.px(6), self.width() - gutter - self.px(4), self.px(HISTOGRAM - AXIS - 8))
        painter.setFont(self.text_font(10.5))
        painter.setPen(self.colour("muted"))
        for value, edge in ((most, plot.top()), (0, plot.bottom())):
            box = QRectF(0, edge - self.px(8), gutter - self.px(5), self.px(16))
            painter.drawText(box, RIGHT, numbers.compact(value))
        painter.setPen(QPen(self.colour("line"), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.topLeft(), plot.topRight())
        wide = plot.width() / len(counts)
        gap = min(self.px(3), 0.2 * wide)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("bound"))
        for k, (label, count) in enumerate(zip(life.histogram.labels, counts, strict=True)):
            column = QRectF(plot.left() + k * wide, plot.top(), wide, plot.height())
            high = plot.height() * count / most
            bar = column.adjusted(gap / 2, column.height() - max(high, 1.0 if count else 0.0), -gap / 2, 0)
            painter.drawRect(bar)
            self._bars.append((column, f"{numbers.plural(count, 'time')}: {label} connections from use to use"))
        self._draw_labels(painter, life, plot, wide)

    def _draw_labels(self, painter: QPainter, life: NeuronLife, plot: QRectF, wide: float) -> None:
        """Label where each bar begins, as far as the labels fit."""
        painter.setPen(self.colour("muted"))
        right = -1e9
        for k, label in enumerate(life.histogram.labels):
            text = label.split(" to ")[0]
            half = width_of(painter.font(), text) / 2
            middle = plot.left() + (k + 0.5) * wide
            left = min(max(plot.left(), middle - half), plot.right() - 2 * half)
            if left > right + self.px(5):
                painter.drawText(QPointF(left, plot.bottom() + self.px(13)), text)
                right = left + 2 * half

    def _tip_at(self, point: QPointF) -> str:
        return next((text for box, text in self._bars if box.contains(point)), "")
