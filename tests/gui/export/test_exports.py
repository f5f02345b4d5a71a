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
    dialog = open_dialog(window, "export_picture")
    assert [dialog.what.itemText(k) for k in range(dialog.what.count())][:2] == ["Explore", "Network"]
    dialog.what.setCurrentText("Network")
    dialog.kind.setCurrentIndex([dialog.kind.itemData(k) for k in range(3)].index(f".{ending}"))
    dialog.scale.setCurrentIndex(2)
    path = tmp_path / f"network.{ending}"
    path.write_text("old")
    view = window.explore.exportable_views()["Network"]
    dialog.save(path)
    assert path.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")
    if ending == "png":
        assert QImage(str(path)).width() == 3 * view.width()


def test_a_picture_that_cannot_be_written_is_reported(qtbot, window, tmp_path):
    settle(qtbot, window)
    dialog = open_dialog(window, "export_picture")
    with qtbot.waitSignal(window.session.failed) as failure:
        dialog.save(tmp_path / "none" / "x.png")
    assert "no such folder" in str(failure.args[0])
    dialog.close()


def test_the_visible_tab_is_copied_to_the_clipboard(qtbot, window):
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
    dialog = open_dialog(window, "export_film")
    dialog.last.setValue(3)
    dialog.resolution.setCurrentIndex(3)
    assert "frames" in dialog._message.text()
    path = folder / "film.mp4"
    with qtbot.waitSignal(window.session.noticed, timeout=4 * READY_MS):
        dialog.export(path)
    assert path.stat().st_size > 1000
    assert list(folder.iterdir()) == [path]


def test_an_animation_that_is_stopped_leaves_nothing(qtbot, window, folder):
    settle(qtbot, window)
    dialog = open_dialog(window, "export_film")
    dialog.speed.setValue(0.1)  # an animation of some minutes
    dialog.export(folder / "film.mp4")
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=4 * READY_MS)
    dialog.stop.click()
    assert "the file was deleted" in dialog._message.text()
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=READY_MS)
    assert not list(folder.iterdir())
    dialog.close()


def test_an_invalid_range_cannot_be_exported(qtbot, window):
    settle(qtbot, window)
    dialog = open_dialog(window, "export_film")
    dialog.first.setValue(3)
    dialog.last.setValue(2)
    assert "two such as 0:500" in dialog._message.text()
    assert not dialog.accept_button.isEnabled()
    dialog.close()
