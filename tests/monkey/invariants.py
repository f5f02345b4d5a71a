"""What holds after each action, and what holds once nothing runs.

The counters are compared with the naive machine where the network is small, else with a new simulation by the core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QDialog, QLabel, QWidget

import ioviz
from ioviz.core.names import CONSTRUCTIVE_ORDERS
from ioviz.core.simulation import simulate
from ioviz.gui.shell.main_window import MainWindow
from ioviz.viewmodels.document.document import Document
from tests.naive.machine import Machine

_NAIVE_MOST = 20_000  # connections times slots: some 50 ms
_ORDERED_MOST = 2_000  # connections of networks whose orders are made again
_MOST_WIDGETS = 6_000  # with every tab built and no dialog open
_MORE_WIDGETS = 20  # after closing a window than after closing the first one
_MOST_MEMORY_MB = 3_000
_KEPT = 8  # simulations
_COUNTERS = ("weight_reads", "first_reads", "rereads", "evict_writes", "output_writes")

Broken = tuple[str, str]  # which invariant, and what is wrong


class Invariants:
    """Checks a window; keeps the simulations of the documents that it has seen last."""

    def __init__(self) -> None:
        self._checked: list[tuple[Document, Machine | None]] = []
        self._after_close: int | None = None

    # -- after each action -------------------------------------------------------------------------------

    def cheap(self, window: MainWindow) -> Iterator[Broken]:
        """What holds at any time."""
        document = window.session.document
        if document is None:
            return
        yield from self.document(document)
        player = window.player
        if not 0 <= player.position.step <= player.length:
            yield "position", f"step {player.position.step} of {player.length}"
        if player.length != document.trace.n_steps:
            yield "position", f"the player has {player.length} steps, the trace {document.trace.n_steps}"

    def document(self, document: Document) -> Iterator[Broken]:
        """A document is valid, and its counts are those of a new simulation; each is checked once."""
        if any(document is one for one, _ in self._checked):
            return
        yield from _valid(document)
        machine = naive(document)
        self._checked = [*self._checked[-_KEPT:], (document, machine)]
        network, trace, intent = document.network, document.trace, document.intent
        fresh = simulate(network, trace.schedule, memory=intent.memory, policy=intent.policy).counts
        if fresh != trace.counts:
            yield "counters", f"the trace has {trace.counts}, a new simulation {fresh}"
        if machine is not None:
            yield from _differences("counters", trace.counts, machine.moments[-1][0]["counts"])

    # -- once nothing runs -------------------------------------------------------------------------------

    def settled(self, window: MainWindow) -> Iterator[Broken]:
        """What holds when no change of the document is pending."""
        memory = resident_mb()
        if memory > _MOST_MEMORY_MB:
            yield "memory", f"the process has {memory:.0f} MB"
        dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        count = len(QApplication.allWidgets())
        if not dialogs and count > _MOST_WIDGETS:
            yield "widgets", f"there are {count} widgets without any dialog open"
        document, session = window.session.document, window.session
        if document is None or session.busy:
            return
        for shown in session.documents.shown.values():
            yield from self.document(shown)
        if session.wanted is None or not session.wanted.same(document.intent):
            yield "stale", f"wanted is {_named(session.wanted)}, shown {_named(document.intent)}"
        yield from _side_panel(window, document)
        yield from _checked_actions(window, document)
        yield from self._frame(window, document)
        yield from _order_again(document)

    def _frame(self, window: MainWindow, document: Document) -> Iterator[Broken]:
        """The counters of the moment that is drawn."""
        explore = window.explore
        if explore.side_by_side.on or explore.frame is None or not explore.isVisible():
            return
        frame = explore.views.counters.frame
        if frame is None or frame.timing is not document.timing or frame.memory != document.intent.memory:
            yield "stale", "the counters are drawn for another schedule or M"
            return
        if frame.final != document.trace.counts:
            yield "counters", f"drawn: {frame.final} in the end, the trace has {document.trace.counts}"
        if not window.player.playing and frame.step != window.player.position.step:
            yield "stale", f"step {frame.step} is drawn, the player is at {window.player.position.step}"
        machine = next((machine for one, machine in self._checked if one is document), None)
        if machine is not None:
            moment = machine.moments[frame.step][frame.event]
            yield from _differences("counters", frame.counts, moment["counts"])
            slots = [int(one) for one in frame.neuron[: len(moment["neuron"])]]
            if slots != moment["neuron"]:
                yield "counters", f"fast memory holds {slots} at step {frame.step}, {moment['neuron']} by hand"

    def forget(self) -> None:
        """Forget all documents, so that they can be freed."""
        self._checked.clear()

    def closed(self, widgets: int) -> Iterator[Broken]:
        """When a window is closed no more widgets are left than after the first one."""
        if self._after_close is None:
            self._after_close = widgets
        elif widgets > self._after_close + _MORE_WIDGETS:
            yield "widgets", f"{widgets} widgets after closing, {self._after_close} after the first time"


def naive(document: Document) -> Machine | None:
    """The naive machine for a small network; None for large ones, and for evictions that it does not know."""
    network, schedule, intent = document.network, document.trace.schedule, document.intent
    if network.n_connections * min(intent.memory, network.n_neurons) > _NAIVE_MOST:
        return None
    policy, evictions = intent.policy, ()
    if schedule.evictions is not None and policy in ("manual", "min-d"):
        policy = "manual"
        evictions = tuple(zip(schedule.evictions.step.tolist(), schedule.evictions.neuron.tolist()))
    elif policy == "min-d":
        return None
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    order = schedule.order.tolist()
    return Machine(network.n_neurons, connections, order, intent.memory, policy, evictions)


def _valid(document: Document) -> Iterator[Broken]:
    """The order holds each connection once, each after all that lead to its source; intent and trace agree."""
    network, order, intent, trace = document.network, document.schedule.order, document.intent, document.trace
    if not np.array_equal(np.sort(order), np.arange(network.n_connections)):
        yield "document", "the order is no permutation of the connections"
        return
    at = np.empty(order.size, np.int64)
    at[order] = np.arange(order.size)
    last = np.full(network.n_neurons, -1)
    np.maximum.at(last, network.target, at)
    if np.any(last[network.source] > at):
        yield "document", "a connection comes before one that leads to its source"
    if not (intent.network is network is document.schedule.network):
        yield "document", "intent, schedule and document are of different networks"
    if (trace.memory, trace.policy) != (intent.memory, intent.policy):
        yield "document", f"the trace is for {trace.memory, trace.policy}, the intent {intent.memory, intent.policy}"
    if not np.array_equal(trace.schedule.order, order):
        yield "document", "the trace is of another order"


def _order_again(document: Document) -> Iterator[Broken]:
    """The shown schedule is the one that the name of its order stands for."""
    intent, network = document.intent, document.network
    if intent.order in ("file", "auto") or network.n_connections > _ORDERED_MOST:
        return
    more: dict[str, Any] = {"seed": intent.seed} if intent.order == "random" else {}
    if intent.order in CONSTRUCTIVE_ORDERS:
        more["memory"] = intent.memory
    if not np.array_equal(ioviz.order(network, intent.order, **more).order, document.schedule.order):
        yield "stale", f"the shown schedule is not the order {intent.order!r} of this network"


def _side_panel(window: MainWindow, document: Document) -> Iterator[Broken]:
    """The side panel shows this document's machine, order and numbers."""
    side, intent, counts = window.side, document.intent, document.trace.counts
    expected = {
        "I/Os of the whole schedule": counts.ios,
        "Reads": counts.reads,
        "Writes": counts.writes,
        "Excess": counts.excess,
        "Connections": document.network.n_connections,
        "Neurons": document.network.n_neurons,
    }
    for label in side.findChildren(QLabel):
        number = expected.get(label.accessibleName())
        if number is not None and _digits(label.text()) != str(number):
            yield "stale", f"the side panel shows {label.text()!r} as {label.accessibleName()}, but it is {number}"
    for box in side.findChildren(QAbstractSpinBox):
        shows_memory = box.accessibleName().startswith("Fast memory M") and not box.hasFocus()
        if shows_memory and _digits(box.text()) != str(intent.memory):
            yield "stale", f"the side panel shows M = {box.text()!r}, but it is {intent.memory}"
    for group, chosen in (("Eviction policy", intent.policy), ("Order of the connections", intent.order)):
        shown = _chosen(side, group)
        if shown not in (chosen, "more", None):
            yield "stale", f"the side panel shows {shown!r} as {group}, but it is {chosen!r}"
    if document.intent.title not in window.windowTitle():
        yield "stale", f"the window is called {window.windowTitle()!r}, the network {document.intent.title!r}"


def _checked_actions(window: MainWindow, document: Document) -> Iterator[Broken]:
    for kind, chosen in (("order", document.intent.order), ("policy", document.intent.policy)):
        id = f"{kind}_{chosen}"
        if id in window.actions_ and not window.actions_[id].isChecked():
            yield "stale", f"the menu does not mark {id}"


def _chosen(side: QWidget, group: str) -> str | None:
    for widget in side.findChildren(QWidget):
        if widget.accessibleName() == group:
            buttons = [one for one in widget.findChildren(QAbstractButton) if one.isChecked()]
            return str(buttons[0].property("choice")) if buttons else None
    return None


def _differences(what: str, counts: Any, naive_counts: dict[str, int]) -> Iterator[Broken]:
    for counter in _COUNTERS:
        if getattr(counts, counter) != naive_counts[counter]:
            yield what, f"{counter} is {getattr(counts, counter)}, {naive_counts[counter]} by the naive machine"


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _named(intent: Any) -> str:
    return "nothing" if intent is None else f"{intent.title!r}, {intent.order}, M = {intent.memory}, {intent.policy}"


def resident_mb() -> float:
    """The memory of this process in MB; 0 where that is not known."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0
