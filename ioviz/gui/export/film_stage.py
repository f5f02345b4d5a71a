"""The frames of an exported animation: the views of Explore on one page that is never on the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.gui.views.counters_view import CountersView
from ioviz.gui.views.example_view import ExampleView
from ioviz.gui.views.frame_view import FrameView
from ioviz.gui.views.memory_view import MemoryView
from ioviz.gui.views.network.network_view import NetworkView
from ioviz.gui.views.sentence_view import SentenceView
from ioviz.gui.views.timeline.timeline_view import TimelineView
from ioviz.viewmodels.document.document import Document
from ioviz.viewmodels.frame.frame import ExampleRun, make_frame
from ioviz.viewmodels.frame.playback import Position
from ioviz.viewmodels.text.numbers import count

_LEAST_FOR_TIMELINE = 560  # pixels of height at 100 % text
_LEAST_FOR_EXAMPLE = 640


class FilmStage:
    """Draws positions of a document into pixels, in the GUI thread, with or without a screen."""

    def __init__(self, document: Document, width: int, height: int, example: ExampleRun | None = None) -> None:
        self._document, self._example = document, example
        self.page = QWidget()  # as it was drawn last
        self.page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.page.setFixedSize(width, height)
        look = style()
        self._sentence, self._network, self._memory = SentenceView(), NetworkView(), MemoryView()
        self._counters, self._timeline = CountersView(), TimelineView()
        self._views: list[FrameView] = [self._sentence, self._network, self._memory, self._counters]
        right = QVBoxLayout()
        right.setSpacing(look.px(8))
        right.addWidget(_card("Fast memory", self._memory), 3)
        if example is not None and height >= look.px(_LEAST_FOR_EXAMPLE):
            shown = ExampleView()
            self._views.append(shown)
            right.addWidget(_card("Example", shown))
        counters = _card("I/Os", self._counters)
        counters.setMinimumHeight(look.px(150))
        right.addWidget(counters, 2)
        across = QHBoxLayout()
        across.setSpacing(look.px(8))
        across.addWidget(_card("Network", self._network), 58)
        across.addLayout(right, 42)
        column = QVBoxLayout(self.page)
        pad = look.px(12)
        column.setContentsMargins(pad, look.px(8), pad, pad)
        column.setSpacing(look.px(6))
        column.addWidget(label(_title(document), "value"))
        column.addWidget(self._sentence)
        column.addLayout(across, 7)
        if height >= look.px(_LEAST_FOR_TIMELINE):
            self._views.append(self._timeline)
            column.addWidget(_card("Residency", self._timeline), 3)
        for view in self._views:
            view.setMinimumSize(1, 1)
            view.setControls(False)
            view.setTheme(look.theme)
        self._sentence.setMinimumHeight(self._sentence.sizeHint().height())
        self.page.ensurePolished()
        self.page.show()
        column.activate()
        self._network.setNetwork(document.placement)
        self._counters.setBounds(document.bounds)
        self._timeline.setTrace(document.timeline)
        self._image = QImage(width, height, QImage.Format.Format_RGB32)
        self._drawn = False

    def draw(self, position: Position) -> np.ndarray:
        """The pixels of a position: uint8[height, width, 4], blue, green, red, unused. Valid until the next call."""
        frame = make_frame(
            self._document.trace,
            position.step,
            position.event,
            timing=self._document.timing,
            example=self._example,
        )
        for view in self._views:
            view.setFrame(frame)
        with painting(self._image, smooth=False) as painter:
            if not self._drawn:
                self._drawn = True
                painter.fillRect(self._image.rect(), self.page.palette().window())
                self.page.render(painter, QPoint(0, 0))
            self._draw_views(painter)
        height, width = self._image.height(), self._image.width()
        return np.frombuffer(self._image.constBits(), np.uint8).reshape(height, width, 4)

    def _draw_views(self, painter: QPainter) -> None:
        """Draw only the views, without their buttons: what lies between them never changes."""
        for view in self._views:
            at = view.mapTo(self.page, QPoint(0, 0))
            if view is self._sentence:  # it has no background of its own
                painter.fillRect(view.rect().translated(at), self.page.palette().window())
            view.render(painter, at, QRegion(), QWidget.RenderFlag(0))

    def close(self) -> None:
        """Delete the views."""
        self.page.close()
        self.page.deleteLater()


def _card(title: str, view: QWidget) -> Card:
    card = Card(title)
    card.set_view(view)
    return card


def _title(document: Document) -> str:
    intent = document.intent
    policy = intent.policy.upper()
    return f"{intent.title}  ·  order {document.schedule.name}  ·  M = {count(intent.memory)}  ·  {policy}"
