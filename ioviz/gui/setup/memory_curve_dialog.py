"""Schedule > Memory curve: the I/Os of several orders at every M, with M as a line to drag."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QVBoxLayout, QWidget

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.setup.document_dialog import DocumentDialog
from ioviz.gui.toolkit.file_dialog import ask_where
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import FittingLabel
from ioviz.viewmodels.document.document import MADE_FOR_M, ORDERS
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.gui.plots.memory_curve_plot import CurvePlot
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.setup.memory_curves import OrderCurve

SHOWN = "shown"
MADE = tuple(key for key in MADE_FOR_M if key != "auto")
_OF_BEFORE = "The curves shown are those of before."
_FILTERS = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf);;Numbers as CSV (*.csv)"


class CurveDialog(DocumentDialog):
    """Memory curves of the open network; follows the document and can change its M."""

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs) -> None:
        super().__init__("Memory curve", parent, session, width=940, height=600)
        self._jobs = jobs
        self._document: Document | None = None
        self._curves: dict[str, OrderCurve] = {}
        self._key: tuple[object, ...] = ()  # network, policy and M of the curves
        self.plot: CurvePlot | None = None
        self.boxes: dict[str, QCheckBox] = {}
        orders = QWidget()
        flow = FlowLayout(14, orders)
        for key in (SHOWN, *ORDERS, *MADE):
            box = QCheckBox("as shown" if key == SHOWN else key)
            box.setChecked(key in (SHOWN, "layer"))
            box.setToolTip(_TIPS.get(key, f"The {key} order"))
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.toggled.connect(self._update_curves)
            flow.addWidget(box)
            self.boxes[key] = box
        self.body.addWidget(orders)
        self._frame = QFrame()
        self._frame.setProperty("role", "card")
        self._inner = QVBoxLayout(self._frame)
        self.body.addWidget(self._frame, 1)
        self._status = FittingLabel("small")
        self._status.setText("Getting the plot ready …")
        self.body.addWidget(self._status)
        save = QPushButton("Export…")
        save.clicked.connect(self._ask_file)
        self.add_buttons(save)
        session.documentChanged.connect(self._take)
        session.wantedChanged.connect(self._take_wanted)
        style().changed.connect(self._restyle)
        jobs.start("curve-prepare", _import_plot, done=self._make_plot)

    def done(self, result: int) -> None:
        """Stop all jobs: a closed dialog is deleted only later."""
        self._document, self.plot = None, None
        self._jobs.cancel("curve")
        self._jobs.cancel("curve-prepare")
        super().done(result)

    def _make_plot(self, _result: object) -> None:
        from ioviz.gui.plots.memory_curve_plot import CurvePlot

        self.plot = CurvePlot()
        self.plot.choiceRequested.connect(self._choose)
        self.plot.memoryRequested.connect(self._set_memory)
        self._inner.addWidget(self.plot)
        self._restyle()
        if self._session.document is not None:
            self._take(self._session.document)

    # -- the curves --------------------------------------------------------------------------------------

    def _take(self, document: Document) -> None:
        if self.plot is None:
            return
        last, self._document = self._document, document
        self.setWindowTitle(f"Memory curve – {document.intent.title}")
        before, self._key = self._key, (document.network, document.intent.policy, document.intent.memory)
        if before[:2] != self._key[:2]:
            self._curves = {}
            self.plot.setCurves((), None)  # those of another network or policy would stand under this one's name
        if last is None or last.schedule is not document.schedule:
            self._curves.pop(SHOWN, None)
        for name in MADE if before != self._key else ():
            self._curves.pop(name, None)
        self.plot.setMemory(document.intent.memory)
        self._update_curves()

    def _take_wanted(self, intent: Any) -> None:
        if self.plot is not None and self._document is not None and intent.network is self._document.network:
            self.plot.setMemory(intent.memory)

    def _update_curves(self, _on: bool = False) -> None:
        """Compute the missing curves of ticked orders, then show all."""
        document = self._document
        if document is None or self.plot is None:
            return
        wanted = [key for key, box in self.boxes.items() if box.isChecked()]
        missing = [key for key in wanted if key not in self._curves]
        if not missing:
            self._jobs.cancel("curve")
            self._show()
            return

        def work() -> Generator[Progress, None, dict[str, OrderCurve]]:
            return _compute_curves(document, missing)

        def done(curves: dict[str, OrderCurve]) -> None:
            self._curves.update(curves)
            self._show()

        self._status.setText(f"Computing … {_OF_BEFORE}")
        self._jobs.start("curve", work, done=done, failed=self._failed, progressed=self._progressed)

    def _progressed(self, progress: Progress) -> None:
        share = f"  {numbers.percent(progress.share)}" if progress.share is not None else ""
        self._status.setText(f"{progress.text}{share} … {_OF_BEFORE}")

    def _failed(self, error: BaseException) -> None:
        self._show()
        self._status.setText("Not all curves could be computed.")
        self._session.failed.emit(error)

    def _show(self) -> None:
        document = self._document
        if self.plot is None or document is None:
            return
        shown = tuple(self._curves[key] for key, box in self.boxes.items() if box.isChecked() and key in self._curves)
        self.plot.setCurves(shown, (document.bounds.lower, document.bounds.upper))
        from ioviz.core.names import stepwise_policy

        policy = stepwise_policy(document.intent.policy).upper()
        self._status.setText(
            f"Policy {policy}. Drag the line to set M; use the wheel to zoom, drag to pan, double-click to reset."
        )

    def _choose(self, choice: tuple[str, str]) -> None:
        if self.plot is not None:
            self.plot.setChoice(*choice)

    def _set_memory(self, memory: int) -> None:
        self._session.change("memory", memory=memory, merge="memory")

    # -- export ------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        ask_where(self, "Export the memory curve", "memory-curve", _FILTERS, self.export, self._session.failed.emit)

    def export(self, path: Path) -> None:
        """Write the plot as .png, .svg or .pdf, or its numbers as .csv."""
        try:
            if self.plot is not None:
                self.plot.save(path)
        except OSError as error:
            self._session.failed.emit(error)
        else:
            self._session.noticed.emit(f"Saved to {path}.")

    def _restyle(self) -> None:
        if self.plot is not None:
            self.plot.setTheme(style().theme)


_TIPS = {SHOWN: "The order that Explore shows"} | {key: f"The {key} order, made for the current M" for key in MADE}


def _compute_curves(document: Document, keys: list[str]) -> Generator[Progress, None, dict[str, OrderCurve]]:
    from ioviz.core.schedule import order
    from ioviz.viewmodels.setup.memory_curves import order_curves, order_title

    memory = document.intent.memory
    schedules: list[tuple[str, Schedule]] = []
    for key in keys:
        yield Progress(f"Making the {key} order")
        if key == SHOWN:
            schedules.append((f"shown: {document.schedule.name}", document.schedule))
        elif key in MADE:
            schedules.append((order_title(key, memory), order(document.network, key, memory=memory)))
        else:
            schedules.append((key, order(document.network, key)))
    curves = yield from order_curves(schedules, document.intent.policy)
    return dict(zip(keys, curves))


def _import_plot() -> None:
    import ioviz.gui.plots.memory_curve_plot  # noqa: F401
