"""The actions of the menus File, Edit and Network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ioviz.core.errors import InvalidArgument
from ioviz.gui.actions.record import READY, Action
from ioviz.gui.session.sources import source_of
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.dialogs import SCHEDULE_FILES
from ioviz.viewmodels.text.file_names import file_name

_WRITTEN = (
    "JSON (*.json);;Compact (*.npz);;ONNX, dense (*.onnx);;GraphML (*.graphml);;GEXF (*.gexf);;Graphviz DOT (*.dot)"
)
_SCHEDULES = (".schedule.json", ".schedule.npz")
_RESULTS_MARK = b'"ioviz-benchmark"'


def open_any(w: Commands, paths: Sequence[Path]) -> None:
    """Open dropped files: each with benchmark results, a schedule, and all others as the layers of one network."""
    results = [path for path in paths if _holds_results(path)]
    for path in results:
        w.show_benchmark().open_result(path)
    schedules = [path for path in paths if path.name.endswith(_SCHEDULES)]
    networks = [path for path in paths if path not in results and path not in schedules]
    if len(schedules) > 1:
        names = ", ".join(path.name for path in schedules[:4])
        w.session.failed.emit(InvalidArgument(f"Drop one schedule at a time, not {len(schedules)}: {names}."))
    elif schedules and (networks or w.session.document is None):
        if networks:
            w.session.open_path(source_of(networks), then=lambda: w.session.open_schedule(schedules[0]))
        else:
            w.session.open_path(schedules[0])  # says that it needs a network
    elif schedules:
        w.session.open_schedule(schedules[0])
    elif networks:
        w.session.open_path(source_of(networks))


def _holds_results(path: Path) -> bool:
    """Whether a file is marked as benchmark results."""
    if path.suffix.lower() != ".json":
        return False
    try:
        with path.open("rb") as file:
            return _RESULTS_MARK in file.read(400)
    except OSError:
        return False


def _stem(w: Commands, what: str = "") -> str:
    """Return the name to suggest for a file about the current network, without its ending."""
    document = w.session.document
    return file_name(document.intent.title if document is not None else "", "network") + what


# -- File ------------------------------------------------------------------------------------------------


def _samples(w: Commands) -> None:
    from ioviz.gui.setup.samples_dialog import SamplesDialog

    w.dialogs.show("samples", lambda: SamplesDialog(w.window, w.session, w.context.jobs))


def _save_network(w: Commands) -> None:
    from ioviz.core.formats import WRITTEN_ENDINGS

    w.dialogs.ask_where("Save network as", _WRITTEN, w.session.save_network, _stem(w), endings=WRITTEN_ENDINGS)


def _save_schedule(w: Commands) -> None:
    w.dialogs.ask_where("Save schedule as", SCHEDULE_FILES, w.session.save_schedule, _stem(w))


def _open_results(w: Commands) -> None:
    filters = "Benchmark results (*.json);;All files (*)"
    w.dialogs.ask_file("Open benchmark results", filters, lambda path: w.show_benchmark().open_result(path))


def _export_picture(w: Commands) -> None:
    from ioviz.gui.export.exports import picture_dialog

    w.dialogs.show("export_picture", lambda: picture_dialog(w.context, w.window, w.explore))


def _copy_picture(w: Commands) -> None:
    from ioviz.gui.export.picture_dialog import copy_view

    copy_view(w.session, w.workspace.page)


def _export_film(w: Commands) -> None:
    from ioviz.gui.export.exports import film_dialog

    w.dialogs.show("export_film", lambda: film_dialog(w.context, w.window))


def _export_numbers(w: Commands, table: str) -> None:
    from ioviz.gui.export.exports import write_numbers

    filters = "CSV, for spreadsheets (*.csv);;Arrays for numpy (*.npz)"
    w.dialogs.ask_where(
        f"Export the {table}", filters, lambda path: write_numbers(w.context, path, table), _stem(w, f"-{table}")
    )


def _export_report(w: Commands) -> None:
    from ioviz.gui.export.exports import write_report

    w.dialogs.ask_where(
        "Write a report", "Web page (*.html)", lambda path: write_report(w.context, path), _stem(w, "-report")
    )


# -- Edit and Network ------------------------------------------------------------------------------------


def _search_commands(w: Commands) -> None:
    from ioviz.gui.actions.command_palette import Command, CommandPalette, action_commands
    from ioviz.gui.help.pages_panel import BOOKS, all_pages
    from ioviz.paths import sample_names, sample_reasons

    reasons = sample_reasons()
    samples = [
        Command(
            f"Sample: {name}",
            "File › Samples",
            partial(w.session.open_sample, name),
            icon="network",
            words=reasons.get(name, ""),
        )
        for name in sample_names()
    ]
    pages = [
        Command(
            f"Help: {page.title}",
            f"Learn › {BOOKS[page.book][0]}",
            partial(w.show_page, page.book, page.number),
            icon="book",
            words=page.text,
        )
        for page in all_pages()
    ]
    w.dialogs.show("commands", lambda: CommandPalette(w.window, [*action_commands(w.actions), *samples, *pages]))


def _find(w: Commands) -> None:
    w.show_explore()
    w.find.open()


def _generate(w: Commands) -> None:
    from ioviz.gui.setup.generate_dialog import GenerateDialog

    w.dialogs.show("generate", lambda: GenerateDialog(w.window, w.session, w.context.jobs))


def _facts(w: Commands) -> None:
    from ioviz.gui.setup.facts_dialog import FactsDialog

    w.dialogs.show("facts", lambda: FactsDialog(w.window, w.session))


def _shift_example(w: Commands, by: int) -> None:
    if w.session.example is not None:
        w.session.choose_example(w.session.example + by)


_EXPORT = "File/&Export"

# Formatted as a table: a few lines for each action.
# fmt: off
FILE_ACTIONS: tuple[Action[Commands], ...] = (
    Action("open", "&Open network…", "File", "Ctrl+O", "Open a network file, or several files of its layers",
           icon="open", words="load import read file onnx pytorch safetensors",
           run=lambda w: w.dialogs.ask_network("Open network", w.session.open_path)),
    Action("open_folder", "Open &folder of layers…", "File", "Ctrl+Shift+F",
           "Open a folder with a file for each layer of a network", icon="open", words="load import read directory",
           run=lambda w: w.dialogs.ask_network("Open folder of layers", w.session.open_path, folder=True)),
    Action("samples", "Sa&mples…", "File", "Ctrl+G", "The sample networks, with a description of each", icon="samples",
           words="examples gallery demo", run=_samples),
    Action("save_network", "&Save network as…", "File", "Ctrl+S", "Write the network to a .json or .npz file",
           icon="save", needs=READY, line_above=True, run=_save_network),
    Action("save_schedule", "Save s&chedule as…", "File", "Ctrl+Shift+S",
           "Write the order of the connections to a file", icon="schedule", needs=READY, run=_save_schedule),
    Action("open_result", "Open &benchmark results…", "File", "Ctrl+Alt+O", "Read results of a benchmark from a file",
           icon="open", run=_open_results),
    Action("export_picture", "&Picture…", _EXPORT, "Ctrl+Alt+P", "Write a view as PNG, SVG or PDF", icon="export",
           needs=READY, words="image screenshot figure",
           run=_export_picture),
    Action("export_copy", "&Copy picture", _EXPORT, "Ctrl+Alt+C", "Copy the current tab to the clipboard as a picture",
           icon="export", needs=READY, words="image screenshot figure",
           run=_copy_picture),
    Action("export_film", "&Animation…", _EXPORT, "Ctrl+Alt+M",
           "Write the schedule as it plays: MP4, GIF or numbered PNGs", icon="play", needs=READY,
           words="video film movie gif mp4", run=_export_film),
    Action("export_trace", "&Trace…", _EXPORT, "Ctrl+Alt+E",
           "Reads, evictions and writes of every connection, as CSV or npz", icon="export", needs=READY,
           line_above=True, words="table spreadsheet numbers data",
           run=lambda w: _export_numbers(w, "trace")),
    Action("export_residency", "&Residency…", _EXPORT, "Ctrl+Alt+S",
           "Each stay of a neuron in fast memory, as CSV or npz", icon="export", needs=READY,
           words="table spreadsheet numbers data", run=lambda w: _export_numbers(w, "residency")),
    Action("export_report", "Rep&ort…", _EXPORT, "Ctrl+Alt+R",
           "One web page with network, machine, schedules, curves and pictures", icon="export", needs=READY,
           words="html page print", run=_export_report),
    Action("quit", "&Quit", "File", "Ctrl+Q", "Close the window", icon="quit", line_above=True,
           run=lambda w: w.window.close()),
)

EDIT_ACTIONS: tuple[Action[Commands], ...] = (
    Action("undo", "&Undo", "Edit", "Ctrl+Z", "Undo the last change of network, machine or schedule", icon="undo",
           needs="undo", repeats=True, run=lambda w: w.session.undo_stack.undo()),
    Action("redo", "&Redo", "Edit", "Ctrl+Shift+Z", "Redo the last undone change", icon="redo", needs="redo",
           repeats=True, more_keys=("Ctrl+Y",), run=lambda w: w.session.undo_stack.redo()),
    Action("commands", "Search &commands…", "Edit", "Ctrl+K", "Search all commands by name", icon="search",
           line_above=True, run=_search_commands),
    Action("find", "&Find…", "Edit", "Ctrl+F", "Find a neuron, a connection or a step by its number", icon="search",
           needs=READY, words="search go to neuron",
           run=_find),
)

NETWORK_ACTIONS: tuple[Action[Commands], ...] = (
    Action("generate", "&Generate…", "Network", "Ctrl+N", "Generate a network by rule or at random", icon="generate",
           words="new create random make pruned", run=_generate),
    Action("facts", "&Facts…", "Network", "Ctrl+I", "Sizes, degrees, layers, bounds and what was trimmed", icon="facts",
           needs=READY, words="lower bound upper bound statistics information",
           run=_facts),
    Action("next_example", "Next &example", "Network", "X", "Run the network on its next example input", icon="example",
           needs="examples", line_above=True, repeats=True, run=lambda w: _shift_example(w, +1)),
    Action("previous_example", "&Previous example", "Network", "Shift+X",
           "Run the network on its previous example input", icon="example", needs="examples", repeats=True,
           run=lambda w: _shift_example(w, -1)),
)
# fmt: on
