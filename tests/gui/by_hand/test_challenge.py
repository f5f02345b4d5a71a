"""Challenges in the real window: from the list to the end, refused moves, progress, the program as opponent."""

from __future__ import annotations

import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from ioviz.core.simulation import simulate
from ioviz.gui.by_hand.challenge_bar import ChallengeBar
from ioviz.viewmodels.text.numbers import count
from tests.gui.conftest import settle
from tests.gui.drivers import HandDriver, act, button, message, open_dialog


@pytest.fixture
def hand(qtbot, make_window):
    """The challenge "Fork", just opened from the list."""
    window = make_window()
    dialog = open_dialog(window, "challenges")
    dialog.buttons["fork"].click()
    settle(qtbot, window)
    return HandDriver(qtbot, window)


def play(hand, order, choose):
    """Process some connections; `choose` takes one of the candidates where one has to be evicted."""
    for connection in order:
        hand.process(connection)
        while hand.asks_for is not None:
            hand.evict(choose(hand.window.commands.hand.question.open.candidates).neuron)


def challenge_bar(window):
    """The bar of the challenge that is played, or None."""
    return next((bar for bar in window.findChildren(ChallengeBar) if bar.isVisible()), None)


def cheapest(candidates):
    return min(candidates, key=lambda one: one.total)


def _of(candidates, neuron):
    return next(one for one in candidates if one.neuron == neuron)


def test_a_challenge_opens_by_hand_at_its_m(hand):
    window = hand.window
    document = window.session.document
    assert document.intent.title == "Challenge: Fork"
    assert (document.intent.memory, document.intent.order, hand.on, window.player.position.step) == (
        3,
        "layer",
        True,
        0,
    )
    assert challenge_bar(window) is not None
    assert any("target 15 I/Os" in text.text() for text in challenge_bar(window).findChildren(QLabel))
    assert not window.actions_["hand_finish"].isEnabled()
    assert window.actions_["hand_hint"].isEnabled()


def test_the_optimum_wins_three_stars_and_is_kept(hand, qtbot, own_settings):
    window = hand.window
    best = window.optimum_search.shown
    assert best.proven
    schedule = best.schedule
    steps = dict.fromkeys(range(6))
    for step, neuron in zip(schedule.evictions.step.tolist(), schedule.evictions.neuron.tolist(), strict=True):
        steps[step] = [*(steps[step] or []), neuron]
    for step, connection in enumerate(schedule.order.tolist()):
        evicted = list(steps[step] or [])
        play(hand, [connection], lambda c, evicted=evicted: _of(c, evicted.pop(0)))
    assert window.session.document.trace.counts.ios == 15
    assert "★★★" in message(window)
    assert "★★★" in hand.news()
    kept = json.loads((own_settings.parent / "challenges.json").read_text())
    assert kept["best"] == {"fork": 15}
    dialog = open_dialog(window, "challenges")
    assert dialog.buttons["fork"].text() == "Play again"
    dialog.close()


def test_a_worse_result_is_no_new_best_and_again_restarts(hand, qtbot):
    window = hand.window
    layer = window.session.document.schedule.order.tolist()
    play(hand, layer, lambda candidates: candidates[0])  # as MIN does it
    expected = simulate(window.session.document.network, "layer", memory=3).ios
    assert window.commands.challenges.progress.best == {"fork": expected}
    assert window.commands.challenges.challenge.stars(expected) == 1
    button(challenge_bar(window), "Again").click()
    settle(qtbot, window)
    assert window.player.position.step == 0
    assert hand.on
    assert window.session.document.intent.order == "layer"
    play(hand, layer, lambda candidates: candidates[-1])
    assert window.commands.challenges.progress.best == {"fork": expected}
    button(challenge_bar(window), "Next").click()
    settle(qtbot, window)
    assert window.session.document.intent.title == "Challenge: Three by three"


def test_moves_that_are_not_the_users_do_not_count(hand, qtbot):
    window = hand.window
    window.player.seek(5)
    settle(qtbot, window)
    hand.process()
    assert "every connection is yours" in message(window)
    assert window.session.document.intent.order == "layer"
    window.player.to_start()
    act(qtbot, window, "memory_more")
    hand.process()
    assert "M = 3" in message(window)
    assert window.commands.challenges.progress.best == {}


def test_another_network_ends_the_challenge(hand, qtbot):
    window = hand.window
    window.session.open_sample("diamond")
    settle(qtbot, window)
    assert window.commands.challenges.challenge is None
    assert challenge_bar(window) is None
    assert window.actions_["hand_finish"].isEnabled()


def test_the_program_plays_beside_the_user(hand, qtbot):
    window = hand.window
    window.resize(1500, 900)
    act(qtbot, window, "hand_rival")
    view = window.commands.opponent.view
    assert view.isVisible()
    assert view.ios.text() == "0 I/Os, 15 in the end"
    play(hand, window.session.document.schedule.order[:3], cheapest)
    trace = window.session.documents.shown["opponent"].trace
    assert trace.counts.ios == 15
    assert view.ios.text() == f"{trace.counters(3).ios} I/Os, 15 in the end"
    assert "have" in view.beside.text()
    window.actions_["by_hand"].trigger()
    QApplication.processEvents()
    assert not view.isVisible()


def test_the_program_plays_at_the_m_of_the_user(make_window, qtbot):
    window = make_window("digits")
    act(qtbot, window, "by_hand", "hand_rival")
    schedule = window.session.document.schedule
    view = window.commands.opponent.view
    for memory in (30, 40):  # the order stays the same: it is the best one known, at either M
        window.session.change("memory", memory=memory)
        settle(qtbot, window)
        assert window.session.document.schedule is schedule
        assert view.ios.text().endswith(f"{count(window.session.document.trace.counts.ios)} in the end")


def test_progress_that_cannot_be_saved_is_reported(hand, qtbot):
    window = hand.window
    window.commands.challenges.progress.path.mkdir()
    play(hand, window.session.document.schedule.order.tolist(), cheapest)
    assert "could not be saved" in message(window)


def test_enter_plays_the_challenge_in_focus(qtbot, make_window):
    window = make_window()
    dialog = open_dialog(window, "challenges")
    dialog.buttons["two-sums"].setFocus()
    qtbot.keyClick(dialog.buttons["two-sums"], Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.document.intent.title == "Challenge: Two sums"


def test_an_outcome_is_that_of_the_schedule_that_is_shown(hand, qtbot):
    window = hand.window
    play(hand, window.session.document.schedule.order.tolist(), cheapest)
    challenges = window.commands.challenges
    schedule = window.session.document.schedule
    (text,) = window.commands.hand.end_texts(schedule)
    assert hand.news()
    assert "I/Os" in text
    assert challenges.progress.best
    window.session.undo_stack.undo()
    settle(qtbot, window)
    window.player.to_end()
    settle(qtbot, window)
    assert window.session.document.schedule is not schedule
    assert text not in window.commands.hand.end_texts(window.session.document.schedule)
    window.session.undo_stack.redo()
    settle(qtbot, window)
    assert window.commands.hand.end_texts(window.session.document.schedule) == (text,)


def test_the_program_s_board_is_never_that_of_another_m(make_window, qtbot, monkeypatch):
    window = make_window("digits")
    window.resize(1500, 900)
    act(qtbot, window, "by_hand", "hand_rival")
    view, gate, want = window.commands.opponent.view, threading.Event(), type(window.session.documents).want
    held = []

    def wanted(self, lane, intent, **more):
        if lane == "opponent" and not gate.is_set():
            held.append(intent)
            return None  # as long as its job runs
        return want(self, lane, intent, **more)

    monkeypatch.setattr(type(window.session.documents), "want", wanted)
    window.session.change("memory", memory=30)
    settle(qtbot, window)
    assert held
    assert view.ios.text() == "Computing the best known schedule …"
    assert view.memory.frame is None
    assert view.beside.text() == ""
