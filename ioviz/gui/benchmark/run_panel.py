"""The upper part of the Benchmark tab: buttons, how far it is in words, and the form, which folds."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.benchmark.settings_form import BenchmarkForm
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import ElidedLabel, hairline
from ioviz.viewmodels.text.durations import duration_text
from ioviz.viewmodels.text.progress import Progress

IDLING = "The animation is paused and the window idles, so that neither disturbs the times."


class BenchmarkPanel(CardFrame):
    """A card; while something is measured the form is not to be changed."""

    def __init__(self, actions: Actions, form: BenchmarkForm, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self.form = form
        self._began = 0.0
        self.buttons: dict[str, QPushButton] = {}
        top = QWidget()
        flow = FlowLayout(12)
        top.setLayout(flow)
        left = QWidget()
        self._row = QHBoxLayout(left)
        self._row.setContentsMargins(0, 0, 0, 0)
        for id, kind in (("bench_run", "primary"), ("bench_stop", ""), ("bench_demo", ""), ("bench_choose", "")):
            self.buttons[id] = action_button(actions, id, kind)
            self._row.addWidget(self.buttons[id])
        self.buttons["bench_choose"].setCheckable(True)
        actions["bench_choose"].toggled.connect(self.buttons["bench_choose"].setChecked)
        flow.addWidget(left)
        self.headline, self.status = ElidedLabel("value"), ElidedLabel("small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        words = QWidget()
        self._words = QVBoxLayout(words)
        self._words.setContentsMargins(0, 0, 0, 0)
        self._words.setSpacing(0)
        self._words.addWidget(self.headline)
        self._words.addWidget(self.status)
        self._words.addSpacing(3)
        self._words.addWidget(self.bar)
        self._flexible = words
        words.setSizePolicy(words.sizePolicy().Policy.Expanding, words.sizePolicy().Policy.Fixed)
        flow.addWidget(words)
        self._line = hairline()
        self.column.addWidget(top)
        self.column.addWidget(self._line)
        self.column.addWidget(form)
        self.bar.hide()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.restyle()

    def fold(self, folded: bool) -> None:
        """Show the buttons alone, or the form as well."""
        self.form.setVisible(not folded)
        self._line.setVisible(not folded)

    def say(self, headline: str, status: str) -> None:
        """What will happen, or has."""
        self.headline.setText(headline)
        self.status.setText(status)

    def begin(self) -> None:
        """Something is measured from now on."""
        self._began = time.monotonic()
        self.form.setEnabled(False)
        self.bar.setValue(0)
        self.bar.show()
        self.say("Getting ready", IDLING)

    def end(self) -> None:
        self.form.setEnabled(True)
        self.bar.hide()

    def show_progress(self, progress: Progress, estimate: float | None) -> None:
        """What is measured, and how long that takes; `estimate` in seconds, of all of it."""
        spent = self.spent
        share = progress.share or 0.0
        parts = [progress.text, duration_text(spent)]
        if estimate:
            # Steps differ in length: until most of them are done the clock says more.
            share = max(share, min(spent / estimate, 0.95))
            if spent < estimate:
                parts[-1] += f" of about {duration_text(max(estimate, 1.0))}"
        self.bar.setValue(round(1000 * min(share, 1.0)))
        self.say(" · ".join(part for part in parts if part), IDLING)

    @property
    def spent(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def restyle(self) -> None:
        super().restyle()
        look = style()
        self._row.setSpacing(look.px(8))
        self._flexible.setMinimumWidth(look.px(300))
