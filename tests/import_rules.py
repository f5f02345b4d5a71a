"""Who may import what: the table of the design, checked over the source without running it.

An import is counted wherever it stands: at the top, in a function, under TYPE_CHECKING, and as a literal text given to
`import_module` or `__import__`. So is `threading.Thread`, which needs no import of its own. One thing only is said for
the type checker alone: a view may name the core type of what its setter is given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

# Each room of core, and which other rooms of core it may import. All but the first three may import these, too.
_BEFORE = {
    "names": set(),
    "errors": {"names"},
    "kernels": set(),
    "network": set(),
    "schedule": {"network"},
    "generators": {"network", "schedule"},
    "formats": {"network", "schedule"},
    "simulation": {"network", "schedule"},
    "inference": {"network", "schedule"},
    "annealing": {"network", "schedule", "simulation"},
    "optimum": {"network", "schedule", "simulation"},
}
_ALL_BEFORE = set(_BEFORE)
CORE = {
    **{
        room: before | ({"errors", "names", "kernels"} if room not in ("errors", "names", "kernels") else set())
        for room, before in _BEFORE.items()
    },
    "benchmark": _ALL_BEFORE,
    "experiments": _ALL_BEFORE | {"benchmark"},
}

QT_PROBE = "ioviz.qt_libraries"
"""What asks whether Qt can be imported, for a sentence instead of a traceback: it asks when it is called."""
QT = {"PySide6", "shiboken6", "pyqtgraph", "PyQt5", "PyQt6", "qtpy"}
# What starts a thread; a lock, or the hook for a thread that died, starts none.
THREADS = (
    "_thread",
    "concurrent",
    "asyncio",
    "threading.Thread",
    "threading.Timer",
    "PySide6.QtCore.QThread",
    "PySide6.QtCore.QThreadPool",
    "PySide6.QtCore.QRunnable",
)
KERNELS = {"numba", "llvmlite"}
PEOPLE = {"rich", "argparse"}

# Floors: the packages of one floor know those of the floors above it, and not each other.
VIEWMODELS = (
    ("text", "look", "storage"),
    ("compiling",),
    ("frame", "benchmark"),
    ("network",),
    ("timeline", "explain", "setup"),
    ("document",),
    ("compare", "by_hand", "anneal", "export"),
)
GUI = (
    ("toolkit", "session"),
    ("actions", "plots", "views"),
    ("views.network", "views.timeline", "saved_lists"),
    ("help", "setup", "anneal", "benchmark", "compare"),
    ("explore",),
    ("explain", "by_hand", "export"),
    ("shell",),
)
# A view or plot is given ready data and asks by signal; what has no network to show knows words and colours alone.
NOT_FOR_VIEWS = ("ioviz.core", "ioviz.gui.session", "ioviz.gui.actions")
FOR_TOOLKIT = (
    "ioviz.viewmodels.text",
    "ioviz.viewmodels.look",
    "ioviz.gui.toolkit",
    "ioviz.paths",
    "ioviz.core.errors",
    "ioviz.core.formats.replacing",  # pictures are written as every file is: the old one stays until the new is whole
)

# The command that opens the window, and those that draw films and pictures with its views and no screen: the only
# modules of cli that may import gui.
WINDOW_COMMANDS = ("ioviz.cli.window", "ioviz.cli.export", "ioviz.cli.curve")
# Programs share a batch among threads: numba's own pool may not be used by two of the window's jobs at a time.
THREAD_HOMES = ("ioviz.gui.session.jobs", "ioviz.core.inference.workers")
PROCESS_HOMES = ("ioviz.core.annealing", "ioviz.core.benchmark", "ioviz.core.experiments")
"""Several chains of annealing at once are processes, and so are the workers of experiments, and the contenders of a
benchmark: one that crashes or hangs must not take the others with it, and each needs its libraries' threads set up
before they are loaded. Their parent only waits for them."""


def violations(root: Path) -> list[str]:
    """Every import below `root`/ioviz that the table forbids, as "file:line: sentence"."""
    found = []
    for path in _sources(root):
        module = _module_name(path.relative_to(root))
        for line, target, for_types in _imports(path, module):
            reason = "" if for_types and _typed_by_core(module, target) else _reason(module, target)
            if reason:
                found.append(f"{path.relative_to(root)}:{line}: {module} imports {target}: {reason}")
    return found


def _sources(root: Path) -> list[Path]:
    """All modules, and the stubs that list the names of a package."""
    return sorted(path for path in (root / "ioviz").rglob("*.py*") if path.suffix in (".py", ".pyi"))


def _module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, module: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the line of each import, what is imported, and whether only the type checker sees it."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for_types = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and ast.unparse(test.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for statement in test.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        for line, target in _imports_of(node, path, module):
            yield line, target, id(node) in for_types


def _typed_by_core(module: str, target: str) -> bool:
    """Whether a view names the type of what it is given: a public name of core, which it does not import to run."""
    return _is_view(module) and _inside(target, "ioviz.core") and not _core_is_private(target)


def _imports_of(node: ast.AST, path: Path, module: str) -> Iterator[tuple[int, str]]:
    package = module if path.stem == "__init__" else module.rpartition(".")[0]
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield node.lineno, alias.name
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            kept = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*kept, base] if base else kept)
        # `from ioviz.core import schedule` imports a room as well as a name of ioviz.core.
        for alias in node.names:
            yield node.lineno, f"{base}.{alias.name}"
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("import_module", "__import__") and isinstance(node.args[0].value, str):
            yield node.lineno, node.args[0].value
    elif (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("threading", "QtCore")
    ):
        yield node.lineno, f"{'PySide6.' if node.value.id == 'QtCore' else ''}{node.value.id}.{node.attr}"


def _inside(target: str, *packages: str) -> bool:
    return any(target == package or target.startswith(package + ".") for package in packages)


def _reason(module: str, target: str) -> str:
    """Why `module` may not import `target`, or nothing."""
    top = target.partition(".")[0]
    in_gui = _inside(module, "ioviz.gui")
    if top in QT and not in_gui and module != QT_PROBE:
        return "Qt belongs to gui alone"
    if top in KERNELS and not _inside(module, "ioviz.core.kernels"):
        return "compiled code belongs to core/kernels alone"
    processes_at_home = module in PROCESS_HOMES and _inside(target, "multiprocessing")
    if _inside(target, *THREADS) and module not in THREAD_HOMES and not processes_at_home:
        return "threads are made in gui/session/jobs and core/inference/workers alone"
    if top == "multiprocessing" and not _inside(module, *PROCESS_HOMES):
        return "processes are made in core/annealing, core/benchmark and core/experiments alone"
    if top in PEOPLE and _inside(module, "ioviz.core", "ioviz.viewmodels"):
        return "talking to people at a terminal belongs to cli"
    if top != "ioviz":
        return ""
    if _inside(module, "ioviz.core"):
        return _core_reason(module, target)
    if _inside(module, "ioviz.viewmodels"):
        # A report says by which version it was made.
        if target != "ioviz.__version__" and not _inside(target, "ioviz.core", "ioviz.viewmodels"):
            return "viewmodels import core alone"
        return _floor_reason(module, target, "ioviz.viewmodels", VIEWMODELS)
    if _inside(module, "ioviz.cli", "ioviz.__main__"):
        return (
            "only the command that opens the window imports gui"
            if _to_gui(target) and module not in WINDOW_COMMANDS
            else ""
        )
    if in_gui:
        return _gui_reason(module, target)
    return "" if _inside(target, "ioviz.core", "ioviz.paths") else "paths and the public names import core alone"


def _to_gui(target: str) -> bool:
    return _inside(target, "ioviz.gui")


def _core_reason(module: str, target: str) -> str:
    if not _inside(target, "ioviz.core"):
        return "core imports core alone"
    parts, wanted = module.split("."), target.split(".")
    if len(parts) < 3 or len(wanted) < 3:
        return ""
    room, other = parts[2], wanted[2]
    if room not in CORE:
        return f"core/{room} has no row in the table of tests/import_rules.py"
    if other == room or other in CORE[room]:
        return ""
    if room == "kernels":
        return "core/kernels imports numpy and numba alone"
    return f"core/{other} does not stand before core/{room}"


def _core_is_private(target: str) -> bool:
    parts = target.split(".")
    return len(parts) > 4 or "kernels" in parts or any(part.startswith("_") for part in parts)


def _is_view(module: str) -> bool:
    return _inside(module, "ioviz.gui.views", "ioviz.gui.plots")


def _gui_reason(module: str, target: str) -> str:
    if _inside(target, "ioviz.cli"):
        return "gui does not import cli"
    if _is_view(module) and _inside(target, *NOT_FOR_VIEWS):
        return "a view or plot imports viewmodels and toolkit, never session, actions or core"
    if _inside(module, "ioviz.gui.toolkit") and not _inside(target, *FOR_TOOLKIT):
        return "the toolkit knows no networks: it imports viewmodels/text and viewmodels/look alone"
    if _inside(target, "ioviz.core") and _core_is_private(target):
        return "the window imports core's public names alone"
    return _floor_reason(module, target, "ioviz.gui", GUI)


def _floor_reason(module: str, target: str, top: str, floors: tuple[tuple[str, ...], ...]) -> str:
    """Why a package of `top` may not import another one of it, or nothing."""
    if module == top or not _inside(target, top) or target == top:
        return ""
    level = {package: floor for floor, packages in enumerate(floors) for package in packages}
    own, other = _package(module, top, level), _package(target, top, level)
    if own not in level or other not in level:
        return f"{top}.{own if own not in level else other} has no place in the floors of tests/import_rules.py"
    if own == other or level[other] < level[own]:
        return ""
    return f"{top}.{other} does not stand before {top}.{own}"


def _package(module: str, top: str, level: dict[str, int]) -> str:
    """The package of `top` that a module is in, or is: the longest one that has a place."""
    parts = module.removeprefix(f"{top}.").split(".")
    return next((name for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in level), parts[0])


def circles(root: Path) -> list[list[str]]:
    """The modules below `root`/ioviz that import each other in a circle, for types and in functions, too."""
    paths = [(_module_name(path.relative_to(root)), path) for path in _sources(root)]
    modules = {module for module, _path in paths}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for module, path in paths:
        for _line, target, _for_types in _imports(path, module):
            # `from a import b` imports the module a.b, or a name of a.
            found = target if target in modules else target.rpartition(".")[0]
            if found in modules and found != module:
                graph.add_edge(module, found)
    return sorted(sorted(circle) for circle in nx.strongly_connected_components(graph) if len(circle) > 1)
