"""Views and plots run without core (but for its errors and names): they are given ready data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

CHILD = """
import importlib, pathlib, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        core = name.startswith("ioviz.core.") and name not in ("ioviz.core.errors", "ioviz.core.names")
        if core or name.startswith("ioviz.gui.session"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocker())
for package in ("views", "plots"):
    for path in sorted(pathlib.Path("ioviz/gui", package).rglob("*.py")):
        importlib.import_module(".".join(path.with_suffix("").parts))
        print(path.stem)
"""


def test_views_are_imported_with_core_blocked() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", CHILD]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"network_view", "memory_view", "counters_view", "timeline_view"} <= set(done.stdout.split())
