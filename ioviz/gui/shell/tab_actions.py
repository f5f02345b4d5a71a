"""The actions of Schedule > Annealing and Schedule > Benchmark."""

from __future__ import annotations

from ioviz.gui.actions.record import Action
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.workspace import Tab
from ioviz.viewmodels.text.file_names import file_name


def _start_annealing(w: Commands) -> None:
    """Go to the Anneal tab and start a run."""
    w.workspace.show_tab(Tab.ANNEAL)
    w.anneal.start()


def _rename_run(w: Commands) -> None:
    w.workspace.show_tab(Tab.ANNEAL)
    w.anneal.rename()


def _export_run(w: Commands) -> None:
    run = w.anneal.run
    if run is None:
        return
    filters = (
        "Convergence as PNG (*.png);;Convergence as SVG (*.svg);;Convergence as PDF (*.pdf);;Points as CSV (*.csv);;"
        "Best order as JSON (*.schedule.json);;Best order, compact (*.schedule.npz)"
    )
    name = file_name(f"{run.network_title}-{run.title}", "run")
    w.dialogs.ask_where(f"Export {run.title}", filters, w.anneal.export, name)


def _export_results(w: Commands) -> None:
    one = w.benchmark.shown
    if one is None:
        return
    filters = (
        "All numbers as JSON (*.json);;Table as CSV (*.csv);;Table as Markdown (*.md);;"
        "Chart as PNG (*.png);;Chart as SVG (*.svg);;Chart as PDF (*.pdf)"
    )
    name = file_name(one.title, "benchmark")
    w.dialogs.ask_where(f"Export {one.title}", filters, w.benchmark.export, name)


_ANNEAL = "Schedule/Annealin&g"
_BENCHMARK = "Schedule/Benchmar&k"

# Formatted as a table: a few lines for each action.
# fmt: off
TAB_ACTIONS: tuple[Action[Commands], ...] = (
    Action("anneal_start", "&Start", _ANNEAL, "Ctrl+Return", "Improve the order by simulated annealing", icon="play",
           needs="anneal_idle", words="simulated annealing optimise optimize improve reorder search",
           run=_start_annealing),
    Action("anneal_pause", "&Pause", _ANNEAL, "Ctrl+P", "Pause or resume the run", icon="pause", needs="anneal_active",
           toggle=lambda w, on: w.anneal.runs.pause(on)),
    Action("anneal_stop", "S&top", _ANNEAL, "Ctrl+.", "Stop the run; its results are kept", icon="stop",
           needs="anneal_active", run=lambda w: w.anneal.runs.stop()),
    Action("anneal_show", "Show in &Explore", _ANNEAL, "Ctrl+E",
           "Step through the best order found, while the run goes on or later", icon="network", needs="anneal_found",
           line_above=True, run=lambda w: w.anneal.show_best()),
    Action("anneal_rename", "&Rename", _ANNEAL, "Ctrl+R", "Give the chosen run another name", needs="anneal_chosen",
           run=_rename_run),
    Action("anneal_export", "E&xport…", _ANNEAL, "Ctrl+Shift+E",
           "Write the chosen run: its plot as PNG, SVG or PDF, its points as CSV, its order as a schedule",
           icon="export", needs="anneal_found", run=_export_run),
    Action("anneal_delete", "&Delete", _ANNEAL, "Ctrl+Del", "Delete the chosen run; Undo restores it", icon="close",
           needs="anneal_over", run=lambda w: w.anneal.delete()),
    Action("bench_run", "&Run", _BENCHMARK, "Ctrl+B", "Measure what is chosen in the Benchmark tab on this computer",
           icon="play", needs="bench_idle", words="benchmark speed performance time measure",
           run=lambda w: w.show_benchmark().run()),
    Action("bench_stop", "S&top", _BENCHMARK, "Ctrl+Shift+B", "Stop the measurement; its results are kept", icon="stop",
           needs="bench_active", run=lambda w: w.benchmark.stop()),
    Action("bench_demo", "&Demo", _BENCHMARK, "Ctrl+D",
           "About twenty seconds, longer the first time: ioviz and common libraries, as a poster", icon="present",
           needs="bench_free", run=lambda w: w.show_benchmark().run_demo()),
    Action("bench_choose", "&Choose what is measured", _BENCHMARK, "Ctrl+J",
           "Show or hide networks, orders, programs, batches and threads", icon="panel",
           toggle=lambda w, on: w.show_benchmark().choose(on)),
    Action("bench_bars", "&Bars", _BENCHMARK, "Ctrl+Alt+1", "Times of one cell as bars, with quartiles and outliers",
           group="chart", line_above=True, run=lambda w: w.show_benchmark().show_chart("bars")),
    Action("bench_batch", "&Over the batch", _BENCHMARK, "Ctrl+Alt+2", "Times of each program over the batch size",
           group="chart", run=lambda w: w.show_benchmark().show_chart("batch")),
    Action("bench_roofline", "Roo&fline", _BENCHMARK, "Ctrl+Alt+3", "Every measurement below the roofline",
           group="chart", run=lambda w: w.show_benchmark().show_chart("roofline")),
    Action("bench_scatter", "Time a&gainst I/Os", _BENCHMARK, "Ctrl+Alt+4", "Measured times against counted I/Os",
           group="chart", run=lambda w: w.show_benchmark().show_chart("scatter")),
    Action("bench_machine", "&Machine", _BENCHMARK, "Ctrl+Alt+5", "Processor, caches, limits and versions",
           group="chart", words="cpu cache hardware computer",
           run=lambda w: w.show_benchmark().show_chart("machine")),
    Action("bench_poster", "Po&ster", _BENCHMARK, "Ctrl+Alt+6", "One large chart with a summary", group="chart",
           words="lecture slide", run=lambda w: w.show_benchmark().show_chart("poster")),
    Action("bench_rename", "Re&name", _BENCHMARK, "Ctrl+Shift+R", "Give the chosen results another name",
           needs="bench_chosen", line_above=True, run=lambda w: w.show_benchmark().rename()),
    Action("bench_compare", "Com&pare", _BENCHMARK, "Ctrl+Shift+M",
           "Compare the chosen results with those chosen next, or stop comparing", needs="bench_chosen",
           run=lambda w: w.benchmark.compare()),
    Action("bench_export", "E&xport…", _BENCHMARK, "Ctrl+Shift+X",
           "Write the chosen results as JSON, CSV or Markdown, or the chart as PNG, SVG or PDF", icon="export",
           needs="bench_there", run=_export_results),
    Action("bench_delete", "De&lete", _BENCHMARK, "Ctrl+Shift+Del", "Delete the chosen results; Undo restores them",
           icon="close", needs="bench_over", run=lambda w: w.benchmark.delete()),
)
# fmt: on
