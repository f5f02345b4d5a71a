"""Base class of the dialogs that generate and import networks: a form and a preview of its network."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFormLayout, QFrame, QGridLayout, QLabel, QPushButton, QWidget

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.marks import OUTDATED, mark
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label

NONE = "–"
COMPUTING_PREVIEW = "Computing the preview; shown is the one before …"


class PreviewDialog(Dialog):
    """Computes a preview in a job shortly after each change; only what is previewed can be accepted.

    A subclass builds the form, calls `add_footer`, and defines `_work`, `_show` and `_take`.
    """

    facts: tuple[str, ...] = ()
    lane = ""  # of the job
    delay_ms = 150  # after the last change

    def __init__(self, title: str, parent: QWidget, session: Session, jobs: Jobs, *, width: float) -> None:
        super().__init__(title, parent, width=width)
        self._session, self._jobs = session, jobs
        self.values: dict[str, QLabel] = {}
        self.message = label("", wrap=True)
        self.accept_button: QPushButton | None = None
        self._timer = QTimer(self, singleShot=True, interval=self.delay_ms)
        self._timer.timeout.connect(self._preview)

    def done(self, result: int) -> None:
        self._timer.stop()
        self._jobs.cancel(self.lane)
        super().done(result)

    def add_footer(self, accept: str, message_height: float) -> None:
        """Add the facts, the message below them and the buttons."""
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        pad = style().px(12)
        grid.setContentsMargins(pad, pad, pad, pad)
        grid.setHorizontalSpacing(style().px(24))
        grid.setVerticalSpacing(style().px(4))
        for number, name in enumerate(self.facts):
            value = label(NONE, "value")
            value.setAccessibleName(name)
            grid.addWidget(label(name, "muted"), number // 2, 2 * (number % 2))
            grid.addWidget(value, number // 2, 2 * (number % 2) + 1)
            self.values[name] = value
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.message.setMinimumHeight(style().px(message_height))
        grid.addWidget(self.message, (len(self.facts) + 1) // 2, 0, 1, 4)
        self.body.addWidget(card)
        self.accept_button = self.add_buttons(close="Cancel", accept=accept, accepted=self._take)

    def _changed(self, _value: object = None) -> None:
        self._set_outdated(True)
        self._timer.start()

    def _preview(self) -> None:
        self._set_outdated(True)
        try:
            work = self._work()
        except Exception as error:
            self._refuse(error)
            return
        self._jobs.start(self.lane, work, done=self._arrived, failed=self._refuse)

    def _arrived(self, seen: Any) -> None:
        self._set_outdated(False)
        self._show(seen)

    def _set_outdated(self, on: bool) -> None:
        """Mark the preview as that of the form before, which cannot be accepted."""
        for value in self.values.values():
            mark(value, OUTDATED, on and value.text() != NONE)
        if on:
            self.message.setText(COMPUTING_PREVIEW if self._has_values else "Computing the preview …")
            self._set_acceptable(False)

    @property
    def _has_values(self) -> bool:
        return any(value.text() != NONE for value in self.values.values())

    def _set_acceptable(self, on: bool) -> None:
        if self.accept_button is not None:
            self.accept_button.setEnabled(on)

    def _show_values(self, *texts: str) -> None:
        """Show the value of each fact."""
        for name, text in zip(self.facts, texts, strict=True):
            self.values[name].setText(text)

    def _refuse(self, error: BaseException) -> None:
        """Show the error in place of a preview."""
        self._set_outdated(False)
        self._show_values(*[NONE] * len(self.facts))
        self.message.setText(str(error) or type(error).__name__)
        self._set_acceptable(False)

    def _work(self) -> Any:
        """Return the work of the job for the current form; may raise."""
        raise NotImplementedError

    def _show(self, seen: Any) -> None:
        """Show the result of the job."""
        raise NotImplementedError

    def _take(self) -> None:
        """Accept the preview."""
        raise NotImplementedError


def add_field(form: QFormLayout, title: str, field: QWidget, tip: str, accessible_name: str) -> None:
    """Add a field with its title and tooltip."""
    field.setToolTip(tip)
    field.setAccessibleName(accessible_name)
    caption = label(title)
    caption.setBuddy(field)
    caption.setToolTip(tip)
    form.addRow(caption, field)
