"""Saving: a known ending selects the format, another one is refused in a sentence, in every dialog of the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from ioviz.gui.toolkit.file_dialog import ask_where, filters_of
from ioviz.viewmodels.text.file_names import endings_of
from tests.gui.conftest import settle
from tests.gui.drivers import act, message, open_dialog

_FILTERS = "Chart as PNG (*.png);;Points as CSV (*.csv);;Order (*.schedule.json)"


@pytest.fixture
def asked(qtbot, window):
    """A dialog, what it saves, and what it refuses."""
    saved, refused = [], []
    ask_where(window, "Save", "run3", _FILTERS, saved.append, refused.append)
    dialog = window.findChild(QFileDialog, "file_dialog")
    yield dialog, saved, refused
    dialog.close()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("run3.png", "run3.png"),
        ("run3.CSV", "run3.CSV"),
        ("run3.schedule.json", "run3.schedule.json"),
        ("run3", "run3.png"),
    ],
)
def test_a_known_ending_selects_the_format(asked, tmp_path, name, written):
    dialog, saved, refused = asked
    dialog.fileSelected.emit(str(tmp_path / name))
    assert saved == [tmp_path / written]
    assert refused == []


@pytest.mark.parametrize("name", ["run3.pdf", "run3.json", "run3.png.zip"])
def test_another_ending_is_refused_in_a_sentence(asked, tmp_path, name):
    dialog, saved, refused = asked
    dialog.fileSelected.emit(str(tmp_path / name))
    assert saved == []
    assert [str(error) for error in refused] == [f"{name}: The name ends in .png, .csv or .schedule.json."]


def test_choosing_a_filter_changes_the_ending_of_the_name(asked, tmp_path):
    dialog, saved, _refused = asked
    dialog.selectNameFilter("Order (*.schedule.json)")
    dialog.filterSelected.emit("Order (*.schedule.json)")
    assert dialog.selectedFiles()[0].endswith("run3.schedule.json")
    assert dialog.defaultSuffix() == "schedule.json"
    dialog.fileSelected.emit(str(tmp_path / "other"))
    assert saved == [tmp_path / "other.schedule.json"]


def test_the_chosen_format_comes_first():
    assert endings_of(filters_of((("PNG: pixels", ".png"), ("PDF (vectors)", ".pdf")), ".pdf")) == (".pdf", ".png")


def _save_dialogs(window):
    """All dialogs that ask where to save, of the actions of the menus and of the dialogs that these open."""
    for record in window.actions_.records:
        if not record.text.endswith("…") or not window.actions_[record.id].isEnabled():
            continue
        window.actions_[record.id].trigger()
        own = window.dialogs.opened.get(record.id)
        if own is not None:
            for button in own.findChildren(QPushButton):
                if button.isEnabled() and button.text().endswith("…"):
                    button.click()
        for dialog in window.findChildren(QFileDialog):
            if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
                yield record.id, dialog
            dialog.close()
            dialog.setParent(None)
        if own is not None:
            own.close()


def test_every_save_dialog_refuses_an_unknown_ending(qtbot, window, tmp_path):
    act(qtbot, window, "curve")
    settle(qtbot, window)
    window.dialogs.opened["curve"].close()
    asked = set()
    for action, dialog in _save_dialogs(window):
        window.message.clear()
        dialog.fileSelected.emit(str(tmp_path / "run3.unknown"))
        settle(qtbot, window)
        shown = message(window)
        own = window.dialogs.opened.get(action)
        if "run3.unknown" not in shown and own is not None:  # a dialog of its own may show it itself
            shown = " ".join(label.text() for label in own.findChildren(type(window.message.text)))
        assert "run3.unknown" in shown, action
        assert "ends in" in shown, (action, shown)
        asked.add(action)
    assert not list(tmp_path.glob("run3*"))
    assert {"save_network", "save_schedule", "export_picture", "export_film", "export_trace", "export_report"} <= asked


def test_the_memory_curve_is_written_as_pdf(qtbot, window, tmp_path):
    dialog = open_dialog(window, "curve")
    settle(qtbot, window)
    dialog.export(tmp_path / "curve.pdf")
    assert (tmp_path / "curve.pdf").read_bytes().startswith(b"%PDF")
