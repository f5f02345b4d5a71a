"""Choice of an order: buttons for the named orders, and a menu of orders made for a size of fast memory."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from ioviz.gui.actions.actions import round_menu
from ioviz.gui.toolkit.marks import COMPUTING, mark
from ioviz.viewmodels.document.document import FROM_FILE, MADE_FOR_M, ORDER_TEXTS, ORDERS

MORE = "more"
_SHORT = {"bandwidth": "band", "grouped": "group"}
OWN = "own"  # a schedule with the name of one of the orders, for instance with evictions of its own
_NAMED = ("", *ORDERS, *MADE_FOR_M)
_LONGEST = 9  # characters of the name of a schedule on the button


class OrderChoice(QFrame):
    """Exactly one order is chosen; `chosen` is emitted only for user actions."""

    chosen = Signal(object)  # the key of an order

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._choice, self._computing = "", ""
        self._schedule = ""  # the name of the schedule that was opened, found or made by hand
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

    def show_choice(self, key: str, computing: str = "") -> None:
        """Show the chosen order; `computing` is one that was requested and is not computed yet."""
        self._choice, self._computing = key, computing
        for name, button in self.buttons.items():
            button.setChecked(name == (key if key in ORDERS else MORE))
            mark(button, COMPUTING, bool(computing) and name == (computing if computing in ORDERS else MORE))
        named = next((one for one in (key, computing) if one and one not in ORDERS), "")
        self.buttons[MORE].setText(self._short(named) if named else f"{MORE} ▾")
        for action in self.menu.actions():
            action.setChecked(action.data() == key)

    def set_schedule(self, name: str) -> None:
        """The name of a schedule that was opened, found or made by hand; "" if there is none to choose."""
        self._schedule = name
        self._file.setVisible(bool(name))
        self._file.setText((f"{OWN}: {name}" if name in _NAMED else name).replace("&", "&&"))
        self.show_choice(self._choice, self._computing)

    def _short(self, key: str) -> str:
        """Return the text of the button for an order that is not one of the others."""
        if key != FROM_FILE:
            return _SHORT.get(key, key)
        name = OWN if self._schedule in _NAMED else self._schedule
        return (name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…").replace("&", "&&")

    def _build_menu(self) -> None:
        self.menu = QMenu(self)
        round_menu(self.menu)
        for number, key in enumerate((*MADE_FOR_M, FROM_FILE), len(ORDERS) + 1):
            keys = f"\tAlt+{number}" if key != FROM_FILE else ""
            action = QAction(f"{key}{keys}", self.menu)
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
        self.show_choice(self._choice, self._computing)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QToolButton):
            key = button.property("choice")
            self.show_choice(key)
            self.chosen.emit(key)

    def _menu_chosen(self, action: QAction) -> None:
        self.show_choice(action.data())
        self.chosen.emit(action.data())
