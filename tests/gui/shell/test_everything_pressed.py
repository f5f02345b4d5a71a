"""Everything that a user can press is pressed, in windows on very different networks, and nothing breaks.

The controls are found by walking the widgets, so a new one is pressed without anybody's doing. In the fast tests each
control of the window is pressed on one of the networks, with everything that it opens; the slow ones press all on each.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ioviz.gui.shell.main_window import MainWindow
from ioviz.gui.toolkit.style import style
from ioviz.paths import sample_path
from tests.gui.presses import PATIENCE_S, Presses, press_all, press_all_pairs, press_pairs
from tests.gui.watch import Watch

LONG_NAME = "<b>A network</b> & <img src=x> of 3 < 4 “layers” " + "with a name that does not end " * 8
DOCUMENTS: dict[str, Callable[[MainWindow, Path], None]] = {
    "digits": lambda window, _files: window.session.open_sample("digits"),
    "diamond": lambda window, _files: window.session.open_sample("diamond"),
    "growth-100": lambda window, _files: window.session.open_sample("growth-100"),
    "mlp-4x500": lambda window, _files: window.session.open_sample("mlp-4x500"),
    "generated": lambda window, _files: window.session.generate("small-world", {}),
    "long name": lambda window, files: window.session.open_path(files / "long.json"),
}
SLOW_PATIENCE_S = 0.5
# Each on its own, so that they are spread over processes.
each_document = pytest.mark.parametrize(
    "document", [pytest.param(name, marks=pytest.mark.xdist_group(f"pressed {name}")) for name in DOCUMENTS]
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where files are written, and those that are opened: good ones, bad ones, of other kinds."""
    folder = tmp_path / "open"
    folder.mkdir()
    (folder / "good.json").write_bytes(sample_path("dense-4x4").read_bytes())
    (folder / "bad.json").write_text('{"format": "ioviz-network", "connections": [[0, ', encoding="utf-8")
    (folder / "empty.npz").write_bytes(b"")
    network = json.loads(sample_path("chain-16").read_text(encoding="utf-8"))
    network |= {"name": LONG_NAME, "description": LONG_NAME * 9}
    (tmp_path / "long.json").write_text(json.dumps(network), encoding="utf-8")
    return tmp_path


@pytest.fixture
def presses(qtbot, files, document, request) -> Iterator[Presses]:
    """A window on the document. It fails the test with what was found, at its end."""
    style().choose(theme="light", text_scale=1.0, presentation=False)
    exhaustive = request.node.get_closest_marker("exhaustive") is not None
    with Watch() as watch:
        pressed = Presses(
            lambda window: DOCUMENTS[document](window, files), watch, files,
            patience=SLOW_PATIENCE_S if exhaustive else PATIENCE_S,
        )  # fmt: skip
        yield pressed
        pressed.close()
    style().choose(theme="light", text_scale=1.0, presentation=False)
    assert not pressed.faults, "\n\n".join(pressed.faults)


@each_document
def test_each_control_on_one_document(presses, document):
    number = list(DOCUMENTS).index(document)

    def mine(key: str) -> bool:
        return zlib.crc32(_feature(key).encode()) % len(DOCUMENTS) == number

    press_all(presses, alone=False, depth=2, mine=mine)
    assert presses.pressed > 50


def _feature(key: str) -> str:
    """What the controls of a feature have in common: they open the same, so one network has all of them."""
    return key.partition(": ")[0].partition("_")[0] if not key.startswith("MainWindow") else key


@each_document
def test_pairs(presses, document):
    press_pairs(presses, 8, seed=list(DOCUMENTS).index(document))


@pytest.mark.exhaustive
@each_document
def test_each_control_on_each_document(presses):
    press_all(presses, alone=True)
    assert presses.pressed > 1000


@pytest.mark.exhaustive
@each_document
def test_many_pairs(presses, document):
    press_pairs(presses, 1000, seed=100 + list(DOCUMENTS).index(document))


@pytest.mark.exhaustive
@pytest.mark.parametrize("document", ["diamond"])
@pytest.mark.parametrize("part", range(4))
def test_every_pair_of_actions(presses, part):
    keys = [key for key in presses.available() if key.endswith(": menu")]
    press_all_pairs(presses, keys[part::4], keys)
