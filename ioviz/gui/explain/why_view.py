"""Explains an eviction: the victim of each policy, and when each candidate is needed again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import LEFT, RIGHT, WRAP, draw_cross, elided, first_fitting, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.frame_view import NeuronView
from ioviz.gui.views.memory_cells import draw_square
from ioviz.viewmodels.explain.why import CandidateBar, Pick, Why
from ioviz.viewmodels.text import numbers

ROW, LEAST_ROW = 20, 15  # pixels of the 100 % design
PICK = 37
FEW_BARS = 8
NEXT_EVICTION = "Press E for the next eviction."


class WhyView(NeuronView):
    """Shows a `Why`: one eviction, or one of the two of a connection."""

    SIZE = (300, 420)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Why")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.whys: tuple[Why, ...] = ()
        self._index = 0
        self.neuron_boxes: list[tuple[QRectF, int]] = []  # the boxes of neurons
        self.tab_boxes: list[QRectF] = []

    def setWhys(self, whys: tuple[Why, ...]) -> None:
        """Set the evictions of a step, and show the last one."""
        if whys == self.whys:
            return
        self.whys, self._index = whys, max(0, len(whys) - 1)
        self._need_height()
        self._describe()
        self.update()

    @property
    def why(self) -> Why | None:
        """The eviction that is shown."""
        return self.whys[self._index] if self.whys else None

    def choose(self, index: int) -> None:
        """Show the first or the second eviction of the connection."""
        if 0 <= index < len(self.whys):
            self._index = index
            self._describe()
            self.update()

    def _describe(self) -> None:
        why = self.why
        if why is not None:
            picks = "; ".join(f"{pick.policy} takes {pick.neuron}, {pick.reason}" for pick in why.picks)
            self.setAccessibleDescription(f"{why.title} {why.note} {picks}".strip())

    def _restyled(self) -> None:
        self.neuron_boxes = []
        self._need_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._need_height()

    def _need_height(self) -> None:
        """Set the minimum height to that of the policies and a few bars: a lower column is scrolled."""
        why = self.why
        if why is None:
            return
        high = self.px(58 + 30 * (len(self.whys) > 1))
        metrics = QFontMetricsF(self.text_font(12))
        high += metrics.boundingRect(QRectF(0, 0, max(self.width(), 1), 10_000), WRAP, self._note(why)).height()
        if why.bars:
            lines = min(len(why.bars), FEW_BARS) + bool(why.left_out or len(why.bars) > FEW_BARS)
            high += self.px(PICK * len(why.picks) + 46 + LEAST_ROW * lines)
        self.setMinimumHeight(round(high))

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            self.neuron_boxes, self.tab_boxes = [], []
            why = self.why
            if why is None:
                return
            y = self._draw_title(painter, why)
            if not why.bars:
                return
            y = self._heading(painter, "VICTIM OF EACH POLICY", y)
            for pick in why.picks:
                y = self._draw_pick(painter, pick, y)
            log = " (LOG)" if why.logarithmic else ""
            y = self._heading(painter, f"NEEDED AGAIN, IN CONNECTIONS FROM NOW{log}", y + self.px(6))
            self._draw_bars(painter, why, y)

    def _draw_title(self, painter: QPainter, why: Why) -> float:
        """Draw the title; for two evictions, tabs above it. Return the bottom edge."""
        y = 0.0
        if len(self.whys) > 1:
            y = self._draw_tabs(painter)
        painter.setFont(self.text_font(14, bold=True))
        painter.setPen(self.colour("text"))
        y = self._wrapped(painter, why.title, y)
        note = self._note(why)
        if note:
            painter.setFont(self.text_font(12))
            painter.setPen(self.colour("muted"))
            y = self._wrapped(painter, note, y + self.px(2))
        return y + self.px(8)

    @staticmethod
    def _note(why: Why) -> str:
        """Return the text below the title."""
        if why.evicted or not why.note:
            return why.note
        return f"{NEXT_EVICTION} {why.note}"

    def _draw_tabs(self, painter: QPainter) -> float:
        painter.setFont(self.text_font(12))
        x, high = 0.0, self.px(22)
        for index in range(len(self.whys)):
            text = ("For the source", "For the target")[index]
            box = QRectF(x + 0.5, 0.5, width_of(painter.font(), text) + self.px(16), high)
            chosen = index == self._index
            painter.setPen(QPen(self.colour("accent" if chosen else "line"), 1))
            painter.setBrush(self.colour("accent", 0.14 if chosen else 0.0))
            painter.drawRoundedRect(box, high / 2, high / 2)
            painter.setPen(self.colour("text" if chosen else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            self.tab_boxes.append(box)
            x += box.width() + self.px(6)
        return high + self.px(8)

    def _wrapped(self, painter: QPainter, text: str, y: float) -> float:
        box = QRectF(0, y, self.width(), 10_000)
        return painter.drawText(box, WRAP, text).bottom()

    def _heading(self, painter: QPainter, text: str, y: float) -> float:
        box = QRectF(0, y, self.width(), self.px(18))
        text = first_fitting(self.text_font(10.5, bold=True), box.width(), (text, text.partition(",")[0]))
        self.draw_text(painter, box, text, 10.5, "muted", bold=True)
        return y + self.px(20)

    def _draw_pick(self, painter: QPainter, pick: Pick, y: float) -> float:
        high = self.px(PICK)
        box = QRectF(0, y, self.width(), high - self.px(3))
        if pick.neuron == self.hovered:
            painter.fillRect(box, self.colour("text", 0.08))
        self.neuron_boxes.append((box, pick.neuron))
        name = max(width_of(self.text_font(13, bold=True), text) for text in ("MIN-D", "By hand")) + self.px(12)
        top = QRectF(0, y, self.width(), high / 2)
        foot = QRectF(0, y + self.px(16), self.width(), self.px(16))
        self.draw_text(painter, top, pick.policy, 13, bold=True)
        neuron = f"neuron {numbers.count(pick.neuron)}"
        painter.drawText(top.adjusted(name, 0, 0, 0), LEFT, neuron)
        write = pick.cost != "free"
        painter.setPen(self.colour("dirty_ink" if write else "muted"))
        font = self.text_font(12, bold=pick.same)
        room = self.width() - name - width_of(self.text_font(13, bold=True), neuron) - self.px(12)
        costs = (f"{pick.cost}, as here", pick.cost) if pick.same else (pick.cost,)
        cost = first_fitting(font, room, costs)
        painter.setFont(font)
        painter.drawText(top.adjusted(0, 0, -self.px(4), 0), RIGHT, cost)
        # The reason without what follows its semicolon or comma, where it does not fit.
        reasons = (pick.reason, pick.reason.partition("; ")[0], pick.reason.partition(", ")[0])
        reason = first_fitting(self.text_font(12), self.width(), reasons)
        self.draw_text(painter, foot, reason, 12, "muted")
        return y + high

    # -- the candidates ----------------------------------------------------------------------------------

    def _draw_bars(self, painter: QPainter, why: Why, y: float) -> None:
        room = self.height() - y
        high = self.px(ROW)
        if len(why.bars) * high > room:
            high = max(self.px(LEAST_ROW), room / len(why.bars))
        fits = max(1, int(room / high))
        bars = list(why.bars)
        if len(bars) > fits or why.left_out:
            fits = max(1, fits - 1)  # the last line shows how many are left out
        if len(bars) > fits:
            bars = self._most_relevant(bars, fits)
        font = self.text_font(min(12.0, 0.72 * high / max(self.text_scale, 0.1)))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        left = max(metrics.horizontalAdvance(numbers.count(bar.neuron)) for bar in bars) + self.px(8)
        right = max(metrics.horizontalAdvance(self._bar_text(bar)) for bar in bars) + self.px(8)
        for bar in bars:
            self._draw_bar(painter, bar, QRectF(0, y, self.width(), high), left, right)
            y += high
        left_out = len(why.bars) - len(bars) + why.left_out
        if left_out:
            painter.setFont(font)
            painter.setPen(self.colour("muted"))
            text = f"and {numbers.plural(left_out, 'candidate')} more"
            elided(painter, QRectF(0, y, self.width(), high), LEFT, text)

    @staticmethod
    def _most_relevant(bars: list[CandidateBar], fits: int) -> list[CandidateBar]:
        """Return the farthest ones, the evicted one and the victims of policies."""
        marked = [bar for bar in bars if bar.evicted or bar.picked_by]
        others = [bar for bar in bars if not (bar.evicted or bar.picked_by)]
        chosen = {bar.neuron for bar in (*marked, *others[: max(0, fits - len(marked))])}
        return [bar for bar in bars if bar.neuron in chosen][: max(fits, len(marked))]

    @staticmethod
    def _bar_text(bar: CandidateBar) -> str:
        names = ("evicted",) if bar.evicted else ()
        return "  ".join((numbers.count(bar.ahead), *names, *bar.picked_by))

    def _draw_bar(self, painter: QPainter, bar: CandidateBar, row: QRectF, left: float, right: float) -> None:
        self.neuron_boxes.append((row, bar.neuron))
        if bar.neuron == self.hovered:
            painter.fillRect(row, self.colour("text", 0.08))
        strong = bar.evicted or bool(bar.picked_by)
        painter.setPen(self.colour("text" if strong else "muted"))
        painter.drawText(QRectF(0, row.top(), left - self.px(6), row.height()), RIGHT, numbers.count(bar.neuron))
        most = max(self.px(24), row.width() - left - right)
        thick = min(self.px(12), row.height() - 3)
        box = QRectF(left, row.center().y() - thick / 2, max(thick, most * bar.share), thick)
        if bar.dirty:
            draw_square(painter, self, box, True)
        else:  # most of the bars, so without round corners
            painter.fillRect(box, self.colour("clean"))
        if bar.evicted:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.colour("current"), self.px(1.8)))
            grown = box.adjusted(-1.5, -1.5, 1.5, 1.5)
            painter.drawRoundedRect(grown, self.px(3), self.px(3))
            reach = 0.32 * thick
            at = QPointF(box.left() + thick / 2, box.center().y())
            painter.setPen(QPen(self.colour("on_fill"), self.px(1.6)))
            draw_cross(painter, at, reach)
        painter.setPen(self.colour("text" if strong else "muted"))
        painter.drawText(
            QRectF(box.right() + self.px(6), row.top(), row.width(), row.height()), LEFT, self._bar_text(bar)
        )

    # -- user actions ------------------------------------------------------------------------------------

    def neuron_at(self, point: QPointF) -> int | None:
        return next((neuron for box, neuron in self.neuron_boxes if box.contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, box in enumerate(self.tab_boxes):
            if box.contains(event.position()):
                self.choose(index)
        super().mousePressEvent(event)
