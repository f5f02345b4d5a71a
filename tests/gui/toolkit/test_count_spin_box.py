"""The field of a whole number."""

from __future__ import annotations

import pytest

from ioviz.gui.toolkit.widgets import CountSpinBox


@pytest.mark.parametrize(("typed", "shown"), [("0", "5"), ("2", "5"), ("", "3"), ("12", "12")])
def test_what_is_typed_becomes_a_number_that_is_allowed(qtbot, typed, shown):
    box = CountSpinBox(3, 100)
    qtbot.addWidget(box)
    box.setValue(5)
    box.lineEdit().setText(typed)
    box.interpretText()
    assert box.text() == shown
