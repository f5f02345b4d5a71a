"""Schedules by hand in the real window: clicks, keys, questions, undo, dragging, saving and opening again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from ioviz.core.simulation import simulate
from tests.gui.conftest import settle

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def hand(qtbot, make_window):
    """By hand on the dense 4 x 4 network, M = 4, from the start."""
    window = make_window("dense-4x4")
    window.actions_["by_hand"].trigger()
    settle(qtbot, window)
    return window.commands.hand


def key(qtbot, window, which, modifier=NO_MODIFIER):
    qtbot.keyClick(window.focusWidget() or window, which, modifier)
    settle(qtbot, window)


def click_middle(qtbot, window, connection: int) -> None:
    """Click a little beside the middle of a connection's line."""
    view = window.explore.view("network")
    line = window.commands.hand.marks._line(view._placement, view._camera(), connection)
    at = line.pointAt(0.2) / view.devicePixelRatio()
    qtbot.mouseClick(view, LEFT, NO_MODIFIER, QPoint(round(at.x()), round(at.y()) + 1))
    settle(qtbot, window)


def shown(window):
    return window.session.document.trace


def test_the_switch_offers_what_is_ready(hand, qtbot):
    window = hand._window
    assert hand.bar.isVisible()
    assert hand.marks.ready.tolist() == shown(window).schedule.order.tolist()  # all of a single layer
    assert "best possible: 31" in hand.bar._facts.text()
    window.actions_["by_hand"].trigger()
    assert not hand.bar.isVisible()
    assert not window.actions_["hand_process"].isEnabled()
    hand.process_chosen()
    settle(qtbot, window)
    assert window.player.position.step == 0  # nothing happens when it is off


def test_a_click_on_a_connection_processes_it_and_undo_takes_it_back(hand, qtbot):
    window = hand._window
    before = window.session.document
    click_middle(qtbot, window, 10)
    document = window.session.document
    assert document.schedule.order[0] == 10
    assert window.player.position.step == 1
    assert document.intent.policy == "manual"
    assert window.session.undo_stack.undoText() == "w(2→6)"
    key(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.document.intent.same(before.intent)
    assert window.player.position.step == 0
    window.actions_["redo"].trigger()
    settle(qtbot, window)
    assert window.session.document.schedule is document.schedule
    assert window.player.position.step == 1


def test_source_and_target_by_clicks(hand, qtbot):
    window = hand._window
    view = window.explore.view("network")

    def click(neuron):
        place, camera = view._placement, view._camera()
        x, y = place.x[neuron] * camera.scale + camera.left, place.y[neuron] * camera.scale + camera.top
        qtbot.mouseClick(view, LEFT, NO_MODIFIER, QPointF(x, y).toPoint())
        settle(qtbot, window)

    click(1)
    assert hand.marks.shown(view._placement).tolist() == [4, 5, 6, 7]
    key(qtbot, window, Qt.Key.Key_Escape)
    assert hand.marks.source is None
    click(1)
    click(6)
    assert window.session.document.schedule.order[0] == 6
    assert window.player.position.step == 1


def test_keys_choose_and_process(hand, qtbot):
    window = hand._window
    key(qtbot, window, Qt.Key.Key_Down)
    key(qtbot, window, Qt.Key.Key_Down)
    key(qtbot, window, Qt.Key.Key_Up)
    chosen = hand.marks.chosen
    assert chosen == hand.marks.ready[1]
    key(qtbot, window, Qt.Key.Key_Return)
    assert window.session.document.schedule.order[0] == chosen


def test_who_makes_room_is_asked_and_can_be_taken_back(hand, qtbot):
    window = hand._window
    for _ in range(2):
        hand.process_chosen()
        settle(qtbot, window)
    assert hand.question.open is None
    hand.process_chosen()  # 0, 1 and 4 are there; 2 needs room
    settle(qtbot, window)
    question = hand.question.open
    assert question is not None
    assert [one.neuron for one in question.candidates] == [1, 0]  # 1 is needed later
    assert hand.question.view.isVisible()
    assert not window.actions_["hand_process"].isEnabled()
    hand.hint()
    assert "MIN would evict" in hand.bar._news._texts[0]
    assert "★" in hand.question.view.table.model().index(0, 0).data()
    key(qtbot, window, Qt.Key.Key_Escape)
    assert hand.question.open is None
    assert not hand.question.view.isVisible()
    assert window.player.position.step == 2
    hand.process_chosen()
    settle(qtbot, window)
    hand.question.view.table.setFocus()
    qtbot.keyClick(hand.question.view.table, Qt.Key.Key_Down)
    qtbot.keyClick(hand.question.view.table, Qt.Key.Key_Return)
    settle(qtbot, window)
    evictions = window.session.document.schedule.evictions
    assert (evictions.step[0], evictions.neuron[0]) == (2, 0)
    assert window.player.position.step == 3
    trace = shown(window)
    assert trace.counts == simulate(trace.network, trace.schedule, memory=4, policy="manual").counts


def test_a_policy_makes_room_and_the_rest_is_finished(hand, qtbot):
    window = hand._window
    hand.choose_room("lru")
    for _ in range(6):
        hand.process_chosen()
        settle(qtbot, window)
    assert window.player.position.step == 6
    window.actions_["hand_finish"].trigger()
    settle(qtbot, window)
    document = window.session.document
    assert window.player.position.step == 16
    assert document.trace.counts == simulate(document.network, "neuron", memory=4, policy="lru").counts
    assert document.schedule.settings["by_hand"] == 6
    assert "processed" in hand.bar._news.text()
    assert not window.actions_["hand_hint"].isEnabled()


def test_the_hints_of_the_optimum_lead_to_it(hand, qtbot):
    window = hand._window
    hand.choose_room("min")
    best = window.best_possible.shown
    assert best.proven
    for _ in range(16):
        hand.hint()
        assert hand.marks.hinted == hand.marks.chosen
        hand.process_chosen()
        settle(qtbot, window)
    assert shown(window).schedule.order.tolist() == best.schedule.order.tolist()
    assert f"best possible: {best.upper}" in hand.bar._facts.text()


def test_by_hand_from_the_middle_of_another_schedule(hand, qtbot):
    window = hand._window
    window.actions_["by_hand"].trigger()
    window.actions_["order_layer"].trigger()
    settle(qtbot, window)
    layer = shown(window)
    window.player.seek(9)
    window.actions_["by_hand"].trigger()
    hand.choose_room("min")
    connection = int(hand.marks.ready[-1])
    hand.process_one(connection)
    settle(qtbot, window)
    order = shown(window).schedule.order.tolist()
    assert order[:9] == layer.schedule.order.tolist()[:9]
    assert order[9] == connection
    assert shown(window).counters(9) == layer.counters(9)
    assert window.player.position.step == 10


def test_two_moves_at_once_are_made_one_after_the_other(hand, qtbot):
    window = hand._window
    hand.choose_room("min")
    hand.process_one(5)
    hand.process_one(9)
    settle(qtbot, window)
    assert shown(window).schedule.order[:2].tolist() == [5, 9]
    assert window.player.position.step == 2


def test_the_order_is_changed_by_dragging_with_the_count_following(hand, qtbot):
    window = hand._window
    window.resize(1500, 900)
    window.actions_["hand_order"].trigger()
    settle(qtbot, window)
    table = hand.order.list.table
    before = shown(window).schedule.order.tolist()
    middle = [QPoint(60, table.rowViewportPosition(row) + table.rowHeight(row) // 2) for row in range(3)]
    qtbot.mousePress(table.viewport(), LEFT, NO_MODIFIER, middle[0])
    for place in middle[1:]:
        qtbot.mouseMove(table.viewport(), place)
        settle(qtbot, window)
    assert "→" in hand.order.list._cost.text()
    qtbot.mouseRelease(table.viewport(), LEFT, NO_MODIFIER, middle[2])
    settle(qtbot, window)
    after = shown(window).schedule.order.tolist()
    assert after == [*before[1:3], before[0], *before[3:]]
    window.actions_["undo"].trigger()
    settle(qtbot, window)
    assert shown(window).schedule.order.tolist() == before
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, window)
    assert shown(window).schedule.order.tolist()[:2] == [before[1], before[0]]


def test_saved_and_opened_again(hand, qtbot, tmp_path):
    window = hand._window
    hand.choose_room("rr")
    hand.process_one(7)
    settle(qtbot, window)
    made = shown(window)
    path = tmp_path / "mine.schedule.json"
    window.session.save_schedule(path)
    settle(qtbot, window)
    window.actions_["order_neuron"].trigger()
    settle(qtbot, window)
    window.session.open_schedule(path)
    settle(qtbot, window)
    again = shown(window)
    assert again.schedule.order.tolist() == made.schedule.order.tolist()
    assert again.counts == made.counts
    assert again.schedule.settings["by_hand"] == 1


def test_another_m_goes_on_with_min(hand, qtbot):
    window = hand._window
    hand.process_one(7)
    settle(qtbot, window)
    window.actions_["memory_more"].trigger()
    settle(qtbot, window)
    document = window.session.document
    assert (document.intent.memory, document.intent.policy) == (5, "min")
    assert document.schedule.order[0] == 7


def test_a_network_that_is_too_large_for_hands(qtbot, make_window):
    window = make_window("mlp-4x500")
    window.actions_["by_hand"].trigger()
    QApplication.processEvents()
    assert "up to 20" in window.message.text.text()
    assert not window.actions_["by_hand"].isChecked()


def test_moves_that_take_long_are_computed_in_a_job(hand, qtbot, monkeypatch):
    from ioviz.gui.by_hand import work as hand_work

    window = hand._window
    monkeypatch.setattr(hand_work, "QUICK", 0)
    hand.process_one(5)
    assert hand.busy
    hand.process_one(9)
    hand.process_one(4)
    qtbot.waitUntil(lambda: hand.question.open is not None)
    assert shown(window).schedule.order[:2].tolist() == [5, 9]
    hand.question.view.evictionChosen.emit(hand.question.open.candidates[0].neuron)
    settle(qtbot, window)
    assert shown(window).schedule.order[:3].tolist() == [5, 9, 4]
    assert window.player.position.step == 3
    hand.process_one(5)  # it is processed already, and says so
    settle(qtbot, window)
    assert "processed already" in window.message.text.text()


def test_what_annealing_found_is_a_hint(hand, qtbot, monkeypatch):
    window = hand._window
    window.actions_["by_hand"].trigger()
    window.actions_["memory_more"].trigger()
    settle(qtbot, window)
    hand.best._of.clear()
    found = window.session.document.schedule
    monkeypatch.setattr(window.anneal.runs, "best_here", lambda: lambda: found)
    window.actions_["by_hand"].trigger()
    settle(qtbot, window)
    known = hand.best.of(window.session.document.network, 5)
    assert known.schedule is found
    assert known.ios == simulate(found.network, found, memory=5).ios


def test_keys_of_fields_and_buttons_stay_theirs(hand, qtbot):
    window = hand._window
    window.actions_["memory_edit"].trigger()
    key(qtbot, window, Qt.Key.Key_Up)
    assert window.session.document.intent.memory == 5
    hand.bar._hint.setFocus()
    key(qtbot, window, Qt.Key.Key_Return)
    assert "best schedule known" in hand.bar._news.text()
    assert window.player.position.step == 0


def test_by_hand_and_side_by_side_take_turns(hand, qtbot):
    window = hand._window
    window.actions_["side_by_side"].trigger()
    settle(qtbot, window)
    assert not hand.on
    assert not window.actions_["by_hand"].isChecked()
    window.actions_["by_hand"].trigger()
    settle(qtbot, window)
    assert hand.on
    assert not window.explore.side_by_side.on


def test_a_schedule_by_hand_is_annealed_from(hand, qtbot):
    window = hand._window
    hand.choose_room("min")
    for connection in (15, 3):
        hand.process_one(connection)
    settle(qtbot, window)
    from ioviz.core.annealing import anneal

    document = window.session.document
    *_, better = anneal(document.network, 4, start=document.schedule, proposals=200, seed=0)
    ios = [simulate(document.network, one, memory=4).ios for one in (better, document.schedule)]
    assert ios[0] <= ios[1]


def test_a_question_that_a_queued_move_asks_stays_open(hand, qtbot):
    window = hand._window
    for connection in (5, 9, 4):
        hand.process_one(connection)
    settle(qtbot, window)
    assert hand.question.open is not None
    assert hand.question.open.connection == hand.marks.chosen == 4
    assert hand.question.view.isVisible()
