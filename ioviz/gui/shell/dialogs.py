"""What opens beside the window: file dialogs and sheets, by the name of the action that asks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from ioviz.core.errors import IovizError
from ioviz.gui.toolkit.file_dialog import tint
from ioviz.paths import log_folder
from ioviz.viewmodels.text.file_names import file_name

if TYPE_CHECKING:
    from ioviz.core.formats import FileLook
    from ioviz.gui.shell.main_window import MainWindow

NETWORKS = (
    "Networks (*.json *.npz *.onnx *.safetensors *.npy *.mtx *.mtx.gz *.smtx *.tsv *.graphml *.gexf *.dot *.gv);;"
    "All files (*)"
)
RESULTS_MARK = b'"ioviz-benchmark"'
WRITTEN = (
    "JSON (*.json);;Compact (*.npz);;ONNX, dense (*.onnx);;GraphML (*.graphml);;GEXF (*.gexf);;Graphviz DOT (*.dot)"
)
SCHEDULES = "Schedules (*.schedule.json *.schedule.npz);;All files (*)"


def sentence_of(error: BaseException) -> str:
    """One sentence for people."""
    if isinstance(error, IovizError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror}."
    return str(error) or type(error).__name__


def open_network(window: MainWindow) -> None:
    _ask_file(window, "Open network", NETWORKS, window.session.open_path)


def open_schedule(window: MainWindow) -> None:
    _ask_file(window, "Open schedule", SCHEDULES, window.session.open_schedule)


def ask_schedule(window: MainWindow, take: Callable[[Path], None]) -> None:
    """Ask for a schedule file, for whoever wants one."""
    _ask_file(window, "Open schedule", SCHEDULES, take)


def open_any(window: MainWindow, path: Path) -> None:
    """A dropped file: a schedule by its ending, results of a benchmark by how they begin, else a network."""
    if path.name.endswith((".schedule.json", ".schedule.npz")) and window.session.document is not None:
        window.session.open_schedule(path)
    elif _holds_results(path):
        window.show_result(path)
    else:
        window.session.open_path(path)


def _holds_results(path: Path) -> bool:
    """Whether a file says of itself that it holds results of a benchmark."""
    if path.suffix.lower() != ".json":
        return False
    try:
        with path.open("rb") as file:
            return RESULTS_MARK in file.read(400)
    except OSError:
        return False


def save_network(window: MainWindow) -> None:
    name = _file_name(window) + ".json"
    _ask_file(window, "Save network as", WRITTEN, window.session.save_network, save_as=name)


def save_schedule(window: MainWindow) -> None:
    name = _file_name(window) + ".schedule.json"
    filters = "Schedule as JSON (*.schedule.json);;Compact schedule (*.schedule.npz)"
    _ask_file(window, "Save schedule as", filters, window.session.save_schedule, save_as=name)


def anneal_export(window: MainWindow) -> None:
    run = window.anneal.run
    if run is None:
        return
    filters = (
        "Convergence as PNG (*.png);;Convergence as SVG (*.svg);;Points as CSV (*.csv);;"
        "Best order as JSON (*.schedule.json);;Best order, compact (*.schedule.npz)"
    )
    name = file_name(f"{run.network_title}-{run.title}", "run")
    _ask_file(window, f"Export {run.title}", filters, window.anneal.export, save_as=name)


def bench_export(window: MainWindow) -> None:
    one = window.benchmark.shown
    if one is None:
        return
    filters = (
        "All numbers as JSON (*.json);;Table as CSV (*.csv);;Table as Markdown (*.md);;"
        "Picture as PNG (*.png);;Picture as SVG (*.svg)"
    )
    name = file_name(one.title, "benchmark")
    _ask_file(window, f"Export {one.title}", filters, window.benchmark.export, save_as=name)


def open_result(window: MainWindow) -> None:
    _ask_file(window, "Open benchmark results", "Benchmark results (*.json);;All files (*)", window.show_result)


def add_benchmark_network(window: MainWindow) -> None:
    _ask_file(window, "Measure a network", NETWORKS, window.benchmark.add_file)


def show(window: MainWindow, name: str) -> None:
    """Show the sheet of an action; one that is open already comes to the front."""
    if name == "log":
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        return
    old = window.sheets.get(name)
    if old is not None:
        old.raise_()
        old.activateWindow()
        return
    sheet = _MAKERS[name](window)
    window.sheets[name] = sheet

    def forget() -> None:
        window.sheets.pop(name, None)

    sheet.destroyed.connect(forget)
    sheet.show()


def show_import(window: MainWindow, look: FileLook) -> None:
    """Ask what is kept of a file's dense weights, and open it."""
    from ioviz.gui.setup.import_dialog import ImportDialog

    old = window.sheets.get("import")
    if old is not None:
        old.close()
    sheet = ImportDialog(window, window.session, window.jobs, look)
    window.sheets["import"] = sheet

    def forget() -> None:
        if window.sheets.get("import") is sheet:
            window.sheets.pop("import")

    sheet.destroyed.connect(forget)
    sheet.show()


def _ask_file(window: MainWindow, title: str, filters: str, then: Callable[[Path], None], *, save_as: str = "") -> None:
    """A file dialog that does not block; the folder is remembered."""
    dialog = QFileDialog(window, title, window.preferences.folder, filters)
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(save_as)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

    def chosen(name: str) -> None:
        path = Path(name)
        if save_as:
            path = _with_ending(path, dialog.selectedNameFilter(), filters)
        window.preferences.folder = str(path.parent)
        then(path)

    dialog.fileSelected.connect(chosen)
    dialog.open()
    tint(dialog)


def _with_ending(path: Path, chosen_filter: str, filters: str) -> Path:
    """The ending of the chosen filter, if the name has none of ours."""
    if path.suffix in (".json", ".npz") or (path.suffix and f"*{path.suffix})" in filters):
        return path
    ending = chosen_filter[chosen_filter.find("*") + 1 : chosen_filter.find(")")]
    return path.with_name(path.name + (ending if ending.startswith(".") else ".json"))


def _file_name(window: MainWindow) -> str:
    document = window.session.document
    title = document.intent.title if document is not None else "network"
    return file_name(title, "network")


def _commands(window: MainWindow) -> QWidget:
    from ioviz.gui.actions.command_palette import CommandPalette

    return CommandPalette(window)


def _generate(window: MainWindow) -> QWidget:
    from ioviz.gui.setup.generate_dialog import GenerateDialog

    return GenerateDialog(window, window.session, window.jobs)


def export_trace(window: MainWindow) -> None:
    _ask_table(window, "trace")


def export_residency(window: MainWindow) -> None:
    _ask_table(window, "residency")


def _ask_table(window: MainWindow, table: str) -> None:
    from ioviz.gui.export.exports import write_numbers

    filters = "CSV, for spreadsheets (*.csv);;Arrays for numpy (*.npz)"
    name = f"{_file_name(window)}-{table}"
    _ask_file(window, f"Export the {table}", filters, lambda path: write_numbers(window, path, table), save_as=name)


def export_report(window: MainWindow) -> None:
    from ioviz.gui.export.exports import write_report

    name = f"{_file_name(window)}-report"
    _ask_file(window, "Write a report", "Web page (*.html)", lambda path: write_report(window, path), save_as=name)


def export_copy(window: MainWindow) -> None:
    from ioviz.gui.export.exports import copy_view

    copy_view(window)


def _export_picture(window: MainWindow) -> QWidget:
    from ioviz.gui.export.exports import picture_sheet

    return picture_sheet(window)


def _export_film(window: MainWindow) -> QWidget:
    from ioviz.gui.export.exports import film_sheet

    return film_sheet(window)


def _samples(window: MainWindow) -> QWidget:
    from ioviz.gui.setup.samples_dialog import SamplesDialog

    return SamplesDialog(window, window.session, window.jobs)


def _facts(window: MainWindow) -> QWidget:
    from ioviz.gui.setup.facts_dialog import FactsDialog

    return FactsDialog(window, window.session)


def _keys(window: MainWindow) -> QWidget:
    from ioviz.gui.help.keys_dialog import KeysDialog

    return KeysDialog(window)


def _curve(window: MainWindow) -> QWidget:
    from ioviz.gui.setup.memory_curve_dialog import CurveDialog

    return CurveDialog(window, window.session, window.jobs)


def _trials(window: MainWindow) -> QWidget:
    from ioviz.gui.setup.trials_dialog import TrialsDialog

    return TrialsDialog(window, window.session)


def _challenges(window: MainWindow) -> QWidget:
    from ioviz.gui.by_hand.challenges_dialog import ChallengesDialog

    return ChallengesDialog(window, window.commands.hand.play)


def _about(window: MainWindow) -> QWidget:
    from ioviz.gui.help.about_dialog import AboutDialog

    return AboutDialog(window)


def _pages(which: str) -> Callable[[MainWindow], QWidget]:
    def make(window: MainWindow) -> QWidget:
        from ioviz.gui.help.pages_dialog import PagesDialog

        return PagesDialog(window, which)

    return make


_MAKERS: dict[str, Callable[[MainWindow], QWidget]] = {
    "commands": _commands,
    "generate": _generate,
    "samples": _samples,
    "export_picture": _export_picture,
    "export_film": _export_film,
    "facts": _facts,
    "keys": _keys,
    "about": _about,
    "curve": _curve,
    "trials": _trials,
    "tour": _pages("tour"),
    "model": _pages("model"),
    "challenges": _challenges,
    "policies": _pages("policies"),
}
