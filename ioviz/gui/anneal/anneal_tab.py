"""The Anneal tab: settings of a run, its convergence, a thumbnail of its best order, and the table of all runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.anneal.order_thumbnail import OrderThumbnail
from ioviz.gui.anneal.run_list import AnnealRuns
from ioviz.gui.anneal.run_panel import AnnealPanel
from ioviz.gui.saved_lists.saved_list_tab import SavedListTab
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.card import Card, CardFrame
from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.containers import ScrolledPage, Splitter
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.table_view import ItemsTable
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.anneal.annealer import annealer
from ioviz.viewmodels.anneal.presets import ends
from ioviz.viewmodels.anneal.runs import COLUMNS, SETTINGS, Run, best_known, comparable, other_machine

if TYPE_CHECKING:
    from ioviz.core.network import Bounds
    from ioviz.gui.anneal.convergence_plot import ConvergencePlot, PlottedRun
    from ioviz.gui.plots.memory_curve_plot import CurvePlot
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.setup.memory_curves import OrderCurve

TABLE_EVERY_MS = 250
CURVE_EVERY_MS = 6000
_CURVE_LANE = "anneal-curve"
_WIDTHS = (92, 80, 120, 92, 92, 104, 112, 88, 76, 84)  # of the table's columns


class AnnealTab(SavedListTab):
    """Shows the chosen run and the ticked ones beside it."""

    def __init__(self, session: Session, jobs: Jobs, actions: Actions) -> None:
        self.runs = AnnealRuns(jobs, session, annealer)
        super().__init__("Anneal", session, jobs, actions, self.runs)
        rows = ColumnsModel(COLUMNS, tip=lambda run, column: column.text(run))
        self.table = ItemsTable("Annealing runs", rows, _WIDTHS, SETTINGS)
        self.thumbnail = OrderThumbnail()
        self.convergence: ConvergencePlot | None = None
        self.curve: CurvePlot | None = None
        self._curve_of: tuple[Run, float | None] | None = None  # the run of the curve, and the cost of its order
        self._curve_wanted: Run | None = None  # the run whose curve was begun last
        self._build()
        # While a run is active its numbers change all the time: they are polled.
        self._timers = QTimer(self, interval=TABLE_EVERY_MS), QTimer(self, interval=CURVE_EVERY_MS)
        for timer, update in zip(self._timers, (self._refresh_numbers, self._update_curves), strict=True):
            timer.timeout.connect(update)
        self.connect_list(self.table)
        self.runs.progressed.connect(self._progressed)
        self._show_state()
        style().changed.connect(self._restyle)
        self._restyle()

    # -- build -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        body = ScrolledPage()
        body.setProperty("role", "plain")
        self._column = QVBoxLayout(body)
        self.panel = AnnealPanel(self._actions)
        self.form = self.panel.form
        self._column.addWidget(self.panel)
        self._cards = {
            "convergence": Card("Convergence", "Getting the plot ready …"),
            "order": Card("Order"),
            "curve": Card("Memory curve, before and after", "Getting the plot ready …"),
        }
        self._cards["order"].set_view(self.thumbnail, own_title=False)
        vertical, horizontal = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        self._right = Splitter(vertical, (self._cards["order"], 0, 180), (self._cards["curve"], 0, 200))
        self._across = Splitter(horizontal, (self._cards["convergence"], 5, 640), (self._right, 3, 340))
        self._runs = self._runs_card()
        self._down = Splitter(vertical, (self._across, 4, 400), (self._runs, 1, 150))
        # Otherwise the tab would take the height that all parts ask for, for the rows of the form.
        self._down.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._column.addWidget(self._down, 1)
        self.setWidget(body)

    def _arrange(self) -> None:
        """Put the plots side by side, or one above the other if the tab is narrow for the text size.

        In presentation mode there is one plot alone, below the buttons and the best order's cost.
        """
        look = style()
        presented = look.presentation
        if self._runs.isHidden() != presented:
            self.form.set_fields_visible(not presented)
            for part in (self._right, self._runs):
                part.setVisible(not presented)
        narrow = self.viewport().width() < look.px(760)
        beside, below = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        if (self._across.orientation() == below) != narrow:
            self._across.setOrientation(below if narrow else beside)
            self._right.setOrientation(beside if narrow else below)
            self._across.setSizes([300, 180] if narrow else [640, 340])
            self._right.setSizes([200, 200])
        self._down.setMinimumHeight(look.px(250 if presented else 630 if narrow else 426))

    def _runs_card(self) -> QWidget:
        card = CardFrame("Runs", spacing=10)
        self.buttons.update(self.panel.buttons)
        row = QHBoxLayout()
        row.addWidget(label("RUNS", "heading"))
        row.addStretch(1)
        for id in ("anneal_show", "anneal_rename", "anneal_export", "anneal_delete"):
            self.buttons[id] = action_button(self._actions, id)
            row.addWidget(self.buttons[id])
        card.column.addLayout(row)
        card.column.addWidget(self.table, 1)
        return card

    def _start_prepare(self) -> None:
        self._jobs.start("anneal-prepare", _import_plots, done=self._make_plots)

    def _make_plots(self, _result: object) -> None:
        from ioviz.gui.anneal.convergence_plot import ConvergencePlot
        from ioviz.gui.plots.memory_curve_plot import CurvePlot

        self.convergence = ConvergencePlot()
        self.curve = CurvePlot(controls=False)
        for name, view in (("convergence", self.convergence), ("curve", self.curve)):
            view.setTheme(style().theme)
            self._cards[name].set_view(view, own_title=False)
        self._show_item()
        self._update_curves()

    # -- what is shown -----------------------------------------------------------------------------------

    def _take_document(self, document: Document) -> None:
        intent = document.intent
        if self._item is not None and self._item.network is not document.network and self.runs.active is None:
            self.form.reset_overrides()
        self.form.follow(intent.memory, intent.policy, document.network.n_connections)
        self._show_state()

    def _item_changed(self, run: Run) -> None:
        self.table.rows.refresh(run)
        self._show_item()
        self._update_curves()

    def _show_item(self) -> None:
        run = self._item
        self._show_numbers()
        if self.convergence is None:
            return
        self._cards["convergence"].set_empty("" if run is not None else "Start a run to see its cost come down")
        from ioviz.gui.anneal.convergence_plot import Levels

        if run is None:
            self.convergence.setRuns(())
            self.convergence.setLevels(Levels())
            return
        others = [other for other in self.runs.items if other.ticked and other is not run and comparable(other, run)]
        self.convergence.setRuns(tuple(_plotted(one) for one in (run, *others)))
        self._show_levels()

    def _show_levels(self) -> None:
        from ioviz.gui.anneal.convergence_plot import Levels

        run = self._item
        if run is not None and self.convergence is not None:
            known, goal = best_known(self.runs.items, run), run.settings.goal
            levels = Levels(run.lower, run.upper, run.start_cost, known, goal.unit, goal.unit_in_full())
            self.convergence.setLevels(levels)

    def _progressed(self, run: Run) -> None:
        if run is not self._item:
            return
        if self.convergence is not None and self.isVisible():
            self._show_levels()
            self.convergence.refresh()
        self._show_thumbnail()

    def _show_thumbnail(self) -> None:
        feed = self._item.feed if self._item is not None else None
        self.thumbnail.setOrders(feed.thumbnail if feed else None, feed.start_thumbnail if feed else None)

    def _refresh_numbers(self) -> None:
        if self.runs.active is not None:
            self.table.rows.refresh(self.runs.active)
        self._show_numbers()
        self._note_curve()

    def _show_numbers(self) -> None:
        self._show_thumbnail()
        document, settings = self._session.document, self.form.settings()
        here = None if document is None else document.network
        elsewhere = "" if self._item is None else other_machine(self._item, here, settings)
        self.panel.show_run(self._item, elsewhere)

    def _show_state(self) -> None:
        active, run = self.runs.active, self._item
        ready = self._session.document is not None
        self._actions.set_state(
            anneal_idle=ready and active is None,
            anneal_active=active is not None,
            anneal_chosen=run is not None,
            anneal_found=run is not None and run.has_schedule,
            anneal_over=run is not None and not run.active,
        )
        paused = active is not None and active.feed is not None and active.feed.paused
        self._actions.check("anneal_pause", paused)
        self.buttons["anneal_pause"].setText("Resume" if paused else "Pause")
        self._enable_buttons()
        for timer in self._timers:
            if active is None:
                timer.stop()
            elif not timer.isActive():
                timer.start()
        self._refresh_numbers()
        self._update_curves()

    # -- memory curve, before and after ------------------------------------------------------------------

    def _update_curves(self) -> None:
        """Compute the curve of the best order so far, unless that is shown or being computed."""
        run = self._item
        if self.curve is None:
            return
        if run is None or run.start_schedule is None:
            self._curve_of = None
            self._jobs.cancel(_CURVE_LANE)
            saved = run is not None and run.state == "saved"
            self._cards["curve"].set_empty("Not computed for saved runs" if saved else "Computed when a run starts")
            return
        if self._curve_of is None or self._curve_of[0] is not run:
            self._curve_of = None
            self._cards["curve"].set_empty("Computing the memory curves …")  # those of another run
        self._note_curve()
        if self._curve_of == (run, run.best_cost):
            return
        if self._jobs.is_running(_CURVE_LANE) and self._curve_wanted is run:
            return
        self._curve_wanted = run

        def work() -> tuple[Any, ...]:
            from ioviz.core.network import bounds
            from ioviz.viewmodels.setup.memory_curves import order_curves

            assert run.start_schedule is not None
            network, best, cost = self.runs.best_and_cost(run)
            steps = order_curves([("best", best), ("start", run.start_schedule)], run.settings.policy)
            while True:  # no progress is shown
                try:
                    next(steps)
                except StopIteration as end:
                    return end.value, bounds(network), cost

        self._jobs.start(
            _CURVE_LANE,
            work,
            done=lambda found: self._curves_arrived(run, *found),
            failed=lambda _error: self._curves_failed(run),
        )

    def _curves_arrived(self, run: Run, curves: tuple[OrderCurve, ...], limits: Bounds, cost: float | None) -> None:
        if self.curve is None or self._item is not run:
            self._update_curves()
            return
        before, self._curve_of = self._curve_of, (run, cost)
        self._cards["curve"].set_empty("")
        self.curve.setCurves(curves, (limits.lower, limits.upper))  # in I/Os, whatever the objective of the run
        self.curve.setMemory(run.settings.memory)
        self._note_curve()
        if not run.active and before != self._curve_of:  # its best may be better than when the curve was begun
            self._update_curves()

    def _curves_failed(self, run: Run) -> None:
        if self._item is run:
            self._curve_of = run, run.best_cost
            self._cards["curve"].set_empty("The memory curves could not be computed.")

    def _note_curve(self) -> None:
        """Say if the curve is that of an order which is no longer the best one."""
        run, of = self._item, self._curve_of
        outdated = run is not None and of is not None and of[0] is run and of[1] != run.best_cost
        text = ""
        if outdated and of is not None and of[1] is not None and run is not None:
            text = f"Best as of {run.settings.goal.text(of[1])}; computing …"
        self._cards["curve"].set_note(text)

    # -- user actions ------------------------------------------------------------------------------------

    def start(self) -> None:
        run = self.runs.start(self.form.settings())
        if run is not None:
            self.table.choose(run)

    def show_best(self) -> None:
        """Open the best schedule of the chosen run in Explore."""
        if self._item is not None and self._item.has_schedule:
            self.runs.show_in_explore(self._item)

    def caption(self) -> tuple[str, ...]:
        """Network and settings of the chosen run; empty if there is none."""
        run = self._item
        return () if run is None else (run.network_title, COLUMNS[SETTINGS].text(run))

    @property
    def run(self) -> Run | None:
        """The chosen run."""
        chosen: Run | None = self._item
        return chosen

    def export(self, path: Path) -> None:
        """Write the chosen run: its plot as .png, .svg or .pdf, its points as .csv, its order as a schedule."""
        if self._item is None:
            return
        if path.name.endswith((".schedule.json", ".schedule.npz")):
            self.runs.save_schedule(self._item, path)
        elif self.convergence is not None:
            self._save_chart(self.convergence.save, path)

    def suspend(self, on: bool) -> None:
        """Stop all timers, or start them again."""
        self.runs.suspend(on)
        self._show_state()
        if on:
            self._stop_timers()

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.stop()

    def close_down(self) -> None:
        """Stop everything, as the window closes."""
        self._stop_timers()
        self.runs.close()

    # -- looks -------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        look = style()
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self._column.setSpacing(look.px(8))
        self._cards["convergence"].setMinimumSize(look.px(330), look.px(250))
        self.thumbnail.setMinimumSize(look.px(160), look.px(70))
        self._cards["curve"].setMinimumSize(look.px(190), look.px(150))
        self.table.setMinimumHeight(look.px(92))
        self._arrange()
        for view in (self.convergence, self.curve, self.thumbnail):
            if view is not None:
                view.setTheme(look.theme)


def _plotted(run: Run) -> PlottedRun:
    from ioviz.gui.anneal.convergence_plot import PlottedRun

    return PlottedRun(run.key, run.title, run.curves, *(ends(run.settings) if run.active else (None, None)))


def _import_plots() -> None:
    """Import the plots, in a thread: pyqtgraph takes a third of a second."""
    import ioviz.gui.anneal.convergence_plot
    import ioviz.gui.plots.memory_curve_plot  # noqa: F401
