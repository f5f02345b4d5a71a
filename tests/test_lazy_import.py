"""`import ioviz` is quick: it imports nothing heavy, and needs no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numba", "llvmlite", "scipy", "networkx", "PySide6", "shiboken6", "pyqtgraph", "numpy", "rich")


def _modules_after(code: str) -> set[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("code", ["import ioviz", "import ioviz.paths; ioviz.paths.sample_names()"])
def test_nothing_heavy_is_imported(code: str) -> None:
    assert _modules_after(code) & set(HEAVY) == set()


def test_the_engine_needs_no_window() -> None:
    code = (
        "import ioviz, ioviz.paths\n"
        "network = ioviz.load(ioviz.paths.sample_path('diamond'))\n"
        "ioviz.simulate(network, ioviz.order(network), memory=3)\n"
        "ioviz.record_trace(network, ioviz.order(network), memory=3).state(2)\n"
    )
    # numba itself looks whether there is a scipy.
    assert _modules_after(code) & {"PySide6", "shiboken6", "pyqtgraph", "networkx", "rich"} == set()


def test_every_public_name_is_there() -> None:
    import ioviz

    for name in ioviz.__all__:
        assert getattr(ioviz, name) is not None
    with pytest.raises(AttributeError, match="No ioviz attribute nothing"):
        ioviz.nothing  # noqa: B018
