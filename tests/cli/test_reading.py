"""Files of other programs on the command line: what is kept, which part is read, and the report."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Result

Run = Callable[..., Result]
Refused = Callable[..., str]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Two linear layers as safetensors, 10 -> 20 -> 5."""
    rng = np.random.default_rng(0)
    tensors = {"a.weight": (20, 10), "a.bias": (20,), "b.weight": (5, 20)}
    header, data = {}, b""
    for name, shape in tensors.items():
        values = rng.normal(size=shape).astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def test_info_reports_what_was_kept(ioviz: Run, model: Path) -> None:
    found = ioviz("info", str(model), "--keep", "0.5", "--activation", "tanh", "--json").json
    reading = found["reading"]
    assert (reading["format"], reading["weights"], reading["kept"]) == ("safetensors", 300, 150)
    assert [layer["kept"] for layer in reading["layers"]] == [100, 50]
    assert found["connections"] <= 150
    assert set(found["activations"]) == {"tanh", "identity"}
    assert "Kept 150 of 300 weights (50 %)." in ioviz("info", str(model), "--keep", "0.5").out


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["--keep", "0.1", "--keep-global"], 30),
        (["--n-m", "2:4"], 20 * (2 + 2 + 2) + 5 * 10),
        (["--layers", "a"], 200),
        (["--layers", "b.weight", "--keep", "0.01"], 1),
    ],
)
def test_options(ioviz: Run, model: Path, words: list[str], kept: int) -> None:
    assert ioviz("info", str(model), "--json", *words).json["reading"]["kept"] == kept


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--threshold", "100"], "No weight is left of it: all are 0, or were left out."),
        (["--keep", "0"], "The share of weights to keep is above 0 and at most 1, not 0.0."),
        (["--keep", "x"], "expected a number, not 'x'"),
        (["--n-m", "5:4"], "Invalid n_m '5:4': write it as 2:4."),
        (["--keep-global"], "keep_global needs the share of weights to keep"),
        (["--from", "x"], "The option begin does not apply to safetensors; options for it are: keep,"),
        (["--layers", "a,c"], "Unknown linear layer 'c': choose from a, b."),
        (["--read-limit", "0"], "a number of GiB above 0, not 0"),
        (["--activation", "swish"], "'swish' is not an activation function"),
    ],
)
def test_refused(refused: Refused, model: Path, words: list[str], sentence: str) -> None:
    assert sentence in refused("info", str(model), *words)


def test_simulate_and_convert_read_it_too(ioviz: Run, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.npz"
    out_text = ioviz("convert", str(model), str(out), "--keep", "0.2").out
    assert "Kept 60 of 300 weights (20 %)." in out_text
    one = ioviz("simulate", str(model), "--keep", "0.2", "--memory", "20", "--json").json
    assert one["ios"] == ioviz("simulate", str(out), "--memory", "20", "--json").json["ios"]


def test_a_pickle_is_never_opened(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(b"\x80\x02}q\x00.")
    err = refused("info", str(path))
    for line in (
        "import torch",
        "torch.load('model.pt', weights_only=True)",
        "save_file(weights, 'model.safetensors')",
    ):
        assert line in err


@pytest.fixture
def layers(tmp_path: Path) -> list[str]:
    """Files of layers 4 -> 3 -> 3 -> 2, in the order in which a shell gives them."""
    shapes = {"l1.mtx": "3 4", "l10.mtx": "2 3", "l2.mtx": "3 3"}
    for name, shape in shapes.items():
        rows, columns = map(int, shape.split())
        cells = [f"{i} {j} 0.5" for i in range(1, rows + 1) for j in range(1, columns + 1)]
        text = ["%%MatrixMarket matrix coordinate real general", f"{shape} {len(cells)}", *cells]
        (tmp_path / name).write_text("\n".join(text) + "\n")
    return [str(tmp_path / name) for name in shapes]


COMMANDS = (
    ("info",),
    ("simulate", "-M", "5"),
    ("compare", "-M", "5", "--schedules", "neuron:min", "layer:lru"),
    ("trace", "-M", "5"),
    ("curve", "--orders", "neuron"),
    ("order", "--order", "layer"),
    ("optimum", "-M", "5", "--seconds", "1"),
    ("anneal", "-M", "5", "--proposals", "20", "--chains", "1", "--start", "neuron"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_several_files_and_a_folder_are_one_network(ioviz: Run, layers: list[str], words: tuple[str, ...]) -> None:
    found = [ioviz(words[0], *files, *words[1:], "--json") for files in (layers, [str(Path(layers[0]).parent)])]
    assert [one.code for one in found] == [0, 0], found
    for one in found:
        assert (one.json["connections"], one.json["neurons"]) == (12 + 9 + 6, 12)


def test_the_order_of_the_files_is_printed(ioviz: Run, layers: list[str]) -> None:
    sentence = "3 files were read as the layers of one network, in the order of their names: l1.mtx, l2.mtx, l10.mtx."
    assert sentence in " ".join(ioviz("info", *layers).out.split())
    found = ioviz("info", *layers, "--json").json
    assert [Path(name).name for name in found["files"]] == ["l1.mtx", "l2.mtx", "l10.mtx"]


def test_files_that_do_not_fit_are_named_with_their_shapes(refused: Refused, layers: list[str]) -> None:
    text = refused("info", layers[1], layers[1].replace("l10", "l1"), layers[1])
    assert "takes 3 values, but l10.mtx before it gives 2" in text
    assert "l1.mtx [3, 4], l10.mtx [2, 3], l10.mtx [2, 3]" in text
