"""``import ioviz`` is quick, needs no display, and gives the names that are promised."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import ioviz

PROMISED = [
    "load", "save", "load_schedule", "generate", "order", "simulate", "record_trace", "infer", "Network", "Schedule",
    "Trace",
]  # fmt: skip


def test_promised_names_are_public():
    assert set(PROMISED) < set(ioviz.__all__)


@pytest.mark.parametrize("name", [name for name in ioviz.__all__ if name != "__version__"])
def test_every_public_name_comes_from_its_home(name):
    assert getattr(ioviz, name) is getattr(importlib.import_module(ioviz._HOME[name]), name)
    assert name in dir(ioviz)


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(ioviz.__file__).read_text())
    seen = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen >= set(ioviz.__all__) - {"__version__"}


def test_unknown_name():
    with pytest.raises(AttributeError, match="has no attribute 'lode'"):
        ioviz.lode  # noqa: B018  # the look-up is what is tested


def test_import_brings_nothing_heavy():
    heavy = {"numpy", "numba", "scipy", "networkx", "PySide6", "pyqtgraph", "rich", "platformdirs"}
    code = "import ioviz, sys; ioviz.IovizError; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_version_is_that_of_the_project():
    text = Path("pyproject.toml").read_text()
    assert f'version = "{ioviz.__version__}"' in text
