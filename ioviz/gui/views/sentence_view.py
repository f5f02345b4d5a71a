"""What this step did and why, in a line or two; costs are set in colour, and their sum leads."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QFontMetricsF, QPaintEvent, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import painting
from ioviz.gui.views.frame_view import FrameView
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.frame.sentences import NOTHING, Sentence
from ioviz.viewmodels.text import numbers

TEXT = 14  # pixels of the 100 % design
SHORT_TEXT = 20  # in short, as far as that fits
BADGE_TEXT = 13


class SentenceView(FrameView):
    """Shows the `Sentence` of a frame; always two lines high (or `lines`), so that nothing below it jumps.

    Where two lines are too few for it, as with large text in a small window, it says it in short.
    """

    def __init__(self, parent: QWidget | None = None, *, lines: int = 2) -> None:
        super().__init__(parent)
        self._lines, self._short = lines, False
        self.setAccessibleName("What this step did")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)  # it lies on the window
        self._sentence = NOTHING
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self._restyled()

    def setLines(self, lines: int) -> None:
        """So many lines high."""
        if lines != self._lines:
            self._lines = lines
            self._set_text()
            self.updateGeometry()

    def setSentence(self, sentence: Sentence) -> None:
        """Show a sentence."""
        if sentence == self._sentence:
            return
        self._sentence = sentence
        self.setAccessibleDescription(sentence.full)
        self.setToolTip(sentence.full)
        self._set_text()
        self.update()

    def setShort(self, on: bool) -> None:
        """Say it in a few words in larger letters, to be read aloud; or in full."""
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
        """Where the text begins: beside the cost."""
        if not self._badge():
            return 0.0
        metrics = QFontMetricsF(self.text_font(BADGE_TEXT, bold=True))
        return metrics.horizontalAdvance("0 I/Os") + self.px(30)

    def _set_text(self) -> None:
        """Lay the sentence out for the width there is."""
        theme = self._theme
        tones = {
            "": f"color:{theme.text}",
            "neuron": f"color:{theme.text};font-weight:600",
            "read": f"color:{theme.clean_ink};font-weight:600",
            "write": f"color:{theme.dirty_ink};font-weight:600",
            "free": f"color:{theme.muted}",
        }
        spans = (f'<span style="{tones[part.tone]}">{escape(part.text)}</span>' for part in self._sentence.parts)
        short = f'<span style="{tones[""]}">{escape(self._sentence.short)}</span>'
        tries: list[tuple[str, float]] = [("".join(spans), TEXT), (short, TEXT)]
        if self._short and self._sentence.short:
            tries = [(short, SHORT_TEXT), (short, (TEXT + SHORT_TEXT) / 2), (short, TEXT)]
        for html, size in tries:
            if html is short and not self._sentence.short:
                continue
            self._document.setDefaultFont(self.text_font(size))
            self._document.setHtml(html)
            self._document.setTextWidth(max(40.0, self.width() - self._left()))
            if self._document.size().height() <= self.sizeHint().height():
                return

    def _restyled(self) -> None:
        self._set_text()

    def _badge(self) -> str:
        """The cost of the step; empty before the first."""
        return numbers.plural(self._sentence.ios, "I/O") if self._sentence.ios or self._sentence.short else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            left = self._left()
            if left:
                line = QFontMetricsF(self.text_font(TEXT)).lineSpacing()
                box = QRectF(0, 0.5, left - self.px(10), line + self.px(2))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.colour("accent", 0.13 if not self._theme.dark else 0.25))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
                painter.setFont(self.text_font(BADGE_TEXT, bold=True))
                painter.setPen(self.colour("text"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge())
            painter.translate(left, self.px(1))
            context = QAbstractTextDocumentLayout.PaintContext()
            context.palette.setColor(QPalette.ColorRole.Text, self.colour("text"))
            context.clip = QRectF(0, 0, self.width() - left, self.height())
            painter.setClipRect(context.clip)
            self._document.documentLayout().draw(painter, context)
