"""Files in the window: opened, refused, saved, dropped; what was open stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

import ioviz
from tests.gui.conftest import READY_MS, settle
from tests.gui.drivers import act, drop_file, message


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


BAD = {
    "empty.json": b"",
    "words.json": b"hello",
    "types.json": b'{"neurons": "eight", "connections": []}',
    "cycle.json": b'{"neurons": 3, "inputs": [0], "outputs": [2], "connections": [[0,1,1],[1,2,1],[2,1,1]]}',
    "broken.npz": b"PK\x03\x04 not really",
    "other.xyz": b"\x00\x01\x02",
}


@pytest.mark.parametrize("name", [*BAD, "missing.json", "folder"])
def test_a_bad_file_is_one_sentence_and_what_was_open_stays(qtbot, window, tmp_path, name):
    if name in BAD:
        path = write(tmp_path, name, BAD[name])
    else:
        path = tmp_path / name
        if name == "folder":
            path.mkdir()
    shown = window.session.document
    window.session.open_path(path)
    settle(qtbot, window)
    assert window.message.is_error
    text = message(window)
    assert len(text) > 15
    assert "\n" not in text
    assert "Traceback" not in text
    assert window.session.document is shown
    assert window.session.wanted is shown.intent
    assert window.player.length == 4
    window.player.forward()
    assert window.player.position.step == 1


def test_a_schedule_for_another_network_is_refused(qtbot, window, tmp_path):
    other = ioviz.generate("dense", a=3, b=3)
    path = tmp_path / "other.schedule.json"
    ioviz.save(ioviz.order(other, "layer"), path)
    shown = window.session.document
    window.session.open_schedule(path)
    settle(qtbot, window)
    assert window.message.is_error
    assert window.session.document is shown


def test_network_and_schedule_are_saved_and_opened_again(qtbot, make_window, tmp_path):
    window = make_window("dense-4x4")
    act(qtbot, window, "order_layer")
    network, schedule = tmp_path / "n.npz", tmp_path / "s.schedule.json"
    window.session.save_network(network)
    settle(qtbot, window)
    window.session.save_schedule(schedule)
    settle(qtbot, window)
    assert "Saved" in message(window)
    expected = window.session.document.schedule.order.tolist()
    window.session.open_path(network)
    settle(qtbot, window)
    assert window.preferences.recent == [network.resolve()]
    assert [a.data() for a in window.files.recent.actions() if a.data()] == [str(network.resolve())]
    window.session.open_schedule(schedule)
    settle(qtbot, window)
    assert window.session.document.intent.order == "file"
    assert window.session.document.schedule.order.tolist() == expected


def test_saving_where_it_cannot_be_is_a_sentence(qtbot, window, tmp_path):
    window.session.save_network(tmp_path / "no" / "such" / "folder.json")
    settle(qtbot, window)
    assert window.message.is_error


def test_a_dropped_file_is_opened(qtbot, window, tmp_path):
    path = tmp_path / "dropped.json"
    ioviz.save(ioviz.generate("dense", a=2, b=3), path)
    assert drop_file(window, path)
    settle(qtbot, window)
    assert window.session.document.network.n_neurons == 5


def test_a_first_file_that_is_bad_leaves_a_usable_window(qtbot, make_window, tmp_path):
    window = make_window(path=write(tmp_path, "bad.json", b"{}"), wait=False)
    qtbot.waitUntil(lambda: window.message.is_error, timeout=READY_MS)
    assert window.session.document is None
    window.session.open_sample("diamond")
    with qtbot.waitSignal(window.readyToPlay, timeout=READY_MS):
        pass
    assert not window.message.is_error


def layer_files(folder: Path, *numbers: int) -> list[Path]:
    return [
        write(folder, f"l{k}.mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 0.5\n2 2 0.5\n")
        for k in numbers
    ]


def test_several_dropped_files_are_the_layers_of_one_network(qtbot, window, tmp_path):
    assert drop_file(window, *layer_files(tmp_path, 10, 2, 1))
    settle(qtbot, window)
    assert window.session.document.network.n_connections == 6
    assert window.session.document.intent.title == tmp_path.name
    assert "in the order of their names: l1.mtx, l2.mtx, l10.mtx." in message(window)
    # They are one entry of the recent files, and open from there.
    assert len(window.preferences.recent) == 1
    entry = next(one for one in window.files.recent.actions() if one.data())
    act(qtbot, window, "generate")
    window.dialogs.opened["generate"].close()
    window.session.open_sample("diamond")
    settle(qtbot, window)
    entry.trigger()
    settle(qtbot, window)
    assert window.session.document.network.n_connections == 6


def test_a_dropped_folder_is_one_network(qtbot, window, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    layer_files(folder, 1, 2)
    assert drop_file(window, folder)
    settle(qtbot, window)
    assert window.session.document.network.n_connections == 4
    assert window.preferences.recent == [folder.resolve()]


@pytest.mark.parametrize(("action", "names"), [("open", ("l1.mtx", "l2.mtx")), ("open_folder", ("",))])
def test_several_files_or_a_folder_are_chosen_in_a_dialog(qtbot, window, tmp_path, action, names):
    layer_files(tmp_path, 1, 2)
    window.actions_[action].trigger()
    dialog = window.findChild(QFileDialog)
    several = dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    assert several == (action == "open")
    dialog.filesSelected.emit([str(tmp_path / name) for name in names])
    dialog.close()
    settle(qtbot, window)
    assert window.session.document.network.n_connections == 4


def test_a_network_and_its_schedule_are_dropped_together(qtbot, window, tmp_path):
    network = ioviz.generate("dense", a=2, b=3)
    ioviz.save(network, tmp_path / "n.json")
    ioviz.save(ioviz.order(network, "layer"), tmp_path / "s.schedule.json")
    assert drop_file(window, tmp_path / "s.schedule.json", tmp_path / "n.json")
    settle(qtbot, window)
    assert window.session.document.network.n_neurons == 5
    assert window.session.document.intent.order == "file"


def test_two_dropped_schedules_are_refused(qtbot, window, tmp_path):
    paths = [tmp_path / f"{name}.schedule.json" for name in "ab"]
    shown = window.session.document
    for path in paths:
        ioviz.save(shown.schedule, path)
    assert drop_file(window, *paths)
    settle(qtbot, window)
    assert window.message.is_error
    assert "Drop one schedule at a time" in message(window)
    assert window.session.document is shown


def test_layers_that_do_not_fit_are_named_with_their_shapes(qtbot, window, tmp_path):
    first = layer_files(tmp_path, 1)[0]
    second = write(tmp_path, "l2.mtx", b"%%MatrixMarket matrix coordinate real general\n3 5 1\n1 1 0.5\n")
    drop_file(window, second, first)
    settle(qtbot, window)
    assert window.message.is_error
    assert "l2.mtx takes 5 values, but l1.mtx before it gives 2" in message(window)
    assert "l1.mtx [2, 2], l2.mtx [3, 5]" in message(window)
