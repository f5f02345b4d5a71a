"""Schedules by hand in the real window: clicks, keys, questions, undo, dragging, saving and opening again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

import ioviz
from ioviz.core.simulation import simulate
from tests.gui.conftest import settle
from tests.gui.drivers import LEFT, NO_MODIFIER, HandDriver, act, label_text, message, press


@pytest.fixture
def hand(qtbot, make_window):
    """By hand on the dense 4 x 4 network, M = 4, from the start."""
    window = make_window("dense-4x4")
    act(qtbot, window, "by_hand")
    return HandDriver(qtbot, window)


def shown(window):
    return window.session.document.trace


def test_by_hand_offers_the_ready_connections(hand, qtbot):
    window = hand.window
    assert hand.on
    assert hand.ready == shown(window).schedule.order.tolist()  # all of a single layer
    assert "optimum: 31" in hand.facts()
    act(qtbot, window, "by_hand")
    assert not hand.on
    assert not window.actions_["hand_process"].isEnabled()
    hand.process()
    assert window.player.position.step == 0  # nothing happens when it is off


def test_a_click_on_a_connection_processes_it_and_undo_takes_it_back(hand, qtbot):
    window = hand.window
    before = window.session.document
    hand.network.click(10)
    document = window.session.document
    assert document.schedule.order[0] == 10
    assert window.player.position.step == 1
    assert document.intent.policy == "manual"
    assert window.session.undo_stack.undoText() == "w(2→6)"
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.document.intent.same(before.intent)
    assert window.player.position.step == 0
    act(qtbot, window, "redo")
    assert window.session.document.schedule is document.schedule
    assert window.player.position.step == 1


def test_source_and_target_by_clicks(hand, qtbot):
    window = hand.window
    hand.network.click_neuron(1)
    assert hand.ready == [4, 5, 6, 7]
    press(qtbot, window, Qt.Key.Key_Escape)
    assert hand.ready != [4, 5, 6, 7]
    hand.network.click_neuron(1)
    hand.network.click_neuron(6)
    assert window.session.document.schedule.order[0] == 6
    assert window.player.position.step == 1


def test_keys_choose_and_process(hand, qtbot):
    window = hand.window
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Up)
    chosen = hand.chosen
    assert chosen == hand.ready[1]
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.session.document.schedule.order[0] == chosen


def test_the_eviction_question_can_be_answered_or_cancelled(hand, qtbot):
    window = hand.window
    for _ in range(2):
        hand.process()
    assert hand.asks_for is None
    hand.process()  # 0, 1 and 4 are resident; 2 needs a slot
    assert hand.asks_for is not None
    assert hand.candidates == [1, 0]  # 1 is needed later
    assert not window.actions_["hand_process"].isEnabled()
    assert "MIN would evict" in hand.hint()
    assert "★" in hand.candidate_table.model().index(0, 0).data()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert hand.asks_for is None
    assert window.player.position.step == 2
    hand.process()
    hand.candidate_table.setFocus()
    qtbot.keyClick(hand.candidate_table, Qt.Key.Key_Down)
    qtbot.keyClick(hand.candidate_table, Qt.Key.Key_Return)
    settle(qtbot, window)
    evictions = window.session.document.schedule.evictions
    assert (evictions.step[0], evictions.neuron[0]) == (2, 0)
    assert window.player.position.step == 3
    trace = shown(window)
    assert trace.counts == simulate(trace.network, trace.schedule, memory=4, policy="manual").counts


def test_a_policy_evicts_and_finishes_the_schedule(hand, qtbot):
    window = hand.window
    hand.choose_policy("lru")
    for _ in range(6):
        hand.process()
    assert window.player.position.step == 6
    act(qtbot, window, "hand_finish")
    document = window.session.document
    assert window.player.position.step == 16
    assert document.trace.counts == simulate(document.network, "neuron", memory=4, policy="lru").counts
    assert document.schedule.settings["by_hand"] == 6
    assert "processed" in hand.news()
    assert not window.actions_["hand_hint"].isEnabled()


def test_the_hints_of_the_optimum_lead_to_it(hand, qtbot):
    window = hand.window
    hand.choose_policy("min")
    best = window.optimum_search.shown
    assert best.proven
    for _ in range(16):
        hand.hint()
        assert hand.hinted == hand.chosen
        hand.process()
    assert shown(window).schedule.order.tolist() == best.schedule.order.tolist()
    assert f"optimum: {best.upper}" in hand.facts()


def test_by_hand_from_the_middle_of_another_schedule(hand, qtbot):
    window = hand.window
    act(qtbot, window, "by_hand")
    act(qtbot, window, "order_layer")
    layer = shown(window)
    window.player.seek(9)
    act(qtbot, window, "by_hand")
    hand.choose_policy("min")
    connection = hand.ready[-1]
    hand.process(connection)
    order = shown(window).schedule.order.tolist()
    assert order[:9] == layer.schedule.order.tolist()[:9]
    assert order[9] == connection
    assert shown(window).counters(9) == layer.counters(9)
    assert window.player.position.step == 10


def test_two_moves_at_once_are_made_one_after_the_other(hand, qtbot):
    window = hand.window
    hand.choose_policy("min")
    hand.ask(5, 9)
    settle(qtbot, window)
    assert shown(window).schedule.order[:2].tolist() == [5, 9]
    assert window.player.position.step == 2


def test_the_order_is_changed_by_dragging_with_the_count_following(hand, qtbot):
    window = hand.window
    window.resize(1500, 900)
    act(qtbot, window, "hand_order")
    order = window.commands.hand.order.table
    table = order.table
    before = shown(window).schedule.order.tolist()
    middle = [QPoint(60, table.rowViewportPosition(row) + table.rowHeight(row) // 2) for row in range(3)]
    qtbot.mousePress(table.viewport(), LEFT, NO_MODIFIER, middle[0])
    for point in middle[1:]:
        qtbot.mouseMove(table.viewport(), point)
        settle(qtbot, window)
    assert "→" in label_text(order, "I/Os of the order")
    qtbot.mouseRelease(table.viewport(), LEFT, NO_MODIFIER, middle[2])
    settle(qtbot, window)
    after = shown(window).schedule.order.tolist()
    assert after == [*before[1:3], before[0], *before[3:]]
    act(qtbot, window, "undo")
    assert shown(window).schedule.order.tolist() == before
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, window)
    assert shown(window).schedule.order.tolist()[:2] == [before[1], before[0]]


def test_saved_and_opened_again(hand, qtbot, tmp_path):
    window = hand.window
    hand.choose_policy("rr")
    hand.process(7)
    made = shown(window)
    path = tmp_path / "mine.schedule.json"
    window.session.save_schedule(path)
    settle(qtbot, window)
    act(qtbot, window, "order_neuron")
    window.session.open_schedule(path)
    settle(qtbot, window)
    again = shown(window)
    assert again.schedule.order.tolist() == made.schedule.order.tolist()
    assert again.counts == made.counts
    assert again.schedule.settings["by_hand"] == 1


def test_another_m_goes_on_with_min(hand, qtbot):
    window = hand.window
    hand.process(7)
    act(qtbot, window, "memory_more")
    document = window.session.document
    assert (document.intent.memory, document.intent.policy) == (5, "min")
    assert document.schedule.order[0] == 7


def test_a_network_that_is_too_large_by_hand(qtbot, make_window):
    window = make_window("mlp-4x500")
    act(qtbot, window, "by_hand")
    assert "limited to networks of up to 20" in message(window)
    assert not window.actions_["by_hand"].isChecked()


def test_moves_that_take_long_are_computed_in_a_job(hand, qtbot, monkeypatch):
    from ioviz.gui.by_hand import work as hand_work

    window = hand.window
    monkeypatch.setattr(hand_work, "QUICK", 0)
    hand.ask(5)
    assert hand.busy
    hand.ask(9)
    hand.ask(4)
    qtbot.waitUntil(lambda: hand.asks_for is not None)
    assert shown(window).schedule.order[:2].tolist() == [5, 9]
    hand.evict(hand.candidates[0])
    assert shown(window).schedule.order[:3].tolist() == [5, 9, 4]
    assert window.player.position.step == 3
    hand.ask(5)  # already processed: refused with a message
    settle(qtbot, window)
    assert "processed already" in message(window)


def test_the_best_annealed_schedule_gives_hints(hand, qtbot, monkeypatch):
    window = hand.window
    act(qtbot, window, "by_hand")
    act(qtbot, window, "memory_more")
    window.commands.hand.best._of.clear()
    found = window.session.document.schedule
    monkeypatch.setattr(window.anneal.runs, "best_here", lambda: lambda: found)
    act(qtbot, window, "by_hand")
    known = window.commands.hand.best.of(window.session.document.network, 5)
    assert known.schedule is found
    assert known.ios == simulate(found.network, found, memory=5).ios


def test_hints_at_evictions_lead_to_the_optimum_and_name_it(hand, qtbot):
    window = hand.window
    best = window.optimum_search.shown
    assert best.proven
    asked = 0
    for _ in range(16):
        assert hand.hint().startswith(f"The optimum, with {best.upper} I/Os, processes")
        hand.process()
        while hand.asks_for is not None:
            text = hand.hint()
            assert text.startswith(f"The optimum, with {best.upper} I/Os, evicts neuron")
            marked = next(n for n in hand.candidates if f"evicts neuron {n}" in text)
            asked += 1
            hand.evict(marked)
    assert asked >= 3
    assert shown(window).counts.ios == best.upper


def test_a_hint_after_another_way_says_so(hand, qtbot):
    for _ in range(3):
        hand.process()
        while hand.asks_for is not None:
            text = hand.hint()
            hand.evict(hand.candidates[-1])
    assert "optimum (31 I/Os)" in text or text.startswith("The optimum, with 31 I/Os")


def test_the_hint_and_the_side_panel_have_the_same_best(qtbot, make_window):
    window = make_window("chain-16")
    act(qtbot, window, "order_layer")
    act(qtbot, window, "by_hand")
    hand = HandDriver(qtbot, window)
    window.commands.hand.best._of.clear()  # as in a network whose optimum is not known
    document = window.session.document
    from ioviz.viewmodels.document.eviction_search import BestEvictions, find_best_evictions

    found = find_best_evictions(document.schedule, document.intent.memory)
    assert isinstance(found, BestEvictions)
    assert found.schedule is not None
    window.commands.hand.best.take_evictions(document, found)
    assert f"The order layer with its best evictions, with {found.ios} I/Os, processes" in hand.hint()


def test_fields_and_buttons_keep_their_keys(hand, qtbot):
    window = hand.window
    act(qtbot, window, "memory_edit")
    press(qtbot, window, Qt.Key.Key_Up)
    assert window.session.document.intent.memory == 5
    hand.button("Hint").setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    assert "The optimum, with 30 I/Os, processes" in hand.news()
    assert window.player.position.step == 0


def test_by_hand_and_side_by_side_exclude_each_other(hand, qtbot):
    window = hand.window
    act(qtbot, window, "side_by_side")
    assert not hand.on
    assert not window.actions_["by_hand"].isChecked()
    act(qtbot, window, "by_hand")
    assert hand.on
    assert not window.explore.side_by_side.on


def test_a_schedule_by_hand_is_annealed_from(hand, qtbot):
    window = hand.window
    hand.choose_policy("min")
    hand.ask(15, 3)
    settle(qtbot, window)
    from ioviz.core.annealing import anneal

    document = window.session.document
    *_, better = anneal(document.network, 4, start=document.schedule, proposals=200, seed=0)
    ios = [simulate(document.network, one, memory=4).ios for one in (better, document.schedule)]
    assert ios[0] <= ios[1]


def test_a_question_that_a_queued_move_asks_stays_open(hand, qtbot):
    hand.ask(5, 9, 4)
    settle(qtbot, hand.window)
    assert hand.asks_for == hand.chosen == 4


def test_a_move_in_a_network_that_is_being_replaced_is_dropped(qtbot, make_window):
    window = make_window("diamond")
    act(qtbot, window, "by_hand")
    hand, new = HandDriver(qtbot, window), ioviz.load(ioviz.paths.sample_path("tree-8"))
    window.session.open_network(new, "tree-8")
    hand.ask(hand.ready[0])
    settle(qtbot, window)
    document = window.session.document
    assert document.network is document.schedule.network is new
