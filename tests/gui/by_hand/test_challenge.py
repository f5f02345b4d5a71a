"""Challenges in the real window: from the list to the end, refused moves, progress, the program's board."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ioviz.core.simulation import simulate
from ioviz.viewmodels.text.numbers import count
from tests.gui.conftest import settle


@pytest.fixture
def hand(qtbot, make_window):
    """The challenge "Fork", just opened from the list."""
    window = make_window()
    window.actions_["challenges"].trigger()
    dialog = window.sheets["challenges"]
    dialog.buttons["fork"].click()
    settle(qtbot, window)
    return window.commands.hand


def play(qtbot, window, order, choose):
    """Process some connections; `choose` takes one of the candidates where room is needed."""
    hand = window.commands.hand
    for connection in order:
        hand.process_one(int(connection))
        settle(qtbot, window)
        while hand.question.open is not None:
            hand.question.view.evictionChosen.emit(choose(hand.question.open.candidates).neuron)
            settle(qtbot, window)


def cheapest(candidates):
    return min(candidates, key=lambda one: one.in_all)


def _of(candidates, neuron):
    return next(one for one in candidates if one.neuron == neuron)


def test_a_challenge_opens_by_hand_at_its_m(hand):
    window = hand._window
    document = window.session.document
    assert document.intent.title == "Challenge: Fork"
    assert (document.intent.memory, document.intent.order, hand.on, window.player.position.step) == (
        3,
        "layer",
        True,
        0,
    )
    assert hand.play.bar.isVisible()
    assert "target 15 I/Os" in hand.play.bar._target.text()
    assert not window.actions_["hand_finish"].isEnabled()
    assert window.actions_["hand_hint"].isEnabled()


def test_the_optimum_wins_three_stars_and_is_kept(hand, qtbot, own_settings):
    window = hand._window
    best = window.best_possible.shown
    assert best.proven
    schedule = best.schedule
    steps = dict.fromkeys(range(6))
    for step, neuron in zip(schedule.evictions.step.tolist(), schedule.evictions.neuron.tolist(), strict=True):
        steps[step] = [*(steps[step] or []), neuron]
    for step, connection in enumerate(schedule.order.tolist()):
        leaving = list(steps[step] or [])
        play(qtbot, window, [connection], lambda c, leaving=leaving: _of(c, leaving.pop(0)))
    assert window.session.document.trace.counts.ios == 15
    assert "★★★" in window.message.text.text()
    assert "★★★" in hand.bar._news.text()
    kept = json.loads((own_settings.parent / "challenges.json").read_text())
    assert kept["best"] == {"fork": 15}
    window.actions_["challenges"].trigger()
    assert window.sheets["challenges"].buttons["fork"].text() == "Play again"
    window.sheets["challenges"].close()


def test_a_worse_end_is_no_new_best_and_again_begins_anew(hand, qtbot):
    window = hand._window
    layer = window.session.document.schedule.order.tolist()
    play(qtbot, window, layer, lambda candidates: candidates[0])  # as MIN does it
    expected = simulate(window.session.document.network, "layer", memory=3).ios
    assert hand.play.progress.best == {"fork": expected}
    assert hand.play.challenge.stars(expected) == 1
    hand.play.again()
    settle(qtbot, window)
    assert window.player.position.step == 0
    assert hand.on
    assert window.session.document.intent.order == "layer"
    play(qtbot, window, layer, lambda candidates: candidates[-1])
    assert hand.play.progress.best == {"fork": expected}
    hand.play.next()
    settle(qtbot, window)
    assert window.session.document.intent.title == "Challenge: Three by three"


def test_moves_that_are_not_the_users_do_not_count(hand, qtbot):
    window = hand._window
    window.player.seek(5)
    settle(qtbot, window)
    hand.process_chosen()
    settle(qtbot, window)
    assert "every connection is yours" in window.message.text.text()
    assert window.session.document.intent.order == "layer"
    window.player.to_start()
    window.actions_["memory_more"].trigger()
    settle(qtbot, window)
    hand.process_chosen()
    settle(qtbot, window)
    assert "M = 3" in window.message.text.text()
    assert hand.play.progress.best == {}


def test_another_network_ends_the_challenge(hand, qtbot):
    window = hand._window
    window.session.open_sample("diamond")
    settle(qtbot, window)
    assert hand.play.challenge is None
    assert not hand.play.bar.isVisible()
    assert window.actions_["hand_finish"].isEnabled()


def test_the_program_plays_beside_the_user(hand, qtbot):
    window = hand._window
    window.resize(1500, 900)
    window.actions_["hand_rival"].trigger()
    settle(qtbot, window)
    board = hand.rival.board
    assert board.isVisible()
    assert board.ios.text() == "0 I/Os, 15 in the end"
    play(qtbot, window, window.session.document.schedule.order[:3], cheapest)
    trace = window.session.documents.shown["rival"].trace
    assert trace.counts.ios == 15
    assert board.ios.text().startswith(f"{trace.counters(3).ios} I/Os")
    assert "have" in board.beside.text()
    window.actions_["by_hand"].trigger()
    QApplication.processEvents()
    assert not board.isVisible()


def test_the_program_plays_at_the_m_of_the_user(make_window, qtbot):
    window = make_window("digits")
    act = window.actions_
    for name in ("by_hand", "hand_rival"):
        act[name].trigger()
    settle(qtbot, window)
    schedule = window.session.document.schedule
    board = window.commands.hand.rival.board
    for memory in (30, 40):  # the order stays the same: it is the best one known, at either M
        window.session.change("memory", memory=memory)
        settle(qtbot, window)
        assert window.session.document.schedule is schedule
        assert board.ios.text().endswith(f"{count(window.session.document.trace.counts.ios)} in the end")


def test_progress_that_cannot_be_written_is_told(hand, qtbot):
    window = hand._window
    hand.play.progress.path.mkdir()
    play(qtbot, window, window.session.document.schedule.order.tolist(), cheapest)
    assert "could not be written" in window.message.text.text()


def test_enter_plays_the_challenge_in_focus(qtbot, make_window):
    window = make_window()
    window.actions_["challenges"].trigger()
    dialog = window.sheets["challenges"]
    dialog.buttons["two-sums"].setFocus()
    qtbot.keyClick(dialog.buttons["two-sums"], Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.document.intent.title == "Challenge: Two sums"
