"""The Benchmark tab: settings and progress of a run, charts and a table of its measurements, and all saved results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.benchmark.cards import MeasurementsCard, ResultsCard
from ioviz.gui.benchmark.charts import Charts, import_plots
from ioviz.gui.benchmark.layout import BenchmarkLayout
from ioviz.gui.benchmark.result_list import BenchmarkResults
from ioviz.gui.benchmark.run_panel import BenchmarkPanel
from ioviz.gui.benchmark.settings_form import BenchmarkForm
from ioviz.gui.saved_lists.saved_list_tab import SavedListTab
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.style import style
from ioviz.paths import sample_names
from ioviz.viewmodels.benchmark.job import core_bench
from ioviz.viewmodels.benchmark.plan import (
    BenchmarkSettings,
    OpenNetwork,
    PeerChoice,
    built_in,
    cell_count,
    demo,
    estimate,
    estimate_sentence,
    list_peers,
)
from ioviz.viewmodels.benchmark.rows import default_standard, rows_of, standards
from ioviz.viewmodels.benchmark.saved_results import (
    ResultSet,
    comparison_warning,
    outcome_texts,
    summary,
    titled_results,
)
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document

ESTIMATE_AFTER_MS = 250
FindSchedule = Callable[[], "Callable[[], Schedule] | None"]
"""Returns a function for a job that gives the best order of the Anneal tab for the open network, or None."""


class BenchmarkTab(SavedListTab):
    """Shows the chosen results and the ticked ones beside them."""

    measuring = Signal(object)  # bool: whether a benchmark runs, during which nothing else should
    fileRequested = Signal()  # the user wants to choose a network file

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        actions: Actions,
        find_schedule: FindSchedule = lambda: None,
    ) -> None:
        self.results = BenchmarkResults(jobs, session, core_bench)
        super().__init__("Benchmark", session, jobs, actions, self.results)
        self._find_schedule = find_schedule
        self._export = action_button(actions, "bench_export")
        self.charts = Charts(self._export)
        self.peers: tuple[PeerChoice, ...] = ()
        self._standard = ""  # chosen by the user; if empty, the default
        self._wants_demo = self._folded_once = False
        self._build()
        self._estimate_timer = QTimer(self, singleShot=True, interval=ESTIMATE_AFTER_MS)
        self._estimate_timer.timeout.connect(self._estimate)
        self._connect()
        actions.check("bench_choose", True)
        actions.check("bench_bars", True)
        self._show_state()
        self._show_item()
        style().changed.connect(self._restyle)
        self._restyle()

    # -- build -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.form = BenchmarkForm(built_in(), sample_names())
        self.panel = BenchmarkPanel(self._actions, self.form)
        self.list_card, self.table_card = ResultsCard(self._actions), MeasurementsCard()
        self.list, self.table = self.list_card.list, self.table_card.table
        self.buttons |= {**self.panel.buttons, **self.list_card.buttons, "bench_export": self._export}
        self._layout = BenchmarkLayout(self.panel, self.charts, self.list_card, self.table_card)
        self.setWidget(self._layout)

    def _connect(self) -> None:
        self.connect_list(self.list)
        self.results.progressed.connect(self._show_progress)
        self.panel.told.connect(self.charts.show_step)
        self.results.ended.connect(self._ended)
        self.table.chosen.connect(self.charts.set_chosen)
        self.charts.rowChosen.connect(self.table.choose)
        self.charts.cellChosen.connect(self.table.show_cell)
        self.charts.chartRequested.connect(self.show_chart)
        self.table_card.standardChosen.connect(self._set_standard)
        self.form.changed.connect(self._form_changed)
        self.form.fileRequested.connect(self.fileRequested)
        self.form.installRequested.connect(self._copy_install)

    def _start_prepare(self) -> None:
        self._jobs.start("bench-prepare", _prepare, done=self._show_prepared, failed=self._session.failed.emit)

    def _show_prepared(self, peers: tuple[PeerChoice, ...]) -> None:
        self.peers = peers
        self.form.set_peers(peers)
        self.charts.make_plots()
        self._show_item()
        self._show_state()
        self._form_changed()
        if self._wants_demo:
            self._wants_demo = False
            self.run_demo()

    # -- what is shown -----------------------------------------------------------------------------------

    def _take_document(self, document: Document) -> None:
        self.form.set_open(document.intent.title)
        self.refresh_found()
        self._form_changed()

    def refresh_found(self) -> None:
        """Check whether the Anneal tab has found an order."""
        self.form.set_found(self._find_schedule() is not None)

    def _list_changed(self) -> None:
        if self.results.items and not self._folded_once:
            self._folded_once = True
            self._fold()  # to make space for the results
        super()._list_changed()

    def _item_changed(self, _one: ResultSet) -> None:
        self.list.rows.refresh()
        self._show_item()

    def caption(self) -> tuple[str, ...]:
        """Title and circumstances of the chosen results; empty if there are none."""
        return () if self._item is None else (self._item.title, summary(self._item))

    @property
    def shown(self) -> ResultSet | None:
        """The chosen results."""
        chosen: ResultSet | None = self._item
        return chosen

    def _shown_sets(self) -> list[ResultSet]:
        """The chosen results and the ticked ones, without those that have no measurements yet."""
        chosen = [self._item] if self._item is not None else []
        ticked = [one for one in self.results.items if one.ticked and one is not self._item]
        return [one for one in (*chosen, *ticked) if one.results is not None]

    def _show_item(self) -> None:
        sets = self._shown_sets()
        titled = titled_results(sets)
        names = standards(titled)
        standard = self._standard if self._standard in names else default_standard(names)
        self.table_card.show_standards(names, standard)
        rows = rows_of(titled, standard)
        self.table.show_items(rows)
        results = self._item.results if self._item is not None else None
        self.charts.set_rows(rows, results, standard, running=self._item is not None and self._item.active)
        warnings = results.warnings if results is not None else ()
        self.table_card.show_summary(summary(self._item) if self._item is not None else "", warnings)
        self.list_card.warn(comparison_warning(sets))

    def _show_progress(self, progress: Progress) -> None:
        self.panel.show_progress(progress, self.results.estimate)

    def _ended(self, one: ResultSet) -> None:
        self.panel.end()
        self.panel.set_texts(*outcome_texts(one, self.panel.spent))

    def _set_standard(self, name: str) -> None:
        self._standard = name
        self._show_item()

    def _show_state(self) -> None:
        active, one = self.results.active is not None, self._item
        self._actions.set_state(
            bench_idle=bool(self.peers) and not active,
            bench_free=not active,
            bench_active=active and not self.results.stopping,
            bench_chosen=one is not None,
            bench_over=one is not None and not one.active,
            bench_there=one is not None and one.results is not None,
        )
        self._enable_buttons()
        self.list.rows.refresh()
        self._arrange()

    # -- estimate ----------------------------------------------------------------------------------------

    def _opened(self) -> OpenNetwork | None:
        document = self._session.document
        if document is None:
            return None
        return OpenNetwork(document.network, document.intent.title, document.schedule, self._find_schedule())

    def _form_changed(self) -> None:
        if self.peers and self.results.active is None:
            self.panel.set_texts("Estimating the time …", _HINT)
            self._estimate_timer.start()

    def _estimate(self) -> None:
        if self.results.active is not None:
            return
        settings = self.form.settings()
        if settings is None:
            self.panel.set_texts("Nothing to run yet", self.form.problem)
            return
        rows, opened = cell_count(settings, self.peers), self._opened()
        known = any(one.results is not None and one.results.limits is not None for one in self.results.items)

        def done(seconds: float | None) -> None:
            if self.results.active is None:
                self.panel.set_texts(estimate_sentence(seconds, rows), _HINT)

        self._jobs.start(
            "bench-estimate",
            lambda: estimate(settings, opened, known),
            done=done,
            failed=lambda _error: done(None),
        )

    # -- user actions ------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the benchmark of the form."""
        settings = self.form.settings()
        if settings is None:
            self._actions.check("bench_choose", True)
            self.choose(True)
            self.panel.set_texts("Nothing to run yet", self.form.problem)
            return
        self._start(settings)

    def run_demo(self) -> None:
        """Run the demo and show its poster."""
        if not self.peers:
            self._wants_demo = True
            self.panel.set_texts("Getting ready", "Listing the programs and libraries that can be measured")
            self.prepare()
            return
        self._standard = ""
        self.show_chart("poster")
        self._start(demo(self.peers))

    def _start(self, settings: BenchmarkSettings) -> None:
        if self.results.active is not None:
            return
        self._jobs.cancel("bench-estimate")
        self._estimate_timer.stop()
        self.measuring.emit(True)
        self._fold()
        self.panel.begin()
        self.results.start(settings, self._opened())

    def stop(self) -> None:
        self.results.stop()
        self._show_state()

    def choose(self, on: bool) -> None:
        """Unfold or fold the form."""
        self.panel.fold(not on)
        self._arrange()

    def _fold(self) -> None:
        self._actions.check("bench_choose", False)
        self.choose(False)

    def show_chart(self, key: str) -> None:
        """Show one of the charts."""
        self._actions.check(f"bench_{key}", True)
        self.charts.show_chart(key)
        self._arrange()

    def open_result(self, path: Path) -> None:
        """Read results from a file and show them."""
        self.prepare()
        self.results.open_file(path, self.list.choose)

    def rename(self) -> None:
        """Edit the title of the chosen results, in their list."""
        if self._layout.alone:
            self.show_chart("bars")
        super().rename()

    def compare(self) -> None:
        """Tick or untick the chosen results."""
        if self._item is not None:
            self.results.tick(self._item, not self._item.ticked)

    def export(self, path: Path) -> None:
        """Write the chosen results as .json, .csv or .md, or the visible chart as .png, .svg or .pdf."""
        if self._item is None:
            return
        if path.suffix.lower() in (".png", ".svg", ".pdf"):
            self._save_chart(self.charts.save, path)
        else:
            self.results.save(self._item, path)

    def _copy_install(self, peer: PeerChoice) -> None:
        QGuiApplication.clipboard().setText(peer.install)
        self._session.noticed.emit(f"Copied: {peer.install}. Restart ioviz after running it.")

    def close_down(self) -> None:
        """Stop everything, as the window closes."""
        self._estimate_timer.stop()
        self.panel.end()
        self.results.close()

    # -- looks -------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        idle = self.results.active is None and self._item is not None
        presented = style().presentation and idle and self.panel.folded
        self._layout.show_alone(self.charts.chart == "poster" or presented)
        self.panel.setVisible(not presented)
        self._export.setVisible(not presented)
        self._layout.arrange(self.viewport().width())

    def _restyle(self) -> None:
        self._layout.restyle()
        self._arrange()


_HINT = "Each program runs in its own process, in turn and repeatedly; outputs are checked first."


def _prepare() -> tuple[PeerChoice, ...]:
    """Import the plots and list the programs, in a thread: pyqtgraph takes a third of a second."""
    import_plots()
    return list_peers()
