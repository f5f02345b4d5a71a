"""QActions, menus and tool buttons, made from the records of the actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QPushButton, QSizePolicy, QToolButton, QWidget

from ioviz.gui.actions.record import Action, T
from ioviz.gui.toolkit.style import style


def plain(text: str) -> str:
    """Return a menu text without its mnemonic and dots."""
    return text.replace("&", "").removesuffix("…")


def key_text(record: Action[Any]) -> str:
    """Return the first key in the notation of the platform."""
    return QKeySequence(record.key).toString(QKeySequence.SequenceFormat.NativeText)


class Actions(QObject):
    """All actions of one window.

    Parameters
    ----------
    window : QWidget
        The window in which the keys work.
    records : sequence of Action
        In the order of the menus.
    target : callable
        Returns what the callbacks act on; called whenever an action is triggered.
    """

    def __init__(self, window: QWidget, records: Sequence[Action[T]], target: Callable[[], T]) -> None:
        super().__init__(window)
        self._window = window
        self.records: tuple[Action[Any], ...] = tuple(records)
        self._by_id: dict[str, Action[Any]] = {record.id: record for record in records}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self.menus: dict[str, QMenu] = {}
        self._submenus: dict[str, QMenu] = {}
        self._state: dict[str, bool] = {}
        for record in records:
            self._actions[record.id] = self._make(record, _callback(record, target))
        self.set_state()
        style().changed.connect(self.tint)

    def record(self, id: str) -> Action[Any]:
        """Return the record of an action."""
        return self._by_id[id]

    def __contains__(self, id: str) -> bool:
        return id in self._by_id

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def set_state(self, **state: bool) -> None:
        """Set states by the names in `Action.needs`, and enable the actions; others keep their state."""
        self._state.update(state)
        for record in self.records:
            self._actions[record.id].setEnabled(not record.needs or self._state.get(record.needs, False))

    def check(self, id: str, on: bool) -> None:
        """Show a checkable action as on or off without running it."""
        action = self._actions[id]
        if action.isChecked() != on:
            action.setChecked(on)  # callbacks are connected to `triggered`, which only users fire

    def choose(self, group: str, id: str) -> None:
        """Show the action `id` of a group as the chosen one, or none of them if there is no such action."""
        if id in self:
            self.check(id, True)
            return
        checked = self._groups[group].checkedAction()
        if checked is not None:
            self._groups[group].setExclusive(False)
            checked.setChecked(False)
            self._groups[group].setExclusive(True)

    def fill(self, bar: QMenuBar, titles: Sequence[str]) -> None:
        """Make the menus with these titles, each with its actions in the order of the records."""
        self.menus = {plain(title): bar.addMenu(title) for title in titles}
        for menu in self.menus.values():
            round_menu(menu)
        for record in self.records:
            top, _, sub = record.menu.partition("/")
            menu = self.menus[top]
            if sub:
                if record.menu not in self._submenus:
                    made = menu.addMenu(sub)
                    round_menu(made)
                    self._submenus[record.menu] = made
                menu = self._submenus[record.menu]
            if record.line_above:
                menu.addSeparator()
            menu.addAction(self._actions[record.id])

    def button(self, id: str) -> QToolButton:
        """Return a tool button for the action. It takes the focus by Tab only, so that the window keeps the keys."""
        button = QToolButton()
        action = self._actions[id]
        if action.icon().isNull():
            action.setIcon(style().icon(action.property("icon_name")))
        button.setDefaultAction(action)
        button.setProperty("kind", "ghost")
        button.setAutoRaise(True)
        button.setAccessibleName(plain(action.text()))
        style().changed.connect(_Resizer(button).apply)
        return button

    def set_icon(self, id: str, name: str) -> None:
        if self._actions[id].property("icon_name") != name:
            self._actions[id].setProperty("icon_name", name)
            self._actions[id].setIcon(style().icon(name))

    def _make(self, record: Action[Any], callback: Callable[[bool], None]) -> QAction:
        action = QAction(record.text, self._window)
        action.setObjectName(record.id)
        action.setShortcuts([QKeySequence(key) for key in record.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(f"{record.tip}  ({key_text(record)})")
        action.setStatusTip(record.tip)
        action.setAutoRepeat(record.repeats)
        action.setCheckable(record.checkable)
        if record.group:
            group = self._groups.get(record.group)
            if group is None:
                group = self._groups[record.group] = QActionGroup(self)
            group.addAction(action)
        if record.icon:
            action.setProperty("icon_name", record.icon)  # drawn by `tint`: menus are not seen before the first paint
        action.triggered.connect(callback)
        self._window.addAction(action)
        return action

    def tint(self) -> None:
        """Draw all icons in the theme's colour."""
        for action in self._actions.values():
            name = action.property("icon_name")
            if name:
                action.setIcon(style().icon(name))


class _Resizer(QObject):
    """Resizes a button's icon with the text; deleted with the button."""

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button)
        self._button = button
        self.apply()

    def apply(self) -> None:
        side = style().px(18)
        self._button.setIconSize(QSize(side, side))


def _callback(record: Action[T], target: Callable[[], T]) -> Callable[[bool], None]:
    """Return the slot of a record: its callback with what it acts on."""

    def triggered(checked: bool = False) -> None:
        if record.toggle is not None:
            record.toggle(target(), checked)
        elif record.run is not None:
            record.run(target())

    return triggered


def round_menu(menu: QMenu) -> None:
    """Give a menu round corners, which need a translucent window; an X11 screen without compositor shows black."""
    menu.setToolTipsVisible(True)
    if QGuiApplication.platformName() != "xcb":
        menu.setWindowFlags(
            menu.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        menu.setProperty("round", True)


def action_button(actions: Actions, id: str, kind: str = "") -> QPushButton:
    """Return a push button that triggers the action."""
    action = actions[id]
    button = QPushButton(plain(action.text()))
    button.setProperty("kind", kind)
    button.setToolTip(action.toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.clicked.connect(action.trigger)
    return button
