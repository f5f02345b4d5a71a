"""The Explore tab: one schedule, step by step. It connects session and player to the views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions
from ioviz.gui.compare.controller import CompareController
from ioviz.gui.explore.right_column import RightColumn
from ioviz.gui.explore.transport_bar import TransportBar
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.player import Player
from ioviz.gui.session.session import Session
from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.containers import ScrolledPage, Splitter
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.frame.playback import Position

if TYPE_CHECKING:
    from ioviz.gui.explore.views import Views
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.frame.frame import ExampleRun, Frame

LOADING = "Loading …"
PARTS = ("network", "memory", "timeline")
_LEAST_HEIGHT = {"network": 100, "memory": 66, "counters": 84, "example": 124, "timeline": 110}
_LEAST_WIDTH = {"network": 222}  # its buttons side by side; others 160
_LEAST_CELLS = 36  # pixels at any text size: cells of fast memory without their second line
_LOW = 560  # pixels at 100 %
_NARROW, _COLUMN_WIDTH = 820, 226  # pixels at 100 %
_FAR_NARROW = 960  # in a narrower tab a far column replaces fast memory
_RIGHT_WIDTH = 328  # of fast memory and counters beside a far column, in pixels at 100 %
_NETWORK_SHARE = (0.58, 0.6)  # of the width for the network and the views right of it; in presentation mode
_TIMELINE_SHARE = 0.3  # of the height for all views, at first


class ExploreTab(ScrolledPage):
    """The tab shows cards first, views once everything is imported, and frames once there is a document."""

    frameShown = Signal(object)  # Frame

    def __init__(
        self, session: Session, player: Player, jobs: Jobs, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._player, self._jobs = session, player, jobs
        self._document: Document | None = None
        self._proportioned = False
        self._right_wanted, self._stands_in = True, False
        self._presented = False
        self._aside: dict[QWidget, int] = {}  # cards beside the views, and their fixed width in pixels, or 0
        self._far: QWidget | None = None
        self._also_highlighted: list[Any] = []  # views of other features
        self._views: Views | None = None
        self.frame: Frame | None = None
        self._hovered: int | None = None
        self._example: ExampleRun | None = None

        self.transport = TransportBar(actions)
        self._sentence_place = QWidget()  # as high as the sentence, so that nothing moves when it replaces this
        self.sentence: QWidget = self._sentence_place
        self._cards = {
            "network": Card("Network", LOADING),
            "memory": Card("Fast memory"),
            "counters": Card("I/Os"),
            "example": Card("Example"),
            "timeline": Card("Residency"),
        }
        self._lay_out()

        # Requests are merged: one frame is drawn, however many arrived since the last one.
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._draw)

        self.transport.seekRequested.connect(player.seek)
        self.transport.speedRequested.connect(player.set_speed)
        self.transport.unitRequested.connect(player.set_unit)
        player.lengthChanged.connect(self.transport.setLength)
        player.playingChanged.connect(self.transport.setPlaying)
        player.speedChanged.connect(self._show_speed)
        player.unitChanged.connect(self.transport.setUnit)
        player.positionChanged.connect(self._moved)
        self.transport.setUnit(player.unit)
        self._show_speed(player.speed)
        session.documentChanged.connect(self._take)
        session.exampleChanged.connect(self._example_changed)
        self.side_by_side = CompareController(session, player, jobs, actions, self)
        self.side_by_side.switched.connect(self._switch_columns)
        style().changed.connect(self._restyle)
        self._restyle()

    def _show_speed(self, speed: int) -> None:
        self.transport.setSpeed(speed, fitted=self._player.fitted, seconds=self._player.seconds)

    # -- parts -------------------------------------------------------------------------------------------

    def build_views(self) -> None:
        """Make the views; their modules are already imported."""
        from ioviz.gui.explore.views import Views

        self._views = views = Views()
        for name, card in self._cards.items():
            card.set_view(getattr(views, name))
            card.set_empty(LOADING if name == "network" else "…")  # there are no numbers before the first document
        self._right.counters_view = views.counters
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
            height = self._whole.height()
            self._whole.setSizes([round(height * (1 - _TIMELINE_SHARE)), round(height * _TIMELINE_SHARE)])
            self._share()

    @property
    def views(self) -> Views:
        """The views, made by `build_views`."""
        assert self._views is not None
        return self._views

    def add_bar(self, bar: QWidget) -> None:
        """Add a bar below the transport bar."""
        self._column.insertWidget(1, bar)

    def add_stand_in(self, card: Card) -> None:
        """Add a card that can replace fast memory; see `show_stand_in`."""
        self._right.add_stand_in(card)

    def show_stand_in(self, card: Card, on: bool) -> None:
        """Show a card instead of fast memory, or fast memory again."""
        self._right.show_stand_in(card, on)
        self._stands_in = on
        self._divide()

    @property
    def is_narrow(self) -> bool:
        """Whether the tab is too narrow for three columns."""
        return self.width() < style().px(_NARROW)

    def add_column(self, card: Card, *, left: bool) -> None:
        """Add a hidden card: left of the network and narrow, or right of fast memory, as wide as the network."""
        card.hide()
        self._upper.insertWidget(0 if left else self._upper.count(), card)
        self._aside[card] = style().px(_COLUMN_WIDTH) if left else 0

    def show_column(self, card: Card, on: bool) -> None:
        """Show or hide a card beside the views; in a narrow tab it replaces fast memory."""
        if on != card.isVisibleTo(self._upper):
            card.setVisible(on)
            self._divide()

    def add_far_column(self, column: QWidget) -> None:
        """Add a hidden column right of everything below the sentence."""
        column.hide()
        self._far = column
        self._across.addWidget(column)

    def show_far_column(self, on: bool, wide: int) -> None:
        """Show or hide that column, `wide` pixels wide; in a narrow tab it replaces fast memory."""
        assert self._far is not None
        self._far.setVisible(on)
        if on:
            left = max(1, self._across.width() - wide)
            self._across.setSizes([left, wide])
            right = max(style().px(_RIGHT_WIDTH), round(0.42 * left))  # wide enough for its numbers
            self._upper.setSizes([max(1, left - right), right])
        else:
            self._share()
        self._divide()

    def add_hovered(self, *views: Any) -> None:
        """Add views that highlight a neuron with those of this tab."""
        self._also_highlighted += views

    def _divide(self) -> None:
        """Divide the width among the visible cards."""
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
            self._right: 6.5 if self._stands_in else 3.6 if self._presented else 5.0,
            **dict.fromkeys(shown, 5.0),
        }
        flexible = [w for w in parts if not w.isHidden() and self._aside.get(w, 0) == 0]
        unit = max(1.0, self._upper.width() - fixed) / max(1.0, sum(weights.get(w, 4.0) for w in flexible))
        self._upper.setSizes(
            [0 if w.isHidden() else self._aside.get(w, 0) or round(unit * weights.get(w, 4.0)) for w in parts]
        )

    def set_part_visible(self, part: str, visible: bool) -> None:
        """Show or hide "network", "memory" (with the counters) or "timeline"."""
        if part == "memory":
            self._right_wanted = visible
        (self._right if part == "memory" else self._cards[part]).setVisible(visible)
        self._upper.setVisible(not (self._cards["network"].isHidden() and self._right.isHidden()))

    def exportable_views(self) -> dict[str, QWidget]:
        """Return the visible views that can be exported, by their names in the window."""
        names = {"network": "Network", "memory": "Fast memory", "counters": "I/Os", "timeline": "Residency"}
        views: dict[str, QWidget] = {"Explore": self}
        if self._views is not None:
            views |= {name: getattr(self._views, key) for key, name in names.items()}
        if self._far is not None:
            views["Explain"] = self._far
        return {name: view for name, view in views.items() if view is self or view.isVisible()}

    def _switch_columns(self, on: bool) -> None:
        """Show several schedules side by side, or the views of one."""
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
        """Show the whole network and timeline."""
        if self.side_by_side.on and self.side_by_side.view is not None:
            self.side_by_side.view.fit()
        if self._views is not None:
            self._views.network.fit()
            self._views.timeline.fit()

    def make_room(self, on: bool) -> None:
        """In a low tab, hide the sentence while another bar is shown."""
        self.sentence.setVisible(not on or self.height() >= style().px(_LOW))

    def zoom(self, factor: float) -> None:
        """Zoom the timeline if it has the focus, else the network."""
        views = self.views
        (views.timeline if views.timeline.hasFocus() else views.network).zoom(factor)

    def zoom_to_current(self) -> None:
        """Zoom to the connection that is processed."""
        if self.frame is not None and self.frame.current is not None:
            self.views.network.lookAt(connection=self.frame.current)

    def set_presentation(self, on: bool) -> None:
        """In presentation mode the network is the large picture."""
        self.transport.set_presentation(on)
        self._presented = on
        self._share()
        self._divide()

    def _share(self) -> None:
        """Share the width between the network and the views right of it, as at first."""
        width, share = self._upper.width(), _NETWORK_SHARE[self._presented]
        self._upper.setSizes([round(share * width), round((1 - share) * width)])

    def set_placeholder(self, text: str) -> None:
        """Set the text in the middle of the empty tab."""
        self._cards["network"].set_placeholder(text)

    # -- the cycle: position -> frame -> views -----------------------------------------------------------

    def _take(self, document: Document) -> None:
        before, self._document = self._document, document
        same_network = before is not None and before.network is document.network
        if self._views is not None:
            if not same_network:
                self.hover(None)  # its number means another neuron now, or none
                self._views.network.setNetwork(document.placement)
            if before is None:
                for card in self._cards.values():
                    card.set_empty("")
            self._views.counters.setBounds(document.bounds)
            self._views.timeline.setTrace(document.timeline)
        self._right.set_final(document.trace.counts)
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
        self.frame = frame
        self.transport.setPosition(self._player.position)
        if self.side_by_side.on:
            self.side_by_side.draw(frame, self._example)
        else:
            for view in self._views.all:
                view.setFrame(frame)
        self.frameShown.emit(frame)

    def close_down(self) -> None:
        """Stop everything, as the window closes."""
        self.side_by_side.documents.stop()

    def hover(self, neuron: int | None) -> None:
        """Highlight a neuron in every view, or none."""
        if neuron is not None and (self._document is None or neuron >= self._document.network.n_neurons):
            neuron = None  # of a view that still shows the previous network
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
        self._right = RightColumn(self._cards["memory"], self._cards["example"], self._cards["counters"])
        self._upper = Splitter(Qt.Orientation.Horizontal, (self._cards["network"], 3, 3), (self._right, 2, 2))
        self._whole = Splitter(Qt.Orientation.Vertical, (self._upper, 5, 5), (self._cards["timeline"], 2, 2))
        self._across = Splitter(Qt.Orientation.Horizontal, (self._whole, 0, 1))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.transport)
        self._column.addWidget(self._sentence_place)
        self._column.addWidget(self._across, 1)

    def _restyle(self) -> None:
        look = style()
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self._column.setSpacing(look.px(8))
        self._sentence_place.setFixedHeight(look.px(38))
        for name, card in self._cards.items():
            # Explicit, since the views' own minimum is too large for a small screen with large text.
            least = look.px(_LEAST_HEIGHT[name]) + (_LEAST_CELLS if name == "memory" else 0)
            card.setMinimumSize(look.px(_LEAST_WIDTH.get(name, 160)), least)
        self._right.arrange()  # the height of the counters depends on their width
        for view in self._views.all if self._views is not None else ():
            view.setTheme(look.theme)
