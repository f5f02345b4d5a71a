"""The import rules of the design hold, and each check finds a planted failure."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.import_rules import CORE, violations

ROOT = Path(__file__).resolve().parent.parent


def test_source_keeps_the_rules() -> None:
    assert violations(ROOT) == []


def test_every_room_of_core_has_a_row() -> None:
    rooms = {
        path.stem
        for path in (ROOT / "ioviz/core").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert rooms - {"__init__"} <= set(CORE)


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
        ("viewmodels/a.py", "import ioviz"),
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
        ("core/new_room/a.py", "from ioviz.core.network import Network"),
        ("core/simulation/a.py", "from threading import Thread"),
        ("core/simulation/a.py", "import threading\nthreading.Thread()"),
        ("core/simulation/a.py", "from concurrent.futures import ThreadPoolExecutor"),
        ("core/simulation/a.py", "import multiprocessing"),
        ("gui/jobs.py", "from multiprocessing import Process"),
        ("core/annealing/a.py", "from threading import Thread"),
        ("core/benchmark/a.py", "from threading import Thread"),
        ("core/inference/a.py", "from threading import Thread"),
        ("core/inference/a.py", "import multiprocessing"),
        ("gui/explore_tab.py", "from PySide6.QtCore import QThread"),
        ("gui/explore_tab.py", "from PySide6 import QtCore\nQtCore.QThreadPool()"),
        ("viewmodels/a.py", "from PySide6.QtGui import QColor"),
        ("viewmodels/a.py", "from ioviz.gui import style"),
        ("viewmodels/a.py", "from ioviz import load"),
        ("viewmodels/a.py", "import numba"),
        ("gui/network_view.py", "from ioviz.core.network import Network"),
        ("gui/network_view.py", "def f():\n    from ioviz.core.network import Network"),
        ("gui/network_view.py", "if TYPE_CHECKING:\n    from ioviz.core.network.build import build_network"),
        ("gui/network_view.py", "if TYPE_CHECKING:\n    pass\nelse:\n    from ioviz.core.network import Network"),
        (
            "gui/network_view.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ioviz.gui.session.session import Session",
        ),
        ("gui/curve_plot.py", "from ioviz.gui import session"),
        ("gui/transport_bar.py", "from ioviz.gui.explore.explore_tab import ExploreTab"),
        ("gui/explore_tab.py", "from ioviz.core.kernels.uses import next_uses"),
        ("gui/explore_tab.py", "from ioviz.core.network.build import something"),
        ("gui/explore_tab.py", "from ioviz.cli.main import main"),
        ("cli/info.py", "from ioviz.gui.shell.app import run"),
        ("cli/info.py", "def f():\n    import ioviz.gui"),
        ("__init__.py", "from ioviz.gui.shell.app import run"),
        ("paths.py", "from ioviz.viewmodels import palette"),
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
        ("viewmodels/a.py", "from ioviz.core.simulation import Trace\nfrom ioviz.viewmodels import palette"),
        ("viewmodels/a.py", "from ioviz import __version__"),
        (
            "gui/network_view.py",
            "from PySide6.QtGui import QColor\nfrom ioviz.viewmodels import palette\nfrom ioviz.gui import style",
        ),
        ("gui/explore_tab.py", "from ioviz.core.network import Network\nfrom ioviz.gui.session.session import Session"),
        ("gui/counters_view.py", "if TYPE_CHECKING:\n    from ioviz.core.network import Bounds"),
        ("gui/jobs.py", "from PySide6.QtCore import QThread"),
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
        ("viewmodels/a.py", "import pyqtgraph"),
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
