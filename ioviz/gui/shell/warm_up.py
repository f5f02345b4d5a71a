"""Imports for the window, in a thread after its first paint, so that it can be used meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

# What the first frame needs comes first. None of these may need a QApplication to be imported.
_MODULES = (
    "ioviz.core.formats",
    "ioviz.core.network",
    "ioviz.core.schedule",
    "ioviz.core.simulation",
    "ioviz.viewmodels.document.document",
    "ioviz.viewmodels.frame.frame",
    "ioviz.viewmodels.network.place",
    "ioviz.viewmodels.timeline.timeline",
    "ioviz.gui.views.network.network_view",
    "ioviz.gui.views.sentence_view",
    "ioviz.gui.views.memory_view",
    "ioviz.gui.views.counters_view",
    "ioviz.gui.views.timeline.timeline_view",
    "ioviz.gui.views.example_view",
)

# Where scipy is installed, this part of the compiler imports its linear algebra, 0.2 s, for products of
# dense matrices inside of kernels, which ioviz does not have; so the window skips that import.
_COMPILER = "numba.np.arraymath"


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Make a module seem not installed, unless it is imported already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # makes the import fail
    try:
        yield
    finally:
        sys.modules.pop(name, None)


def warm_up() -> bool:
    """Import the modules, in any thread and any number of times; return whether the kernels are compiled already."""
    import_module("numpy")
    with _hidden("scipy.linalg"):
        import_module(_COMPILER)
    for name in _MODULES:
        import_module(name)
    from ioviz.viewmodels.document.engine import compiled_before

    return compiled_before()
