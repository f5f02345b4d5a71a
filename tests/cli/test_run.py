"""`ioviz run`: outputs as `ioviz infer` has them, piece by piece; bad input in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import ioviz as package
from ioviz.core.formats import save
from ioviz.core.generators import generate
from tests.cli.conftest import Result


@pytest.fixture
def network(tmp_path: Path) -> Path:
    save(generate("layered", sizes=[6, 9, 4], density=0.5, seed=0), tmp_path / "n.json")
    return tmp_path / "n.json"


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int8, ">f4"])
@pytest.mark.parametrize("settings", [(), ("--batch-size", 4), ("--mode", "as-scheduled", "--schedule", "random")])
def test_outputs(
    network: Path, tmp_path: Path, ioviz: Callable[..., Result], dtype: type, settings: tuple[object, ...]
) -> None:
    vectors = np.random.default_rng(0).integers(-5, 5, (11, 6)).astype(dtype)
    np.save(tmp_path / "x.npy", np.asfortranarray(vectors))
    found = ioviz("run", network, "--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy", "--json", *settings)
    assert found.code == 0, found.err
    assert found.json["vectors"] == 11
    outputs = np.load(tmp_path / "y.npy")
    assert outputs.dtype == np.float32
    right = package.infer(package.load(network), "neuron", vectors.astype(np.float32))
    np.testing.assert_allclose(outputs, right, rtol=1e-5, atol=1e-5)


def test_one_vector_and_none(network: Path, tmp_path: Path, ioviz: Callable[..., Result]) -> None:
    for vectors, shape in ((np.ones(6), (4,)), (np.ones((0, 6)), (0, 4))):
        np.save(tmp_path / "x.npy", vectors)
        assert ioviz("run", network, "--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy").code == 0
        assert np.load(tmp_path / "y.npy").shape == shape


def test_tables(network: Path, tmp_path: Path, ioviz: Callable[..., Result]) -> None:
    np.save(tmp_path / "x.npy", np.ones((5, 6), np.float32))
    out = ioviz("run", network, "--input", tmp_path / "x.npy", "-o", tmp_path / "y.npy").out
    assert "vectors per second" in out
    assert "order neuron, best, weights float32" in out


def test_bad_input(network: Path, tmp_path: Path, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    def sentence(content: object, *more: object) -> str:
        path = tmp_path / "x.npy"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            np.save(path, content)
        return refused("run", network, "--input", path, "-o", tmp_path / "y.npy", *more)

    assert "shape 3 x 7; expected rows of 6 numbers" in sentence(np.ones((3, 7)))
    assert "shape 2 x 3 x 6" in sentence(np.ones((2, 3, 6)))
    assert "complex128: not real numbers" in sentence(np.ones((3, 6), complex))
    assert "not real numbers" in sentence(np.full((3, 6), "a"))
    assert "Invalid .npy file" in sentence(np.array([[None] * 6], object))
    assert "Not an .npy file" in sentence(b"1,2,3,4,5,6")
    assert "Invalid .npy file" in sentence(b"\x93NUMPY\x01\x00\xff\xff{'descr'")
    monkeypatch.setattr("ioviz.core.benchmark.machine.describe_memory", lambda: 1000)
    assert "use --batch-size 12 or less" in sentence(np.ones((99, 6)), "--batch-size", 90)
    assert "batch size is a whole number" in sentence(np.ones((3, 6)), "--batch-size", 0)
    assert "no such file" in refused("run", network, "--input", tmp_path / "none.npy", "-o", tmp_path / "y.npy")
    assert "ends in .npy" in refused("run", network, "--input", tmp_path / "x.npy", "-o", tmp_path / "y.txt")
    assert "no such folder" in refused("run", network, "--input", tmp_path / "x.npy", "-o", tmp_path / "z" / "y.npy")
    assert not (tmp_path / "y.npy").exists()
