"""The import rules of the design hold, and each check finds a planted failure."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.import_rules import CORE, GUI, VIEWMODELS, circles, violations

ROOT = Path(__file__).resolve().parent.parent


def test_source_keeps_the_rules() -> None:
    assert violations(ROOT) == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circles(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "from ioviz.core.network.b import B",
        "from ioviz.core.network import b",
        "def f():\n    from ioviz.core.network.b import B",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ioviz.core.network.b import B",
    ],
)
def test_a_planted_circle_is_found(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "ioviz/core/network"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(f"{line}\n")
    (folder / "b.py").write_text("B = 1\n")
    assert circles(tmp_path) == []
    (folder / "b.py").write_text("from ioviz.core.network.c import C\n")
    (folder / "c.py").write_text("import ioviz.core.network.a\n")
    assert circles(tmp_path) == [["ioviz.core.network.a", "ioviz.core.network.b", "ioviz.core.network.c"]]


def test_every_package_of_the_window_has_a_floor() -> None:
    for top, floors in (("viewmodels", VIEWMODELS), ("gui", GUI)):
        folders = {path.parent for path in (ROOT / "ioviz" / top).rglob("*.py")} - {ROOT / "ioviz" / top}
        packages = {".".join(folder.relative_to(ROOT / "ioviz" / top).parts) for folder in folders}
        assert packages == {package for floor in floors for package in floor}


def test_every_package_of_core_has_a_row() -> None:
    packages = {
        path.stem
        for path in (ROOT / "ioviz/core").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert packages - {"__init__"} <= set(CORE)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core/network/a.py", "import PySide6.QtCore"),
        ("core/network/a.py", "def f():\n    from pyqtgraph import mkPen"),
        ("core/network/a.py", "import importlib\nimportlib.import_module('PySide6.QtCore')"),
        ("core/network/a.py", "__import__('shiboken6')"),
        ("core/network/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import PySide6"),
        ("core/network/a.py", "from numba import njit"),
        ("core/network/a.py", "from ioviz.core.schedule import Schedule"),
        ("core/network/a.py", "from ioviz.core import simulation"),
        ("core/network/a.py", "from ioviz.viewmodels import frame"),
        ("core/network/a.py", "from ioviz.paths import sample_folder"),
        ("viewmodels/timeline/a.py", "import ioviz"),
        ("core/network/a.py", "import rich"),
        ("core/network/a.py", "from .. import schedule"),
        ("core/network/a.py", "from ..schedule.schedule import Schedule"),
        ("core/network/__init__.py", "from ..schedule import Schedule"),
        ("core/kernels/a.py", "from ioviz.core.network import Network"),
        ("core/kernels/a.py", "from ioviz.core.errors import IovizError"),
        ("core/errors.py", "from ioviz.core.network import Network"),
        ("core/schedule/a.py", "from ioviz.core.simulation import simulate"),
        ("core/simulation/a.py", "from ioviz.core.annealing import anneal"),
        ("core/inference/a.py", "from ioviz.core.simulation import Trace"),
        ("core/formats/a.py", "from ioviz.core.simulation import Trace"),
        ("core/generators/a.py", "from ioviz.core.formats import load"),
        ("core/optimum/a.py", "from ioviz.core.benchmark import timing"),
        ("core/benchmark/a.py", "from ioviz.core.experiments import sweep"),
        ("core/new_package/a.py", "from ioviz.core.network import Network"),
        ("core/simulation/a.py", "from threading import Thread"),
        ("core/simulation/a.py", "import threading\nthreading.Thread()"),
        ("core/simulation/a.py", "from concurrent.futures import ThreadPoolExecutor"),
        ("core/simulation/a.py", "import multiprocessing"),
        ("gui/session/jobs.py", "from multiprocessing import Process"),
        ("core/annealing/a.py", "from threading import Thread"),
        ("core/benchmark/a.py", "from threading import Thread"),
        ("core/inference/a.py", "from threading import Thread"),
        ("core/inference/a.py", "import multiprocessing"),
        ("gui/explore/explore_tab.py", "from PySide6.QtCore import QThread"),
        ("gui/explore/explore_tab.py", "from PySide6 import QtCore\nQtCore.QThreadPool()"),
        ("viewmodels/timeline/a.py", "from PySide6.QtGui import QColor"),
        ("viewmodels/timeline/a.py", "from ioviz.gui.toolkit import style"),
        ("viewmodels/timeline/a.py", "from ioviz import load"),
        ("viewmodels/timeline/a.py", "import numba"),
        ("gui/views/network/network_view.py", "from ioviz.core.network import Network"),
        ("gui/views/network/network_view.py", "def f():\n    from ioviz.core.network import Network"),
        (
            "gui/views/network/network_view.py",
            "if TYPE_CHECKING:\n    from ioviz.core.network.build import build_network",
        ),
        (
            "gui/views/network/network_view.py",
            "if TYPE_CHECKING:\n    pass\nelse:\n    from ioviz.core.network import Network",
        ),
        (
            "gui/views/network/network_view.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ioviz.gui.session.session import Session",
        ),
        ("gui/plots/curve_plot.py", "from ioviz.gui import session"),
        ("gui/views/network/toolbar.py", "from ioviz.gui.explore.explore_tab import ExploreTab"),
        ("gui/plots/curve_plot.py", "from ioviz.gui.actions.actions import Actions"),
        ("gui/views/memory_view.py", "from ioviz.gui.views.network.camera import Camera"),
        ("gui/toolkit/card.py", "from ioviz.viewmodels.frame.frame import Frame"),
        ("gui/toolkit/card.py", "from ioviz.core.network import Network"),
        ("gui/toolkit/card.py", "from ioviz.gui.session.jobs import Jobs"),
        ("gui/session/player.py", "from ioviz.gui.toolkit.style import style"),
        ("gui/anneal/a.py", "from ioviz.gui.benchmark.benchmark_tab import BenchmarkTab"),
        ("gui/by_hand/a.py", "def f():\n    from ioviz.gui.shell.main_window import MainWindow"),
        ("gui/new_package/a.py", "from ioviz.gui.toolkit.style import style"),
        ("gui/loose.py", "from ioviz.gui.toolkit.style import style"),
        ("viewmodels/frame/a.py", "from ioviz.viewmodels.document.document import Document"),
        ("viewmodels/anneal/a.py", "from ioviz.viewmodels import by_hand"),
        ("viewmodels/loose.py", "from ioviz.viewmodels.text import numbers"),
        ("gui/explore/explore_tab.py", "from ioviz.core.kernels.uses import next_uses"),
        ("gui/explore/explore_tab.py", "from ioviz.core.network.build import something"),
        ("gui/explore/explore_tab.py", "from ioviz.cli.main import main"),
        ("cli/info.py", "from ioviz.gui.shell.app import run"),
        ("cli/info.py", "def f():\n    import ioviz.gui"),
        ("__init__.py", "from ioviz.gui.shell.app import run"),
        ("__init__.pyi", "from .gui.shell.app import run as run"),
        ("core/schedule/__init__.pyi", "from ..simulation import simulate as simulate"),
        ("paths.py", "from ioviz.viewmodels.look import palette"),
    ],
)
def test_planted_failure_is_found(tmp_path: Path, module: str, line: str) -> None:
    path = tmp_path / "ioviz" / module
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")
    assert len(violations(tmp_path)) >= 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core/kernels/a.py", "import numpy\nfrom numba import njit\nfrom ioviz.core.kernels.jit import kernel"),
        ("core/schedule/a.py", "from ioviz.core.network import Network\nfrom ioviz.core.errors import InvalidSchedule"),
        ("core/experiments/a.py", "from ioviz.core.benchmark import timing\nfrom ioviz.core.inference import infer"),
        ("core/simulation/a.py", "import threading\nthreading.Lock()"),
        ("core/annealing/a.py", "import multiprocessing"),
        ("core/benchmark/a.py", "import multiprocessing"),
        (
            "viewmodels/timeline/a.py",
            "from ioviz.core.simulation import Trace\nfrom ioviz.viewmodels.look import palette",
        ),
        ("viewmodels/timeline/a.py", "from ioviz import __version__"),
        (
            "gui/views/network/network_view.py",
            "from PySide6.QtGui import QColor\nfrom ioviz.viewmodels.look import palette\n"
            "from ioviz.gui.toolkit import style",
        ),
        (
            "gui/explore/explore_tab.py",
            "from ioviz.core.network import Network\nfrom ioviz.gui.session.session import Session",
        ),
        ("gui/views/counters_view.py", "if TYPE_CHECKING:\n    from ioviz.core.network import Bounds"),
        ("gui/session/jobs.py", "from PySide6.QtCore import QThread"),
        ("cli/window.py", "from ioviz.gui.shell.app import run"),
        ("cli/info.py", "import rich\nfrom ioviz.paths import sample_path\nfrom ioviz.core.network import statistics"),
    ],
)
def test_what_is_allowed_is_not_found(tmp_path: Path, module: str, line: str) -> None:
    path = tmp_path / "ioviz" / module
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")
    assert violations(tmp_path) == []


@pytest.mark.skipif(
    shutil.which("ruff") is None and not (Path(sys.executable).parent / "ruff").exists(),
    reason="ruff is in the extra dev",
)
@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core/network/a.py", "import PySide6.QtCore"),
        ("core/network/a.py", "from numba import njit"),
        ("core/network/a.py", "from ioviz.gui.shell.app import run"),
        ("core/network/a.py", "from ..schedule import Schedule"),
        ("viewmodels/timeline/a.py", "import pyqtgraph"),
        ("core/formats/a.py", "import pickle"),
        ("cli/info.py", "from ioviz.gui.shell.app import run"),
    ],
)
def test_ruff_finds_a_planted_failure(tmp_path: Path, module: str, line: str) -> None:
    path = tmp_path / "ioviz" / module
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff") or "ruff"
    command = [ruff, "check", "--no-cache", "--select", "TID", "ioviz"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "TID25" in done.stdout
