"""QActions, menus and tool buttons made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QPushButton, QSizePolicy, QToolButton, QWidget

from ioviz.gui.actions.table import ACTIONS, MENUS, ActionSpec
from ioviz.gui.toolkit.style import style

Handler = Callable[..., object]


def plain(text: str) -> str:
    """A menu text without its mnemonic and dots."""
    return text.replace("&", "").removesuffix("…")


def key_text(spec: ActionSpec) -> str:
    """The first key as people write it."""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)


class Actions(QObject):
    """All actions of one window; `handlers` has a callable for every id (a checkable action's takes a bool)."""

    def __init__(self, window: QWidget, handlers: Mapping[str, Handler]) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self.submenus: dict[str, QMenu] = {}
        self._state: dict[str, bool] = {}
        for spec in ACTIONS:
            self._actions[spec.id] = self._make(spec, handlers[spec.id])
        self.set_state(ready=False, undo=False, redo=False, examples=False)
        style().changed.connect(self.tint)

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def set_state(self, **state: bool) -> None:
        """Say what is there: ready, undo, redo, examples; what is not named stays as it was."""
        self._state.update(state)
        for spec in ACTIONS:
            self._actions[spec.id].setEnabled(not spec.needs or self._state.get(spec.needs, False))

    def check(self, id: str, on: bool) -> None:
        """Show a checkable action as on or off without running it (views are told, never echoed)."""
        action = self._actions[id]
        if action.isChecked() != on:
            action.setChecked(on)  # handlers hang on `triggered`, which only people fire

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus, in the order of the table."""
        menus = {plain(title): bar.addMenu(title) for title in MENUS}
        for menu in menus.values():
            round_menu(menu)
        for spec in ACTIONS:
            top, _, sub = spec.menu.partition("/")
            menu = menus[top]
            if sub:
                if spec.menu not in self.submenus:
                    made = menu.addMenu(sub)
                    round_menu(made)
                    self.submenus[spec.menu] = made
                menu = self.submenus[spec.menu]
            if spec.line_above:
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])
        self.menus = menus

    def button(self, id: str, *, kind: str = "ghost", size: int = 18) -> QToolButton:
        """A tool button for the action. It takes the focus by Tab only: a click leaves the keys to the window."""
        button = QToolButton()
        action = self._actions[id]
        if action.icon().isNull():
            action.setIcon(style().icon(action.property("icon_name")))
        button.setDefaultAction(action)
        button.setProperty("kind", kind)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(plain(self._actions[id].text()))
        self._size(button, size)
        style().changed.connect(_Resizer(button, size).apply)
        return button

    def set_icon(self, id: str, name: str) -> None:
        if self._actions[id].property("icon_name") != name:
            self._actions[id].setProperty("icon_name", name)
            self._actions[id].setIcon(style().icon(name))

    @staticmethod
    def _size(button: QToolButton, size: int) -> None:
        side = style().px(size)
        button.setIconSize(QSize(side, side))

    def _make(self, spec: ActionSpec, handler: Handler) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(f"{spec.tip}  ({key_text(spec)})")
        action.setStatusTip(spec.tip)
        action.setAutoRepeat(spec.id in _REPEATING)
        if spec.checkable:
            action.setCheckable(True)
        if spec.group:
            group = self._groups.get(spec.group)
            if group is None:
                group = self._groups[spec.group] = QActionGroup(self)
            group.addAction(action)
        if spec.icon:
            action.setProperty("icon_name", spec.icon)  # drawn by `tint`: menus are not seen before the first paint
        action.triggered.connect(handler if spec.checkable else _without_argument(handler))
        self._window.addAction(action)
        return action

    def tint(self) -> None:
        """Draw all icons in the theme's colour."""
        for action in self._actions.values():
            name = action.property("icon_name")
            if name:
                action.setIcon(style().icon(name))


_REPEATING = {
    "forward", "back", "leap_forward", "leap_back", "faster", "slower", "memory_more", "memory_less", "undo", "redo",
    "next_io", "next_eviction", "next_reread", "next_write", "previous_io", "previous_eviction", "previous_reread",
    "previous_write", "text_larger", "text_smaller", "next_example", "previous_example", "new_seed", "zoom_in",
    "zoom_out",
}  # fmt: skip


class _Resizer(QObject):
    """Keeps a button's icon as large as the text; dies with the button."""

    def __init__(self, button: QToolButton, size: int) -> None:
        super().__init__(button)
        self._button, self._px = button, size

    def apply(self) -> None:
        Actions._size(self._button, self._px)


def _without_argument(handler: Handler) -> Callable[[bool], None]:
    def run(_checked: bool = False) -> None:
        handler()

    return run


def round_menu(menu: QMenu) -> None:
    """Round corners need a window that lets through what is behind; a bare X11 screen would show black there."""
    menu.setToolTipsVisible(True)
    if QGuiApplication.platformName() != "xcb":
        menu.setWindowFlags(
            menu.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        menu.setProperty("round", True)


def action_button(actions: Actions, id: str, kind: str = "") -> QPushButton:
    """A push button that does what the action does."""
    action = actions[id]
    button = QPushButton(plain(action.text()))
    button.setProperty("kind", kind)
    button.setToolTip(action.toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.clicked.connect(action.trigger)
    return button
