"""The window as people use it: keys, changes, undo, files that are bad, closing in the middle of things."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QSlider, QToolButton

import ioviz
from ioviz.gui.style import style
from tests.gui.conftest import READY_MS, settle


def key(qtbot, window, which, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.focusWidget() or window, which, modifier)
    QApplication.processEvents()


def change_and_settle(qtbot, window, action: str) -> None:
    window.actions_[action].trigger()
    settle(qtbot, window)


def test_opens_on_a_sample_ready_to_play(window):
    document = window.session.document
    assert document.intent.title == "diamond"
    assert window.player.length == 4
    assert window.explore.sentence.accessibleDescription()
    assert "diamond" in window.windowTitle()
    assert window.actions_["play"].isEnabled()


def test_space_plays_and_pauses(qtbot, window):
    window.player.set_speed(1)
    key(qtbot, window, Qt.Key.Key_Space)
    assert window.player.playing
    key(qtbot, window, Qt.Key.Key_Space)
    assert not window.player.playing


def test_space_plays_wherever_the_focus_is(qtbot, window):
    window.player.set_speed(1)
    fields = [
        *window.findChildren(QAbstractSpinBox),
        *window.findChildren(QSlider),
        *(b for b in window.findChildren(QToolButton) if b.focusPolicy() & Qt.FocusPolicy.TabFocus),
        window.tabs,
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
    key(qtbot, window, which)
    assert window.player.position.step == step
    key(qtbot, window, Qt.Key.Key_Home)
    assert window.player.position.step == 0


def test_steps_by_io(qtbot, window):
    key(qtbot, window, Qt.Key.Key_U)
    assert window.actions_["step_by_io"].isChecked()
    ios = []
    for _ in range(3):
        key(qtbot, window, Qt.Key.Key_Right)
        ios.append(window.session.document.trace.counters(*window.player.position).ios)
    assert ios == [1, 2, 3]


def test_speed_keys(qtbot, window):
    before = window.player.speed
    key(qtbot, window, Qt.Key.Key_BracketRight)
    assert window.player.speed > before
    key(qtbot, window, Qt.Key.Key_BracketLeft)
    assert window.player.speed == before


def test_a_jump_that_finds_nothing_says_so(qtbot, window):
    window.player.to_end()
    key(qtbot, window, Qt.Key.Key_E)
    assert "no eviction after" in window.message.text.text()


def test_playing_comes_to_the_end(qtbot, window):
    window.player.set_speed(100)
    window.player.play()
    qtbot.waitUntil(lambda: not window.player.playing)
    assert window.player.position.step == 4


# -- changes -------------------------------------------------------------------------------------------------


def test_changes_are_counted_anew_and_undone(qtbot, make_window):
    window = make_window("dense-4x4")
    first = window.session.document
    change_and_settle(qtbot, window, "order_layer")
    second = window.session.document
    assert second.schedule is not first.schedule
    assert window.actions_["order_layer"].isChecked()
    change_and_settle(qtbot, window, "policy_lru")
    assert window.session.document.trace.policy == "lru"
    change_and_settle(qtbot, window, "undo")
    change_and_settle(qtbot, window, "undo")
    assert window.session.document.intent.same(first.intent)
    assert window.session.document.trace.counts == first.trace.counts
    assert not window.actions_["undo"].isEnabled()
    change_and_settle(qtbot, window, "redo")
    assert window.session.document.intent.same(second.intent)
    assert window.actions_["order_layer"].isChecked()


def test_opening_a_network_is_undone_too(qtbot, window):
    window.session.open_sample("dense-4x4")
    settle(qtbot, window)
    assert window.session.document.intent.title == "dense-4x4"
    assert "dense-4x4" in window.actions_["undo"].text()
    change_and_settle(qtbot, window, "undo")
    assert window.session.document.intent.title == "diamond"


def test_a_dragged_slider_is_one_change(qtbot, make_window):
    window = make_window("dense-4x4")
    before = window.session.document.trace.memory
    for memory in (5, 6, 7, 8):
        window.side.memoryRequested.emit(memory)
        settle(qtbot, window)
    assert window.session.undo_stack.count() == 1
    change_and_settle(qtbot, window, "undo")
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
    from ioviz.viewmodels import document as module

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
    change_and_settle(qtbot, window, "memory_more")
    assert window.player.position.step == 7


def test_as_much_memory_as_needed_attains_the_lower_bound(qtbot, make_window):
    window = make_window("dense-4x4")
    change_and_settle(qtbot, window, "memory_fits")
    document = window.session.document
    assert document.trace.counts.ios == document.bounds.lower


def test_new_seed_means_the_random_order(qtbot, window):
    change_and_settle(qtbot, window, "new_seed")
    assert window.session.document.intent.order == "random"
    change_and_settle(qtbot, window, "new_seed")
    assert window.session.document.intent.seed == 1


# -- files -----------------------------------------------------------------------------------------------------


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


BAD = {
    "empty.json": b"",
    "words.json": b"hello",
    "types.json": b'{"neurons": "eight", "connections": []}',
    "cycle.json": b'{"neurons": 3, "inputs": [0], "outputs": [2], "connections": [[0,1,1],[1,2,1],[2,1,1]]}',
    "broken.npz": b"PK\x03\x04 not really",
    "other.xyz": b"\x00\x01\x02",
}


@pytest.mark.parametrize("name", [*BAD, "missing.json", "folder"])
def test_a_bad_file_is_one_sentence_and_what_was_open_stays(qtbot, window, tmp_path, name):
    if name in BAD:
        path = write(tmp_path, name, BAD[name])
    else:
        path = tmp_path / name
        if name == "folder":
            path.mkdir()
    shown = window.session.document
    window.session.open_path(path)
    settle(qtbot, window)
    assert window.message.is_error
    text = window.message.text.text()
    assert len(text) > 15
    assert "\n" not in text
    assert "Traceback" not in text
    assert window.session.document is shown
    assert window.session.wanted is shown.intent
    assert window.player.length == 4
    window.player.forward()
    assert window.player.position.step == 1


def test_a_schedule_for_another_network_is_refused(qtbot, window, tmp_path):
    other = ioviz.generate("dense", a=3, b=3)
    path = tmp_path / "other.schedule.json"
    ioviz.save(ioviz.order(other, "layer"), path)
    shown = window.session.document
    window.session.open_schedule(path)
    settle(qtbot, window)
    assert window.message.is_error
    assert window.session.document is shown


def test_network_and_schedule_are_saved_and_opened_again(qtbot, make_window, tmp_path):
    window = make_window("dense-4x4")
    change_and_settle(qtbot, window, "order_layer")
    network, schedule = tmp_path / "n.npz", tmp_path / "s.schedule.json"
    window.session.save_network(network)
    settle(qtbot, window)
    window.session.save_schedule(schedule)
    settle(qtbot, window)
    assert "Saved" in window.message.text.text()
    expected = window.session.document.schedule.order.tolist()
    window.session.open_path(network)
    settle(qtbot, window)
    assert window.preferences.recent == [network.resolve()]
    assert [a.data() for a in window.files.recent.actions() if a.data()] == [str(network.resolve())]
    window.session.open_schedule(schedule)
    settle(qtbot, window)
    assert window.session.document.intent.order == "file"
    assert window.session.document.schedule.order.tolist() == expected


def test_saving_where_it_cannot_be_is_a_sentence(qtbot, window, tmp_path):
    window.session.save_network(tmp_path / "no" / "such" / "folder.json")
    settle(qtbot, window)
    assert window.message.is_error


def test_a_dropped_file_is_opened(qtbot, window, tmp_path):
    path = tmp_path / "dropped.json"
    ioviz.save(ioviz.generate("dense", a=2, b=3), path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(window.rect().center(), copy, mime, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, mime, left, none))
    settle(qtbot, window)
    assert window.session.document.network.n_neurons == 5


def test_a_first_file_that_is_bad_leaves_a_usable_window(qtbot, make_window, tmp_path):
    window = make_window(path=write(tmp_path, "bad.json", b"{}"), wait=False)
    qtbot.waitUntil(lambda: window.message.is_error, timeout=READY_MS)
    assert window.session.document is None
    window.session.open_sample("diamond")
    with qtbot.waitSignal(window.readyToPlay, timeout=READY_MS):
        pass
    assert not window.message.is_error


# -- closing ---------------------------------------------------------------------------------------------------


def test_close_while_it_gets_ready(make_window):
    make_window(wait=False).close()


def test_close_right_after_the_first_paint(qtbot, make_window):
    window = make_window(wait=False)
    with qtbot.waitSignal(window.firstPainted, timeout=READY_MS):
        pass
    window.close()
    assert window.jobs.idle


def test_close_while_it_plays_and_computes(qtbot, make_window):
    window = make_window("mlp-4x500")
    window.player.set_speed(1000)
    window.player.play()
    qtbot.wait(60)
    window.side.memoryRequested.emit(50)
    window.side.orderRequested.emit("random")
    window.close()
    assert window.jobs.idle
    assert not window.player.playing or not window.player._timer.isActive()


# -- looks -----------------------------------------------------------------------------------------------------


def test_presentation_mode_is_large_and_back(qtbot, window):
    size = window.explore.transport.font().pixelSize()
    window.actions_["presentation"].trigger()
    QApplication.processEvents()
    assert window.explore.transport.font().pixelSize() > 1.3 * size
    assert not window.side.isVisible()
    window.actions_["presentation"].trigger()
    QApplication.processEvents()
    assert window.explore.transport.font().pixelSize() == size
    assert window.side.isVisible()


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


# -- sheets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["generate", "facts", "keys", "about", "tour", "model", "policies"])
def test_sheets_open_once_and_close(qtbot, window, name):
    window.actions_[name].trigger()
    sheet = window.sheets[name]
    assert sheet.isVisible()
    window.actions_[name].trigger()
    assert window.sheets[name] is sheet
    settle(qtbot, window)
    sheet.close()
    qtbot.waitUntil(lambda: name not in window.sheets)


def test_generate_makes_a_network(qtbot, window):
    window.actions_["generate"].trigger()
    sheet = window.sheets["generate"]
    sheet._family.setCurrentIndex(sheet._family.findData("dense"))
    settle(qtbot, window)
    assert sheet._make.isEnabled()
    sheet._make.click()
    settle(qtbot, window)
    assert window.session.document.intent.title.startswith("dense")


def test_generate_refuses_what_is_too_large(qtbot, window):
    window.actions_["generate"].trigger()
    sheet = window.sheets["generate"]
    settle(qtbot, window)
    from PySide6.QtWidgets import QLineEdit

    line = next(f for f in sheet.findChildren(QLineEdit) if "500, 500" in f.text())
    line.setText("100000, 100000, 100000")
    qtbot.waitUntil(lambda: "limit" in sheet._error.text() or "most" in sheet._error.text(), timeout=READY_MS)
    assert not sheet._make.isEnabled()
    line.setText("5, x")
    qtbot.waitUntil(lambda: "sizes" in sheet._error.text(), timeout=READY_MS)
    assert not sheet._make.isEnabled()
    sheet.close()


def test_command_search_runs_what_was_found(qtbot, window):
    window.actions_["commands"].trigger()
    palette = window.sheets["commands"]
    field = palette._field
    qtbot.keyClicks(field, "to the end")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert window.player.position.step == 4
    qtbot.waitUntil(lambda: "commands" not in window.sheets)


def test_command_search_keeps_the_keys_to_itself(qtbot, window):
    window.actions_["commands"].trigger()
    palette = window.sheets["commands"]
    qtbot.keyClicks(palette._field, "n e w")
    assert palette._field.text() == "n e w"
    assert window.player.position.step == 0
    qtbot.keyClick(palette._field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "commands" not in window.sheets)


def test_enter_presses_the_focused_button(qtbot, window):
    button = window.explore.transport.findChildren(QToolButton)[3]
    assert button.defaultAction() is window.actions_["to_end"]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert window.player.position.step == 4


def test_everything_that_takes_the_focus_has_a_name(window):
    for widget in window.findChildren(QAbstractSpinBox) + window.findChildren(QSlider):
        assert widget.accessibleName(), widget
    for button in window.findChildren(QToolButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button
            assert button.toolTip(), button.text()


def test_nothing_in_the_side_panel_is_cut(qtbot, window):
    window.side._make_presets((3, 1000, 10_000, 100_000, 10_000_000), 10_000_000)
    window.side._ios.setText("1 234 567 890")
    window.side._name.setText("a-very-long-name-" * 9)
    QApplication.processEvents()
    room = window.side.viewport().width()
    assert window.side.widget().width() == room
    for chip in window.side._presets.values():
        assert chip.geometry().right() < room
