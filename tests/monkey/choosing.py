"""Chooses the next action, by chance and by what is open; the action is written as plain values."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QToolButton, QWidget

from ioviz.gui.shell.main_window import MainWindow
from tests.monkey.files import LARGE_SAMPLES, SAMPLES
from tests.monkey.locating import controls, front, in_file_dialog, name
from tests.monkey.performing import Hands

CHECK_EVERY = (25, 60)  # actions between two checks of what holds once nothing runs
_MOST_BUSY = 30  # actions until an annealing or a benchmark is stopped, to leave the processor to the rest
_KEYS = (
    *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789[]+-=./",
    *("Escape", "Escape", "Tab", "Shift+Tab", "Return", "Enter", "Space", "Space", "Backspace", "Delete"),
    *("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "F1", "F5", "F11"),
    *("Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+Z", "Shift+Left", "Shift+End", "Ctrl+Up", "Ctrl+Down", "Alt+F"),
)
_TEXTS = (
    "3",
    "0",
    "-1",
    "2",
    "12",
    "1e9",
    "99999999999",
    "abc",
    "é漢\u202e",
    "<b>x</b>",
    "0.5",
    " ",
    "random",
    "%s{0}",
)
_MODIFIERS = ("",) * 8 + ("Shift", "Ctrl", "Alt")
_BUTTONS = ("left",) * 8 + ("right", "middle")
_SIZES = ((100, 80), (300, 200), (640, 480), (1024, 700), (1280, 800), (1280, 800), (1600, 1000), (1920, 1080))
_POLICIES = ("min", "lru", "rr", "min-d")
_ORDERS = ("neuron", "layer", "random", "greedy", "tiled", "grouped", "bandwidth") * 12 + ("auto",)
_HEAVY = {
    "bench_run": 0.05,
    "bench_demo": 0.02,
    "anneal_start": 0.5,
    "order_auto": 0.05,
    "quit": 0.05,
    "export_film": 0.3,
}


class Chooser:
    """An endless sequence of actions for a seed."""

    def __init__(self, seed: int, hands: Hands, files: list[str]) -> None:
        self._random = random.Random(seed)
        self._hands, self._files = hands, files
        self._check_in = self._random.randint(*CHECK_EVERY)
        self._busy_for = 0
        self._keys: tuple[str, ...] = ()
        self._menu: list[tuple[str, float]] = []

    def next(self) -> list[Any]:
        """Choose the next action."""
        if not self._hands.is_open:
            return ["reopen", self._sample()]
        self._check_in -= 1
        if self._check_in <= 0:
            self._check_in = self._random.randint(*CHECK_EVERY)
            return ["check"]
        window = self._hands.window
        assert window is not None
        stop = self._stop(window)
        if stop:
            return ["action", stop]
        asked = QApplication.activeModalWidget()
        if isinstance(asked, QFileDialog) or in_file_dialog(asked):
            return self._answer_files()
        choose = self._random.choices(*self._weights(window))[0]
        return choose() or ["leave"]

    # -- kinds -------------------------------------------------------------------------------------------

    def _weights(self, window: MainWindow) -> tuple[list[Callable[[], list[Any] | None]], list[float]]:
        dialogs = sum(isinstance(one, QDialog) and one.isVisible() for one in QApplication.topLevelWidgets())
        popup = QApplication.activePopupWidget() is not None
        table: list[tuple[Callable[[], list[Any] | None], float]] = [
            (self._click, 24),
            (self._action, 24 if not popup else 2),
            (self._key, 16),
            (self._drag, 5),
            (self._hover, 8),
            (self._wheel, 4),
            (self._context, 1.5),
            (self._entry, 2),
            (self._type, 2),
            (self._machine, 6),
            (lambda: ["seek", round(self._random.random(), 4)], 3),
            (lambda: ["focus", self._random.choice((1, 1, -1))], 2),
            (self._resize, 1.5),
            (self._file, 1.2),
            (lambda: ["settle"], 1.5),
            (lambda: ["wait", self._random.choice((0.005, 0.02, 0.1))], 3),
            (lambda: ["leave"], 0.7),
            (lambda: ["reopen", self._sample()], 0.12),
            (lambda: ["accept"], 2 if dialogs else 0),
            (lambda: ["close_dialogs"], 4 * dialogs**2 + (6 if popup else 0)),
            (self._by_hand, 14 if "by_hand" in window.actions_ and window.actions_["by_hand"].isChecked() else 0),
        ]
        return [kind for kind, _ in table], [weight for _, weight in table]

    def _stop(self, window: MainWindow) -> str:
        """What to stop now, or ""."""
        busy = next((id for id in ("bench_stop", "anneal_stop") if window.actions_[id].isEnabled()), "")
        self._busy_for = self._busy_for + 1 if busy else 0
        if self._busy_for > _MOST_BUSY and QApplication.activeModalWidget() is None:
            self._busy_for = 0
            return busy
        return ""

    def _target(self) -> list[Any] | None:
        """A point in a widget: as often a control as whatever is at a random point."""
        window = self._hands.window
        assert window is not None
        top = self._random.choice(front(window))
        if top.width() < 2 or top.height() < 2 or isinstance(top, QFileDialog):
            return None
        found = controls(top) if self._random.random() < 0.5 else []
        if found:
            widget = self._random.choice(found)
            at = QPoint(self._random.randrange(max(1, widget.width())), self._random.randrange(max(1, widget.height())))
        else:
            at = QPoint(self._random.randrange(top.width()), self._random.randrange(top.height()))
            child = top.childAt(at)
            widget = child or top
            at = widget.mapFrom(top, at)
        return name(widget, at)

    def _click(self) -> list[Any] | None:
        where, chance = self._target(), self._random
        times = 2 if chance.random() < 0.12 else 1
        return where and ["click", where, chance.choice(_BUTTONS), chance.choice(_MODIFIERS), times]

    def _drag(self) -> list[Any] | None:
        where, chance = self._target(), self._random
        path = [[chance.randint(-200, 200), chance.randint(-150, 150)] for _ in range(chance.randint(1, 6))]
        released = chance.random() < 0.95
        return where and ["drag", where, path, chance.choice(_BUTTONS), chance.choice(_MODIFIERS), released]

    def _hover(self) -> list[Any] | None:
        where = self._target()
        return where and ["hover", where]

    def _wheel(self) -> list[Any] | None:
        where, chance = self._target(), self._random
        delta = chance.choice((-120, 120, -15, 15, -12000, 12000, 1))
        return where and ["wheel", where, delta, chance.choice(_MODIFIERS), chance.randint(1, 4)]

    def _context(self) -> list[Any] | None:
        where = self._target()
        return where and ["context", where]

    def _entry(self) -> list[Any] | None:
        """An entry of the menu of a button."""
        window = self._hands.window
        assert window is not None
        buttons = [
            (one, menu)
            for one in controls(self._random.choice(front(window)))
            if isinstance(one, (QToolButton, QPushButton)) and one.isEnabled() and (menu := one.menu()) is not None
        ]
        if not buttons:
            return self._click()
        button, menu = self._random.choice(buttons)
        menu.aboutToShow.emit()
        entries = [entry.text() for entry in menu.actions() if entry.isEnabled() and entry.text()]
        at = QPoint(button.width() // 2, button.height() // 2)
        return ["entry", name(button, at), self._random.choice(entries)] if entries else None

    def _action(self) -> list[Any] | None:
        window = self._hands.window
        assert window is not None
        if not self._menu:
            self._menu = [(record.id, _HEAVY.get(record.id, 1.0)) for record in window.actions_.records]
        some = [(id, weight) for id, weight in self._menu if window.actions_[id].isEnabled()]
        return ["action", self._random.choices([id for id, _ in some], [weight for _, weight in some])[0]]

    def _key(self) -> list[Any] | None:
        window = self._hands.window
        assert window is not None
        if not self._keys:
            self._keys = tuple(
                key for record in window.actions_.records if record.id not in _HEAVY for key in record.keys
            )
        focus: QWidget | None = QApplication.focusWidget()
        if in_file_dialog(focus):
            return None
        return ["key", self._random.choice(self._keys if self._random.random() < 0.5 else _KEYS)]

    def _type(self) -> list[Any] | None:
        return None if in_file_dialog(QApplication.focusWidget()) else ["type", self._random.choice(_TEXTS)]

    def _machine(self) -> list[Any]:
        chance = self._random
        return chance.choices(
            (
                ["memory", chance.choice((3, 4, 5, 8, 12, 30, 100, 1000, 2**31 - 2))],
                ["policy", chance.choice(_POLICIES)],
                ["order", chance.choice(_ORDERS)],
                ["seed", chance.choice((0, 1, 2, 2**31 - 2))],
            ),
            (5, 3, 4, 1),
        )[0]

    def _resize(self) -> list[Any]:
        if self._random.random() < 0.75:
            return ["resize", *self._random.choice(_SIZES)]
        return ["state", self._random.choice(("minimised", "maximised", "normal", "normal"))]

    def _file(self) -> list[Any]:
        kind = self._random.choice(("drop", "drop", "paste", "open", "open", "action"))
        if kind == "action":
            return ["action", self._random.choice(("save_network", "save_schedule", "samples", "generate"))]
        return [kind, self._some_files()]

    def _answer_files(self) -> list[Any]:
        if self._random.random() < 0.3:
            return ["file", []]
        names = self._some_files()
        if self._random.random() < 0.4:
            names = [
                self._random.choice(("written.json", "written.npz", "written", "written.png", "no/such/folder.json"))
            ]
        return ["file", names]

    def _some_files(self) -> list[str]:
        return self._random.sample(self._files, 1 if self._random.random() < 0.8 else self._random.randint(2, 3))

    def _by_hand(self) -> list[Any] | None:
        ids = ("hand_process",) * 6 + (
            "hand_next",
            "hand_previous",
            "hand_hint",
            "hand_finish",
            "hand_back",
            "undo",
            "redo",
        )
        return ["action", self._random.choice(ids)]

    def _sample(self) -> str:
        return self._random.choice(SAMPLES if self._random.random() < 0.93 else LARGE_SAMPLES)
