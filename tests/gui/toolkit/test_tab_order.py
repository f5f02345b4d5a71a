"""In every dialog Tab goes through what is shown as one reads: down a column, along a row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QScrollArea, QWidget

from ioviz.gui.shell.action_table import ACTIONS
from ioviz.gui.toolkit.dialog import Dialog
from tests.gui.conftest import settle


def _chain(dialog: QWidget) -> list[QWidget]:
    """What Tab reaches, in its order, from the dialog on."""
    found, widget = [], dialog.nextInFocusChain()
    while widget is not dialog:
        inside = dialog.isAncestorOf(widget) and widget.isVisible() and widget.focusProxy() is None
        if inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def _box(widget: QWidget, dialog: QWidget, other: QWidget) -> QRect:
    """Where it is read beside another: from outside of a scrolled area, as a part of that area."""
    areas = [one for one in dialog.findChildren(QScrollArea) if one.isAncestorOf(widget)]
    if areas and not areas[0].isAncestorOf(other):
        widget = areas[0]
    return QRect(widget.mapTo(dialog, widget.rect().topLeft()), widget.size())


def _out_of_order(dialog: QWidget) -> list[tuple[str, str]]:
    """Pairs that Tab reaches the other way round than a reader."""
    chain = _chain(dialog)
    wrong = []
    for index, first in enumerate(chain):
        for second in chain[index + 1 :]:
            a, b = _box(first, dialog, second), _box(second, dialog, first)
            same_column = a.left() <= b.right() and b.left() <= a.right()
            same_row = a.top() <= b.bottom() and b.top() <= a.bottom()
            if (same_row and not same_column and b.right() < a.left()) or (
                same_column and not same_row and b.bottom() < a.top()
            ):
                wrong.append((_name(first), _name(second)))
    return wrong


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return widget.accessibleName() or (str(text()) if callable(text) else "") or type(widget).__name__


def test_every_dialog_is_tabbed_as_it_is_read(qtbot, window):
    seen = {}
    for record in ACTIONS:
        if not window.actions_[record.id].isEnabled() or record.id in ("quit", "log"):
            continue
        before = set(window.dialogs.opened)
        if not (record.text.endswith("…") or record.id in ("keys", "about")):
            continue
        window.actions_[record.id].trigger()
        QApplication.processEvents()
        for name in set(window.dialogs.opened) - before:
            dialog = window.dialogs.opened[name]
            if isinstance(dialog, Dialog):
                seen[name] = _out_of_order(dialog)
                assert _chain(dialog), name
            dialog.close()
        for dialog in window.findChildren(QFileDialog):
            dialog.close()
        settle(qtbot, window)
    assert {name: wrong for name, wrong in seen.items() if wrong} == {}
    assert {"generate", "facts", "samples", "export_picture", "export_film", "curve", "challenges"} <= set(seen)


@pytest.mark.parametrize("family", ["layered", "chain", "compact-growth"])
def test_generate_is_read_from_the_family_to_its_button(qtbot, window, family):
    window.actions_["generate"].trigger()
    dialog = window.dialogs.opened["generate"]
    assert isinstance(dialog, QDialog)
    dialog._family.setCurrentIndex(dialog._family.findData(family))
    QApplication.processEvents()
    settle(qtbot, window)
    chain = _chain(dialog)
    assert _out_of_order(dialog) == []
    assert chain[0] is dialog._family
    assert chain[-1] is dialog.accept_button
    assert len(chain) > 5
    dialog.close()
