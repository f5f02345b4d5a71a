"""A file of dense weights asks what is kept, and opens as it was seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from safetensors.numpy import save_file

from tests.gui.conftest import READY_MS, settle


@pytest.fixture
def model(tmp_path):
    rng = np.random.default_rng(0)
    shapes = {"a.weight": (20, 10), "b.weight": (5, 20), "b.bias": (5,), "c.weight": (4, 5)}
    path = tmp_path / "model.safetensors"
    save_file({name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}, path)
    return path


def asked(qtbot, window, path):
    """The dialog, when it has read the file."""
    window.session.open_path(path)
    qtbot.waitUntil(lambda: "import" in window.dialogs.opened, timeout=READY_MS)
    sheet = window.dialogs.opened["import"]
    seen(qtbot, sheet)
    return sheet


def seen(qtbot, sheet):
    qtbot.waitUntil(lambda: sheet.accept_button.isEnabled(), timeout=READY_MS)


def chosen(qtbot, sheet, keep):
    sheet._keep.setCurrentIndex(sheet._keep.findData(keep))
    assert not sheet.accept_button.isEnabled()  # what is shown is not what would be opened
    seen(qtbot, sheet)


def test_what_is_seen_is_opened(qtbot, window, model):
    sheet = asked(qtbot, window, model)
    assert sheet.values["Kept"].text().startswith("320")
    assert window.session.document.intent.title == "diamond"
    chosen(qtbot, sheet, "share")
    assert sheet.values["Kept"].text().split()[0] == "32"
    sheet._together.setChecked(True)
    assert sheet.options() == {
        "keep": 0.1, "keep_global": True, "activation": "relu", "output_activation": "identity",
    }  # fmt: skip
    sheet._together.setChecked(False)
    seen(qtbot, sheet)
    connections = sheet.values["Connections W"].text()
    sheet.accept_button.click()
    settle(qtbot, window)
    assert str(window.session.document.network.n_connections) == connections
    assert window.session.document.intent.title == "model"
    assert window.preferences.recent[0].name == "model.safetensors"


def test_layers_are_ticked(qtbot, window, model):
    sheet = asked(qtbot, window, model)
    items = [sheet._layers.item(row) for row in range(3)]
    assert [item.text() for item in items] == ["10 → 20   a", "20 → 5   b", "5 → 4   c"]
    items[2].setCheckState(Qt.CheckState.Checked)
    seen(qtbot, sheet)
    assert sheet.values["Weights in the file"].text() == "20"
    items[0].setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: "c.weight takes 5 values, but a.weight before it gives 20" in sheet.message.text())
    assert not sheet.accept_button.isEnabled()
    sheet.reject()
    qtbot.waitUntil(lambda: "import" not in window.dialogs.opened)
    assert window.session.document.intent.title == "diamond"


def test_a_part_of_a_graph_is_chosen(qtbot, window, tmp_path):
    from tests.core.formats.onnx_models import model as made
    from tests.core.formats.onnx_models import node, saved, weights

    nodes = [
        node("LayerNormalization", "x,g", "n"), node("MatMul", "n,w", "h"), node("Relu", "h", "r"),
        node("MatMul", "r,v", "y"),
    ]  # fmt: skip
    constants = {"g": np.ones(4, np.float32), "w": weights(4, 6), "v": weights(6, 3)}
    window.session.open_path(saved(made(nodes, constants, ["n", 4]), tmp_path / "x.onnx"))
    qtbot.waitUntil(lambda: "import" in window.dialogs.opened, timeout=READY_MS)
    sheet = window.dialogs.opened["import"]
    qtbot.waitUntil(lambda: "'layernormalization_n' (LayerNormalization) cannot be read" in sheet.message.text())
    assert not sheet.accept_button.isEnabled()
    sheet._begin.setCurrentIndex(1)
    assert sheet._begin.currentText() == "4 → 6   matmul_h"
    seen(qtbot, sheet)
    assert sheet.values["Connections W"].text() == "42"
    sheet._end.setCurrentText("r")
    seen(qtbot, sheet)
    assert sheet.values["Outputs S"].text() == "6"
    sheet.reject()


def test_other_files_open_at_once(qtbot, window, tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"neurons": 2, "connections": [[0, 1, 1]]}')
    window.session.open_path(path)
    settle(qtbot, window)
    assert "import" not in window.dialogs.opened
    assert window.session.document.network.n_connections == 1


def test_what_a_format_does_not_hold_is_told(qtbot, window, tmp_path):
    window.session.open_sample("digits")
    settle(qtbot, window)
    with qtbot.waitSignal(window.session.noticed, timeout=READY_MS) as told:
        window.session.save_network(tmp_path / "x.onnx")
    assert "ONNX does not hold everything; left out:" in told.args[0]
    settle(qtbot, window)
