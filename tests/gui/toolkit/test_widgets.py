"""Widgets of panels and bars: choices that stand side by side in any width, at every text size."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import Segments
from tests.gui.geometry.faults import faults
from tests.gui.view_tools import show


@pytest.fixture(autouse=True)
def text_size():
    style().choose(theme="light", text_scale=1.0, presentation=False)
    yield
    style().choose(theme="light", text_scale=1.0, presentation=False)


def test_choices_leave_out_their_padding_while_the_text_size_changes(qtbot):
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    many = [Segments([(str(k), f"choice {k}", "") for k in range(6)]) for _ in range(5)]
    for one in many[:1]:
        row.addWidget(one)
    show(qtbot, holder, 700, 60)
    for text in (1.0, 1.5, 2.0, 1.0, 1.25, 2.0):
        style().choose(text_scale=text)
        for spare in (200, -10, 0):
            holder.resize(many[0].minimumSizeHint().width() + spare, 80)
            for _ in range(3):
                QApplication.processEvents()
            assert faults(holder) == []


def test_no_widget_is_deleted_while_the_style_sheet_changes(qtbot):
    events = []
    kept = [QLabel("a widget that only Python holds")]
    kept[0].destroyed.connect(lambda: events.append("deleted"))

    class Dropping(QWidget):
        """Lets go of the other widget while it gets another style."""

        def changeEvent(self, event):
            if event.type() == QEvent.Type.StyleChange:
                kept.clear()
                gc.collect()
                events.append("style changed")
            super().changeEvent(event)

    dropping = Dropping()
    qtbot.addWidget(dropping)
    dropping.show()
    events.clear()
    style().choose(text_scale=1.5)
    assert events[-1] == "deleted"
    assert events.count("deleted") == 1
