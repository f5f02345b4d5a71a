"""safetensors, .npy and .npz of numpy and scipy: as their own libraries write them, and damaged."""

from __future__ import annotations

import json
import random
import struct
import zipfile

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

import ioviz
from ioviz.core.formats import Limits, look, read_network

RNG = np.random.default_rng(0)
A, B, C = (RNG.normal(size=shape).astype(np.float32) for shape in ((6, 4), (6,), (3, 6)))


def refused(path, error=ioviz.FileFormatError, **options):
    with pytest.raises(error) as caught:
        ioviz.load(path, **options)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert text.endswith(".")
    assert len(text) < 700
    return text.removeprefix(f"{path}: ")


def computes(network, *, activation=lambda v: np.maximum(v, 0)):
    """Whether it is C f(A x + B)."""
    x = np.random.default_rng(1).normal(size=(5, 4)).astype(np.float32)
    wanted = activation(x @ A.T + B) @ C.T
    np.testing.assert_allclose(ioviz.infer(network, ioviz.order(network), x), wanted, rtol=1e-4, atol=1e-5)


def test_linear_layers_of_a_state_dict(tmp_path):
    path = tmp_path / "x.safetensors"
    save_file({"0.weight": A, "0.bias": B, "1.weight": np.ones(6), "2.weight": C}, path)
    result = read_network(path)
    computes(result.network)
    assert result.report.notes == (
        "The layers are taken in the order 0, 2.",
        "Left out: 1 tensor that is in none of the layers (1.weight).",
        "The file has no activations: relu is assumed between the layers; an option sets another.",
    )
    computes(ioviz.load(path, activation="tanh"), activation=np.tanh)
    (tmp_path / "renamed.json").write_bytes(path.read_bytes())  # the content counts
    assert ioviz.load(tmp_path / "renamed.json").n_connections == 42


@pytest.mark.parametrize("kind", [np.float64, np.float16])
def test_other_precisions(tmp_path, kind):
    save_file({"w.weight": A.astype(kind)}, tmp_path / "x.safetensors")
    assert (
        ioviz.load(tmp_path / "x.safetensors").weight.tolist() == A.astype(kind).astype(np.float32).reshape(-1).tolist()
    )


def written(path, tensors, data=b"", **more):
    header = json.dumps({**tensors, **more}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + data)
    return path


def entry(shape=(2, 2), dtype="F32", place=(0, 16)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(place)}


def test_bfloat16(tmp_path):
    upper = (A.view(np.uint32) >> 16).astype("<u2")
    path = written(tmp_path / "x.safetensors", {"w.weight": entry((6, 4), "BF16", (0, 48))}, upper.tobytes())
    assert ioviz.load(path).weight.tolist() == (A.view(np.uint32) & 0xFFFF0000).view(np.float32).reshape(-1).tolist()


def test_layers_by_name_and_by_shape(tmp_path):
    path = tmp_path / "x.safetensors"
    save_file({"in.weight": A, "in.bias": B, "again.weight": A, "head.weight": C}, path)
    assert "Its 3 linear layers fit each other in no order: again [6, 4], head [3, 6], in [6, 4];" in refused(path)
    computes(ioviz.load(path, layers="in,head"))
    computes(ioviz.load(path, layers=["in.weight", "head.weight"]))
    assert "Unknown linear layer 'no': choose from again, head, in." in refused(path, layers="no")
    assert "head.weight takes 6 values, but" in refused(path, layers="head,head")
    save_file({"z.weight": A, "z.bias": B, "a.weight": C}, path)  # names say nothing, shapes do
    computes(ioviz.load(path))


def test_parallel_layers_are_no_chain(tmp_path):
    square = np.ones((4, 4), np.float32)
    save_file({f"self.{name}.weight": square for name in ("query", "key", "value")}, tmp_path / "x.safetensors")
    assert "self.query is one of several parallel ones" in refused(tmp_path / "x.safetensors")


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        ({"a.weight": 3}, "The tensor 'a.weight' is 3; it has to be an object."),
        ({"a.weight": {**entry(), "dtype": 3}}, "The tensor 'a.weight': dtype is 3; it has to be a text such as F32."),
        ({"a.weight": entry((2, -2))}, "The tensor 'a.weight': shape[1] is -2; it has to be a whole number"),
        (
            {"a.weight": entry(place=(0, 17))},
            "The tensor 'a.weight': data_offsets[1] is 17; it has to be a whole number",
        ),
        ({"a.weight": entry((2, 3))}, "The tensor 'a.weight' has 16 bytes; F32 of the shape [2, 3] takes 24."),
        ({"a.weight": entry((10**6, 10**6))}, "The tensor 'a.weight' has 16 bytes; F32 of the shape"),
        ({"a.weight": entry(), "b.weight": entry()}, "The tensors 'a.weight' and 'b.weight' overlap in it."),
        ({"a.weight": entry(dtype="I8", place=(0, 4))}, "No linear layer found: no matrix of two axes has a name"),
        ({"a.bias": entry((4,))}, "No linear layer found"),
        ({}, "No linear layer found"),
    ],
)
def test_bad_headers(tmp_path, tensors, sentence):
    assert refused(written(tmp_path / "x.safetensors", tensors, bytes(16))).startswith(sentence)


def test_bad_starts(tmp_path):
    path = tmp_path / "x.safetensors"
    for content, error, sentence in (
        (b"abc", ioviz.FileFormatError, "It is cut off: a safetensors file begins with the length of its header"),
        (
            struct.pack("<Q", 1 << 62) + b"{}",
            ioviz.LimitExceeded,
            "Its header would have 4,398,046,511,104 MiB; the limit",
        ),
        (
            struct.pack("<Q", 1000) + b"{}",
            ioviz.FileFormatError,
            "It is cut off: its header would have 1,000 bytes, the",
        ),
        (struct.pack("<Q", 2) + b"{]", ioviz.FileFormatError, "In the header: Invalid JSON"),
        (struct.pack("<Q", 2) + b"[]", ioviz.FileFormatError, "The header is a list of 0; it has to be an object."),
    ):
        path.write_bytes(content)
        assert refused(path, error).startswith(sentence)


def test_only_what_is_chosen_counts_for_the_limit(tmp_path):
    path = tmp_path / "x.safetensors"
    save_file({"a.weight": A, "b.weight": np.ones((50, 3), np.float32)}, path)
    limits = Limits(array_bytes=200)
    assert "The weights of these layers take 696 bytes; the limit is 200 bytes" in refused(
        path, ioviz.LimitExceeded, limits=limits, layers="a,b"
    )
    assert ioviz.load(path, limits=limits, layers="a").n_connections == 24


def test_plain_arrays(tmp_path):
    np.savez(tmp_path / "x.npz", A, B, C)
    computes(ioviz.load(tmp_path / "x.npz"))
    np.savez_compressed(tmp_path / "y.npz", w=A.T, b=B, v=C.T, more=np.ones((2, 2, 2)))
    text = refused(tmp_path / "y.npz")
    assert text.endswith("they fit as [inputs, outputs]: set the outputs to the columns.")
    result = read_network(tmp_path / "y.npz", outputs="columns")
    computes(result.network)
    assert result.report.notes[0] == "Left out: the arrays more."
    np.savez(tmp_path / "z.npz", v=C, w=A, b=B)
    computes(ioviz.load(tmp_path / "z.npz", layers="w,v"))


def test_several_files_and_folders(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    for k in range(12):  # the tenth comes after the ninth
        np.save(folder / f"layer{k}.npy", np.full((k + 2, k + 1), k + 1.0))
    (folder / "readme.txt").write_text("hello")
    network = ioviz.load(folder)
    assert (network.name, network.depth, network.n_inputs, network.n_outputs) == ("model", 12, 1, 13)
    files = [folder / "layer0.npy", folder / "layer1.npy"]
    assert ioviz.load(files).n_connections == 2 + 6
    with pytest.raises(ioviz.FileFormatError, match=r"layer0.npy takes 1 values, but layer1.npy before it gives 3"):
        ioviz.load(files[::-1])
    (tmp_path / "x.json").write_text('{"neurons": 2, "connections": [[0, 1, 1]]}')
    with pytest.raises(ioviz.FileFormatError, match="JSON of ioviz holds a whole network; only layers can be read"):
        ioviz.load([*files, tmp_path / "x.json"])
    np.savez(tmp_path / "x.npz", A)
    with pytest.raises(
        ioviz.FileFormatError, match=r"The format is npz of arrays, but that of layer0.npy is npy; all layers"
    ):
        ioviz.load([*files, tmp_path / "x.npz"])
    with pytest.raises(ioviz.InvalidArgument, match="Name at least one file to read"):
        ioviz.load([])


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", "<i2"])
def test_npy(tmp_path, order, dtype):
    matrix = np.array([[1, 0, -2], [0, 3, 0]], dtype=dtype, order=order)
    np.save(tmp_path / "x.npy", matrix)
    network = ioviz.load(tmp_path / "x.npy")
    assert network.weight.tolist() == [1, -2, 3]
    assert (network.n_inputs, network.n_outputs) == (3, 2)


def test_npy_that_is_no_matrix(tmp_path):
    path = tmp_path / "x.npy"
    np.save(path, np.zeros(3))
    assert refused(path) == "Its array has 1 axes; a weight matrix has 2, [outputs, inputs]."
    np.save(path, np.array([[{}]], object), allow_pickle=True)
    assert "holds pickled Python objects, which ioviz never opens" in refused(path)
    path.write_bytes(
        b"\x93NUMPY\x01\x00v\x00"
        + b"{'descr': '<f4', 'fortran_order': False, 'shape': (10000, 10000), }".ljust(117)
        + b"\n"
    )
    assert refused(path) == "Its size, 128 bytes, does not fit its shape [10000, 10000]; it is damaged."
    assert refused(path, ioviz.LimitExceeded, limits=Limits(array_bytes=1000)).startswith("Its array takes 381 MiB")


@pytest.mark.parametrize("kind", ["csr", "csc", "coo"])
@pytest.mark.parametrize("compressed", [True, False])
def test_sparse_matrices_of_scipy(tmp_path, kind, compressed):
    matrix = scipy.sparse.random(20, 30, 0.2, format=kind, rng=0)
    scipy.sparse.save_npz(tmp_path / "x.npz", matrix, compressed=compressed)
    network = ioviz.load(tmp_path / "x.npz")
    x = np.random.default_rng(0).normal(size=(3, 30)).astype(np.float32)
    np.testing.assert_allclose(
        ioviz.infer(network, ioviz.order(network), x), x @ matrix.T.toarray(), rtol=1e-4, atol=1e-5
    )
    turned = ioviz.load(tmp_path / "x.npz", outputs="columns")
    assert (turned.input_width, turned.output_width) == (20, 30)
    assert look(tmp_path / "x.npz").candidates == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"indptr": [0, 1, 5]}, "The member 'indptr' has to rise from 0 to 2, the number of entries, in 2 steps."),
        ({"indptr": [0, 3, 2]}, "The member 'indptr' has to rise"),
        ({"indices": [0, 9]}, "The column of entry 1 is 9; it has to be from 0 to 2."),
        ({"indices": [0, -1]}, "The column of entry 1 is -1; it has to be from 0 to 2."),
        ({"indices": [0]}, "There are 1 indices of a column for 2 entries."),
        ({"shape": [2]}, "The member 'shape' is [2]; it has to be two sides of at least 1."),
        ({"shape": [2, 10**12]}, "The member 'shape' is [2, 1000000000000]; it has to be two sides"),
        ({"format": np.array(b"dia")}, "It is a sparse matrix of the kind 'dia'; ioviz reads csr, csc and coo."),
        ({"indices": None}, "The member 'indices' of a csr matrix is missing."),
        ({"indices": [0.5, 1]}, "The member 'indices' is float64; it has to be an array of whole numbers."),
    ],
)
def test_bad_sparse_matrices(tmp_path, change, sentence):
    members = {"format": np.array(b"csr"), "shape": [2, 3], "data": [1.0, 2.0], "indices": [0, 2], "indptr": [0, 1, 2]}
    members = {name: value for name, value in {**members, **change}.items() if value is not None}
    np.savez(tmp_path / "x.npz", **members)
    assert refused(tmp_path / "x.npz").startswith(sentence)


def test_a_file_of_pytorch_is_never_opened(tmp_path):
    """Neither the old pickle nor the zip file around a pickle, whatever it is called."""
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("model/data.pkl", b"\x80\x02}q\x00.")
        archive.writestr("model/version", b"3\n")
    (tmp_path / "x.json").write_bytes(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.")
    (tmp_path / "x.pkl").write_bytes(b"(dp0\n.")
    for name in ("x.npz", "x.json", "x.pkl"):
        text = refused(tmp_path / name)
        assert text.startswith("A Python pickle, which ioviz never opens")
        code = text[text.index("import torch") :].rstrip(".")
        compile(code, "said", "exec")
        assert len(code.split("; ")) == 3


def test_mutated_files(tmp_path):
    save_file({"a.weight": A, "a.bias": B, "c.weight": C}, tmp_path / "x.safetensors")
    np.savez(tmp_path / "x.npz", A, B, C)
    scipy.sparse.save_npz(tmp_path / "y.npz", scipy.sparse.csr_array(A))
    np.save(tmp_path / "x.npy", A)
    rng = random.Random(0)
    opened = 0
    for name in ("x.safetensors", "x.npz", "y.npz", "x.npy"):
        good = (tmp_path / name).read_bytes()
        for _ in range(250):
            data = bytearray(good)
            for _ in range(rng.choice((1, 1, 2, 5))):
                at = rng.randrange(len(data))
                kind = rng.randrange(3)
                if kind == 0:
                    data[at] ^= 1 << rng.randrange(8)
                elif kind == 1:
                    data[at] = rng.choice((0, 127, 128, 255))
                else:
                    del data[at : at + rng.choice((1, 3, 50))]
            path = tmp_path / f"mutated{name}"
            path.write_bytes(data)
            opened += loads(path)
    assert 100 < opened < 900


def loads(path):
    """Whether a file opens; if it does not, in one sentence."""
    try:
        ioviz.load(path, limits=Limits(neurons=20_000, array_bytes=1 << 20))
    except ioviz.IovizError as error:
        text = str(error)
    else:
        return True
    assert text.startswith(str(path))
    assert text.endswith((".", "?"))
    return False


@given(
    content=st.binary(max_size=300),
    start=st.sampled_from([b"", b"\x40\0\0\0\0\0\0\0{", b"\x93NUMPY\x01\x00", b"PK\x03\x04"]),
)
def test_any_bytes(tmp_path_factory, content, start):
    folder = tmp_path_factory.mktemp("any")
    for name in ("x.safetensors", "x.npy", "x.npz", "x"):
        (folder / name).write_bytes(start + content)
        assert not loads(folder / name)
