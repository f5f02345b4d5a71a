"""File > Export, from the action to the file."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from tests.gui.conftest import READY_MS, settle
from tests.gui.drivers import act, open_dialog


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "exported"
    made.mkdir()
    return made


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_each_view_as_a_picture(qtbot, window, tmp_path, ending):
    settle(qtbot, window)
    sheet = open_dialog(window, "export_picture")
    assert [sheet.what.itemText(k) for k in range(sheet.what.count())][:2] == ["Explore", "Network"]
    sheet.what.setCurrentText("Network")
    sheet.kind.setCurrentIndex([sheet.kind.itemData(k) for k in range(3)].index(f".{ending}"))
    sheet.scale.setCurrentIndex(2)
    path = tmp_path / f"network.{ending}"
    path.write_text("old")
    view = window.explore.exportable_views()["Network"]
    sheet.save(path)
    assert path.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")
    if ending == "png":
        assert QImage(str(path)).width() == 3 * view.width()


def test_a_picture_that_cannot_be_written_says_so(qtbot, window, tmp_path):
    settle(qtbot, window)
    sheet = open_dialog(window, "export_picture")
    with qtbot.waitSignal(window.session.failed) as said:
        sheet.save(tmp_path / "none" / "x.png")
    assert "there is no folder" in str(said.args[0])
    sheet.close()


def test_what_is_seen_goes_to_the_clipboard(qtbot, window):
    settle(qtbot, window)
    act(qtbot, window, "export_copy")
    assert QGuiApplication.clipboard().image().width() == 2 * window.explore.width()


def test_trace_and_residency_as_numbers(qtbot, window, tmp_path):
    settle(qtbot, window)
    for table in ("trace", "residency"):
        window.actions_[f"export_{table}"].trigger()
        dialog = window.findChild(QFileDialog)
        with qtbot.waitSignal(window.session.noticed, timeout=READY_MS):
            dialog.fileSelected.emit(str(tmp_path / f"{table}.npz"))
        dialog.close()
        qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
    with np.load(tmp_path / "trace.npz", allow_pickle=False) as columns:
        assert columns["total"][-1] == window.session.document.trace.counts.ios


def test_an_animation_is_drawn_by_another_process(qtbot, window, folder):
    settle(qtbot, window)
    sheet = open_dialog(window, "export_film")
    sheet.last.setValue(3)
    sheet.resolution.setCurrentIndex(3)
    assert "frames" in sheet._message.text()
    path = folder / "film.mp4"
    with qtbot.waitSignal(window.session.noticed, timeout=4 * READY_MS):
        sheet.export(path)
    assert path.stat().st_size > 1000
    assert list(folder.iterdir()) == [path]


def test_an_animation_that_is_stopped_leaves_nothing(qtbot, window, folder):
    settle(qtbot, window)
    sheet = open_dialog(window, "export_film")
    sheet.speed.setValue(0.1)  # some minutes of film
    sheet.export(folder / "film.mp4")
    qtbot.waitUntil(lambda: sheet.bar.value() > 0, timeout=4 * READY_MS)
    sheet.stop.click()
    assert "nothing was left" in sheet._message.text()
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=READY_MS)
    assert not list(folder.iterdir())
    sheet.close()


def test_a_plan_that_is_none_cannot_be_exported(qtbot, window):
    settle(qtbot, window)
    sheet = open_dialog(window, "export_film")
    sheet.first.setValue(3)
    sheet.last.setValue(2)
    assert "two such as 0:500" in sheet._message.text()
    assert not sheet._go.isEnabled()
    sheet.close()
