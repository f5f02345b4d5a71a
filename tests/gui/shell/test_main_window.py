"""The window as users work with it: keys, changes, undo, files that are bad, closing in the middle of things."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel, QSlider, QTabBar, QToolButton, QWidget

from ioviz.gui.shell.workspace import Tab
from ioviz.gui.toolkit.style import style
from tests.gui.conftest import READY_MS, settle, wait_for_threads
from tests.gui.drivers import act, message, press


def test_opens_on_a_sample_ready_to_play(window):
    document = window.session.document
    assert document.intent.title == "diamond"
    assert window.player.length == 4
    assert window.explore.sentence.accessibleDescription()
    assert "diamond" in window.windowTitle()
    assert window.actions_["play"].isEnabled()


@pytest.mark.parametrize("tab", list(Tab))
def test_a_key_before_the_first_paint_works(qtbot, make_window, tab):
    window = make_window(wait=False)
    window.actions_[tab.value].trigger()
    assert window.workspace.tab is tab
    assert window.actions_[tab.value].isChecked()
    with qtbot.waitSignal(window.readyToPlay, timeout=READY_MS):
        pass
    settle(qtbot, window)
    assert window.workspace.tab is tab
    assert window.session.document.intent.title == "diamond"


def test_space_plays_and_pauses(qtbot, window):
    window.player.set_speed(1)
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.player.playing
    press(qtbot, window, Qt.Key.Key_Space)
    assert not window.player.playing


def test_space_plays_wherever_the_focus_is(qtbot, window):
    window.player.set_speed(1)
    fields = [
        *window.findChildren(QAbstractSpinBox),
        *window.findChildren(QSlider),
        *(b for b in window.findChildren(QToolButton) if b.focusPolicy() & Qt.FocusPolicy.TabFocus),
        window.findChild(QTabBar),
    ]
    tried = 0
    for field in fields:
        if not field.isVisible() or not field.isEnabled():
            continue
        field.setFocus()
        if not field.hasFocus():
            continue
        tried += 1
        before = window.player.playing
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        QApplication.processEvents()
        assert window.player.playing != before, field
        window.player.pause()
    assert tried >= 10


def test_digits_are_typed_and_letters_are_not(qtbot, window):
    window.actions_["memory_edit"].trigger()
    field = window.focusWidget()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_N)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.document.trace.memory == 5
    assert window.player.position.step > 0  # N went to the window, and jumped
    assert not field.hasFocus()


@pytest.mark.parametrize(
    ("which", "step"),
    [(Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 4), (Qt.Key.Key_PageDown, 1), (Qt.Key.Key_N, 1), (Qt.Key.Key_W, 4)],
)
def test_keys_move(qtbot, window, which, step):
    press(qtbot, window, which)
    assert window.player.position.step == step
    press(qtbot, window, Qt.Key.Key_Home)
    assert window.player.position.step == 0


def test_steps_by_io(qtbot, window):
    press(qtbot, window, Qt.Key.Key_U)
    assert window.actions_["step_by_io"].isChecked()
    ios = []
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_Right)
        ios.append(window.session.document.trace.counters(*window.player.position).ios)
    assert ios == [1, 2, 3]


def test_speed_keys(qtbot, window):
    before = window.player.speed
    press(qtbot, window, Qt.Key.Key_BracketRight)
    assert window.player.speed > before
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert window.player.speed == before


def test_a_jump_that_finds_nothing_is_reported(qtbot, window):
    window.player.to_end()
    press(qtbot, window, Qt.Key.Key_E)
    assert "no eviction after" in message(window)


def test_playing_comes_to_the_end(qtbot, window):
    window.player.set_speed(100)
    window.player.play()
    qtbot.waitUntil(lambda: not window.player.playing)
    assert window.player.position.step == 4


# -- changes -------------------------------------------------------------------------------------------------


def test_changes_are_counted_anew_and_undone(qtbot, make_window):
    window = make_window("dense-4x4")
    first = window.session.document
    act(qtbot, window, "order_layer")
    second = window.session.document
    assert second.schedule is not first.schedule
    assert window.actions_["order_layer"].isChecked()
    act(qtbot, window, "policy_lru")
    assert window.session.document.trace.policy == "lru"
    act(qtbot, window, "undo")
    act(qtbot, window, "undo")
    assert window.session.document.intent.same(first.intent)
    assert window.session.document.trace.counts == first.trace.counts
    assert not window.actions_["undo"].isEnabled()
    act(qtbot, window, "redo")
    assert window.session.document.intent.same(second.intent)
    assert window.actions_["order_layer"].isChecked()


def test_opening_a_network_is_undone_too(qtbot, window):
    window.session.open_sample("dense-4x4")
    settle(qtbot, window)
    assert window.session.document.intent.title == "dense-4x4"
    assert "dense-4x4" in window.actions_["undo"].text()
    act(qtbot, window, "undo")
    assert window.session.document.intent.title == "diamond"


def test_a_click_on_each_memory_button_changes_m(qtbot, make_window):
    window = make_window("digits")
    sizes = list(window.side._presets)
    assert len(sizes) >= 3
    for size in (*sizes, sizes[0]):  # the first one twice: it may be M already
        qtbot.mouseClick(window.side._presets[size], Qt.MouseButton.LeftButton)
        settle(qtbot, window)
        assert window.session.document.trace.memory == size
        assert [m for m, button in window.side._presets.items() if button.isChecked()] == [size]


def test_a_dragged_slider_is_one_change(qtbot, make_window):
    window = make_window("dense-4x4")
    before = window.session.document.trace.memory
    for memory in (5, 6, 7, 8):
        window.side.memoryRequested.emit(memory)
        settle(qtbot, window)
    assert window.session.undo_stack.count() == 1
    act(qtbot, window, "undo")
    assert window.session.document.trace.memory == before


def test_the_newest_request_wins(qtbot, make_window):
    window = make_window("dense-4x4")
    seen = []
    window.session.documentChanged.connect(lambda document: seen.append(document.trace.memory))
    for memory in range(4, 10):
        window.side.memoryRequested.emit(memory)
    settle(qtbot, window)
    assert seen[-1] == 9
    assert len(seen) < 6
    assert window.session.document.trace.memory == 9


def test_the_old_picture_stays_until_the_new_one_is_there(qtbot, make_window, monkeypatch):
    window = make_window("dense-4x4")
    shown = window.session.document
    gate = threading.Event()
    from ioviz.viewmodels.document import document as module

    real = module.resolve

    def slow(intent, before=None):
        gate.wait(10)
        return real(intent, before)

    monkeypatch.setattr(module, "resolve", slow)
    window.side.memoryRequested.emit(9)
    qtbot.wait(50)
    assert window.session.document is shown
    assert window.player.length == shown.trace.n_steps
    gate.set()
    settle(qtbot, window)
    assert window.session.document.trace.memory == 9


def test_the_step_stays_when_the_machine_changes(qtbot, make_window):
    window = make_window("dense-4x4")
    window.player.seek(7)
    act(qtbot, window, "memory_more")
    assert window.player.position.step == 7


def test_as_much_memory_as_needed_attains_the_lower_bound(qtbot, make_window):
    window = make_window("dense-4x4")
    act(qtbot, window, "memory_fits")
    document = window.session.document
    assert document.trace.counts.ios == document.bounds.lower


def test_new_seed_means_the_random_order(qtbot, window):
    act(qtbot, window, "new_seed")
    assert window.session.document.intent.order == "random"
    act(qtbot, window, "new_seed")
    assert window.session.document.intent.seed == 1


# -- closing ---------------------------------------------------------------------------------------------------


def test_close_while_it_gets_ready(make_window):
    make_window(wait=False).close()


def test_close_right_after_the_first_paint(qtbot, make_window):
    window = make_window(wait=False)
    with qtbot.waitSignal(window.firstPainted, timeout=READY_MS):
        pass
    window.close()
    wait_for_threads(qtbot, window)


def test_close_while_it_plays_and_computes(qtbot, make_window):
    window = make_window("mlp-4x500")
    window.player.set_speed(1000)
    window.player.play()
    qtbot.wait(60)
    window.side.memoryRequested.emit(50)
    window.side.orderRequested.emit("random")
    window.close()
    wait_for_threads(qtbot, window)
    assert not window.player.playing or not window.player._timer.isActive()


# -- looks -----------------------------------------------------------------------------------------------------


def test_presentation_mode_is_large_and_back(qtbot, window):
    size = window.explore.transport.font().pixelSize()
    window.actions_["presentation"].trigger()
    QApplication.processEvents()
    assert window.explore.transport.font().pixelSize() > 1.3 * size
    assert not window.side.isVisible()
    assert not window.actions_["show_timeline"].isChecked()
    window.actions_["presentation"].trigger()
    QApplication.processEvents()
    assert window.explore.transport.font().pixelSize() == size
    assert window.side.isVisible()
    assert window.actions_["show_timeline"].isChecked()


def caption(window) -> list[str]:
    """The texts above the page in presentation mode."""
    above = next(one for one in window.findChildren(QWidget) if one.accessibleName() == "What is shown")
    return [one.text() for one in above.findChildren(QLabel) if one.isVisible()]


def test_presentation_mode_says_what_is_running_in_every_tab(qtbot, window):
    window.actions_["presentation"].trigger()
    window.player.seek(2)
    settle(qtbot, window)
    document, frame = window.session.document, window.explore.frame
    expected = ["diamond", f"M = {document.intent.memory}, MIN", "order: neuron"]
    assert caption(window) == [*expected, f"connection 2 of {frame.n_steps}, {frame.counts.ios} I/Os"]
    window.session.change("policy", policy="lru")
    settle(qtbot, window)
    assert caption(window)[1] == f"M = {document.intent.memory}, LRU"
    for tab in ("tab_anneal", "tab_benchmark"):  # before there are runs and results of their own
        window.actions_[tab].trigger()
        settle(qtbot, window)
        assert caption(window)[0] == "diamond"
    # What was hidden by the user before stays hidden afterwards.
    window.actions_["presentation"].trigger()
    window.actions_["show_timeline"].trigger()
    window.actions_["presentation"].trigger()
    window.actions_["presentation"].trigger()
    assert not window.actions_["show_timeline"].isChecked()


def test_presentation_mode_does_not_multiply_large_text(window):
    style().choose(text_scale=1.75)
    window.actions_["presentation"].trigger()
    assert style().scale == 1.75
    assert window.minimumSizeHint().height() < 700


def test_theme_is_switched_and_remembered(window):
    window.actions_["theme_dark"].trigger()
    assert style().theme.dark
    assert window.preferences.theme == "dark"
    window.actions_["theme_toggle"].trigger()
    assert not style().theme.dark
    assert window.actions_["theme_light"].isChecked()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_window_fits_a_laptop(qtbot, window, scale):
    style().choose(text_scale=scale)
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 800


def test_parts_are_hidden_and_shown(window):
    for part in ("show_side", "show_memory", "show_timeline", "show_network"):
        window.actions_[part].trigger()
    assert not window.side.isVisible()
    for part in ("show_side", "show_memory", "show_timeline", "show_network"):
        window.actions_[part].trigger()
    assert window.side.isVisible()
