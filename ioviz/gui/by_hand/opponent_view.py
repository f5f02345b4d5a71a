"""View of the opponent: the best known schedule at the step of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ioviz.gui.toolkit.containers import Splitter
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import FittingLabel, label
from ioviz.gui.views.memory_view import MemoryView
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.viewmodels.by_hand.challenges import beside
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.frame.frame import Frame
    from ioviz.viewmodels.network.placement import Placement


class OpponentView(QWidget):
    """Shows frames of the program's trace."""

    def __init__(self, jobs: Any) -> None:
        super().__init__()
        self.setAccessibleName("The program's schedule")
        self.ios = FittingLabel("value")
        self.ios.setAccessibleName("I/Os of the program")
        self.beside = FittingLabel("muted")
        self.network = NetworkView()
        self.network.setJobs(jobs)
        self.memory = MemoryView()
        split = Splitter(Qt.Orientation.Vertical, (self.network, 3, 300), (self.memory, 2, 200))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (label("THE PROGRAM", "heading"), self.ios, self.beside):
            column.addWidget(widget)
        column.addWidget(split, 1)
        style().changed.connect(self._restyle)
        self._restyle()

    def setNetwork(self, placement: Placement) -> None:
        self.network.setNetwork(placement)

    def setWaiting(self) -> None:
        """Show nothing until the best known schedule is there."""
        self.network.setFrame(None)
        self.memory.setFrame(None)
        self.ios.setText("Computing the best known schedule …")
        self.beside.setText("")

    def setFrame(self, frame: Frame, user: int) -> None:
        """Show a frame of the program; `user` are the I/Os of the user at the same step."""
        self.network.setFrame(frame)
        self.memory.setFrame(frame)
        final = numbers.count(frame.final.ios)
        so_far = numbers.count(frame.counts.ios)
        self.ios.setTexts((f"{numbers.plural(frame.counts.ios, 'I/O')}, {final} in the end", f"{so_far} of {final}"))
        text = beside(user, frame.counts.ios)
        self.beside.setTexts((text, text.removeprefix("You have ")))

    def _restyle(self) -> None:
        self.network.setMinimumHeight(style().px(90))
        self.memory.setMinimumHeight(style().px(60))
        for view in (self.network, self.memory):
            view.setTheme(style().theme)
