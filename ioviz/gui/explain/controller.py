"""Explaining: which moment, which neuron, which overlay; what is worked out for a trace is kept with it.

What a moment shows follows the frames. What a whole trace costs is worked out by a job, and only when somebody
looks at it: the column's neuron or table, or an overlay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from ioviz.gui.actions.actions import round_menu
from ioviz.gui.explain.explain_column import ExplainColumn
from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.explain.overlays import OVERLAY_KINDS

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.explain.neuron_life import NeuronLife
    from ioviz.viewmodels.explain.trace_costs import TraceCosts
    from ioviz.viewmodels.frame.frame import Frame

OVERLAYS = ("none", *(kind.key for kind in OVERLAY_KINDS))
WIDE_WINDOW = 1500  # pixels at 100 %: from here on the column is there at first
_WIDTH = 312
_CALM_MS = 100
_LANE, _OVERLAY_LANE = "explain", "overlay"


class ExplainController(QObject):
    """Ties the column and the overlays to session, player and views."""

    def __init__(self, context: AppContext, explore: ExploreTab) -> None:
        super().__init__(explore)
        self._session, self._player, self._jobs = context.session, context.player, context.jobs
        self._actions, self._explore = context.actions, explore
        self._document: Document | None = None
        self._frame: Frame | None = None
        self._explained: TraceCosts | None = None
        self._neuron: int | None = None  # chosen by the user
        self._life: NeuronLife | None = None
        self._overlay = "none"
        self._began = False
        self._calm = QTimer(self)  # while it plays the column is read at leisure
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._follow)
        self.column: ExplainColumn | None = None
        self._session.documentChanged.connect(self._take)
        self._explore.frameShown.connect(self._show_frame)
        views = self._explore.views
        for view in (views.network, views.memory):
            view.neuronClicked.connect(self.choose_neuron)
        views.network.setOverlayMenu(self._menu())
        self._actions.check("overlay_none", True)

    # -- the column --------------------------------------------------------------------------------------

    def set_visible(self, on: bool) -> None:
        """Show or hide the column."""
        if on and self.column is None:
            self._make_column()
        if self.column is not None:
            self._explore.show_far_column(on, style().px(_WIDTH))
        self._actions.check("show_explain", on)
        if on:
            self._follow()

    def show_part(self, key: str) -> None:
        """Show the column with one of its parts; the same again hides it."""
        if self._visible and self.column is not None and self.column.part == key:
            self.set_visible(False)
            return
        if self.column is None:
            self._make_column()
        assert self.column is not None
        self.column.show_part(key)
        self.set_visible(True)

    def choose_neuron(self, neuron: int) -> None:
        """Show the life of a neuron, where there is a column for it."""
        self._neuron = neuron
        if self._visible and not self._actions["by_hand"].isChecked():
            assert self.column is not None
            self.column.show_part("neuron")
            self._follow()

    @property
    def _visible(self) -> bool:
        return self.column is not None and self.column.isVisible()

    def _make_column(self) -> None:
        self.column = column = ExplainColumn()
        self._explore.add_far_column(column)
        column.partChosen.connect(self._follow)
        column.life_table.seekRequested.connect(self._player.seek)
        column.why.neuronHovered.connect(self._explore.hover)
        column.table.neuronHovered.connect(self._explore.hover)
        column.why.neuronClicked.connect(self.choose_neuron)
        column.table.neuronClicked.connect(self.choose_neuron)
        self._explore.add_hovered(column.why, column.table)

    # -- what is shown -----------------------------------------------------------------------------------

    def _take(self, document: Document) -> None:
        """Another document: what was worked out belongs to the old one."""
        before, self._document = self._document, document
        if before is None or before.network is not document.network:
            self._neuron = None
            self._explore.views.network.setOverlay(None)  # else the old one stays until the new one is there
        self._frame, self._life = None, None
        self._explained = None
        for lane in (_LANE, _OVERLAY_LANE):
            self._jobs.cancel(lane)
        self._update_overlay()

    def close(self) -> None:
        """The window closes: nothing is followed any more."""
        self._calm.stop()

    def _show_frame(self, frame: Frame) -> None:
        if not self._began:
            self._began = True
            if self._explore.window().width() >= style().px(WIDE_WINDOW):
                self.set_visible(True)
        self._frame = frame
        if not self._player.playing or not self._calm.isActive():
            self._follow()

    def _follow(self, _part: object = None) -> None:
        """Bring the part that is seen to the moment."""
        document, frame, column = self._document, self._frame, self.column
        if document is None or frame is None or column is None or not self._visible:
            return
        if self._player.playing:
            self._calm.start()
        if frame.network is not document.network or not document.trace.n_steps:
            return
        if column.part == "model":
            from ioviz.viewmodels.explain.pseudocode import listing

            column.model.setListing(listing(document.trace, frame))
        elif column.part == "why":
            from ioviz.viewmodels.explain.why import why_at

            discount = None if self._explained is None else self._explained.discount
            column.why.setWhys(why_at(document.trace, frame.moment, discount=discount))
            self._ensure_costs()  # for the discount of MIN-D
        elif self._ensure_costs():
            self._show_costs(frame)

    def _show_costs(self, frame: Frame) -> None:
        """The neuron, or the table of all."""
        column, explained = self.column, self._explained
        assert column is not None
        assert explained is not None
        if column.part == "expensive":
            self._fill_table(explained)
            return
        from ioviz.viewmodels.explain.neuron_life import neuron_life

        neuron = self._neuron
        if neuron is None:  # none is chosen: the most expensive one
            neuron = int(explained.neurons.excess.argmax())
        if self._life is None or self._life.neuron != neuron:
            self._life = neuron_life(explained, neuron)
            column.life.setLife(self._life)
            column.life_table.show_life(self._life)
        column.life_table.show_step(frame.step)

    def _fill_table(self, explained: TraceCosts) -> None:
        from ioviz.viewmodels.explain.costly_neurons import excess_share, expensive_neurons

        column = self.column
        assert column is not None
        if column.table.property("trace") is not explained.trace:
            column.table.setProperty("trace", explained.trace)
            column.summary.setText(excess_share(explained))
            column.table.show_table(expensive_neurons(explained))

    # -- overlays ----------------------------------------------------------------------------------------

    def set_overlay(self, key: str) -> None:
        """Colour the network by a cost; "none" for its states."""
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
        view = self._explore.views.network
        if self._overlay == "none":
            self._jobs.cancel(_OVERLAY_LANE)
            view.setOverlay(None)
        elif self._document is not None and self._ensure_costs():
            explained, key = self._explained, self._overlay

            def work() -> object:
                from ioviz.viewmodels.explain.overlays import make_overlay

                assert explained is not None
                return make_overlay(explained, key)

            self._jobs.start(_OVERLAY_LANE, work, done=view.setOverlay)

    # -- what is worked out ------------------------------------------------------------------------------

    def _ensure_costs(self) -> bool:
        """Return whether the costs of the trace are there; if not, a job works them out."""
        document = self._document
        if self._explained is not None or document is None:
            return self._explained is not None
        if not self._jobs.is_running(_LANE):

            def work() -> object:
                from ioviz.viewmodels.explain.trace_costs import compute_trace_costs

                return compute_trace_costs(document.trace, document.timing)

            self._jobs.start(_LANE, work, title="Computing costs", done=self._costs_arrived)
        return False

    def _costs_arrived(self, explained: TraceCosts) -> None:
        if self._document is not None and self._document.trace is explained.trace:
            self._explained = explained
            self._update_overlay()
            self._follow()
