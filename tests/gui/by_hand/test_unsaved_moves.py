"""Moves by hand are not lost without a question: on closing, and when another network is opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from ioviz.core.formats import load_schedule
from ioviz.viewmodels.document.provenance import made_by_hand
from tests.gui.conftest import settle
from tests.gui.drivers import HandDriver, act, button, drop_file, message, press


@pytest.fixture
def hand(qtbot, make_window):
    """Two moves by hand on the dense 4 x 4 network, in a window that asks."""
    window = make_window("dense-4x4")
    window.leaving.asks = True
    act(qtbot, window, "by_hand")
    driver = HandDriver(qtbot, window)
    driver.choose_policy("min")
    driver.process(5, 9)
    yield driver
    window.leaving.asks = False


def _question(window):
    return window.dialogs.opened.get("unsaved")


def test_closing_asks_and_the_window_stays(hand, qtbot):
    window = hand.window
    assert not window.close()
    assert window.isVisible()
    question = _question(window)
    assert question.isVisible()
    assert not question.isModal()  # nothing waits for it
    assert any("2 connections of dense-4x4" in one.text() for one in question.findChildren(QLabel))
    texts = {one.text() for one in question.findChildren(QPushButton)}
    assert texts == {"Keep playing", "Discard", "Save as schedule…"}
    press(qtbot, window, Qt.Key.Key_Space)  # the window can be used meanwhile
    window.player.pause()
    button(question, "Keep playing").click()
    qtbot.waitUntil(lambda: _question(window) is None)
    assert window.isVisible()
    assert made_by_hand(window.session.document.schedule) == 2


def test_quitting_asks_too_and_discarding_closes(hand, qtbot):
    window = hand.window
    act(qtbot, window, "quit")
    assert window.isVisible()
    button(_question(window), "Discard").click()
    assert not window.isVisible()
    assert window.jobs.idle


def test_saving_closes_when_the_file_is_written(hand, qtbot, tmp_path):
    window = hand.window
    schedule = window.session.document.schedule
    window.close()
    button(_question(window), "Save as schedule…").click()
    dialog = window.findChild(QFileDialog)
    with qtbot.waitSignal(window.session.saved):
        dialog.fileSelected.emit(str(tmp_path / "mine"))
    assert not window.isVisible()
    written = load_schedule(tmp_path / "mine.schedule.json", schedule.network)
    assert written.order.tolist() == schedule.order.tolist()


def test_a_file_dialog_that_is_left_keeps_all(hand, qtbot, tmp_path):
    window = hand.window
    window.close()
    button(_question(window), "Save as schedule…").click()
    window.findChild(QFileDialog).reject()
    settle(qtbot, window)
    assert window.isVisible()
    window.session.save_schedule(tmp_path / "later.schedule.json")  # saved by the menu, later
    settle(qtbot, window)
    assert window.isVisible()  # closing was given up
    assert window.close()


def test_a_file_that_cannot_be_written_keeps_the_window(hand, qtbot, tmp_path):
    window = hand.window
    window.close()
    button(_question(window), "Save as schedule…").click()
    window.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "none" / "mine.schedule.json"))
    settle(qtbot, window)
    assert window.isVisible()
    assert window.message.is_error
    assert "mine" in message(window)


@pytest.mark.parametrize("how", ["sample", "file", "drop", "generate"])
def test_another_network_is_opened_after_the_question(hand, qtbot, tmp_path, how):
    from ioviz.paths import sample_path

    window = hand.window
    network = window.session.document.network
    path = sample_path("fft-8")
    open_it = {
        "sample": lambda: window.session.open_sample("fft-8"),
        "file": lambda: window.session.open_path(path),
        "drop": lambda: drop_file(window, path),
        "generate": lambda: window.session.generate("chain", {"neurons": 9, "bandwidth": 2}),
    }[how]
    open_it()
    settle(qtbot, window)
    assert window.session.document.network is network
    button(_question(window), "Discard").click()
    settle(qtbot, window)
    assert window.session.document.network is not network
    assert window.close()


def test_a_challenge_begins_after_the_question_and_again_without_one(hand, qtbot):
    window = hand.window
    play = window.commands.challenges
    play.start(play.all[0])
    settle(qtbot, window)
    assert play.challenge is None
    button(_question(window), "Discard").click()
    settle(qtbot, window)
    assert play.challenge is play.all[0]
    hand.process()
    play.again()
    settle(qtbot, window)
    assert window.player.position.step == 0
    assert _question(window) is None
    assert window.commands.unsaved_moves.schedule is None


def test_a_finished_challenge_is_recorded_and_not_asked_about(qtbot, make_window):
    window = make_window("diamond")
    window.leaving.asks = True
    play = window.commands.challenges
    play.start(play.all[0])
    settle(qtbot, window)
    hand = HandDriver(qtbot, window)
    while window.player.position.step < window.player.length:
        hand.process()
        while hand.asks_for is not None:
            hand.evict(hand.candidates[0])
    assert play.progress.best
    assert window.commands.unsaved_moves.schedule is None
    assert window.close()


def test_moves_are_known_while_a_schedule_of_another_network_is_shown(hand, qtbot):
    window = hand.window
    import ioviz

    other = ioviz.generate("chain", neurons=9, bandwidth=2)
    window.session.change("another network", network=other, memory=4, order="neuron", policy="min")  # as annealed runs
    settle(qtbot, window)
    assert window.session.document.network is other
    assert made_by_hand(window.commands.unsaved_moves.schedule) == 2
    assert not window.close()
    button(_question(window), "Discard").click()


def test_nothing_is_asked_without_moves_or_after_undo_or_saving(qtbot, hand, tmp_path):
    window = hand.window
    act(qtbot, window, "undo", "undo")
    assert window.commands.unsaved_moves.schedule is None
    act(qtbot, window, "redo", "redo")
    assert window.commands.unsaved_moves.schedule is window.session.document.schedule
    act(qtbot, window, "order_layer")  # by hand no more, but the moves would be lost
    assert made_by_hand(window.commands.unsaved_moves.schedule) == 2
    act(qtbot, window, "undo")
    window.session.save_schedule(tmp_path / "mine.schedule.npz")
    settle(qtbot, window)
    assert window.commands.unsaved_moves.schedule is None
    assert window.close()
    assert _question(window) is None


def test_a_window_without_moves_closes_at_once(window):
    window.leaving.asks = True
    assert window.close()
