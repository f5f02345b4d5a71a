"""The upper part of the Anneal tab: settings, buttons and the progress of a run."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.anneal.settings_form import AnnealForm
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import FittingLabel, label
from ioviz.viewmodels.anneal.runs import Run, headline, status


class AnnealPanel(CardFrame):
    """A card with the form; after its last field the buttons and the state of a run."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.form = AnnealForm()
        self.column.addWidget(self.form)
        self._state = QWidget()
        self._state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._row = QHBoxLayout(self._state)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, QPushButton] = {}
        for id, kind in (("anneal_start", "primary"), ("anneal_pause", ""), ("anneal_stop", "")):
            self.buttons[id] = action_button(actions, id, kind)
            self._row.addWidget(self.buttons[id])
        self.best = label("", "display")
        self.best.setAccessibleName("Cost of the best order")
        self.headline = FittingLabel("value")
        self.status = FittingLabel("small")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.headline)
        lines.addWidget(self.status)
        self._row.addSpacing(8)
        self._row.addWidget(self.best)
        self._row.addLayout(lines, 1)
        self.form.append(self._state)
        self.restyle()
        self.show_run(None)

    def show_run(self, run: Run | None, elsewhere: str = "") -> None:
        """Show the best cost and the progress of a run; `elsewhere` names its machine if the form has another."""
        if run is None:
            self.best.setText("")
            self.headline.setText("No run yet")
            self.status.setText("Start one: annealing improves the order by small changes.")
            return
        self.best.setText("" if run.best_cost is None else run.settings.goal.text(run.best_cost))
        self.headline.setText(f"{elsewhere}: {headline(run)}" if elsewhere else headline(run))
        self.status.setText(status(run, run.feed.rate if run.feed else None, time.monotonic()))

    def restyle(self) -> None:
        super().restyle()
        look = style()
        self._row.setSpacing(look.px(8))
        self._state.setMinimumWidth(look.px(500))
