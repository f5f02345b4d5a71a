"""What a step did and why: the costs coloured as the counters are, always the same height."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ioviz.gui.style import style

if TYPE_CHECKING:
    from ioviz.viewmodels.sentences import Sentence

_INKS = {"neuron": "text", "read": "clean_ink", "write": "dirty_ink", "free": "muted"}
_STRONG = ("neuron", "read", "write")


class SentenceLine(QLabel):
    """Two lines, three when the text is large; the tooltip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sentence")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What this step did")
        self._sentence: Sentence | None = None
        style().changed.connect(self._restyle)
        self._restyle()

    def setSentence(self, sentence: Sentence) -> None:
        self._sentence = sentence
        self.setText("".join(_html(part.text, part.tone) for part in sentence.parts))
        self.setToolTip(sentence.full)
        self.setAccessibleDescription(sentence.short or sentence.full)

    def _restyle(self) -> None:
        look = style()
        self.setFixedHeight(look.px(42) if look.scale < 1.2 else look.px(60))
        if self._sentence is not None:
            self.setSentence(self._sentence)


def _html(text: str, tone: str) -> str:
    if tone not in _INKS:
        return escape(text)
    colour = getattr(style().theme, _INKS[tone])
    weight = "600" if tone in _STRONG else "400"
    return f'<span style="color:{colour}; font-weight:{weight}">{escape(text)}</span>'
