"""Presses every control of a window: each alone, those that appear after a press too, and one after another."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QApplication

from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.shell.workspace import Tab
from ioviz.gui.toolkit.style import style
from tests.gui.controls import Control, controls, windows
from tests.gui.watch import Watch

Path_ = tuple[str, ...]  # keys of controls, pressed one after another
PATIENCE_S = 0.12  # what is started by a press shows itself so long, unless it ends before
_ANSWER_S = 20.0
_DOCUMENT_S = 60.0  # for the document to be as it was: what must end has to, however busy the machine is
_RECENT = 8


class Presses:
    """A window that is pressed and restored, and the faults found in it.

    Parameters
    ----------
    start : callable
        Opens a network in a new window.
    watch : Watch
        Sees the faults.
    files : Path
        As for `controls`.
    patience : float, optional
        How long what a press starts is left alone, in seconds.
    """

    def __init__(
        self, start: Callable[[MainWindow], None], watch: Watch, files: Path, *, patience: float = PATIENCE_S
    ) -> None:
        self._start, self._watch, self._files, self._patience = start, watch, files, patience
        self._window: MainWindow | None = None
        self.faults: list[str] = []
        self.pressed = 0

    @property
    def window(self) -> MainWindow:
        """The window; a new one after the last was closed."""
        if self._window is None or not self._window.isVisible():
            self.close()
            self._window = window = self._open()
            self._recent: list[str] = []
            self._intent = window.session.document.intent
            ids = [record.id for record in window.actions_.records]
            self._checked = {one: window.actions_[one].isChecked() for one in ids if window.actions_[one].isCheckable()}
            self._collect("the start")
        return self._window

    def _open(self) -> MainWindow:
        window = MainWindow()
        window.start_with(lambda: self._start(window))
        window.show()
        self._watch.settle(lambda: window.session.document is not None and not window.session.busy, _DOCUMENT_S)
        return window

    def close(self) -> None:
        """Close the window with what it has opened."""
        if self._window is not None:
            window, self._window = self._window, None
            self._close_dialogs(window)
            self._watch.run(window.close, "closing the window")
            if not window.jobs.idle:
                self._watch.add("a thread is left after closing the window")
            self._watch.settle(lambda: window.jobs.close(0.1), _DOCUMENT_S)  # a thread may not outlive its window
            window.deleteLater()
            self._watch.pump("closing the window")
            self._collect("closing")

    # -- presses -----------------------------------------------------------------------------------------

    def available(self) -> dict[str, Control]:
        """What can be pressed now."""
        return controls(self._files) if self.window.isVisible() else {}

    def press(self, control: Control) -> None:
        """Press a control, let what it starts show itself, and look for faults."""
        window = self.window
        self._recent.append(control.name)
        self.pressed += 1
        for number, step in enumerate(control.steps, 1):
            if not control.there:
                break
            self._watch.run(step, f"{control.name} (event {number})")
        # A search in the background may be at work the whole time; an answer that may be an error is waited for.
        self._watch.settle(lambda: window.jobs.idle, _ANSWER_S if control.may_fail else self._patience / 4)
        self._watch.settle(lambda: not window.session.busy, self._patience)
        message = window.message
        if message.is_error and not control.may_fail:
            self._watch.add(f"error message: {message.text.text()}")
        self._watch.run(message.clear)
        self._collect(" > ".join(self._recent[-_RECENT:]))

    def walk_to(self, path: Path_) -> bool:
        """Press a path of controls in a restored window; False if one of them is not there."""
        self.restore()
        for key in path:
            control = self.available().get(key)
            if control is None:
                return False
            self.press(control)
        return True

    # -- the same state again ----------------------------------------------------------------------------

    def restore(self) -> None:
        """Bring the window back to what it was at first: dialogs, modes, document, tab, place, size."""
        window, run = self.window, self._watch.run
        popup = QApplication.activePopupWidget()
        if popup is not None:
            run(popup.close)
        self._close_dialogs(window)
        self._stop(window)
        actions = window.actions_
        for id, on in self._checked.items():
            action = actions[id]
            if id.startswith("theme_"):
                continue  # below, with the size of the text: each change draws everything anew
            if action.isChecked() != on and action.isEnabled() and (on or action.actionGroup() is None):
                run(action.trigger, f"restoring {id}")
        if window.session.example is not None:
            run(lambda: window.session.choose_example(0))
        session = window.session
        if not (session.wanted.same(self._intent) and session.document.intent.same(self._intent)):
            run(lambda: session.go_to(self._intent), "restoring the document")
        if not self._watch.settle(
            lambda: window.session.document.intent.same(self._intent) and not window.session.busy, _DOCUMENT_S
        ):
            self._watch.add("the document does not come back")
        run(lambda: window.workspace.show_tab(Tab.EXPLORE))
        run(lambda: style().choose(theme="light", text_scale=1.0), "restoring the theme")
        run(window.player.to_start)
        if window.size().width() != 1280 or window.size().height() != 800:
            run(lambda: window.resize(1280, 800))
        run(window.activateWindow)
        run(window.workspace.setFocus)
        self._collect("restoring after " + " > ".join(self._recent[-_RECENT:]))

    def _close_dialogs(self, window: MainWindow) -> None:
        for one in windows():
            if one is not window and shiboken6.isValid(one):  # one may close with another
                self._watch.run(one.close, "closing a dialog")

    def _stop(self, window: MainWindow) -> None:
        """Stop what runs, as a user would."""
        run = self._watch.run
        run(window.player.pause)
        for id in ("anneal_stop", "bench_stop"):
            if window.actions_[id].isEnabled():
                run(window.actions_[id].trigger, id)
        if window.session.busy:
            run(window.session.cancel)

    def _collect(self, after: str) -> None:
        self.faults += [f"{after}\n    {fault}" for fault in self._watch.take()]


def press_all(
    presses: Presses, *, alone: bool, depth: int = 3, mine: Callable[[str], bool] = lambda _key: True
) -> None:
    """Press everything once, and what appears after a press, after it.

    Parameters
    ----------
    presses : Presses
        The window.
    alone : bool
        Whether the window is restored before each press; otherwise only before those of its first state, and what
        appears after a press, as the buttons of a dialog, is pressed one after another as long as it is there.
    depth : int
        How many presses lead to a control at most.
    mine : callable
        Says of the key of a control in the first state whether it is pressed.
    """
    presses.restore()
    there = presses.available()
    seen = set(there)
    queue: list[tuple[Path_, str]] = [((), key) for key in there if mine(key)]
    while queue:
        path, key = queue.pop(0)
        control = there.get(key) if path and not alone else None
        if control is not None and control.there:
            presses.press(control)
        elif not presses.walk_to((*path, key)):
            continue
        there = presses.available()
        if len(path) < depth:
            new = [one for one in there if one not in seen]
            seen.update(new)
            queue[:0] = [((*path, key), one) for one in new]
    presses.restore()


def press_pairs(presses: Presses, count: int, seed: int) -> None:
    """Press random pairs of controls: one of the first state, and one of where it has led to."""
    rng = random.Random(seed)
    for _ in range(count):
        presses.restore()
        for _ in range(2):
            presses.press(rng.choice(list(presses.available().values())))


def press_all_pairs(presses: Presses, firsts: list[str], seconds: list[str]) -> None:
    """Press each of the second controls after each of the first ones, in a restored window."""
    for first in firsts:
        for second in seconds:
            presses.walk_to((first, second))
