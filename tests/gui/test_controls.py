"""The watch sees what it is to see, and the walk over widgets finds every kind of control."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QStringListModel, qWarning
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QTabBar,
    QTableWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.shell import crash
from ioviz.gui.toolkit.widgets import SeekSlider
from tests.gui.controls import Control, controls
from tests.gui.watch import LONGEST_S, Watch


def broken() -> None:
    raise KeyError("planted")


def in_a_thread() -> None:
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()


class Unraisable:
    def __del__(self) -> None:
        raise KeyError("planted")


def reported() -> None:
    try:
        broken()
    except KeyError as error:
        crash.report(type(error), error, error.__traceback__)


def busy() -> None:
    end = time.thread_time() + LONGEST_S + 0.05
    while time.thread_time() < end:
        pass


@pytest.mark.parametrize(
    ("plant", "word"),
    [
        (broken, "planted"),
        (in_a_thread, "planted"),
        (Unraisable, "planted"),
        (reported, "planted"),
        (lambda: qWarning(b"planted"), "Qt: planted"),
        (busy, "hang"),
    ],
)
def test_a_planted_fault_is_seen(qtbot, plant, word):
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(lambda: plant())
    with Watch() as watch:
        watch.run(button.click)
        watch.pump()
        (fault,) = watch.take()
    assert word in fault


def test_waiting_for_other_programs_is_no_hang(qtbot):
    with Watch() as watch:
        watch.run(lambda: time.sleep(LONGEST_S + 0.05))
        assert watch.take() == []


@pytest.mark.parametrize("kind", ["message box", "dialog", "menu"])
def test_what_blocks_is_closed(qtbot, kind):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    if kind == "menu":
        menu = QMenu(parent)
        menu.addAction("one")
        blocking = menu.exec
    else:
        blocking = (QMessageBox(parent) if kind == "message box" else QDialog(parent)).exec
    ended = []
    with Watch() as watch:
        watch.run(lambda: ended.append(blocking()))
        assert watch.take() == []
    assert len(ended) == 1


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def everything(qtbot, log) -> QMainWindow:
    """A window with one of each kind, which logs what is pressed."""
    window, body = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(body)
    window.setCentralWidget(body)

    def add(widget: QWidget) -> QWidget:
        column.addWidget(widget)
        return widget

    add(QPushButton("a button")).clicked.connect(lambda: log.append("button"))
    add(QCheckBox("a box")).toggled.connect(lambda: log.append("box"))
    chip = add(QToolButton())
    chip.setText("a chip")
    chip.clicked.connect(lambda: log.append("chip"))
    owner = add(QToolButton())
    owner.setText("with a menu")
    menu = QMenu(owner)
    menu.addAction("in a button").triggered.connect(lambda: log.append("entry of a button"))
    owner.setMenu(menu)
    owner.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    combo = add(QComboBox())
    combo.addItems(["first", "second"])
    combo.textActivated.connect(lambda text: log.append(f"combo {text}"))
    tabs = add(QTabBar())
    tabs.addTab("one")
    tabs.addTab("two")
    tabs.tabBarClicked.connect(lambda index: log.append(f"tab {index}"))
    add(QSpinBox()).valueChanged.connect(lambda value: log.append(f"spin {value}"))
    add(QLineEdit()).returnPressed.connect(lambda: log.append("enter"))
    add(QSlider()).valueChanged.connect(lambda _value: log.append("slider"))
    add(SeekSlider()).seekRequested.connect(lambda _value: log.append("seek"))
    table = add(QTableWidget(3, 2))
    table.horizontalHeader().sectionClicked.connect(lambda section: log.append(f"header {section}"))
    table.cellClicked.connect(lambda row, at: log.append(f"cell {row} {at}"))
    table.cellDoubleClicked.connect(lambda row, at: log.append(f"cell twice {row} {at}"))
    rows = add(QListView())
    rows.setModel(QStringListModel(["a", "b"]))
    rows.clicked.connect(lambda index: log.append(f"row {index.row()}"))
    page = add(QTextBrowser())
    page.setOpenLinks(False)
    page.setHtml("<p>words</p><p>more <a href='there'>a link to there</a></p>")
    page.anchorClicked.connect(lambda url: log.append(f"link {url.toString()}"))
    top = window.menuBar().addMenu("Top")
    top.addAction("in a menu").triggered.connect(lambda: log.append("entry"))
    top.addMenu("Inner").addAction("deep").triggered.connect(lambda: log.append("inner entry"))
    key = QAction("by key", window)
    key.setShortcut(QKeySequence("Ctrl+7"))
    key.triggered.connect(lambda: log.append("key"))
    window.addAction(key)
    window.resize(600, 1400)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return window


def press(watch: Watch, control: Control) -> None:
    for step in control.steps:
        if control.there:
            watch.run(step)


def test_every_kind_is_found_and_pressed(everything, log, tmp_path):
    with Watch() as watch:
        for control in controls(tmp_path).values():
            if control.key != "QMainWindow: key Alt+F4":
                press(watch, control)
        assert watch.take() == []
    assert {
        "button", "box", "chip", "entry of a button", "combo first", "combo second", "tab 0", "tab 1", "spin 7",
        "enter", "slider", "seek", "header 0", "header 1", "cell 0 0", "cell 2 1", "cell twice 2 1", "row 1",
        "link there", "entry", "inner entry", "key",
    } <= set(log)  # fmt: skip


def test_what_is_disabled_or_hidden_is_not_found(everything, tmp_path):
    before = controls(tmp_path)
    everything.centralWidget().setEnabled(False)
    everything.menuBar().actions()[0].menu().actions()[0].setEnabled(False)
    names = [one.name for one in controls(tmp_path).values()]
    assert len(names) < len(before) / 2
    assert "Top > Inner > deep" in names
    assert "Top > in a menu" not in names


def test_keys_are_the_same_in_another_walk(everything, tmp_path):
    assert list(controls(tmp_path)) == list(controls(tmp_path))


def test_a_file_dialog_is_given_names(qtbot, window, tmp_path: Path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "x.json").write_text("{", encoding="utf-8")
    window.actions_["open"].trigger()
    found = {one.name: one for one in controls(tmp_path).values()}
    assert not any(name.startswith("Network") for name in found)  # the window below is blocked
    with Watch() as watch:
        press(watch, found["Open network: x.json"])
        assert watch.settle(lambda: window.message.is_error, 30.0)
        assert watch.take() == []
