"""Learn > Challenges: small networks from easy to hard, with the stars won so far."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.by_hand.challenge import ChallengePlay
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import hairline, label
from ioviz.viewmodels.by_hand.challenges import MOST_STARS, Challenge, star_text
from ioviz.viewmodels.text import numbers


class ChallengesDialog(Dialog):
    """A row per challenge; Play opens it."""

    def __init__(self, parent: QWidget, play: ChallengePlay) -> None:
        super().__init__("Challenges", parent, width=760, height=620)
        self._play = play
        won = sum(one.stars(play.progress.best.get(one.key)) for one in play.all)
        self.add_paragraph(
            "Schedule a small network by hand with as few I/Os as possible: three stars for the proven optimum, two or "
            "one for coming close.",
            "muted",
        )
        self.body.addWidget(
            label(f"{numbers.count(won)} of {numbers.count(MOST_STARS * len(play.all))} stars", "value")
        )
        inside = QFrame()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, style().px(8), 0)
        self.buttons: dict[str, QPushButton] = {}
        for challenge in play.all:
            column.addWidget(self._row(challenge))
            column.addWidget(hairline())
        column.addStretch(1)
        self.body.addWidget(inside, 1)
        self.add_buttons()
        first = next((one for one in play.all if one.key not in play.progress.best), play.all[0])
        self.buttons[first.key].setFocus()

    def _row(self, challenge: Challenge) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style().px(14))
        best = self._play.progress.best.get(challenge.key)
        grid.addWidget(label(f"{challenge.number}. {challenge.title}", "value"), 0, 0)
        task = label(challenge.task, "small", wrap=True)
        task.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid.addWidget(task, 1, 0)
        stars = label(star_text(challenge.stars(best)), "title")
        stars.setAccessibleName(f"{challenge.stars(best)} of {MOST_STARS} stars")
        grid.addWidget(stars, 0, 1, Qt.AlignmentFlag.AlignRight)
        target = f"target {numbers.plural(challenge.best, 'I/O')}, M = {challenge.memory}"
        if best is not None:
            target = f"yours {numbers.count(best)}, {target}"
        grid.addWidget(label(target, "small"), 1, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        button = QPushButton("Play" if best is None else "Play again")
        button.setAutoDefault(True)  # Enter plays the focused one
        button.setAccessibleName(f"Play {challenge.title}")
        button.clicked.connect(partial(self._start, challenge))
        grid.addWidget(button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(2, style().px(96))
        self.buttons[challenge.key] = button
        return row

    def _start(self, challenge: Challenge) -> None:
        self._play.start(challenge)
        self.accept()
