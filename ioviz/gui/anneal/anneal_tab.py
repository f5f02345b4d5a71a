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
from ioviz.viewmodels.anneal.runs import COLUMNS, SETTINGS, Run, best_known, comparable

if TYPE_CHECKING:
    from ioviz.gui.anneal.convergence_plot import ConvergencePlot
    from ioviz.gui.plots.memory_curve_plot import CurvePlot
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.setup.memory_curves import OrderCurve

TABLE_EVERY_MS = 250
CURVE_EVERY_MS = 6000
_WIDTHS = (112, 100, 176, 132, 108, 92, 84, 120)  # of the table's columns


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
        self._curve_state: object = None
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
        self.form.follow(intent.memory, intent.policy)
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
        from ioviz.gui.anneal.convergence_plot import Levels, PlottedRun

        if run is None:
            self.convergence.setRuns(())
            self.convergence.setLevels(Levels())
            return
        others = [other for other in self.runs.items if other.ticked and other is not run and comparable(other, run)]
        self.convergence.setRuns(tuple(PlottedRun(one.key, one.title, one.curves) for one in (run, *others)))
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

    def _show_numbers(self) -> None:
        self._show_thumbnail()
        self.panel.show_run(self._item)

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
        run = self._item
        if self.curve is None or self._jobs.is_running("anneal-curve"):
            return
        if run is None or run.start_schedule is None:
            self._curve_state = None
            saved = run is not None and run.state == "saved"
            self._cards["curve"].set_empty("Not computed for saved runs" if saved else "Computed when a run starts")
            return
        state = (run.key, run.best_cost)
        if state == self._curve_state:
            return
        self._curve_state = state

        limits: list[Any] = []  # in I/Os, whatever the objective of the run

        def work() -> Any:
            from ioviz.core.network import bounds
            from ioviz.viewmodels.setup.memory_curves import order_curves

            assert run.start_schedule is not None
            network, best = self.runs.best_schedule(run)
            limits.append(bounds(network))
            return order_curves([("best", best), ("start", run.start_schedule)], run.settings.policy)

        def done(curves: tuple[OrderCurve, ...]) -> None:
            if self.curve is not None and self._item is run:
                self._cards["curve"].set_empty("")
                self.curve.setCurves(curves, (limits[0].lower, limits[0].upper))
                self.curve.setMemory(run.settings.memory)
            else:
                self._update_curves()

        self._jobs.start("anneal-curve", work, done=done, failed=lambda _error: None)

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


def _import_plots() -> None:
    """Import the plots, in a thread: pyqtgraph takes a third of a second."""
    import ioviz.gui.anneal.convergence_plot
    import ioviz.gui.plots.memory_curve_plot  # noqa: F401
