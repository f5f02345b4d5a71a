"""What the window imports after its first paint, in a thread: it is usable meanwhile, and ready a moment later."""

from __future__ import annotations

from importlib import import_module

# In this order: what the first picture needs comes first. Nothing here may need a QApplication to be imported.
_MODULES = (
    "numpy",
    "ioviz.core.formats",
    "ioviz.core.network",
    "ioviz.core.schedule",
    "ioviz.core.simulation",
    "ioviz.viewmodels.document",
    "ioviz.viewmodels.frame",
    "ioviz.viewmodels.placement",
    "ioviz.viewmodels.timeline",
    "ioviz.gui.network_view",
    "ioviz.gui.sentence_bar",
    "ioviz.gui.memory_view",
    "ioviz.gui.counters_view",
    "ioviz.gui.timeline_view",
    "ioviz.gui.example_view",
)


def warm_up() -> None:
    """Import them; safe to run in a thread and more than once."""
    for name in _MODULES:
        import_module(name)
