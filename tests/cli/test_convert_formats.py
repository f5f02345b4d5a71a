"""`ioviz convert` into the formats of other programs, and its summary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result


def test_a_folder_of_layers_and_back(ioviz: Callable[..., Result], tmp_path: Path) -> None:
    there = ioviz("convert", "--sample", "mlp-4x500", tmp_path / "layers", "--format", "mtx")
    assert there.code == 0
    assert "Matrix Market does not hold everything; left out: activations" in there.out
    files = sorted((tmp_path / "layers").iterdir())
    assert [file.name for file in files] == ["layer1.mtx", "layer2.mtx", "layer3.mtx"]
    back = ioviz("convert", tmp_path / "layers", tmp_path / "x.npz", "--json").json
    listed = ioviz("convert", *files, tmp_path / "y.npz", "--json").json
    assert back["connections"] == listed["connections"] > 70_000
    assert back["notes"] == [
        "3 files were read as the layers of one network, in the order of their names: layer1.mtx, layer2.mtx, "
        "layer3.mtx.",
        "The file has no activations: relu is assumed between the layers; an option sets another.",
    ]
    assert back["left_out"] == ""
    assert (tmp_path / "x.npz").read_bytes() == (tmp_path / "y.npz").read_bytes()


@pytest.mark.parametrize("ending", ["graphml", "gexf", "dot", "node-link.json"])
def test_graphs(ioviz: Callable[..., Result], tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    summary = ioviz("convert", "--sample", "digits", path, "--json").json
    assert "examples" in summary["left_out"]
    assert summary["bytes"] == path.stat().st_size
    keys = ("neurons", "connections", "inputs", "outputs", "input_width", "lower_bound")
    found, expected = ioviz("info", path, "--json").json, ioviz("info", "--sample", "digits", "--json").json
    assert {key: found[key] for key in keys} == {key: expected[key] for key in keys}


def test_a_folder_needs_its_format(ioviz: Callable[..., Result], tmp_path: Path) -> None:
    refused = ioviz("convert", "--sample", "digits", tmp_path / "layers")
    assert refused.code == 2
    assert "for a folder with one file for each layer, set the format: mtx, smtx, tsv" in refused.err
    assert not list(tmp_path.iterdir())
