"""The bar of a challenge: its number, the stars so far, the target, and buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.by_hand.challenges import Challenge, star_text


class ChallengeBar(QWidget):
    """A group of the bar of schedules by hand."""

    againRequested = Signal()
    nextRequested = Signal()
    listRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name, self._stars, self._target = label("", "value"), label("", "value"), label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for text in (self._name, self._stars, self._target):
            row.addWidget(text)
        self._buttons: dict[str, QToolButton] = {}
        for name, tip, signal in (
            ("Again", "Restart the challenge", self.againRequested),
            ("Next", "The next challenge", self.nextRequested),
            ("All", "The list of all challenges  (Ctrl+Shift+C)", self.listRequested),
        ):
            button = QToolButton()
            button.setText(name)
            button.setToolTip(tip)
            button.setProperty("kind", "soft")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(signal)
            row.addWidget(button)
            self._buttons[name] = button

    def setChallenge(self, challenge: Challenge, stars: int, count: int) -> None:
        """The challenge, the stars won before, and the number of challenges."""
        self._name.setText(f"{challenge.number}. {challenge.title}")
        self._name.setToolTip(challenge.task)
        self._stars.setText(star_text(stars))
        self._stars.setToolTip("Stars so far")
        self._target.setText(challenge.target())
        self._buttons["Next"].setEnabled(challenge.number < count)
        self.updateGeometry()
