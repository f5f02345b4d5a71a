"""Choice of an order: buttons for the named orders, and a menu of orders made for a size of fast memory."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from ioviz.gui.actions.actions import round_menu
from ioviz.viewmodels.document.document import FROM_FILE, MADE_FOR_M, ORDER_TEXTS, ORDERS

MORE = "more"
_SHORT = {"bandwidth": "band", "grouped": "group", FROM_FILE: "loaded"}


class OrderChoice(QFrame):
    """Exactly one order is chosen; `chosen` is emitted only for user actions."""

    chosen = Signal(object)  # the key of an order

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._choice = ""
        self.buttons: dict[str, QToolButton] = {}
        for number, key in enumerate((*ORDERS, MORE), 1):
            button = QToolButton(self)
            button.setText(key)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setProperty("narrow", True)
            button.setProperty("choice", key)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            if key != MORE:
                button.setToolTip(f"{ORDER_TEXTS[key]}  (Alt+{number})")
                button.clicked.connect(self._clicked)
            row.addWidget(button)
            self.buttons[key] = button
        self._build_menu()

    def show_choice(self, key: str) -> None:
        """Show the chosen order."""
        self._choice = key
        for name, button in self.buttons.items():
            button.setChecked(name == (key if key in ORDERS else MORE))
        self.buttons[MORE].setText(f"{MORE} ▾" if key in ORDERS else _SHORT.get(key, key))
        for action in self.menu.actions():
            action.setChecked(action.data() == key)

    def set_file(self, available: bool) -> None:
        """Whether a loaded or found order can be chosen."""
        self._file.setVisible(available)

    def _build_menu(self) -> None:
        self.menu = QMenu(self)
        round_menu(self.menu)
        for number, key in enumerate((*MADE_FOR_M, FROM_FILE), len(ORDERS) + 1):
            keys = f"\tAlt+{number}" if key != FROM_FILE else ""
            action = QAction(f"{key if key != FROM_FILE else 'as loaded'}{keys}", self.menu)
            action.setCheckable(True)
            action.setData(key)
            action.setToolTip(ORDER_TEXTS[key])
            self.menu.addAction(action)
            self._file = action
        self._file.setVisible(False)
        self.menu.setToolTipsVisible(True)
        self.menu.triggered.connect(self._menu_chosen)
        self.menu.aboutToHide.connect(self._hidden)
        button = self.buttons[MORE]
        button.setToolTip("Orders made for the size of fast memory  (Alt+4 to Alt+8)")
        button.setAccessibleName("More orders")
        button.clicked.connect(self._pop_up)  # not its own menu, which would need space for an arrow
        self.show_choice(ORDERS[0])

    def _pop_up(self) -> None:
        button = self.buttons[MORE]
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _hidden(self) -> None:
        self.show_choice(self._choice)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QToolButton):
            key = button.property("choice")
            self.show_choice(key)
            self.chosen.emit(key)

    def _menu_chosen(self, action: QAction) -> None:
        self.show_choice(action.data())
        self.chosen.emit(action.data())
