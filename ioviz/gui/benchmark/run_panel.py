"""The upper part of the Benchmark tab: buttons, progress, and the settings, which fold."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.benchmark.settings_form import BenchmarkForm
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.containers import grouped
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import FittingLabel, hairline
from ioviz.viewmodels.text.durations import duration_text
from ioviz.viewmodels.text.progress import Progress

CLOCK_MS = 1000
IDLING = "The animation is paused and the window is idle, so that neither disturbs the times."


class BenchmarkPanel(CardFrame):
    """A card; its form is disabled while a benchmark runs."""

    told = Signal(object)  # str: the step that is done, and the time taken

    def __init__(self, actions: Actions, form: BenchmarkForm) -> None:
        super().__init__(spacing=8)
        self.form = form
        self._started = 0.0
        self._shown: tuple[Progress, float | None] = Progress(), None
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._show_step)
        self.buttons: dict[str, QPushButton] = {}
        top = QWidget()
        flow = FlowLayout(12, top)
        for id, kind in (("bench_run", "primary"), ("bench_stop", ""), ("bench_demo", ""), ("bench_choose", "")):
            self.buttons[id] = action_button(actions, id, kind)
        self.buttons["bench_choose"].setCheckable(True)
        actions["bench_choose"].toggled.connect(self.buttons["bench_choose"].setChecked)
        flow.addWidget(grouped(*self.buttons.values(), gap=8))
        self.headline, self.status = FittingLabel("value"), FittingLabel("small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self._progress = QWidget()
        self._progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        lines = QVBoxLayout(self._progress)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.headline)
        lines.addWidget(self.status)
        lines.addSpacing(3)
        lines.addWidget(self.bar)
        flow.addWidget(self._progress)
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

    @property
    def folded(self) -> bool:
        """Whether the buttons are shown alone."""
        return self.form.isHidden()

    def set_texts(self, headline: str, status: str) -> None:
        """What will run, is running or has run."""
        self.headline.setText(headline)
        self.status.setText(status)

    def begin(self) -> None:
        """Show that a benchmark runs."""
        self._started = time.monotonic()
        self.form.setEnabled(False)
        self.bar.setValue(0)
        self.bar.show()
        self.show_progress(Progress("Getting ready"), None)
        self._clock.start()

    def end(self) -> None:
        self._clock.stop()
        self.form.setEnabled(True)
        self.bar.hide()

    def show_progress(self, progress: Progress, estimate: float | None) -> None:
        """Show the progress; `estimate` is the duration of the whole run in seconds, without compiling."""
        self._shown = progress, estimate
        self._show_step()

    def _show_step(self) -> None:
        """Show the step that is done, and how long the run has taken: every second, as a step may take long."""
        progress, estimate = self._shown
        spent, share = self.spent, progress.share
        taken = duration_text(spent)
        if estimate and share is not None and spent < estimate:
            taken += f" of about {duration_text(max(estimate, 1.0))}"
        if (self.bar.maximum() == 0) != (share is None):
            self.bar.setRange(0, 0 if share is None else 1000)  # without a share it only shows that work goes on
        if share is not None:
            self.bar.setValue(round(1000 * min(share, 1.0)))
        text = " · ".join(part for part in (progress.text, taken) if part)
        self.set_texts(text, IDLING)
        self.told.emit(text)

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def restyle(self) -> None:
        super().restyle()
        self._progress.setMinimumWidth(style().px(300))
