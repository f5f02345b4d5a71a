"""Files in the window: opened, refused, saved, dropped; what was open stays."""

from __future__ import annotations

from pathlib import Path

import pytest

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
