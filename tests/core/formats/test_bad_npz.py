"""Bad .npz files: damaged, cut off, pickled, or declaring more than the limits."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile

import numpy as np
import pytest

import ioviz
from ioviz.core.formats import Limits
from tests.core.formats.samples import full_network


def header(**words):
    return np.frombuffer(json.dumps({"neurons": 3, **words}).encode(), np.uint8)


GOOD = {
    "header": header(),
    "source": np.array([0, 1]),
    "target": np.array([1, 2]),
    "weight": np.array([0.5, 1.0]),
}


def sentence_of(path, error=ioviz.IovizError, **settings):
    with pytest.raises(error) as caught:
        ioviz.load(path, **settings)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert text.endswith((".", "?"))
    assert "\n" not in text
    return text.removeprefix(f"{path}: ")


def npy(array, **settings):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, **settings)
    return buffer.getvalue()


def zipped(path, members, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def good_members():
    return {f"{name}.npy": npy(array) for name, array in GOOD.items()}


def test_good(tmp_path):
    assert ioviz.load(zipped(tmp_path / "x.npz", good_members())).n_connections == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"source": np.array([0.0, 1.0])}, "The member 'source' is float64; it has to be an array of whole numbers."),
        ({"source": np.array([[0, 1]])}, "The member 'source' has 2 axes; it has to have 1."),
        ({"weight": np.array([1j, 2])}, "The member 'weight' is not an array of whole or real numbers."),
        ({"weight": np.array(["1", "2"])}, "The member 'weight' is not an array of whole or real numbers."),
        ({"weight": np.zeros(2, [("a", "f4")])}, "The member 'weight' is damaged, or no plain array of numbers."),
        ({"weight": np.zeros(2, np.longdouble)}, "The member 'weight' is not an array of whole or real numbers."),
        ({"extra": np.zeros(2)}, "The member 'extra' is unknown."),
        ({"examples": np.zeros(2)}, "The member 'examples' has 1 axes; it has to have 2."),
        ({"header": header(neurons=0)}, "neurons is 0; it has to be a whole number"),
        ({"header": header(neuron=3)}, "The header has an unknown key 'neuron'; did you mean 'neurons'?"),
        ({"header": header(version=9)}, "Unsupported version 9, made by a newer ioviz:"),
        ({"header": header(examples={})}, "The header declares examples, but the member 'examples' is missing."),
        ({"header": header(format="ioviz-schedule")}, "It is a schedule, not a network; open its network first."),
        ({"header": header(format="x")}, "format is 'x'; a network has 'ioviz-network'."),
        ({"header": np.frombuffer(b"[1]", np.uint8)}, "The member 'header' is not a JSON object."),
        ({"header": np.frombuffer(b"{", np.uint8)}, "Invalid JSON:"),
        ({"header": header(input_width=-1)}, "input_width is -1; it has to be"),
    ],
)
def test_wrong_member(tmp_path, change, sentence):
    np.savez(tmp_path / "x.npz", **{**GOOD, **change})
    assert sentence_of(tmp_path / "x.npz", ioviz.FileFormatError).startswith(sentence)


@pytest.mark.parametrize("name", ["header", "source", "weight"])
def test_missing_member(tmp_path, name):
    np.savez(tmp_path / "x.npz", **{key: array for key, array in GOOD.items() if key != name})
    wanted = "No weight matrix found" if name == "header" else f"The member '{name}' is missing."
    assert sentence_of(tmp_path / "x.npz", ioviz.FileFormatError).startswith(wanted)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"source": np.array([0, 3])}, "3"),
        ({"source": np.array([0, 1 << 62])}, "neurons are numbered 0 to 2"),
        ({"weight": np.array([0.5, np.nan])}, "NaN"),
        ({"weight": np.array([0.5])}, "weights"),
        ({"bias": np.zeros(4)}, "biases"),
        ({"activation": np.array([0, 1, 99])}, "99"),
    ],
)
def test_no_feed_forward_network(tmp_path, change, part):
    np.savez(tmp_path / "x.npz", **{**GOOD, **change})
    assert part in sentence_of(tmp_path / "x.npz", ioviz.InvalidNetwork)


def test_pickled(tmp_path):
    np.savez(tmp_path / "x.npz", **{**GOOD, "weight": np.array([0.5, print], object)})
    text = sentence_of(tmp_path / "x.npz", ioviz.FileFormatError)
    assert text == "The member 'weight' holds pickled Python objects, which ioviz never opens."


@pytest.mark.parametrize("part", [0, 1, 3, 4, 22, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_cut_off(tmp_path, part):
    path = tmp_path / "x.npz"
    ioviz.save(full_network(), path)
    content = path.read_bytes()
    path.write_bytes(content[: part if isinstance(part, int) else int(len(content) * part)])
    sentence_of(path, ioviz.FileFormatError)


def test_no_ioviz_file(tmp_path):
    np.savez(tmp_path / "x.npz", data=np.zeros(3))
    assert sentence_of(tmp_path / "x.npz") == "No weight matrix found: no array has two axes."
    zipped(tmp_path / "y.npz", {"readme.txt": "hello"})
    assert sentence_of(tmp_path / "y.npz") == "The member 'readme.txt' is not an .npy array."
    zipped(tmp_path / "z.npz", {})
    assert sentence_of(tmp_path / "z.npz") == "Not a file of ioviz: the member 'header' is missing."


def test_member_twice(tmp_path):
    path = zipped(tmp_path / "x.npz", good_members())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("source.npy", npy(np.zeros(3)))
    assert sentence_of(path) == "The member 'source.npy' is duplicated."


def test_other_ways_to_pack(tmp_path):
    path = zipped(tmp_path / "x.npz", good_members(), zipfile.ZIP_LZMA)
    assert "packed or encrypted in a way that ioviz does not read" in sentence_of(path)


def test_many_members(tmp_path):
    path = zipped(tmp_path / "x.npz", {"header.npy": b"", **{f"{i}.npy": b"" for i in range(99)}})
    assert sentence_of(path).startswith("The file has 100 members;")
    path = zipped(tmp_path / "y.npz", {f"{i}.npy": b"" for i in range(3000)})
    assert "far more members" in sentence_of(path)


def damaged_header(text):
    body = text.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body + bytes(8)


@pytest.mark.parametrize(
    "text",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }; import os",
        "{'descr': '<f4', 'fortran_order': __import__('os'), 'shape': (2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 1, 1, 1, 1), }",
        "{'descr': '<V4', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<i3', 'fortran_order': False, 'shape': (2,), }",
        "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
        "",
    ],
)
def test_damaged_array_header(tmp_path, text):
    path = zipped(tmp_path / "x.npz", {**good_members(), "weight.npy": damaged_header(text)})
    assert sentence_of(path, ioviz.FileFormatError).startswith("The member 'weight' is")


def test_wrong_check_sum(tmp_path):
    path = zipped(tmp_path / "x.npz", good_members())
    content = path.read_bytes()
    at = content.index(np.array([0.5, 1.0]).tobytes())
    path.write_bytes(content[:at] + b"\1" + content[at + 1 :])
    assert sentence_of(path) == "The member 'weight' is damaged or cut off."


def declared_larger(path, name, nbytes):
    """Let the zip directory tell that a member unpacks to `nbytes`."""
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    content[entry + 24 : entry + 28] = nbytes.to_bytes(4, "little")
    path.write_bytes(content)


def peak_of(call):
    call()
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize(
    ("nbytes", "part"), [(3 << 30, "takes 3,072 MiB"), (1 << 30, "cannot unpack to the size that it declares")]
)
def test_declared_sizes_are_checked_before_anything_is_unpacked(tmp_path, nbytes, part):
    path = zipped(tmp_path / "x.npz", good_members())
    declared_larger(path, b"weight.npy", nbytes)

    def load():
        assert part in sentence_of(path).replace("The arrays take", "takes")

    assert peak_of(load) < 1 << 20


def test_a_bomb_is_not_unpacked(tmp_path):
    """A megabyte that unpacks to a gigabyte."""
    path = tmp_path / "x.npz"
    zipped(path, good_members())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in good_members().items():
            if name != "weight.npy":
                archive.writestr(name, content)
        with archive.open("weight.npy", "w") as stream:
            np.lib.format.write_array_header_1_0(stream, {"descr": "<f4", "fortran_order": False, "shape": (1 << 26,)})
            for _ in range(64):
                stream.write(bytes(4 << 20))

    def load():
        text = sentence_of(path, ioviz.LimitExceeded, limits=Limits(array_bytes=64 << 20))
        assert text == "The arrays take 256 MiB unpacked; the limit is 64 MiB."

    assert peak_of(load) < 1 << 20


def test_size_of_the_file(tmp_path):
    path = zipped(tmp_path / "x.npz", good_members())
    text = sentence_of(path, ioviz.LimitExceeded, limits=Limits(npz_bytes=100))
    assert text.endswith("bytes; the limit is 100 bytes.")
    assert sentence_of(path, limits=Limits(header_bytes=10)).startswith("The member 'header' takes")
    assert sentence_of(path, limits=Limits(connections=1)) == "The network has 2 connections; the limit is 1."
