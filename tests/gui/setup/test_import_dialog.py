"""The dialog for files of dense weights: what is previewed is opened."""

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
    dialog = window.dialogs.opened["import"]
    seen(qtbot, dialog)
    return dialog


def seen(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog.accept_button.isEnabled(), timeout=READY_MS)


def chosen(qtbot, dialog, keep):
    dialog._keep.setCurrentIndex(dialog._keep.findData(keep))
    assert not dialog.accept_button.isEnabled()  # the preview is out of date
    seen(qtbot, dialog)


def test_the_previewed_network_is_opened(qtbot, window, model):
    dialog = asked(qtbot, window, model)
    assert dialog.values["Kept"].text().startswith("320")
    assert window.session.document.intent.title == "diamond"
    chosen(qtbot, dialog, "share")
    assert dialog.values["Kept"].text().split()[0] == "32"
    dialog._together.setChecked(True)
    assert dialog.options() == {
        "keep": 0.1, "keep_global": True, "activation": "relu", "output_activation": "identity",
    }  # fmt: skip
    dialog._together.setChecked(False)
    seen(qtbot, dialog)
    connections = dialog.values["Connections W"].text()
    dialog.accept_button.click()
    settle(qtbot, window)
    assert str(window.session.document.network.n_connections) == connections
    assert window.session.document.intent.title == "model"
    assert window.preferences.recent[0].name == "model.safetensors"


def test_layers_are_ticked(qtbot, window, model):
    dialog = asked(qtbot, window, model)
    items = [dialog._layers.item(row) for row in range(3)]
    assert [item.text() for item in items] == ["10 → 20   a", "20 → 5   b", "5 → 4   c"]
    items[2].setCheckState(Qt.CheckState.Checked)
    seen(qtbot, dialog)
    assert dialog.values["Weights in the file"].text() == "20"
    items[0].setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: "c.weight takes 5 values, but a.weight before it gives 20" in dialog.message.text())
    assert not dialog.accept_button.isEnabled()
    dialog.reject()
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
    dialog = window.dialogs.opened["import"]
    qtbot.waitUntil(lambda: "'layernormalization_n' (LayerNormalization) cannot be read" in dialog.message.text())
    assert not dialog.accept_button.isEnabled()
    dialog._begin.setCurrentIndex(1)
    assert dialog._begin.currentText() == "4 → 6   matmul_h"
    seen(qtbot, dialog)
    assert dialog.values["Connections W"].text() == "42"
    dialog._end.setCurrentText("r")
    seen(qtbot, dialog)
    assert dialog.values["Outputs S"].text() == "6"
    dialog.reject()


def test_other_files_open_at_once(qtbot, window, tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"neurons": 2, "connections": [[0, 1, 1]]}')
    window.session.open_path(path)
    settle(qtbot, window)
    assert "import" not in window.dialogs.opened
    assert window.session.document.network.n_connections == 1


def test_what_a_format_cannot_hold_is_reported(qtbot, window, tmp_path):
    window.session.open_sample("digits")
    settle(qtbot, window)
    with qtbot.waitSignal(window.session.noticed, timeout=READY_MS) as notice:
        window.session.save_network(tmp_path / "x.onnx")
    assert "ONNX does not hold everything; left out:" in notice.args[0]
    settle(qtbot, window)
