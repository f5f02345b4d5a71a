"""Whatever is shown belongs to what is named beside it, or is marked as not computed yet.

Each kind of request is made while its job is held. Then every text that stands in the window is that of the document
of before, or the control that was asked to change; what is computed is said. Afterwards every text is that of a window
which was opened on the new choice.
"""

from __future__ import annotations

import re
import threading

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QTableView,
    QWidget,
)

import ioviz
from ioviz.gui.session.session import PENDING_AFTER_MS
from ioviz.gui.toolkit.marks import COMPUTING, OUTDATED
from ioviz.viewmodels.document import document as documents
from ioviz.viewmodels.text.progress import Progress
from tests.gui.conftest import READY_MS, settle, wait_for_threads
from tests.gui.drivers import button, label_text, open_dialog

DIALOGS = ("facts", "trials", "curve")
REQUESTS = {
    "memory": {"memory": 5},
    "policy": {"policy": "lru"},
    "order": {"order": "layer"},
    "order made for M": {"order": "greedy"},
    "seed": {"order": "random", "seed": 7},
    "all": {"order": "tiled", "policy": "rr", "memory": 4},
}


@pytest.fixture
def network_file(tmp_path):
    network = ioviz.generate("layered", sizes=[9, 12, 10, 6], density=0.4, seed=3)
    ioviz.save(network, tmp_path / "first.json")
    return tmp_path / "first.json"


class Hold:
    """Keeps the jobs that resolve an intent from going on until it is opened."""

    def __init__(self, monkeypatch) -> None:
        self.gate = threading.Event()
        self.gate.set()
        resolve = documents.resolve

        def held(intent, before=None):
            self.gate.wait(60)
            return resolve(intent, before)

        monkeypatch.setattr(documents, "resolve", held)


@pytest.fixture
def hold(monkeypatch):
    made = Hold(monkeypatch)
    yield made
    made.gate.set()


def texts(root: QWidget) -> dict[str, str]:
    """Every text that is shown in a widget, by the path to it."""
    found = {}
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, (QLabel, QAbstractSpinBox, QLineEdit)):
            text = widget.text()
        elif isinstance(widget, QComboBox):
            text = widget.currentText()
        elif isinstance(widget, QAbstractButton):
            text = f"{widget.text()} {'on' if widget.isChecked() else ''}"
        elif isinstance(widget, QTableView):
            model = widget.model()
            cells = [
                model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())
            ]
            text = " | ".join(str(cell.data()) for cell in cells)
        else:
            text = widget.accessibleDescription()  # of a painted view
        if text.strip():
            found[path_of(widget, root)] = text
    return found


def path_of(widget: QWidget, root: QWidget) -> str:
    names = []
    if isinstance(widget, QLabel) and widget.buddy() is not None:
        names.append(widget.text())
    while widget is not root and widget is not None:
        parent = widget.parentWidget()
        number = parent.findChildren(type(widget)).index(widget) if parent is not None else 0
        names.append(f"{type(widget).__name__}[{number}]{widget.accessibleName()}")
        widget = parent
    return "/".join(reversed(names))


def widgets_by_path(root: QWidget) -> dict[str, QWidget]:
    return {path_of(widget, root): widget for widget in root.findChildren(QWidget)}


def rest(qtbot, window) -> None:
    """Wait until the searches in the background have ended, too."""
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.eviction_search._timer.isActive() and window.jobs.idle, timeout=READY_MS)


def prepare(qtbot, window) -> dict[str, QWidget]:
    """Open the dialogs that follow the document; return everything that shows something of it."""
    roots: dict[str, QWidget] = {"window": window.workspace}
    for name in DIALOGS:
        roots[name] = open_dialog(window, name)
    window.actions_["show_explain"].trigger()
    rest(qtbot, window)
    return roots


def all_texts(roots: dict[str, QWidget]) -> dict[str, str]:
    return {f"{name}: {path}": text for name, root in roots.items() for path, text in texts(root).items()}


def is_choice(path: str) -> bool:
    """Whether a control holds what was requested, or its text names all that it depends on."""
    requested = r"Fast memory M|\bSeed\b|random seed|Undo|Redo|ActivityBar|Being computed|Seed of"
    names_its_own = r"CurvePlot"  # "at M = 5: 240 I/Os of neuron": a curve is known at every M
    return bool(re.search(f"{requested}|{names_its_own}", path))


@pytest.mark.parametrize("kind", REQUESTS)
def test_numbers_belong_to_what_is_named_beside_them(qtbot, make_window, network_file, hold, kind):
    window = make_window(None, network_file)
    roots = prepare(qtbot, window)
    before = all_texts(roots)
    hold.gate.clear()
    window.session.change(kind, **REQUESTS[kind])
    qtbot.waitUntil(lambda: window.session.pending is not None)
    qtbot.wait(2 * PENDING_AFTER_MS)
    pending = window.session.pending.sentence()

    during = all_texts(roots)
    changed = {path: text for path, text in during.items() if before.get(path) != text and not is_choice(path)}
    marked = {
        f"{name}: {path}"
        for name, root in roots.items()
        for path, widget in widgets_by_path(root).items()
        if widget.property(COMPUTING) or widget.property(OUTDATED)
    }
    assert set(changed) <= marked, changed
    for name in ("window", *DIALOGS):
        assert pending in [text for path, text in during.items() if path.startswith(f"{name}: ")], name
    for number in ("Reads", "Writes", "Excess", "Bounds", "Live memory", "I/Os of the whole schedule"):
        (path,) = [one for one in marked if one.endswith(f"]{number}")]
        assert during[path] == before[path]

    hold.gate.set()
    rest(qtbot, window)
    assert window.session.pending is None
    after = all_texts(roots)
    assert pending not in after.values()
    assert not any(
        widget.property(COMPUTING) or widget.property(OUTDATED)
        for root in roots.values()
        for widget in root.findChildren(QWidget)
    )

    fresh = make_window(None, network_file, wait=False)
    with qtbot.waitSignal(fresh.readyToPlay, timeout=READY_MS):
        pass
    fresh.session.change(kind, **REQUESTS[kind])
    settle(qtbot, fresh)
    expected = all_texts(prepare(qtbot, fresh))
    different = {path: (text, after.get(path)) for path, text in expected.items() if after.get(path) != text}
    assert not {path for path in different if not is_choice(path)}, different


def test_a_quick_change_is_not_marked(qtbot, make_window, network_file):
    window = make_window(None, network_file)
    marks = []
    window.session.pendingChanged.connect(marks.append)
    window.session.change("memory", memory=9)
    settle(qtbot, window)
    qtbot.wait(2 * PENDING_AFTER_MS)
    assert marks == []


@pytest.mark.parametrize("end", ["cancel", "fail", "back"])
def test_a_request_that_is_given_up_leaves_no_mark(qtbot, make_window, network_file, hold, monkeypatch, end):
    window = make_window(None, network_file)
    rest(qtbot, window)
    before = texts(window.side)
    hold.gate.clear()
    if end == "fail":

        def broken(intent, before=None):
            hold.gate.wait(60)
            raise ioviz.IovizError("No such luck.")

        monkeypatch.setattr(documents, "resolve", broken)
    window.session.change("order", order="layer")
    qtbot.waitUntil(lambda: window.session.pending is not None)
    assert label_text(window.side, "Being computed")
    if end == "cancel":
        window.session.cancel()
    elif end == "back":
        window.session.change("order", order="neuron")
    hold.gate.set()
    rest(qtbot, window)
    assert window.session.pending is None
    assert texts(window.side) == before
    assert window.actions_["order_neuron"].isChecked()


def test_each_column_says_what_is_computed(qtbot, make_window, network_file, hold):
    window = make_window(None, network_file)
    window.actions_["side_by_side"].trigger()
    settle(qtbot, window)
    columns = window.explore.side_by_side
    for column, order in enumerate(("random", "greedy")):
        view = columns.view.columns[column]
        before = label_text(view, "Total I/Os")
        hold.gate.clear()
        columns.change(column, {"order": order})
        qtbot.waitUntil(lambda view=view: bool(view.order.property(COMPUTING)))
        assert "Computing" in label_text(view, "Total I/Os")
        other = columns.view.columns[1 - column]
        assert not other.order.property(COMPUTING)
        hold.gate.set()
        settle(qtbot, window)
        assert not view.order.property(COMPUTING)
        assert label_text(view, "Total I/Os") != before
        ios = columns.documents.shown[column].trace.counts.ios
        assert str(ios) in re.sub(r"\s", "", label_text(view, "Total I/Os"))


def test_the_menu_checks_no_order_of_another_schedule(qtbot, make_window, network_file):
    window = make_window(None, network_file)
    assert window.actions_["order_neuron"].isChecked()
    schedule = ioviz.order(window.session.document.network, "layer")
    window.session.change("schedule", order="file", loaded=schedule)
    settle(qtbot, window)
    assert not any(window.actions_[f"order_{key}"].isChecked() for key in ("neuron", "layer", "auto"))
    window.session.change("order", order="layer")
    settle(qtbot, window)
    assert window.actions_["order_layer"].isChecked()
    assert not window.actions_["order_neuron"].isChecked()


def test_cancel_is_offered_only_where_it_cancels(qtbot, make_window, network_file, hold):
    window = make_window(None, network_file)
    activity, go_on = window.workspace.activity, threading.Event()
    window.jobs.start("explain", lambda: go_on.wait(60), title="Computing costs")
    qtbot.waitUntil(activity.isVisible)
    assert not button(activity, "Cancel").isVisible()
    go_on.set()
    settle(qtbot, window)
    hold.gate.clear()
    window.session.change("order", order="layer")
    qtbot.waitUntil(activity.isVisible)
    assert activity.text.text().startswith("Computing layer")
    button(activity, "Cancel").click()
    assert window.session.wanted is window.session.document.intent
    assert window.session.pending is None
    hold.gate.set()
    settle(qtbot, window)
    assert window.session.document.intent.order == "neuron"


@pytest.mark.parametrize("what", ["document", "anneal", "optimum", "evictions"])
def test_closing_waits_for_no_kernel(qtbot, make_window, network_file, hold, monkeypatch, what):
    """Whatever is computed and cannot be interrupted: the window closes, and what was saved is whole."""
    window, go_on = make_window(None, network_file), threading.Event()
    rest(qtbot, window)
    if what == "document":
        hold.gate.clear()
        window.session.change("order", order="layer")
    elif what == "anneal":
        window.actions_["tab_anneal"].trigger()
        settle(qtbot, window)
        monkeypatch.setattr(window.anneal.runs, "_annealer", lambda *_: go_on.wait(60) and iter(()))
        window.actions_["anneal_start"].trigger()
        qtbot.waitUntil(lambda: window.anneal.run.start_cost is not None, timeout=READY_MS)
    else:
        window.jobs.start(what, lambda: go_on.wait(60))
    window.close()
    assert not window.jobs.idle  # it did not wait for the end of the work
    hold.gate.set()
    go_on.set()
    wait_for_threads(qtbot, window)


def test_work_that_goes_on_is_not_finished(qtbot, make_window, network_file):
    window, go_on = make_window(None, network_file), threading.Event()

    def work():
        yield Progress("Drawing", 1.0)
        go_on.wait(60)

    activity = window.workspace.activity
    window.jobs.start("drawing", work, title="Drawing the connections")
    qtbot.waitUntil(activity.isVisible)
    assert "%" not in activity.text.text()
    assert activity.findChild(QProgressBar).maximum() == 0  # busy, without a share
    go_on.set()
    settle(qtbot, window)


def test_before_the_first_document_there_are_no_numbers(qtbot, make_window, network_file, hold):
    hold.gate.clear()
    window = make_window(None, network_file, wait=False)
    qtbot.waitUntil(lambda: window.session.wanted is not None, timeout=READY_MS)
    qtbot.waitUntil(window.workspace.activity.isVisible, timeout=READY_MS)
    views = window.explore.views
    assert not any(view.isVisible() for view in (views.network, views.memory, views.counters, views.timeline))
    title = window.workspace.activity.text.text().split(" · ")[0]
    assert title
    assert title in texts(window.explore).values()
    with qtbot.waitSignal(window.readyToPlay, timeout=READY_MS):
        hold.gate.set()
    settle(qtbot, window)
    assert all(view.isVisible() for view in (views.network, views.memory, views.counters, views.timeline))
