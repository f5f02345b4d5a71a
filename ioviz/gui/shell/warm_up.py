"""Imports for the window, in a thread after its first paint, so that it can be used meanwhile."""

from __future__ import annotations

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


def warm_up() -> None:
    """Import the modules, in any thread and any number of times."""
    for name in _MODULES:
        import_module(name)
