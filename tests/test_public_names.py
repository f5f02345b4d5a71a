"""``import ioviz`` is quick, needs no display, and gives the names that are promised."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import ioviz
import ioviz.core.benchmark

PROMISED = [
    "load", "save", "load_schedule", "generate", "order", "simulate", "record_trace", "infer", "Network", "Schedule",
    "Trace",
]  # fmt: skip


def test_promised_names_are_public():
    assert set(PROMISED) < set(ioviz.__all__)


@pytest.mark.parametrize("package", [ioviz, ioviz.core.benchmark])
def test_every_public_name_is_the_one_that_type_checkers_see(package):
    """The stub is read without lazy_loader: each name is that of the module it stands for, under its own name."""
    tree = ast.parse(Path(package.__file__).with_suffix(".pyi").read_text())
    lines = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert {node.names[0].name for node in lines} == set(package.__all__) - {"__version__"}
    for node in lines:
        (alias,) = node.names
        module = importlib.import_module(f"{package.__name__}.{node.module}")
        assert alias.asname == alias.name  # else a strict type checker does not see it
        assert getattr(package, alias.name) is getattr(module, alias.name)
        assert alias.name in dir(package)


def test_unknown_name():
    with pytest.raises(AttributeError, match="No ioviz attribute lode"):
        ioviz.lode  # noqa: B018  # the look-up is what is tested


def test_import_brings_nothing_heavy():
    heavy = {"numpy", "numba", "scipy", "networkx", "PySide6", "pyqtgraph", "rich", "platformdirs"}
    code = "import ioviz, sys; ioviz.IovizError; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)
