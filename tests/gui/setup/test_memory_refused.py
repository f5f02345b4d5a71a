"""A fast memory below 3 is refused wherever it can be typed, with the reason: u, v and the weight need three."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox, QWidget

from ioviz.core.errors import memory_too_small
from ioviz.core.names import LEAST_MEMORY
from ioviz.gui.compare.column_view import ColumnView
from ioviz.gui.shell.workspace import Tab
from tests.gui.drivers import act, message, press


def _type(qtbot, field: QSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def _memory_fields(window: QWidget) -> list[QSpinBox]:
    """All fields of M that are on the screen: those that name it, and hold no less than the minimum."""
    return [
        field
        for field in window.findChildren(QSpinBox)
        if field.isVisible() and field.minimum() in (LEAST_MEMORY, LEAST_MEMORY - 1)
    ]


@pytest.mark.parametrize("typed", [0, 1, 2])
def test_the_side_panel_says_why(qtbot, window, typed):
    before = window.session.wanted.memory
    (field,) = _memory_fields(window)
    _type(qtbot, field, str(typed))
    assert message(window) == str(memory_too_small(typed))
    assert window.session.wanted.memory == field.value() == before


def test_one_value_less_than_three_says_why(qtbot, window):
    window.commands.set_memory(LEAST_MEMORY)
    press(qtbot, window, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert message(window) == str(memory_too_small(2))
    assert window.session.wanted.memory == LEAST_MEMORY


@pytest.mark.parametrize("tab", [Tab.ANNEAL, Tab.BENCHMARK])
def test_the_forms_of_the_tabs_say_why(qtbot, window, tab):
    window.workspace.show_tab(tab)
    if tab is Tab.BENCHMARK:
        window.benchmark.choose(True)
    fields = [field for field in _memory_fields(window.workspace.page) if field.isEnabled()]
    assert fields
    for field in fields:
        before = field.value()
        window.message.clear()
        _type(qtbot, field, "2")
        assert message(window) == str(memory_too_small(2)), field.accessibleName()
        assert field.value() == before


def test_columns_say_why(qtbot, window):
    act(qtbot, window, "side_policies")
    columns = [view for view in window.findChildren(ColumnView) if view.isVisible()]
    assert len(columns) == 3
    for view in columns:
        window.message.clear()
        _type(qtbot, view.memory, "1")
        assert message(window) == str(memory_too_small(1))
        assert view.memory.value() >= LEAST_MEMORY


def test_by_cache_is_still_chosen_by_its_name(qtbot, window):
    window.workspace.show_tab(Tab.BENCHMARK)
    window.benchmark.choose(True)
    field = window.benchmark.form.memory
    _type(qtbot, field, "17")
    assert field.value() == 17
    field.setFocus()
    field.stepBy(-15)
    assert field.text() == "by cache"
    assert field.value() < LEAST_MEMORY
