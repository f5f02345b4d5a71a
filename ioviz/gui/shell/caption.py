"""The caption of the presentation mode: what is running, for an audience that sees no side panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.toolkit.containers import flow_row
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import ElidedLabel, label
from ioviz.viewmodels.compare.columns import order_name, policy_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.frame.frame import Frame


class Caption(QWidget):
    """Network, M, policy, order and step; all of a document and a frame that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What is shown")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._name = ElidedLabel("title")
        self._name.setAccessibleName("Network")
        self._machine, self._order, self._step = (label("", "value") for _ in range(3))
        facts, flow = flow_row(24)
        for one, name in ((self._machine, "Machine"), (self._order, "Order"), (self._step, "Step")):
            one.setAccessibleName(name)
            flow.addWidget(one)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._name)
        self._column.addWidget(facts)
        style().changed.connect(self._restyle)
        self._restyle()

    def setDocument(self, document: Document) -> None:
        """Show the network, the machine and the order of a document."""
        intent = document.intent
        self._name.setText(intent.title or document.network.name or "network")
        self._machine.setText(f"M = {numbers.count(intent.memory)}, {policy_name(intent.policy)}")
        self._order.setText(f"order: {order_name(intent)}")

    def setFrame(self, frame: Frame) -> None:
        """Show the step of a frame."""
        inside = 1 if frame.event else 0
        step = f"connection {numbers.of(frame.step + inside, frame.n_steps)}"
        self._step.setText(f"{step}, {numbers.plural(frame.counts.ios, 'I/O')}")

    def _restyle(self) -> None:
        look = style()
        self._column.setContentsMargins(look.px(16), look.px(6), look.px(16), 0)
        self._column.setSpacing(look.px(2))
