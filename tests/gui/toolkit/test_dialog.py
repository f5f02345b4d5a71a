"""Dialogs and command search, and what everybody can reach without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QSlider, QToolButton

from tests.gui.conftest import READY_MS, settle
from tests.gui.drivers import open_dialog


@pytest.mark.parametrize("name", ["generate", "samples", "facts", "keys", "about"])
def test_sheets_open_once_and_close(qtbot, window, name):
    dialog = open_dialog(window, name)
    assert dialog.isVisible()
    assert open_dialog(window, name) is dialog
    settle(qtbot, window)
    dialog.close()
    qtbot.waitUntil(lambda: name not in window.dialogs.opened)


def test_the_gallery_draws_all_samples_and_opens_one(qtbot, window):
    dialog = open_dialog(window, "samples")
    assert dialog.tiles[0].name == "digits"
    qtbot.waitUntil(lambda: all(tile._image is not None for tile in dialog.tiles), timeout=READY_MS)
    dialog.tiles[0].setFocus()
    qtbot.keyClick(dialog.tiles[0], Qt.Key.Key_Right)
    qtbot.keyClick(dialog.tiles[1], Qt.Key.Key_Space)
    settle(qtbot, window)
    assert window.session.document.intent.title == "diamond"


def test_generate_makes_a_network(qtbot, window):
    dialog = open_dialog(window, "generate")
    dialog._family.setCurrentIndex(dialog._family.findData("dense"))
    settle(qtbot, window)
    assert dialog.accept_button.isEnabled()
    dialog.accept_button.click()
    settle(qtbot, window)
    assert window.session.document.intent.title.startswith("dense")


def test_generate_refuses_what_is_too_large(qtbot, window):
    dialog = open_dialog(window, "generate")
    settle(qtbot, window)
    from PySide6.QtWidgets import QLineEdit

    line = next(f for f in dialog.findChildren(QLineEdit) if "500, 500" in f.text())
    line.setText("100000, 100000, 100000")
    qtbot.waitUntil(lambda: "limit" in dialog.message.text() or "most" in dialog.message.text(), timeout=READY_MS)
    assert not dialog.accept_button.isEnabled()
    line.setText("5, x")
    qtbot.waitUntil(lambda: "sizes" in dialog.message.text(), timeout=READY_MS)
    assert not dialog.accept_button.isEnabled()
    dialog.close()


def test_command_search_runs_what_was_found(qtbot, window):
    palette = open_dialog(window, "commands")
    field = palette.field
    qtbot.keyClicks(field, "to the end")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert window.player.position.step == 4
    qtbot.waitUntil(lambda: "commands" not in window.dialogs.opened)


def test_command_search_keeps_the_keys_to_itself(qtbot, window):
    palette = open_dialog(window, "commands")
    qtbot.keyClicks(palette.field, "n e w")
    assert palette.field.text() == "n e w"
    assert window.player.position.step == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "commands" not in window.dialogs.opened)


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
