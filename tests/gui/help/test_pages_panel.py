"""Help pages are docked beside what they describe, and leave all keys to the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from ioviz.gui.help.pages_panel import BOOKS, all_pages
from ioviz.gui.shell.workspace import Tab
from ioviz.gui.toolkit.style import style
from tests.gui.conftest import settle
from tests.gui.drivers import act, press

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _box(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


@pytest.fixture
def tour(qtbot, window):
    act(qtbot, window, "tour")
    return window.commands.pages


def test_space_plays_while_the_tour_says_so(qtbot, window, tour):
    window.player.set_speed(1)
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.player.playing
    assert "1 of 6" in tour._count.text()
    press(qtbot, window, Qt.Key.Key_Space)
    assert not window.player.playing


def test_space_plays_also_after_a_click_into_the_page(qtbot, window, tour):
    window.player.set_speed(1)
    for widget in (tour._text.viewport(), tour._next, tour._back):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        before = window.player.playing
        press(qtbot, window, Qt.Key.Key_Space)
        assert window.player.playing != before


def test_the_keys_of_the_window_work(qtbot, window, tour):
    press(qtbot, window, Qt.Key.Key_Right)
    assert window.player.position.step == 1
    press(qtbot, window, Qt.Key.Key_2)
    assert window.session.document.intent.policy == "lru"
    press(qtbot, window, Qt.Key.Key_End)
    assert window.player.position.step == 4
    assert not tour.isHidden()


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("text", [1.0, 1.5])
@pytest.mark.parametrize("tab", list(Tab))
def test_it_covers_nothing(qtbot, window, tour, size, text, tab):
    style().choose(text_scale=text)
    window.workspace.show_tab(tab)
    window.resize(*size)
    settle(qtbot, window)
    panel = _box(tour, window)
    assert window.rect().contains(panel)
    assert panel.width() > 200
    assert panel.height() > 120
    for part in (window.side, window.workspace.page, window.menus):
        assert not panel.intersects(_box(part, window))


def test_pages_are_turned_by_buttons_and_keys(qtbot, window, tour):
    assert not tour._back.isEnabled()
    tour._next.click()
    assert "2 of 6" in tour._count.text()
    press(qtbot, window, Qt.Key.Key_PageDown, _CONTROL)
    assert "3 of 6" in tour._count.text()
    press(qtbot, window, Qt.Key.Key_PageUp, _CONTROL)
    assert "2 of 6" in tour._count.text()
    for _ in range(9):
        window.actions_["page_next"].trigger()
    assert "6 of 6" in tour._count.text()
    assert not tour._next.isEnabled()
    assert not window.actions_["page_next"].isEnabled()


def test_escape_and_the_button_close_it(qtbot, window, tour):
    press(qtbot, window, Qt.Key.Key_Escape)
    assert tour.isHidden()
    assert not window.actions_["page_close"].isEnabled()
    act(qtbot, window, "model")
    assert not tour.isHidden()
    tour._close.click()
    assert tour.isHidden()


def test_escape_leaves_the_full_screen_only_after_the_pages(qtbot, window, tour):
    window.actions_["full_screen"].trigger()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert tour.isHidden()
    assert window.isFullScreen()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_another_book_begins_at_its_first_page_and_the_same_one_stays(qtbot, window, tour):
    tour.turn(+1)
    act(qtbot, window, "tour")
    assert "2 of 6" in tour._count.text()
    act(qtbot, window, "policies")
    assert "1 of 2" in tour._count.text()
    assert tour._book.text() == "ORDERS AND POLICIES"


def test_dialogs_come_over_it(qtbot, window, tour):
    act(qtbot, window, "about")
    dialog = window.dialogs.opened["about"]
    assert dialog.isWindow()
    assert QApplication.topLevelWidgets().count(tour) == 0  # a part of the window
    dialog.close()


def test_every_page_has_a_title():
    found = all_pages()
    assert {page.book for page in found} == set(BOOKS)
    assert all(page.title and page.text.startswith("# ") for page in found)
