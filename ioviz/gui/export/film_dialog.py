"""File > Export > Animation: range, speed, size and format; drawn in another process."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ioviz.core.errors import IovizError
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.file_dialog import ask_where, filters_of
from ioviz.gui.toolkit.form_widgets import QuietComboBox, form_layout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import CountSpinBox, label
from ioviz.viewmodels.document.document import Document
from ioviz.viewmodels.document.provenance import intent_title
from ioviz.viewmodels.export.film_job import film_in_process
from ioviz.viewmodels.export.film_plan import FILM_UNITS, SIZES, FilmPlan
from ioviz.viewmodels.frame.playback import UNITS
from ioviz.viewmodels.text.durations import duration_text
from ioviz.viewmodels.text.file_names import file_name
from ioviz.viewmodels.text.numbers import plural
from ioviz.viewmodels.text.progress import Progress

_LANE = "film"
_KINDS = (("MP4 video", ".mp4"), ("Animated GIF", ".gif"), ("Numbered PNGs, in a new folder", ".png"))
_RATES = (10, 15, 24, 30, 60)


class ExportFilmDialog(Dialog):
    """Exports an animation of the document that was open when the dialog was opened."""

    def __init__(
        self, parent: QWidget, session: Session, jobs: Jobs, document: Document, step: int, speed: int
    ) -> None:
        super().__init__("Export an animation", parent, width=520)
        self._session, self._jobs, self._document = session, jobs, document
        self._example = session.example
        steps = document.trace.n_steps
        look = style()
        self.add_paragraph(f"{document.intent.title}: {intent_title(document.intent)}", "muted")
        form = form_layout()
        self.first, self.last = CountSpinBox(0, steps - 1), CountSpinBox(1, steps)
        first = step if step < steps else 0
        self.first.setValue(first)
        self.last.setValue(min(steps, first + 500))
        self.speed = QDoubleSpinBox()
        self.speed.setRange(0.1, 1e6)
        self.speed.setDecimals(1)
        self.speed.setValue(min(max(speed, 10), 10_000))
        self.speed.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.unit, self.resolution, self.rate = QuietComboBox(), QuietComboBox(), QuietComboBox()
        self.theme, self.kind = QuietComboBox(), QuietComboBox()
        self.unit.setSizeAdjustPolicy(self.unit.SizeAdjustPolicy.AdjustToContents)
        self.unit.setMinimumContentsLength(max(len(UNITS[key]) for key in FILM_UNITS) + len(" per second") + 2)
        for key in FILM_UNITS:
            self.unit.addItem(f"{UNITS[key]} per second", key)
        for name, (width, height) in SIZES.items():
            self.resolution.addItem(f"{width} × {height}  ({name})", (width, height))
        for rate in _RATES:
            self.rate.addItem(f"{rate} frames per second", rate)
        self.rate.setCurrentIndex(_RATES.index(30))
        self.theme.addItems(["light", "dark"])
        self.theme.setCurrentText("dark" if look.theme.dark else "light")
        for text, ending in _KINDS:
            self.kind.addItem(text, ending)
        rows = (
            ("From step", self.first),
            ("To step", self.last),
            ("Speed", _beside(self.speed, self.unit)),
            ("Format", self.kind),
            ("Size", self.resolution),
            ("Rate", self.rate),
            ("Theme", self.theme),
        )
        for name, field in rows:
            field.setAccessibleName(name)
            form.addRow(name, field)
        self.body.addLayout(form)
        self._message = label("", "muted", wrap=True)
        self._message.setMinimumHeight(look.px(36))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.addWidget(self._message)
        self.body.addWidget(self.bar)
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("Stop the export and delete its file")
        self.stop.clicked.connect(self._stop)
        self.stop.hide()
        self.accept_button = self.add_buttons(self.stop, close="Close", accept="Export…", accepted=self._ask)
        for spin in (self.first, self.last, self.speed):
            spin.valueChanged.connect(self._update)
        for combo in (self.unit, self.resolution, self.rate, self.theme, self.kind):
            combo.currentIndexChanged.connect(self._update)
        self._update()

    def done(self, result: int) -> None:
        self._jobs.cancel(_LANE)
        super().done(result)

    def plan(self) -> FilmPlan:
        """The plan of the form; raises InvalidArgument if it is invalid."""
        width, height = self.resolution.currentData()
        return FilmPlan(
            self.first.value(),
            self.last.value(),
            self.unit.currentData(),
            self.speed.value(),
            self.rate.currentData(),
            width,
            height,
            self.theme.currentText(),
        ).checked(self._document.trace)

    def _update(self, _value: object = None) -> None:
        try:
            frames = self.plan().n_frames(self._document.trace)
        except IovizError as error:
            self._message.setText(str(error))
            self._set_acceptable(False)
            return
        seconds = frames / self.rate.currentData()
        self._message.setText(f"{plural(frames, 'frame')}, {duration_text(seconds)} long.")
        self._set_acceptable(not self._jobs.is_running(_LANE))

    def _ask(self) -> None:
        name = file_name(self._document.intent.title, "ioviz")
        ask_where(
            self, "Save the animation", name, filters_of(_KINDS, self.kind.currentData()), self.export, self._failed
        )

    def export(self, path: Path) -> None:
        """Draw the animation to a file."""
        document, plan, example = self._document, self.plan(), self._example
        self._show_running(True)
        self._jobs.start(
            _LANE,
            lambda: film_in_process(document, plan, path, example),
            done=self._done,
            failed=self._failed,
            progressed=self._progressed,
        )

    def _progressed(self, progress: Progress) -> None:
        self.bar.setValue(round(1000 * (progress.share or 0)))
        self._message.setText(progress.text)

    def _done(self, path: Path | None) -> None:
        self._show_running(False)
        if path is not None:
            where = path.with_suffix("") if path.suffix == ".png" else path
            self._session.noticed.emit(f"Saved to {where}.")
            self.accept()

    def _failed(self, error: BaseException) -> None:
        self._show_running(False)
        self._message.setText(str(error))

    def _stop(self) -> None:
        self._jobs.cancel(_LANE)
        self._show_running(False)
        self._message.setText("Stopped; the file was deleted.")

    def _show_running(self, on: bool) -> None:
        self.bar.setVisible(on)
        self.bar.setValue(0)
        self.stop.setVisible(on)
        self._set_acceptable(not on)

    def _set_acceptable(self, on: bool) -> None:
        if self.accept_button is not None:
            self.accept_button.setEnabled(on)


def _beside(*widgets: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget, 1)
    return group
