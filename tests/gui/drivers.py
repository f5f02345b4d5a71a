"""What a user has of the window, for tests: clicks, keys and texts that can be read, instead of private names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from ioviz.gui.shell.main_window import MainWindow
from tests.gui.conftest import settle

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def act(qtbot, window: MainWindow, *actions: str) -> None:
    """Run actions, each as its menu entry does, and wait until nothing runs any more."""
    for action in actions:
        window.actions_[action].trigger()
        settle(qtbot, window)


def press(qtbot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    """Press a key where the focus is, and wait."""
    qtbot.keyClick(window.focusWidget() or window, key, modifier)
    settle(qtbot, window)


def open_dialog(window: MainWindow, action: str) -> QWidget:
    """Run an action that opens a dialog."""
    window.actions_[action].trigger()
    return window.dialogs.opened[action]


def drop_file(window: MainWindow, *paths: Path) -> bool:
    """Drop a file, or several, on the window; return whether it takes them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(window.rect().center(), Qt.DropAction.CopyAction, mime, LEFT, NO_MODIFIER)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, LEFT, NO_MODIFIER))
    return enter.isAccepted()


def message(window: MainWindow) -> str:
    """The sentence in the message bar."""
    return window.message.text.text()


def label_text(widget: QWidget, name: str) -> str:
    """The text of the label that screen readers call so."""
    return next(one.text() for one in widget.findChildren(QLabel) if one.accessibleName() == name)


def button(widget: QWidget, text: str) -> QAbstractButton:
    """The button with this text."""
    return next(one for one in widget.findChildren(QAbstractButton) if one.text() == text)


class NetworkDriver:
    """The network of Explore: what is painted can be clicked, and is known by its number."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self._qtbot, self._window = qtbot, window
        self.view = window.explore.views.network

    def click(self, connection: int) -> None:
        """Click beside the middle of a connection's line."""
        network = self.view.placement.network
        source, target = self._at(int(network.source[connection])), self._at(int(network.target[connection]))
        self._click(source + (target - source) * 0.27 + QPointF(0, 1))

    def click_neuron(self, neuron: int) -> None:
        """Click a neuron."""
        self._click(self._at(neuron))

    @property
    def highlighted(self) -> int | None:
        """The neuron that is highlighted."""
        return self.view.hovered

    @property
    def overlay(self) -> str:
        """What the colours stand for; "none" for states."""
        overlay = self.view.overlay_layer.overlay
        return "none" if overlay is None else overlay.kind.key

    def overlay_menu(self) -> QMenu:
        """The menu of overlays in the view's corner."""
        return self.view.toolbar.overlay_button.menu()

    def _at(self, neuron: int) -> QPointF:
        placement = self.view.placement
        return self.view.to_view(placement.x[neuron], placement.y[neuron])

    def _click(self, at: QPointF) -> None:
        self._qtbot.mouseClick(self.view, LEFT, NO_MODIFIER, QPoint(round(at.x()), round(at.y())))
        settle(self._qtbot, self._window)


class HandDriver:
    """A schedule by hand: its bar, the ready connections and the question which neuron to evict."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self._qtbot, self.window = qtbot, window
        self._hand = window.commands.hand
        self.network = NetworkDriver(qtbot, window)

    # -- what can be read --------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        return self._hand.bar.isVisible()

    @property
    def busy(self) -> bool:
        return self._hand.busy

    def facts(self) -> str:
        """I/Os so far, in the end, and the best possible."""
        return label_text(self._hand.bar, "Progress")

    def news(self) -> str:
        """What to do, or a hint, as far as there is room for it."""
        return label_text(self._hand.bar, "What to do")

    @property
    def ready(self) -> list[int]:
        """The ready connections that are marked in the network."""
        return self._hand.marks.shown(self.network.view.placement).tolist()

    @property
    def chosen(self) -> int | None:
        return self._hand.marks.chosen

    @property
    def hinted(self) -> int | None:
        return self._hand.marks.hinted

    @property
    def asks_for(self) -> int | None:
        """The connection that a slot is needed for, while that is asked."""
        question = self._hand.question.open
        assert self._hand.question.view.isVisible() == (question is not None)
        return None if question is None else question.connection

    @property
    def candidates(self) -> list[int]:
        """The neurons that can be evicted, as they are listed."""
        question = self._hand.question.open
        return [] if question is None else [one.neuron for one in question.candidates]

    @property
    def candidate_table(self) -> QWidget:
        return self._hand.question.view.table

    # -- what can be done --------------------------------------------------------------------------------

    def ask(self, *connections: int) -> None:
        """Ask for moves without waiting for any of them."""
        for connection in connections:
            self._hand.process_one(int(connection))

    def process(self, *connections: int) -> None:
        """Make moves one after the other; without any, that of the connection that is chosen."""
        if not connections:
            self._hand.process_chosen()
            settle(self._qtbot, self.window)
        for connection in connections:
            self.ask(connection)
            settle(self._qtbot, self.window)

    def evict(self, neuron: int) -> None:
        """Answer the question."""
        self._hand.question.view.evictionChosen.emit(neuron)
        settle(self._qtbot, self.window)

    def choose_policy(self, policy: str) -> None:
        """Let a policy evict, instead of asking."""
        self._hand.bar.evictionChosen.emit(policy)

    def hint(self) -> str:
        """Ask for a hint; return it."""
        button(self._hand.bar, "Hint").click()
        return self._hand.bar._news.toolTip()  # all of it, whatever there is room for

    def button(self, text: str) -> QAbstractButton:
        return button(self._hand.bar, text)
