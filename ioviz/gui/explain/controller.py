"""Controller of the Explain column and the overlays.

What the column shows of a step follows the frames. The costs of a whole trace are computed by a job, once they are
needed: by the column's neuron or table, or by an overlay.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from ioviz.gui.actions.actions import round_menu
from ioviz.gui.explain.explain_column import ExplainColumn
from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.gui.session.session import PENDING_AFTER_MS
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.document.provenance import intent_title
from ioviz.viewmodels.explain.overlays import OVERLAY_KINDS
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.explain.neuron_life import NeuronLife
    from ioviz.viewmodels.explain.overlays import Overlay
    from ioviz.viewmodels.explain.trace_costs import TraceCosts
    from ioviz.viewmodels.frame.frame import Frame

OVERLAYS = ("none", *(kind.key for kind in OVERLAY_KINDS))
WIDE_WINDOW = 1500  # pixels at 100 %: in a window as wide the column is shown at first
_WIDTH = 312
_THROTTLE_MS = 100
_QUICK_S = 0.004  # an update that takes no longer is made for every frame
_LANE, _OVERLAY_LANE = "explain", "overlay"


class ExplainController(QObject):
    """Connects the column and the overlays to session, player and views."""

    def __init__(self, context: AppContext, explore: ExploreTab) -> None:
        super().__init__(explore)
        self._session, self._player, self._jobs = context.session, context.player, context.jobs
        self._actions, self._explore = context.actions, explore
        self._document: Document | None = None
        self._frame: Frame | None = None
        self.explained: TraceCosts | None = None
        self._neuron: int | None = None  # chosen by the user
        self._life: NeuronLife | None = None
        self._overlay = "none"
        self._first_frame_shown = False
        self._throttle = QTimer(self)  # limits updates of the column during playback
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(_THROTTLE_MS)
        self._throttle.timeout.connect(self._follow)
        self._late = QTimer(self)  # an overlay of the schedule before goes unless the new one is made in a moment
        self._late.setSingleShot(True)
        self._late.setInterval(PENDING_AFTER_MS)
        self._late.timeout.connect(self._drop_overlay)
        self.column: ExplainColumn | None = None
        self._session.documentChanged.connect(self._take)
        self._explore.frameShown.connect(self._show_frame)
        self._player.playingChanged.connect(self._playing_changed)
        views = self._explore.views
        for view in (views.network, views.memory):
            view.neuronClicked.connect(self.choose_neuron)
        views.network.setOverlayMenu(self._menu())
        self._actions.check("overlay_none", True)

    # -- the column --------------------------------------------------------------------------------------

    def set_visible(self, on: bool) -> None:
        """Show or hide the column."""
        if on:
            self._ensure_column()
        if self.column is not None:
            self._explore.show_far_column(on, style().px(_WIDTH))
        self._actions.check("show_explain", on)
        if on:
            self._follow()

    def show_part(self, key: str) -> None:
        """Show a part of the column; hide the column if that part is shown already."""
        column = self._ensure_column()
        hide = column.isVisible() and column.part == key
        column.show_part(key)
        self.set_visible(not hide)

    def choose_neuron(self, neuron: int) -> None:
        """Show the life of a neuron, if the column is visible."""
        self._neuron = neuron
        if self.column is not None and self.column.isVisible() and not self._actions["by_hand"].isChecked():
            self.column.show_part("neuron")
            self._follow()

    def _ensure_column(self) -> ExplainColumn:
        if self.column is not None:
            return self.column
        self.column = column = ExplainColumn()
        self._explore.add_far_column(column)
        column.partChosen.connect(self._follow)
        column.life_table.seekRequested.connect(self._player.seek)
        column.why.neuronHovered.connect(self._explore.hover)
        column.table.neuronHovered.connect(self._explore.hover)
        column.why.neuronClicked.connect(self.choose_neuron)
        column.table.neuronClicked.connect(self.choose_neuron)
        self._explore.add_hovered(column.why, column.table)
        return column

    # -- updates -----------------------------------------------------------------------------------------

    def _take(self, document: Document) -> None:
        """Discard what was computed for the previous document."""
        before, self._document = self._document, document
        if before is None or before.network is not document.network:
            self._neuron = None
            self._drop_overlay()
        elif self._overlay != "none":
            self._late.start()
        self._frame, self._life = None, None
        self.explained = None
        for lane in (_LANE, _OVERLAY_LANE):
            self._jobs.cancel(lane)
        self._update_overlay()

    def close(self) -> None:
        """Stop updates before the window closes."""
        self._throttle.stop()
        self._late.stop()

    def _show_frame(self, frame: Frame) -> None:
        if not self._first_frame_shown:
            self._first_frame_shown = True
            if self._explore.window().width() >= style().px(WIDE_WINDOW):
                self.set_visible(True)
        self._frame = frame
        if not self._player.playing or not self._throttle.isActive():
            self._follow()

    def _playing_changed(self, playing: bool) -> None:
        if not playing and self._throttle.isActive():
            self._throttle.stop()
            self._follow()

    def _follow(self, _part: object = None) -> None:
        """Update the visible part to the current frame, and say which step it belongs to.

        During playback an update that takes long is followed by a pause.
        """
        began = time.perf_counter()
        self._update()
        if self._player.playing and time.perf_counter() - began > _QUICK_S:
            self._throttle.start()

    def _update(self) -> None:
        document, frame, column = self._document, self._frame, self.column
        if document is None or frame is None or column is None or not column.isVisible():
            return
        if frame.network is not document.network or not document.trace.n_steps:
            return
        column.state.setText(_step_text(frame))
        if column.part == "model":
            from ioviz.viewmodels.explain.pseudocode import listing

            column.model.setListing(listing(document.trace, frame))
        elif column.part == "why":
            from ioviz.viewmodels.explain.why import why_at

            discount = None if self.explained is None else self.explained.discount
            column.why.setWhys(why_at(document.trace, frame.moment, discount=discount))
            self._ensure_costs()  # for the discount of MIN-D
        elif not self._ensure_costs() or self.explained is None:
            shown = column.life.life is not None if column.part == "neuron" else column.table.rows.table is not None
            column.state.setText("Computing; shown is the schedule before …" if shown else "Computing …")
        else:
            column.state.setText(intent_title(document.intent))
            if column.part == "expensive":
                self._fill_table(column, self.explained)
            else:
                self._show_neuron(column, self.explained, frame)

    def _show_neuron(self, column: ExplainColumn, explained: TraceCosts, frame: Frame) -> None:
        from ioviz.viewmodels.explain.neuron_life import neuron_life

        neuron = self._neuron
        if neuron is None:  # by default the most expensive one
            neuron = int(explained.neurons.excess.argmax())
        if self._life is None or self._life.neuron != neuron:
            self._life = neuron_life(explained, neuron)
            column.life.setLife(self._life)
            column.life_table.show_life(self._life)
        column.life_table.show_step(frame.step)

    @staticmethod
    def _fill_table(column: ExplainColumn, explained: TraceCosts) -> None:
        from ioviz.viewmodels.explain.costly_neurons import excess_share, expensive_neurons

        if column.table.property("trace") is not explained.trace:
            column.table.setProperty("trace", explained.trace)
            column.summary.setText(excess_share(explained))
            column.table.show_table(expensive_neurons(explained))

    # -- overlays ----------------------------------------------------------------------------------------

    def set_overlay(self, key: str) -> None:
        """Colour the network by a cost; "none" for states."""
        self._overlay = key
        self._actions.check(f"overlay_{key}", True)
        self._update_overlay()

    def _menu(self) -> QMenu:
        menu = QMenu(self._explore)
        round_menu(menu)
        for key in OVERLAYS:
            menu.addAction(self._actions[f"overlay_{key}"])
        return menu

    def _update_overlay(self) -> None:
        if self._overlay == "none":
            self._jobs.cancel(_OVERLAY_LANE)
            self._drop_overlay()
        elif self._document is not None and self._ensure_costs():
            explained, key = self.explained, self._overlay

            def work() -> object:
                from ioviz.viewmodels.explain.overlays import make_overlay

                assert explained is not None
                return make_overlay(explained, key)

            self._jobs.start(_OVERLAY_LANE, work, done=self._overlay_arrived)

    def _overlay_arrived(self, overlay: Overlay) -> None:
        self._late.stop()
        self._explore.views.network.setOverlay(overlay)

    def _drop_overlay(self) -> None:
        self._late.stop()
        self._explore.views.network.setOverlay(None)

    # -- costs of the trace ------------------------------------------------------------------------------

    def _ensure_costs(self) -> bool:
        """Return whether the costs of the trace are known; if not, start a job that computes them."""
        document = self._document
        if self.explained is not None or document is None:
            return self.explained is not None
        if not self._jobs.is_running(_LANE):

            def work() -> object:
                from ioviz.viewmodels.explain.trace_costs import compute_trace_costs

                return compute_trace_costs(document.trace, document.timing)

            self._jobs.start(_LANE, work, title="Computing costs", done=self._costs_arrived)
        return False

    def _costs_arrived(self, explained: TraceCosts) -> None:
        if self._document is not None and self._document.trace is explained.trace:
            self.explained = explained
            self._update_overlay()
            self._follow()


def _step_text(frame: Frame) -> str:
    """Return the step of a frame as the transport bar does."""
    inside = 1 if frame.event else 0  # within the connection after `step`
    return f"Connection {numbers.count(frame.step + inside)} of {numbers.count(frame.n_steps)}"
