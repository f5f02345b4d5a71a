"""The I/Os: the total, the five counters, and a bar between the bounds.

The bar stacks the counters on an axis from 0: first those that no schedule can avoid, so that everything beyond
the lower bound is excess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, first_fitting, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.frame_view import FrameView
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Bounds
    from ioviz.core.simulation import Counts


LEAST, TIGHT, ROOMY = 102, 118, 146  # heights, in pixels of the 100 % design
STACKED, LINE = 141, 15  # the height where the counters are a list, and of a line of it
NAMES = 16  # of the names of the bounds, where there is room for them
_VALUES, _SMALLEST = 16, 11  # pixels of the values, and of those of a narrow view


class _Counter(NamedTuple):
    field: str  # of Counts
    name: str
    short: str
    colour: str  # of Theme
    meaning: str


# In the order of the bar: the lower bound is the sum of the first three at the end.
COUNTERS = (
    _Counter("weight_reads", "weight reads", "weights", "gone", "One for each connection: its weight is read."),
    _Counter("first_reads", "first reads", "first", "input", "One for each neuron: its input value or bias is read."),
    _Counter("output_writes", "output writes", "outputs", "output", "One for each output: its value is written."),
    _Counter("rereads", "re-reads", "re-reads", "clean", "A neuron was evicted and is needed again: excess."),
    _Counter("evict_writes", "eviction writes", "evictions", "dirty", "A dirty neuron was evicted: excess."),
)


class CountersView(FrameView):
    """Shows the counters of a `Frame` and the bounds of its network."""

    SIZE, LEAST_SIZE = (360, ROOMY), (240, LEAST)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("I/Os")
        self.setAccessibleDescription("Reads and writes so far, by kind, between the lower and the upper bound")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bounds: Bounds | None = None
        self._stacked = False

    def setBounds(self, bounds: Bounds | None) -> None:
        """Set the bounds of the network."""
        self.bounds = bounds
        self.update()

    def setStacked(self, stacked: bool) -> None:
        """Show the counters as a list or as columns."""
        if stacked != self._stacked:
            self._stacked = stacked
            self.update()

    def wantsStack(self, width: float, final: Counts) -> bool:
        """Whether the final counters do not fit side by side."""
        return sum(self._widths(final, short=True)) > width

    def leastHeight(self, stacked: bool) -> int:
        """Return the minimum height as a list or as columns."""
        return round(self.px(STACKED if stacked else LEAST))

    def wantedHeight(self, stacked: bool) -> int:
        """Return the height at which the bounds have their names, too."""
        return round(self.px(STACKED + NAMES if stacked else TIGHT))

    # -- geometry ----------------------------------------------------------------------------------------

    def _top(self) -> float:
        """Return the right end of the axis, in I/Os."""
        upper = self.bounds.upper if self.bounds is not None else 1
        final = self.frame.final.ios if self.frame is not None else 1
        return max(upper, final, 1) * 1.015

    @property
    def _slack(self) -> float:
        """The height beyond the minimum, as a share from 0 to 1."""
        if self._stacked:
            return 0.0
        return min(max((self.height() / self.text_scale - TIGHT) / (ROOMY - TIGHT), 0.0), 1.0)

    @property
    def _named(self) -> bool:
        """Whether the names of the bounds fit under the bar."""
        return self.height() >= self.px(STACKED + NAMES - 3 if self._stacked else TIGHT - 3)

    def bar(self) -> QRectF:
        """Return the box of the bar."""
        return QRectF(0, self.px(46 + 14 * self._slack), self.width(), self.px(13 + 2 * self._slack))

    def x_of(self, ios: float) -> float:
        """Return the x coordinate of a number of I/Os."""
        return self.bar().width() * ios / self._top()

    def _widths(self, final: Counts | None, *, short: bool) -> list[float]:
        """Return the width of each column: its name above its final value."""
        names, values = QFontMetricsF(self.text_font(11)), QFontMetricsF(self.text_font(16, bold=True))
        widest = [
            values.horizontalAdvance(numbers.count(getattr(final, counter.field) if final else 0))
            for counter in COUNTERS
        ]
        texts = (counter.short if short else counter.name for counter in COUNTERS)
        signed = (self.px(14) + names.horizontalAdvance(text) for text in texts)
        return [max(pair) + self.px(8) for pair in zip(signed, widest, strict=True)]

    def columns(self) -> list[QRectF]:
        """Room of each counter below the bar; the columns are as wide as their names and last values need."""
        if self._stacked:
            line, top = self.px(LINE), self.bar().bottom() + self.px(5 + NAMES * self._named)
            return [QRectF(0, top + k * line, self.width(), line) for k in range(len(COUNTERS))]
        final = self.frame.final if self.frame is not None else None
        wanted = self._widths(final, short=False)
        if sum(wanted) > self.width():
            wanted = self._widths(final, short=True)
        scale = self.width() / sum(wanted)
        top = self.bar().bottom() + self.px(20 + 7 * self._slack if self._named else 5)
        return [QRectF(sum(wanted[:k]) * scale, top, wide * scale, self.px(38)) for k, wide in enumerate(wanted)]

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            self._draw_total(painter)
            self._draw_bar(painter)
            for counter, column in zip(COUNTERS, self.columns(), strict=True):
                self._draw_counter(painter, counter, column)

    def _draw_total(self, painter: QPainter) -> None:
        self.draw_text(painter, QRectF(0, 0, self.width(), self.px(16)), "I/Os", 11, "muted", bold=True)
        frame = self.frame
        if frame is None:
            return
        beside = self._draw_parts(painter, frame)
        start = QFontMetricsF(painter.font()).horizontalAdvance("I/Os") + self.px(8)
        box = QRectF(start, 0, max(0.0, beside - start - self.px(8)), self.px(16))
        font = self.text_font(11)
        painter.setFont(font)
        painter.setPen(self.colour("muted"))
        painter.drawText(box, LEFT, first_fitting(font, box.width(), self._ends(frame)))
        box = QRectF(0, self.px(14), beside, self.px(29 + 5 * self._slack))
        size = 23 + 5 * self._slack
        while size > _VALUES and width_of(self.text_font(size, bold=True), numbers.count(frame.final.ios)) > beside:
            size -= 1
        font = self.text_font(size, bold=True)
        text = first_fitting(font, beside, numbers.forms(frame.counts.ios))
        self.draw_text(painter, box, text, size, bold=True)

    def _ends(self, frame: Frame) -> list[str]:
        """Texts on the total at the end, from the longest to the shortest."""
        final, *rounded = (f"of {text}" for text in numbers.forms(frame.final.ios))
        if self.bounds is None:
            return [final, *rounded]
        share = numbers.ratio(frame.final.ios / max(self.bounds.lower, 1))
        return [f"{final}, {share} the lower bound", f"{final}, {share}", final, *rounded]

    def _draw_parts(self, painter: QPainter, frame: Frame) -> float:
        """Draw reads, writes and excess on the right; return the x coordinate where they begin."""
        lines = (("reads", frame.counts.reads), ("writes", frame.counts.writes), ("excess", frame.counts.excess))
        bold, plain = self.text_font(12.5, bold=True), self.text_font(11.5)
        names = max(width_of(plain, name) for name, _ in lines)
        most = numbers.forms(frame.final.reads)
        form = next((k for k, text in enumerate(most) if width_of(bold, text) + names < 0.55 * self.width()), -1)
        widest = width_of(bold, most[form])
        left = self.width() - widest - self.px(8) - names
        for number, (name, value) in enumerate(lines):
            line = QRectF(left, number * self.px(14 + 2.5 * self._slack), self.width() - left, self.px(16))
            texts = numbers.forms(value)
            text = first_fitting(bold, widest + 1, texts) or texts[-1]
            self.draw_text(painter, line, text, 12.5, flags=RIGHT, bold=True)
            self.draw_text(painter, line.adjusted(0, 0, -widest - self.px(8), 0), name, 11.5, "muted", flags=RIGHT)
        painter.setFont(self.text_font(11, bold=True))
        return left

    def _draw_bar(self, painter: QPainter) -> None:
        bar = self.bar()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("sunken"))
        painter.drawRoundedRect(bar, self.px(3), self.px(3))
        bounds, frame = self.bounds, self.frame
        if bounds is not None:
            # Between the bounds: where a good schedule ends.
            between = QRectF(
                self.x_of(bounds.lower), bar.top(), self.x_of(bounds.upper) - self.x_of(bounds.lower), bar.height()
            )
            painter.fillRect(between, self.colour("bound", 0.16 if not self._theme.dark else 0.3))
        if frame is not None:
            x = 0.0
            for counter in COUNTERS:
                wide = self.x_of(getattr(frame.counts, counter.field))
                painter.fillRect(QRectF(x, bar.top(), wide, bar.height()), self.colour(counter.colour))
                x += wide
            if x > 0:
                painter.fillRect(
                    QRectF(x - self.px(1), bar.top() - 2, self.px(2), bar.height() + 4), self.colour("text")
                )
        if bounds is not None:
            self._draw_bound(painter, bounds.lower, "lower bound")
            self._draw_bound(painter, bounds.upper, "upper bound")
        if frame is not None:
            self._draw_final(painter, frame)

    def _draw_bound(self, painter: QPainter, ios: int, name: str) -> None:
        """Draw a tick through the bar, with name and number below."""
        bar, x = self.bar(), float(round(self.x_of(ios)))  # on whole pixels: sharp
        thick = max(1, round(self.px(2)))
        tick = QRectF(x - thick // 2, bar.top() - self.px(3), thick, bar.height() + self.px(7))
        painter.fillRect(tick, self.colour("bound_ink"))
        if not self._named:
            return
        font = self.text_font(11)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        text, other_text = self._bound_texts(font)[:: 1 if name == "lower bound" else -1]
        wide = metrics.horizontalAdvance(text)
        # The names must not overlap: the lower bound's to the left, the upper bound's to the right.
        left = min(max(0.0, x - wide * (0.5 if name == "lower bound" else 0.9)), self.width() - wide)
        if name == "lower bound" and self.bounds is not None:
            other = metrics.horizontalAdvance(other_text)
            most = min(self.x_of(self.bounds.upper) - 0.9 * other, self.width() - other) - self.px(10) - wide
            left = max(0.0, min(left, most))
        elif name == "upper bound":
            left = max(left, min(metrics.horizontalAdvance(other_text) + self.px(10), self.width() - wide))
        painter.setPen(self.colour("bound_ink"))
        painter.drawText(QRectF(left, bar.bottom() + self.px(4), wide + 2, self.px(16)), LEFT, text)

    def _bound_texts(self, font: QFont) -> tuple[str, str]:
        """Name and number of the lower and the upper bound, in the longest words that fit side by side, if any do."""
        assert self.bounds is not None
        lower, upper = numbers.forms(self.bounds.lower), numbers.forms(self.bounds.upper)
        pairs = [
            (f"lower{word} {lower[form]}", f"upper{word} {upper[form]}") for form in (0, -1) for word in (" bound", "")
        ]
        room = self.width() - self.px(10)
        return next((pair for pair in pairs if sum(width_of(font, text) for text in pair) <= room), ("", ""))

    def _draw_final(self, painter: QPainter, frame: Frame) -> None:
        """Draw a diamond on the bar where this schedule ends."""
        bar, x, size = self.bar(), self.x_of(frame.final.ios), self.px(6.5)
        middle = bar.center().y()
        painter.setPen(QPen(self.colour("surface"), self.px(1.5)))
        painter.setBrush(self.colour("text"))
        corners = [(0, -size), (size, 0), (0, size), (-size, 0)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, middle + dy) for dx, dy in corners]))

    def _draw_counter(self, painter: QPainter, counter: _Counter, box: QRectF) -> None:
        frame = self.frame
        sign = self.px(9)
        line = QRectF(box.left(), box.top(), box.width(), min(box.height(), self.px(16)))
        painter.fillRect(
            QRectF(line.left(), line.center().y() - sign / 2, sign, sign), QColor(self.colour(counter.colour))
        )
        room = line.adjusted(self.px(14), 0, -self.px(2), 0)
        value = getattr(frame.counts, counter.field) if frame is not None else 0
        role = "text" if value else "faint"
        font = self.text_font(12, bold=True)
        if self._stacked:
            text = numbers.count(value)
            self.draw_text(painter, room, text, 12, role, flags=RIGHT, bold=True)
            room.setWidth(room.width() - width_of(font, text) - self.px(6))
        else:
            below = QRectF(box.left(), line.bottom(), box.width(), self.px(21))
            size, texts = _VALUES, numbers.forms(value)
            while size > _SMALLEST and not first_fitting(self.text_font(size, bold=True), box.width(), texts[:1]):
                size -= 1
            text = first_fitting(self.text_font(size, bold=True), box.width(), texts)
            self.draw_text(painter, below, text, size, role, bold=True)
        name = first_fitting(self.text_font(11), room.width() + 1, (counter.name, counter.short))
        self.draw_text(painter, room, name, 11, "muted")

    # -- user actions ------------------------------------------------------------------------------------

    def _tip_at(self, point: QPointF) -> str:
        frame, bounds = self.frame, self.bounds
        for counter, column in zip(COUNTERS, self.columns(), strict=True):
            if column.contains(point) and frame is not None:
                so_far, final = (getattr(counts, counter.field) for counts in (frame.counts, frame.final))
                return f"{counter.name}: {numbers.of(so_far, final)} in the end\n{counter.meaning}"
        if frame is not None and bounds is not None and point.y() < self.bar().bottom() + self.px(20):
            share = numbers.ratio(frame.final.ios / max(bounds.lower, 1))
            return (
                f"In the end {numbers.plural(frame.final.ios, 'I/O')} (diamond): {share} the lower bound\n"
                f"Lower bound W + N + S = {numbers.count(bounds.lower)}: no schedule has fewer\n"
                f"Upper bound {numbers.count(bounds.upper)}: the optimum is at most this"
            )
        return ""
