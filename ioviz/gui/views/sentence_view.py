"""The sentence on the current step: its total cost, then what it did and why, with costs in colour."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QFontMetricsF, QPaintEvent, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.frame_view import FrameView
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.frame.sentences import NOTHING, Sentence
from ioviz.viewmodels.text import numbers

TEXT = 14  # pixels of the 100 % design
SHORT_TEXT = 20  # of the short form, if it fits
BADGE_TEXT = 13


class SentenceView(FrameView):
    """Shows the `Sentence` of a frame; always two lines high (or `lines`), so that nothing below it moves.

    Where two lines are too few, as with large text in a small window, it shows the short form.
    """

    def __init__(self, parent: QWidget | None = None, *, lines: int = 2) -> None:
        super().__init__(parent)
        self._lines, self._short = lines, False
        self.setAccessibleName("What this step did")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)  # it lies on the window
        self.sentence = NOTHING
        self.document = QTextDocument(self)
        self.document.setDocumentMargin(0)
        self._restyled()

    def setLines(self, lines: int) -> None:
        """Set the height in lines."""
        if lines != self._lines:
            self._lines = lines
            self._set_text()
            self.updateGeometry()

    def setSentence(self, sentence: Sentence) -> None:
        """Show a sentence."""
        if sentence == self.sentence:
            return
        self.sentence = sentence
        self.setAccessibleDescription(sentence.full)
        self.setToolTip(sentence.full)
        self._set_text()
        self.update()

    def setShort(self, on: bool) -> None:
        """Show the short form in larger letters, for reading aloud, or the full sentence."""
        if on != self._short:
            self._short = on
            self._set_text()
            self.update()

    def setFrame(self, frame: Frame | None) -> None:
        """Show the sentence of a frame."""
        self.setSentence(NOTHING if frame is None else frame.sentence)

    def sizeHint(self) -> QSize:
        return QSize(
            round(self.px(480)), round(self._lines * QFontMetricsF(self.text_font(TEXT)).lineSpacing() + self.px(4))
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self.px(200)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_text()

    def _left(self) -> float:
        """Return the left edge of the text, right of the cost."""
        if not self._badge():
            return 0.0
        metrics = QFontMetricsF(self.text_font(BADGE_TEXT, bold=True))
        return metrics.horizontalAdvance("0 I/Os") + self.px(30)

    def _set_text(self) -> None:
        """Lay out the sentence for the current width."""
        theme = self._theme
        tones = {
            "": f"color:{theme.text}",
            "neuron": f"color:{theme.text};font-weight:600",
            "read": f"color:{theme.clean_ink};font-weight:600",
            "write": f"color:{theme.dirty_ink};font-weight:600",
            "free": f"color:{theme.muted}",
        }
        spans = (f'<span style="{tones[part.tone]}">{escape(part.text)}</span>' for part in self.sentence.parts)
        short = f'<span style="{tones[""]}">{escape(self.sentence.short)}</span>'
        tries: list[tuple[str, float]] = [("".join(spans), TEXT), (short, TEXT)]
        if self._short and self.sentence.short:
            tries = [(short, SHORT_TEXT), (short, (TEXT + SHORT_TEXT) / 2), (short, TEXT)]
        for html, size in tries:
            if html is short and not self.sentence.short:
                continue
            self.document.setDefaultFont(self.text_font(size))
            # Otherwise Qt turns the space within a number into one at which a line may end.
            self.document.setHtml(f'<p style="white-space:pre-wrap">{html}</p>')
            self.document.setTextWidth(max(40.0, self.width() - self._left()))
            if self.document.size().height() <= self.sizeHint().height():
                return

    def _restyled(self) -> None:
        self._set_text()

    def _badge(self) -> str:
        """Return the cost of the step; "" before the first."""
        return numbers.plural(self.sentence.ios, "I/O") if self.sentence.ios or self.sentence.short else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            left = self._left()
            if left:
                line = QFontMetricsF(self.text_font(TEXT)).lineSpacing()
                box = QRectF(0, 0.5, left - self.px(10), line + self.px(2))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.colour("accent", 0.13 if not self._theme.dark else 0.25))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
                self.draw_text(painter, box, self._badge(), BADGE_TEXT, flags=Qt.AlignmentFlag.AlignCenter, bold=True)
            painter.translate(left, self.px(1))
            context = QAbstractTextDocumentLayout.PaintContext()
            context.palette.setColor(QPalette.ColorRole.Text, self.colour("text"))
            context.clip = QRectF(0, 0, self.width() - left, self.height())
            painter.setClipRect(context.clip)
            self.document.documentLayout().draw(painter, context)
