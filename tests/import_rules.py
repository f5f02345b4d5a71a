"""Who may import what: the table of the design, checked over the source without running it.

An import is counted wherever it stands: at the top, in a function, under TYPE_CHECKING, and as a literal text given to
`import_module` or `__import__`. So is `threading.Thread`, which needs no import of its own. One thing only is said for
the type checker alone: a view may name the core type of what its setter is given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

# Each room of core, and which other rooms of core it may import. All of them but kernels may import errors and kernels.
_BEFORE = {
    "errors": set(),
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
        room: before | ({"errors", "kernels"} if room not in ("errors", "kernels") else set())
        for room, before in _BEFORE.items()
    },
    "benchmark": _ALL_BEFORE,
    "experiments": _ALL_BEFORE | {"benchmark"},
}

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

# The command that opens the window, and the one that draws films and pictures with its views and no screen: the only
# modules of cli that may import gui.
WINDOW_COMMANDS = ("ioviz.cli.window", "ioviz.cli.export")
# What a view, plot or bar of the window must not know: it is given ready data and asks by signal.
NOT_FOR_VIEWS = (
    "ioviz.core",
    "ioviz.cli",
    "ioviz.gui.session.session",
    "ioviz.gui.session.jobs",
    "ioviz.gui.shell.app",
    "ioviz.gui.shell.main_window",
)
VIEW_SUFFIXES = ("_view", "_plot", "_bar")
WINDOW_SUFFIXES = ("_tab", "_dialog")
# Programs share a batch among threads: numba's own pool may not be used by two of the window's jobs at a time.
THREAD_HOMES = ("ioviz.gui.session.jobs", "ioviz.core.inference.workers")
PROCESS_HOMES = ("ioviz.core.annealing", "ioviz.core.benchmark", "ioviz.core.experiments")
"""Several chains of annealing at once are processes, and so are the workers of experiments, and the contenders of a
benchmark: one that crashes or hangs must not take the others with it, and each needs its libraries' threads set up
before they are loaded. Their parent only waits for them."""


def violations(root: Path) -> list[str]:
    """Every import below `root`/ioviz that the table forbids, as "file:line: sentence"."""
    found = []
    for path in sorted((root / "ioviz").rglob("*.py")):
        module = _module_name(path.relative_to(root))
        for line, target, for_types in _imports(path, module):
            reason = "" if for_types and _typed_by_core(module, target) else _reason(module, target)
            if reason:
                found.append(f"{path.relative_to(root)}:{line}: {module} imports {target}: {reason}")
    return found


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
    is_view = _inside(module, "ioviz.gui") and module.endswith(VIEW_SUFFIXES)
    return is_view and _inside(target, "ioviz.core") and not _core_is_private(target)


def _imports_of(node: ast.AST, path: Path, module: str) -> Iterator[tuple[int, str]]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
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
    if top in QT and not in_gui:
        return "Qt belongs to gui alone"
    if top in KERNELS and not _inside(module, "ioviz.core.kernels"):
        return "compiled code belongs to core/kernels alone"
    processes_at_home = module in PROCESS_HOMES and _inside(target, "multiprocessing")
    if _inside(target, *THREADS) and module not in THREAD_HOMES and not processes_at_home:
        return "threads are made in gui/jobs and core/inference/workers alone"
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
        allowed = target == "ioviz.__version__" or _inside(target, "ioviz.core", "ioviz.viewmodels")
        return "" if allowed else "viewmodels import core alone"
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


def _gui_reason(module: str, target: str) -> str:
    name = module.rpartition(".")[2]
    last = target.split(".")
    if _inside(target, "ioviz.cli"):
        return "gui does not import cli"
    if name.endswith(VIEW_SUFFIXES):
        knows_too_much = _inside(target, *NOT_FOR_VIEWS) or (
            _to_gui(target) and any(part.endswith(WINDOW_SUFFIXES) for part in last)
        )
        return "a view, plot or bar imports viewmodels and style, never session or core" if knows_too_much else ""
    if _inside(target, "ioviz.core") and _core_is_private(target):
        return "the window imports core's public names alone"
    return ""
