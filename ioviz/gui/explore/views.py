"""The views of one schedule, by name."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from ioviz.gui.views.counters_view import CountersView
from ioviz.gui.views.example_view import ExampleView
from ioviz.gui.views.frame_view import FrameView
from ioviz.gui.views.memory_view import MemoryView
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.gui.views.sentence_view import SentenceView
from ioviz.gui.views.timeline.timeline_view import TimelineView


@dataclass(frozen=True)
class Views:
    """The views of a frame in Explore. This module is imported after the first paint, since it imports all views."""

    network: NetworkView = field(default_factory=NetworkView)
    memory: MemoryView = field(default_factory=MemoryView)
    counters: CountersView = field(default_factory=CountersView)
    example: ExampleView = field(default_factory=ExampleView)
    timeline: TimelineView = field(default_factory=TimelineView)
    sentence: SentenceView = field(default_factory=SentenceView)

    @property
    def all(self) -> tuple[FrameView, ...]:
        """All views."""
        return tuple(getattr(self, view.name) for view in fields(self))
