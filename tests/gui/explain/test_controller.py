"""The Explain column and the overlays in the window: what follows the step, what is linked, what a click does."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from ioviz.core.simulation import Trace
from ioviz.gui.explain import controller
from ioviz.gui.explain.controller import OVERLAYS
from ioviz.viewmodels.explain.neuron_life import EVENT_TEXTS
from ioviz.viewmodels.explain.pseudocode import lines_for
from ioviz.viewmodels.explain.trace_costs import compute_trace_costs
from tests.gui.conftest import settle
from tests.gui.drivers import NetworkDriver, act
from tests.gui.view_tools import differ, leave, move_to, pixels
from tests.steps import finish


@pytest.fixture
def window(make_window, qtbot):
    window = make_window("digits")
    window.resize(1280, 800)
    window.player.seek(405)
    settle(qtbot, window)
    return window


def show_part(qtbot, window, part):
    act(qtbot, window, f"explain_{part}")
    return window.commands.explain.column


def costs(window):
    """The expected costs, computed again."""
    document = window.session.document
    return finish(compute_trace_costs(document.trace, document.timing))[0]


def seek(window, step):
    window.player.seek(step)
    for _ in range(3):
        QApplication.processEvents()


def test_the_column_comes_and_goes(qtbot, window):
    assert window.commands.explain.column is None  # hidden at first in a window of 1280 pixels
    column = show_part(qtbot, window, "why")
    assert column.isVisible()
    assert window.actions_["show_explain"].isChecked()
    for part in ("model", "neuron", "expensive"):
        assert show_part(qtbot, window, part).part == part
        assert pixels(column).std() > 5
    window.actions_["explain_expensive"].trigger()  # the same again
    assert not column.isVisible()
    assert not window.actions_["show_explain"].isChecked()
    window.actions_["show_explain"].trigger()
    assert column.isVisible()
    qtbot.mouseClick(column.switch.buttons["model"], Qt.MouseButton.LeftButton)
    assert column.part == "model"
    assert column.model.listing is not None


def test_why_follows_the_step(qtbot, window):
    network = NetworkDriver(qtbot, window)
    column = show_part(qtbot, window, "why")
    assert [why.title for why in column.why.whys] == ["Neuron 97 was evicted for 4.", "Neuron 25 was evicted for 98."]
    assert {pick.policy for pick in column.why.why.picks} == {"MIN", "MIN-D", "LRU", "RR"}
    assert column.why.why.title == "Neuron 25 was evicted for 98."
    before = pixels(column.why)
    qtbot.mouseClick(column.why, Qt.MouseButton.LeftButton, pos=column.why.tab_boxes[0].center().toPoint())
    assert column.why.why.title == "Neuron 97 was evicted for 4."
    assert differ(before, pixels(column.why)).any()
    seek(window, 406)
    assert column.why.why.title == "No eviction at this step."
    # Pointing at a candidate highlights it everywhere, and a click shows its life.
    pixels(column.why)
    box, neuron = column.why.neuron_boxes[-1]
    move_to(column.why, box.center().x(), box.center().y())
    assert network.highlighted == window.explore.views.timeline.hovered == neuron
    qtbot.mouseClick(column.why, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    settle(qtbot, window)
    assert column.part == "neuron"
    assert column.life.life.neuron == neuron
    leave(column.why)
    assert network.highlighted is None


@pytest.mark.parametrize("part", [None, "why", "model"])
@pytest.mark.parametrize("unit", ["connection", "io"])
def test_a_frame_replays_its_trace_once(qtbot, window, monkeypatch, part, unit):
    if part is not None:
        show_part(qtbot, window, part)
    window.player.set_unit(unit)
    settle(qtbot, window)
    replayed = []
    replay = Trace._state_between
    monkeypatch.setattr(Trace, "_state_between", lambda trace, step: replayed.append(step) or replay(trace, step))
    drawn = []
    window.explore.frameShown.connect(drawn.append)
    for k in range(40):
        if k % 2:
            window.player.forward()
        else:
            window.player.seek(k * 61 % window.player.length)
        for _ in range(3):
            QApplication.processEvents()
        assert len(replayed) == len(drawn) == k + 1


def test_the_highlighted_line_follows_single_ios(qtbot, window):
    column = show_part(qtbot, window, "model")
    window.actions_["step_by_io"].trigger()
    seek(window, 404)
    current_lines = []
    for _ in range(4):
        window.player.forward()
        for _ in range(3):
            QApplication.processEvents()
        current_lines.append(lines_for("min")[column.model.listing.current].key)
    assert current_lines[0] == "source_write"
    assert current_lines[1] == "source_read"
    assert "weight" in current_lines
    before = pixels(column.model)
    window.player.forward()
    for _ in range(3):
        QApplication.processEvents()
    assert differ(before, pixels(column.model)).any()


def test_the_life_of_a_neuron_is_a_row_of_steps(qtbot, window):
    column = show_part(qtbot, window, "neuron")
    expensive = int(costs(window).neurons.excess.argmax())
    assert column.life.life.neuron == expensive  # until another one is chosen
    window.explore.views.memory.neuronClicked.emit(97)
    settle(qtbot, window)
    table = column.life_table
    assert column.life.life.neuron == 97
    texts = [[table.rows.index(row, k).data() for k in range(3)] for row in range(table.rows.rowCount())]
    assert texts[0][1] == EVENT_TEXTS[0]
    assert texts[-1][1] == "dropped"
    written = next(row for row, text in enumerate(texts) if text[1] == "evicted, written")
    assert texts[written] == ["405", "evicted, written", "1 write"]
    assert table.rows.highlighted == written
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.rows.index(0, 1)).center())
    assert window.player.position.step == int(texts[0][0].replace("\u202f", ""))
    for _ in range(3):
        QApplication.processEvents()
    assert table.rows.highlighted == 0


def test_the_table_of_the_most_expensive_is_sorted_and_linked(qtbot, window):
    network = NetworkDriver(qtbot, window)
    column = show_part(qtbot, window, "expensive")
    table = column.table
    excess = costs(window).neurons.excess
    assert "15 most expensive neurons cause" in column.summary.text()

    def shown(k):
        return [int(table.rows.index(row, k).data()) for row in range(table.rows.rowCount())]

    assert shown(1) == sorted(excess.tolist(), reverse=True)
    table.horizontalHeader().setSortIndicator(5, Qt.SortOrder.AscendingOrder)
    resident = costs(window).neurons.resident
    assert shown(5) == sorted(resident.tolist())
    first = table.visualRect(table.rows.index(0, 0)).center()
    table.entered.emit(table.rows.index(0, 0))
    neuron = int(table.rows.table.order[0])
    assert network.highlighted == neuron
    assert table.rows.highlighted == 0
    leave(table)
    assert table.rows.highlighted == -1
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(first.x(), first.y()))
    settle(qtbot, window)
    assert column.part == "neuron"
    assert column.life.life.neuron == neuron
    # Another machine: other costs, the same sorting.
    with qtbot.waitSignal(window.session.documentChanged, timeout=60_000):
        act(qtbot, window, "policy_lru")
    show_part(qtbot, window, "expensive")
    assert window.session.document.trace.policy == "lru"
    assert shown(5) == sorted(costs(window).neurons.resident.tolist())


def test_overlays_by_action_and_menu(qtbot, window):
    network = NetworkDriver(qtbot, window)
    view = network.view
    before = pixels(view)
    menu = network.overlay_menu()
    assert [action.objectName() for action in menu.actions()] == [f"overlay_{key}" for key in OVERLAYS]
    for key in OVERLAYS[1:]:
        act(qtbot, window, f"overlay_{key}")
        assert network.overlay == key
        assert window.actions_[f"overlay_{key}"].isChecked()
    trace = window.session.document.trace
    with qtbot.waitSignal(window.session.documentChanged, timeout=60_000):
        act(qtbot, window, "memory_less")
    assert window.session.document.trace is not trace
    assert network.overlay == OVERLAYS[-1]  # of the new trace
    assert window.commands.explain.explained.trace is window.session.document.trace
    act(qtbot, window, "memory_more")
    act(qtbot, window, "overlay_none")
    assert network.overlay == "none"
    assert differ(before, pixels(view)).mean() < 0.002  # neurons are drawn anew: their edges may touch otherwise


def test_in_a_wide_window_the_column_is_there_at_first(make_window, qtbot, monkeypatch):
    monkeypatch.setattr("ioviz.gui.explain.controller.WIDE_WINDOW", 1200)
    window = make_window("diamond")
    assert window.commands.explain.column.isVisible()
    assert window.actions_["show_explain"].isChecked()
    assert window.commands.explain.column.part == "why"
    act(qtbot, window, "by_hand")
    window.explore.views.network.neuronClicked.emit(1)
    assert window.commands.explain.column.part == "why"  # a click is a move there


def test_the_sentence_in_short(qtbot, window):
    bar = window.explore.views.sentence
    seek(window, 404)
    full = pixels(bar)
    window.actions_["sentence_short"].trigger()
    assert bar.document.toPlainText() == bar.sentence.short
    assert differ(full, pixels(bar)).any()
    seek(window, 405)
    assert bar.document.toPlainText() == bar.sentence.short
    window.actions_["sentence_short"].trigger()
    seek(window, 404)
    assert not differ(full, pixels(bar)).any()


@pytest.mark.parametrize("quick", [True, False])
def test_while_it_plays_the_column_follows_each_frame_if_that_is_quick(qtbot, window, monkeypatch, quick):
    monkeypatch.setattr(controller, "_QUICK_S", 1e9 if quick else -1.0)
    column = show_part(qtbot, window, "model")
    shown = []
    original = column.model.setListing
    column.model.setListing = lambda listing: (shown.append(listing.heading), original(listing))
    frames = []
    window.explore.frameShown.connect(frames.append)
    window.player.set_speed(100)
    window.player.play()
    qtbot.waitUntil(lambda: len(frames) > 25, timeout=20_000)
    assert len(shown) == len(frames) if quick else 1 <= len(shown) < len(frames)
    window.player.pause()
    step = window.player.position.step
    qtbot.waitUntil(lambda: column.model.listing.heading == f"Connection {step} of 950", timeout=5_000)


def test_the_column_says_what_it_belongs_to(qtbot, window, monkeypatch):
    column = show_part(qtbot, window, "why")
    for step in (405, 17, 0, window.player.length):
        seek(window, step)
        shown = window.explore.transport._text.text()
        assert column.state.text().lower() == shown
    # During playback as well, at each frame that the column follows.
    window.player.to_start()
    window.player.set_speed(1000)
    seen = []
    set_whys = column.why.setWhys
    monkeypatch.setattr(column.why, "setWhys", lambda whys: (set_whys(whys), seen.append(column.state.text())))
    window.player.play()
    qtbot.waitUntil(lambda: not window.player.playing, timeout=60_000)
    settle(qtbot, window)
    assert len(set(seen)) > 2
    assert column.state.text().lower() == window.explore.transport._text.text()


@pytest.mark.parametrize("part", ["neuron", "expensive"])
def test_costs_of_the_schedule_before_are_marked(qtbot, window, monkeypatch, part):
    column = show_part(qtbot, window, part)
    assert column.state.text() == f"neuron, MIN, M = {window.session.document.intent.memory}"
    gate = threading.Event()

    def held(*args):
        gate.wait(60)
        return compute_trace_costs(*args)

    monkeypatch.setattr("ioviz.viewmodels.explain.trace_costs.compute_trace_costs", held)
    window.session.change("policy", policy="lru")
    qtbot.waitUntil(lambda: window.session.document.intent.policy == "lru")
    qtbot.waitUntil(lambda: column.state.text() == "Computing; shown is the schedule before …")
    gate.set()
    settle(qtbot, window)
    assert ", LRU, " in column.state.text()


def test_an_overlay_of_the_schedule_before_goes(qtbot, window, monkeypatch):
    act(qtbot, window, "overlay_rereads")
    network = NetworkDriver(qtbot, window)
    assert network.overlay == "rereads"
    gate = threading.Event()

    def held(*args):
        gate.wait(60)
        return compute_trace_costs(*args)

    monkeypatch.setattr("ioviz.viewmodels.explain.trace_costs.compute_trace_costs", held)
    window.session.change("policy", policy="lru")
    qtbot.waitUntil(lambda: network.overlay == "none")
    gate.set()
    settle(qtbot, window)
    assert network.overlay == "rereads"
