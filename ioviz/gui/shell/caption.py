"""The caption of the presentation mode: what is running, for an audience that sees no side panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.toolkit.containers import flow_row
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import ElidedLabel, label
from ioviz.viewmodels.document.provenance import order_name, policy_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.frame.frame import Frame


_MOST_FACTS = 3


class Caption(QWidget):
    """A name and facts beside each other, in large text; they are those of the tab below."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What is shown")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._name = ElidedLabel("title")
        self._name.setAccessibleName("Network")
        facts, flow = flow_row(24)
        self._facts = [label("", "value") for _ in range(_MOST_FACTS)]
        for one in self._facts:
            flow.addWidget(one)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._name)
        self._column.addWidget(facts)
        style().changed.connect(self._restyle)
        self._restyle()

    def setTexts(self, name: str, *facts: str) -> None:
        """Show a name, and up to three facts."""
        self._name.setText(name)
        for one, text in zip(self._facts, (*facts, *[""] * _MOST_FACTS)):
            one.setText(text)
            one.setVisible(bool(text))

    def _restyle(self) -> None:
        look = style()
        self._column.setContentsMargins(look.px(16), look.px(6), look.px(16), 0)
        self._column.setSpacing(look.px(2))


def document_texts(document: Document, frame: Frame | None) -> tuple[str, ...]:
    """Return network, machine, order and step of what Explore shows."""
    intent = document.intent
    texts = [
        intent.title or document.network.name or "network",
        f"M = {numbers.count(intent.memory)}, {policy_name(intent.policy)}",
        f"order: {order_name(intent)}",
    ]
    if frame is not None and frame.network is document.network:
        inside = 1 if frame.event else 0
        step = f"connection {numbers.count(frame.step + inside)} of {numbers.count(frame.n_steps)}"
        texts.append(f"{step}, {numbers.plural(frame.counts.ios, 'I/O')}")
    return tuple(texts)
