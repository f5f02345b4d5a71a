"""The speed of playing fits the network until it is chosen, and something moves at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ioviz.viewmodels.frame.playback import fitting_speed
from tests.gui.conftest import settle
from tests.gui.drivers import act, press


def test_a_large_network_is_not_dead(qtbot, make_window):
    window = make_window("mlp-4x500")
    assert window.player.speed == fitting_speed(window.player.length) == 1000
    assert window.actions_["speed_fit"].isChecked()
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.player.position.step > 200, timeout=3000)
    window.player.pause()


def test_the_first_step_comes_at_once(qtbot, window):
    window.player.set_speed(1)
    moved = []
    window.player.positionChanged.connect(moved.append)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(moved), timeout=500)
    window.player.pause()


def test_a_chosen_speed_is_shown_as_chosen_and_kept(qtbot, window):
    transport = window.explore.transport
    assert transport._fit.isChecked()
    assert transport._fit.text().startswith("fit ×")
    assert "fitted to the schedule" in transport._fit.toolTip()
    press(qtbot, window, Qt.Key.Key_BracketRight)
    chosen = window.player.speed
    assert not transport._fit.isChecked()
    assert not window.actions_["speed_fit"].isChecked()
    assert transport._fit.text().startswith("×")
    assert "as chosen" in transport._fit.toolTip()
    window.session.open_sample("fft-8")
    settle(qtbot, window)
    assert window.player.speed == chosen
    act(qtbot, window, "speed_fit")
    assert window.player.speed == fitting_speed(window.player.length)
    assert transport._fit.isChecked()


@pytest.mark.parametrize("sample", ["fft-8", "digits"])
def test_another_network_has_its_own_speed(qtbot, window, sample):
    window.session.open_sample(sample)
    settle(qtbot, window)
    assert window.player.speed == fitting_speed(window.player.length)
    QApplication.processEvents()
