"""Settings of a benchmark: networks, orders, programs and libraries, batches, threads, weights and times."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from ioviz.core.errors import InvalidArgument
from ioviz.core.names import LARGEST_BATCH, LEAST_MEMORY, MOST_THREADS
from ioviz.gui.actions.actions import round_menu
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.form_widgets import Chips, NumbersField, UnitSpinBox, labelled
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import LARGEST_COUNT, label
from ioviz.paths import sample_path
from ioviz.viewmodels.benchmark.plan import (
    FILE,
    FOUND,
    OPEN,
    ORDER_TEXTS,
    ORDERS,
    PRECISIONS,
    SHOWN,
    WORKLOAD,
    BenchmarkSettings,
    NetworkChoice,
    PeerChoice,
    whole_numbers,
)

_LIMITS = "limits"


class BenchmarkForm(QWidget):
    """`settings` returns the settings of a run; `problem` is the error of a field."""

    changed = Signal()
    fileRequested = Signal()
    installRequested = Signal(object)  # PeerChoice that is not installed

    def __init__(self, workloads: Sequence[tuple[str, str]], samples: Sequence[str]) -> None:
        """`workloads` are (name, title)."""
        super().__init__()
        self._choices: dict[str, NetworkChoice] = {}
        self._missing: dict[str, PeerChoice] = {}
        self.problem = ""
        self.networks = Chips()
        self.more, self.menu = _menu_button("Add…", "Samples, and networks from files")
        self._fill_menu(samples)
        self._add_network(NetworkChoice(OPEN), "open network", "The network that Explore shows", checked=False)
        for name, title in workloads:
            self._add_network(NetworkChoice(WORKLOAD, name), name, title, checked=name == "W1")
        self.orders = Chips([(key, ORDER_TEXTS.get(key, key), text) for key, text in ORDERS.items()])
        self.orders.check(("neuron", "layer", "random", "annealed"))
        self.peers, self.missing = Chips(), QWidget()
        self._missing_row = FlowLayout(6, self.missing)
        self.batches, self.threads = NumbersField("1, 16, 128"), NumbersField("1")
        self.precisions = Chips([(key, key, text) for key, text in PRECISIONS.items()])
        self.precisions.check(("float32",))
        self.memory = UnitSpinBox(LEAST_MEMORY - 1, LARGEST_COUNT, "values", "by cache", typed=LEAST_MEMORY)
        self.seconds = UnitSpinBox(1, 600_000, "ms")
        self.seconds.setValue(500)
        self.anneal_seconds = UnitSpinBox(1, 100_000, "s")
        self.anneal_seconds.setValue(10)
        self.extras = Chips([(_LIMITS, "limits", "Measure the peak arithmetic and memory rates, once")])
        self.extras.check((_LIMITS,))
        self._build()
        for chips in (self.networks, self.orders, self.peers, self.precisions, self.extras):
            chips.changed.connect(self.changed)
        for field in (self.batches, self.threads):
            field.textChanged.connect(self.changed)
        for spin in (self.memory, self.seconds, self.anneal_seconds):
            spin.valueChanged.connect(self.changed)
        style().changed.connect(self._restyle)
        self._restyle()

    def settings(self) -> BenchmarkSettings | None:
        """The settings of a run; None if a field is invalid: see `problem`."""
        self.problem = ""
        try:
            batches = whole_numbers(self.batches.text(), LARGEST_BATCH)
            threads = whole_numbers(self.threads.text(), min(MOST_THREADS, 4 * (os.cpu_count() or 1)))
        except InvalidArgument as error:
            self.problem = str(error)
            return None
        made = BenchmarkSettings(
            networks=tuple(self._choices[key] for key in self.networks.checked),
            orders=self.orders.checked,
            batches=batches,
            threads=threads,
            precisions=self.precisions.checked,
            peers=self.peers.checked,
            memory=None if self.memory.value() < LEAST_MEMORY else self.memory.value(),
            seconds=self.seconds.value() / 1000,
            anneal_seconds=float(self.anneal_seconds.value()),
            limits=_LIMITS in self.extras.checked,
        )
        self.problem = made.problem
        return None if made.problem else made

    def set_open(self, title: str) -> None:
        """Set the name of the network that Explore shows."""
        button = self.networks.buttons[OPEN]
        button.setText(f"{_short(title)} (open)")
        button.setToolTip(f"{title}: the network that Explore shows")

    def set_found(self, found: bool) -> None:
        """Whether the Anneal tab has an order for the open network."""
        self.orders.buttons[FOUND].setEnabled(found)

    def set_peers(self, peers: Sequence[PeerChoice]) -> None:
        """List the programs: installed ones are ticked, the others are listed with how to install them."""
        for peer in peers:
            if peer.available:
                if peer.name not in self.peers.buttons:
                    self.peers.add(peer.name, peer.title, f"{peer.title}: installed", checked=peer.name != "naive")
            elif peer.name not in self._missing:
                self._missing[peer.name] = peer
                self._add_missing(peer)
        for widget in (self.missing, self._missing_name):
            widget.setVisible(bool(self._missing))
        self.changed.emit()

    def add_file(self, path: Path) -> None:
        """Add a network file, ticked."""
        choice = NetworkChoice(FILE, str(path))
        key = _key(choice)
        if key in self._choices:
            self.networks.buttons[key].setChecked(True)
        else:
            self._add_network(choice, _short(choice.title), choice.name, checked=True)
        self.changed.emit()

    def _build(self) -> None:
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self._names = []
        rows = {
            "Networks": self.networks, "Orders": self.orders, "Programs": self.peers, "Not installed": self.missing,
        }  # fmt: skip
        for number, (text, widget) in enumerate(rows.items()):
            name = label(text, "small")
            name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            widget.setAccessibleName(text)
            grid.addWidget(name, number, 0)
            grid.addWidget(widget, number, 1)
            self._names.append(name)
        self._missing_name = self._names[-1]
        fields = QWidget()
        flow = FlowLayout(14, fields)
        for text, field, tip in (
            ("Batches", self.batches, "Numbers of inputs processed at once, such as 1, 16, 128"),
            ("Threads", self.threads, "Numbers of threads, such as 1, 2"),
            ("Weights", self.precisions, ""),
            ("Fast memory M", self.memory, "M for orders and I/Os; by cache: the size of L1 or L2"),
            ("Time for each", self.seconds, "How long each program is timed in each cell"),
            ("Annealing", self.anneal_seconds, "How long the order “annealed” is improved before the benchmark"),
            ("Also", self.extras, ""),
        ):
            flow.addWidget(labelled(text, field, tip))
        grid.addWidget(fields, 4, 0, 1, 2)
        self._missing_name.hide()
        self.missing.hide()
        self.orders.buttons[FOUND].setEnabled(False)
        self.orders.buttons[SHOWN].setChecked(False)

    def _add_network(self, choice: NetworkChoice, text: str, tip: str, *, checked: bool) -> None:
        key = _key(choice)
        self._choices[key] = choice
        self.networks.add(key, text, tip, checked=checked)
        self.networks.append_widget(self.more)  # stays the last

    def _add_missing(self, peer: PeerChoice) -> None:
        button = QToolButton()
        button.setText(f"{peer.title}:  {peer.install}")
        button.setToolTip(f"{peer.title} is not installed; this copies the command that installs it")
        button.setProperty("kind", "chip")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.installRequested.emit(peer))
        self._missing_row.addWidget(button)

    def _fill_menu(self, samples: Sequence[str]) -> None:
        menu = self.menu
        for name in samples:
            action = QAction(name, menu)
            action.setData(name)
            action.setToolTip(f"Measure the sample network {name}")
            menu.addAction(action)
        menu.addSeparator()
        action = QAction("From a file…", menu)
        action.setToolTip("Measure a network from a file")
        menu.addAction(action)
        menu.triggered.connect(self._menu_chosen)

    def _menu_chosen(self, action: QAction) -> None:
        if action.data():
            self.add_file(sample_path(action.data()))
        else:
            self.fileRequested.emit()

    def _restyle(self) -> None:
        look = style()
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(7))
        for field, width in (
            (self.batches, 132), (self.threads, 72), (self.memory, 118), (self.seconds, 96), (self.anneal_seconds, 84),
        ):  # fmt: skip
            field.setFixedWidth(look.px(width))
        for chips in (self.precisions, self.extras):  # as high as the fields beside them
            chips.setFixedHeight(self.batches.sizeHint().height())
        for name in self._names:
            name.setContentsMargins(0, look.px(2), 0, 0)


def _menu_button(text: str, tip: str) -> tuple[QToolButton, QMenu]:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("kind", "chip")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    menu = QMenu(button)
    round_menu(menu)
    # Not a menu of the button itself, which would need space for an arrow.
    button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
    return button, menu


def _key(choice: NetworkChoice) -> str:
    return choice.kind if choice.kind == OPEN else f"{choice.kind}:{choice.name}"


def _short(text: str) -> str:
    return text if len(text) <= 28 else f"{text[:27]}…"
