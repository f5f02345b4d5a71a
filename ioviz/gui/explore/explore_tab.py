"""The Explore tab: one schedule, step by step. It ties session and player to the views and passes hover on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions
from ioviz.gui.compare.controller import CompareController
from ioviz.gui.explore.transport_bar import TransportBar
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.player import Player
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.frame.playback import Position

if TYPE_CHECKING:
    from ioviz.gui.explore.views import Views
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.frame.frame import ExampleRun, Frame

PARTS = ("network", "memory", "timeline")
_LEAST_HEIGHT = {"network": 100, "memory": 76, "counters": 84, "example": 36, "timeline": 70}
_LEAST_CELLS = 36  # pixels at any text size: cells of fast memory without their second line
_LOW = 560  # pixels at 100 %
_NARROW, _COLUMN_WIDTH = 820, 226  # pixels at 100 %
_FAR_NARROW = 960  # a tab that is narrower has no room for fast memory beside a far column
_RIGHT_WIDTH = 328  # of fast memory and counters beside a far column, in pixels at 100 %
_TIMELINE_SHARE = 0.3  # of the height for all views, at first


class _RightColumn(QWidget):
    """Fast memory, example, counters. Where there is no room for all three, the example stays away."""

    _NEEDED = 358  # pixels at 100 %

    def __init__(self, memory: Card, example: Card, counters: Card) -> None:
        super().__init__()
        self._memory, self._example, self._counters, self._wanted = memory, example, counters, False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(memory, 1)
        self._column.addWidget(example)
        self._column.addWidget(counters)
        example.hide()
        style().changed.connect(self._arrange)

    def set_example(self, wanted: bool) -> None:
        """Whether there is an example to show."""
        self._wanted = wanted
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def add_stand_in(self, card: Card) -> None:
        """A card that can take the place of fast memory for a moment."""
        self._column.insertWidget(0, card, 1)

    def show_stand_in(self, card: Card, on: bool) -> None:
        """In a low column the counters make room, too."""
        card.setVisible(on)
        self._memory.setVisible(not on)
        self._counters.setVisible(not on or self.height() >= style().px(self._NEEDED))

    def _arrange(self) -> None:
        self._column.setSpacing(style().px(8))
        self._example.setVisible(self._wanted and self.height() >= style().px(self._NEEDED))


class ExploreTab(QWidget):
    """Cards first, views when everything is imported, frames when there is a document."""

    frameShown = Signal(object)  # Frame

    def __init__(
        self, session: Session, player: Player, jobs: Jobs, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._player, self._jobs = session, player, jobs
        self._document: Document | None = None
        self._proportioned = False
        self._right_wanted, self._stands_in = True, False
        self._aside: dict[QWidget, int] = {}  # cards beside the views, and their width in pixels; 0: a share
        self._far: QWidget | None = None
        self._also_highlighted: list[Any] = []  # views beside those of this tab
        self._views: Views | None = None
        self._frame: Frame | None = None
        self._hovered: int | None = None
        self._example: ExampleRun | None = None

        self.transport = TransportBar(actions)
        self._sentence_place = QWidget()  # as high as the sentence will be, so that nothing jumps when it comes
        self.sentence: QWidget = self._sentence_place
        self._cards = {
            "network": Card("Network", "Getting ready …"),
            "memory": Card("Fast memory"),
            "counters": Card("I/Os"),
            "example": Card("Example"),
            "timeline": Card("Residency"),
        }
        self._lay_out()

        # One frame at a time, however many requests came in since the last one was drawn.
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._draw)

        self.transport.seekRequested.connect(player.seek)
        self.transport.speedRequested.connect(player.set_speed)
        self.transport.unitRequested.connect(player.set_unit)
        player.lengthChanged.connect(self.transport.setLength)
        player.playingChanged.connect(self.transport.setPlaying)
        player.speedChanged.connect(self.transport.setSpeed)
        player.unitChanged.connect(self.transport.setUnit)
        player.positionChanged.connect(self._moved)
        self.transport.setSpeed(player.speed)
        self.transport.setUnit(player.unit)
        session.documentChanged.connect(self._take)
        session.exampleChanged.connect(self._example_changed)
        self.side_by_side = CompareController(session, player, jobs, actions, self)
        self.side_by_side.switched.connect(self._switch_columns)
        style().changed.connect(self._restyle)
        self._restyle()

    # -- parts -------------------------------------------------------------------------------------------

    def build_views(self) -> None:
        """Make the views; their modules are imported by now."""
        from ioviz.gui.explore.views import make_views

        self._views = views = make_views()
        for name, card in self._cards.items():
            card.set_view(getattr(views, name))
        self.sentence = views.sentence
        self._column.replaceWidget(self._sentence_place, self.sentence)
        self._sentence_place.hide()
        for view in views.all:
            view.setTheme(style().theme)
        views.network.setJobs(self._jobs)
        for shows_neurons in (views.network, views.memory, views.timeline):
            shows_neurons.neuronHovered.connect(self.hover)
        views.timeline.seekRequested.connect(self._player.seek)
        views.example.exampleRequested.connect(self._session.choose_example)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._proportioned:
            self._proportioned = True
            height, width = self._whole.height(), self._whole.width()
            self._whole.setSizes([round(height * (1 - _TIMELINE_SHARE)), round(height * _TIMELINE_SHARE)])
            self._upper.setSizes([round(width * 0.58), round(width * 0.42)])

    @property
    def views(self) -> Views:
        """The views; they are there from `build_views` on."""
        assert self._views is not None
        return self._views

    def add_bar(self, bar: QWidget) -> None:
        """A bar below the transport."""
        self._column.insertWidget(1, bar)

    def add_stand_in(self, card: Card) -> None:
        """A card that can be shown where fast memory is; see `show_stand_in`."""
        self._right.add_stand_in(card)

    def show_stand_in(self, card: Card, on: bool) -> None:
        """Show a card where fast memory is, or fast memory again."""
        self._right.show_stand_in(card, on)
        self._stands_in = on
        self._divide()

    @property
    def is_narrow(self) -> bool:
        """Whether three columns are too many."""
        return self.width() < style().px(_NARROW)

    def add_column(self, card: Card, *, left: bool) -> None:
        """A card left of the network, as wide as a list, or right of fast memory, as wide as the network; hidden."""
        card.hide()
        self._upper.insertWidget(0 if left else self._upper.count(), card)
        self._aside[card] = style().px(_COLUMN_WIDTH) if left else 0

    def show_column(self, card: Card, on: bool) -> None:
        """Show or hide a card beside the views; in a narrow tab it takes the place of fast memory."""
        if on != card.isVisibleTo(self._upper):
            card.setVisible(on)
            self._divide()

    def add_far_column(self, column: QWidget) -> None:
        """A column right of everything below the sentence; hidden."""
        column.hide()
        self._far = column
        self._across.addWidget(column)

    def show_far_column(self, on: bool, wide: int) -> None:
        """Show or hide that column, so wide; in a narrow tab it takes the place of fast memory."""
        assert self._far is not None
        self._far.setVisible(on)
        if on:
            rest = max(1, self._across.width() - wide)
            self._across.setSizes([rest, wide])
            right = max(style().px(_RIGHT_WIDTH), round(0.42 * rest))  # its numbers need their room
            self._upper.setSizes([max(1, rest - right), right])
        self._divide()

    def add_hovered(self, *views: Any) -> None:
        """Views that highlight a neuron with those of this tab."""
        self._also_highlighted += views

    def _divide(self) -> None:
        """The width for all that is shown side by side."""
        shown = [card for card in self._aside if card.isVisibleTo(self._upper)]
        far = self._far is not None and not self._far.isHidden()
        narrow = (bool(shown) and self.is_narrow) or (far and self.width() < style().px(_FAR_NARROW))
        crowded = narrow and not self._stands_in
        self._right.setVisible(self._right_wanted and not crowded)
        if not self._aside:
            return
        parts = [part for k in range(self._upper.count()) if (part := self._upper.widget(k)) is not None]
        fixed = sum(self._aside[card] for card in shown)
        weights = {
            self._cards["network"]: 5.0,
            self._right: 6.5 if self._stands_in else 5.0,
            **dict.fromkeys(shown, 5.0),
        }
        here = [w for w in parts if not w.isHidden() and self._aside.get(w, 0) == 0]
        unit = max(1.0, self._upper.width() - fixed) / max(1.0, sum(weights.get(w, 4.0) for w in here))
        self._upper.setSizes(
            [0 if w.isHidden() else self._aside.get(w, 0) or round(unit * weights.get(w, 4.0)) for w in parts]
        )

    def set_part_visible(self, part: str, visible: bool) -> None:
        """Show or hide "network", "memory" (with the counters) or "timeline"."""
        if part == "memory":
            self._right_wanted = visible
        {"network": self._cards["network"], "memory": self._right, "timeline": self._cards["timeline"]}[
            part
        ].setVisible(visible)
        self._upper.setVisible(not (self._cards["network"].isHidden() and self._right.isHidden()))

    def pictures(self) -> dict[str, QWidget]:
        """What can be exported as a picture, by the names that people know."""
        names = {"network": "Network", "memory": "Fast memory", "counters": "I/Os", "timeline": "Residency"}
        views: dict[str, QWidget] = {}
        if self._views is not None:
            views = {name: getattr(self._views, key) for key, name in names.items()}
        if self._far is not None:
            views["Explain"] = self._far
        return {"Explore": self, **{name: view for name, view in views.items() if view.isVisible()}}

    def _switch_columns(self, on: bool) -> None:
        """Several schedules side by side instead of the views of one, or those again."""
        columns = self.side_by_side.view
        assert columns is not None  # made when it was switched on
        if self._column.indexOf(columns) < 0:
            self._column.addWidget(columns, 1)
            columns.neuronHovered.connect(self.hover)
        self._across.setVisible(not on)
        self.sentence.setVisible(not on)
        columns.setVisible(on)
        self._due.start()

    def fit(self) -> None:
        if self.side_by_side.on and self.side_by_side.view is not None:
            self.side_by_side.view.fit()
        if self._views is not None:
            self._views.network.fit()
            self._views.timeline.fit()

    def make_room(self, on: bool) -> None:
        """In a low tab the sentence makes room for another bar."""
        self.sentence.setVisible(not on or self.height() >= style().px(_LOW))

    def zoom(self, factor: float) -> None:
        """Zoom the timeline if it has the keys, else the network."""
        timeline = self.views.timeline
        if timeline.hasFocus():
            timeline.zoom(factor)
        else:
            self.views.network.zoom(factor)

    def zoom_to_current(self) -> None:
        """Zoom to the connection that is processed."""
        if self._frame is not None and self._frame.current is not None:
            self.views.network.lookAt(connection=self._frame.current)

    def set_placeholder(self, text: str) -> None:
        """What the empty tab says in its middle."""
        self._cards["network"].set_placeholder(text)

    # -- the cycle: position -> frame -> views -----------------------------------------------------------

    def _take(self, document: Document) -> None:
        before, self._document = self._document, document
        same_network = before is not None and before.network is document.network
        if self._views is not None:
            if not same_network:
                self._views.network.setNetwork(document.placement)
            self._views.counters.setBounds(document.bounds)
            self._views.timeline.setTrace(document.timeline)
        self._player.set_trace(document.trace, keep_position=same_network)

    def _moved(self, _position: Position) -> None:
        self._due.start()

    def _example_changed(self, run: ExampleRun | None) -> None:
        self._example = run
        self._right.set_example(run is not None)
        self._due.start()

    def _draw(self) -> None:
        document = self._document
        if document is None or self._views is None:
            return
        from ioviz.viewmodels.frame.frame import make_frame

        step, event = self._player.position
        frame = make_frame(document.trace, step, event, timing=document.timing, example=self._example)
        self._frame = frame
        self.transport.setPosition(self._player.position)
        if self.side_by_side.on:
            self.side_by_side.draw(frame, self._example)
        else:
            for view in self._views.all:
                view.setFrame(frame)
        self.frameShown.emit(frame)

    def hover(self, neuron: int | None) -> None:
        """Highlight a neuron in every view, or none."""
        if neuron == self._hovered:
            return
        self._hovered = neuron
        views = self.views
        for view in (views.network, views.memory, views.timeline, *self._also_highlighted):
            view.setHovered(neuron)
        if self.side_by_side.view is not None:
            self.side_by_side.view.setHovered(neuron)

    # -- looks -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._right = _RightColumn(self._cards["memory"], self._cards["example"], self._cards["counters"])
        self._upper = QSplitter(Qt.Orientation.Horizontal)
        self._upper.addWidget(self._cards["network"])
        self._upper.addWidget(self._right)
        self._upper.setStretchFactor(0, 3)
        self._upper.setStretchFactor(1, 2)
        self._whole = QSplitter(Qt.Orientation.Vertical)
        self._whole.addWidget(self._upper)
        self._whole.addWidget(self._cards["timeline"])
        self._whole.setStretchFactor(0, 5)
        self._whole.setStretchFactor(1, 2)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._across.addWidget(self._whole)
        for splitter in (self._upper, self._whole, self._across):
            splitter.setChildrenCollapsible(False)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.transport)
        self._column.addWidget(self._sentence_place)
        self._column.addWidget(self._across, 1)

    def _restyle(self) -> None:
        look = style()
        gap = look.px(8)
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self._column.setSpacing(look.px(8))
        for splitter in (self._upper, self._whole, self._across):
            splitter.setHandleWidth(gap)
        self._sentence_place.setFixedHeight(look.px(38))
        for name, card in self._cards.items():
            # Explicit, since the views would rather be larger than a small screen with large text allows.
            least = look.px(_LEAST_HEIGHT[name]) + (_LEAST_CELLS if name == "memory" else 0)
            card.setMinimumSize(look.px(160), least)
        for view in self._views.all if self._views is not None else ():
            view.setTheme(look.theme)
