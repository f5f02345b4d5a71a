"""ONNX files: written ones compute the same, hostile ones are refused in one sentence."""

from __future__ import annotations

import builtins
import os
import random
import sys

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

import ioviz
from ioviz.core.formats import Limits, not_kept
from ioviz.core.formats.onnx import writer
from ioviz.core.network import build_network
from ioviz.paths import sample_path
from tests.core.formats.onnx_models import model, node, run, saved, weights
from tests.core.formats.samples import full_network

PRODUCT = [node("MatMul", "x,w", "y")]


def refused(path, error=ioviz.FileFormatError, **options):
    with pytest.raises(error) as caught:
        ioviz.load(path, **options)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 600
    return text.removeprefix(f"{path}: ")


@given(data=st.data())
def test_written_networks_compute_the_same(tmp_path_factory, data):
    """Random DAGs with connections that skip layers, every activation, constant outputs and unused inputs."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    n = data.draw(st.integers(3, 12))
    source, target = np.nonzero(np.triu(rng.random((n, n)) < 0.4, 1))
    try:
        network = build_network(
            n_neurons=n, source=source, target=target, weight=rng.normal(size=source.size),
            bias=np.where(np.isin(np.arange(n), target), rng.normal(size=n), 0),
            activation=rng.integers(0, 7, n), activation_parameter=np.full(n, 0.7),
        )  # fmt: skip
    except ioviz.InvalidNetwork:
        return
    check_written(network, tmp_path_factory.mktemp("onnx") / "x.onnx")


def check_written(network, path):
    ioviz.save(network, path)
    onnx.checker.check_model(str(path), full_check=True)
    x = np.random.default_rng(1).normal(size=(3, network.input_width)).astype(np.float32)
    wanted = ioviz.infer(network, ioviz.order(network), x)
    np.testing.assert_allclose(run(path, x), wanted, rtol=1e-4, atol=1e-5)
    again = ioviz.load(path)
    np.testing.assert_allclose(ioviz.infer(again, ioviz.order(again), x), wanted, rtol=1e-4, atol=1e-5)
    return again


def test_written_with_constant_outputs_and_empty_entries(tmp_path):
    check_written(full_network(), tmp_path / "x.onnx")


def test_a_plain_network_comes_back_as_it_was(tmp_path):
    network = ioviz.load(sample_path("digits"))
    again = check_written(network, tmp_path / "x.onnx")
    assert (again.n_neurons, again.n_connections) == (network.n_neurons, network.n_connections)
    first = (tmp_path / "x.onnx").read_bytes()
    ioviz.save(network, tmp_path / "x.onnx")
    assert (tmp_path / "x.onnx").read_bytes() == first


def test_what_is_not_kept_is_told(tmp_path):
    lost = not_kept(full_network(), tmp_path / "x.onnx")
    assert lost == (
        "ONNX does not hold everything; left out: description, origin, layers for drawing, positions and examples."
    )


def test_too_large_to_be_written_dense(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "MODEL_BYTES", 1000)
    with pytest.raises(
        ioviz.LimitExceeded, match=r"as dense matrices; the limit is 1,000 bytes. .npz holds it as it is"
    ):
        ioviz.save(ioviz.load(sample_path("digits")), tmp_path / "x.onnx")
    assert list(tmp_path.iterdir()) == []


def test_without_the_library(tmp_path, monkeypatch):
    path = saved(model(PRODUCT, {"w": weights(4, 3)}, ["n", 4]), tmp_path / "x.onnx")
    real = builtins.__import__

    def fail(name, *more):
        if name == "onnx":
            raise ImportError
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", fail)
    monkeypatch.delitem(sys.modules, "onnx", raising=False)
    wanted = "ONNX files need the library onnx: install the extra, pip install 'ioviz[onnx]'."
    assert refused(path, ioviz.MissingDependency) == wanted


def external(location, **more):
    made = model(PRODUCT, {}, ["n", 2])
    tensor = made.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=[2, 2])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in {"location": location, **more}.items():
        tensor.external_data.add(key=key, value=str(value))
    return made


def test_external_data_beside_the_model(tmp_path):
    values = np.array([1, -2, 3, 4], "<f4")
    (tmp_path / "x.data").write_bytes(b"12345678" + values.tobytes())
    path = saved(external("x.data", offset=8, length=16), tmp_path / "x.onnx")
    assert sorted(ioviz.load(path).weight.tolist()) == [-2, 1, 3, 4]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "y.data").write_bytes(values.tobytes())
    assert ioviz.load(saved(external("in/y.data"), path)).n_connections == 4
    for more, sentence in (
        ({"offset": 9}, "The tensor 'w' ends at byte 25 of 'x.data', which has 24 bytes."),
        ({"length": 12}, "The tensor 'w' has 12 bytes in 'x.data'; its shape [2, 2] takes 16."),
        ({"offset": -1}, "The tensor 'w' has '-1' as its place in the file of data; it has to be a number."),
    ):
        assert refused(saved(external("x.data", **more), path)) == sentence
    assert "cannot be read: no such file" in refused(saved(external("z.data"), path))


@pytest.mark.parametrize(
    "location", ["../secret", "/etc/passwd", "a/../../secret", "C:\\secret", "..\\secret", "\\secret", "C:secret"]
)
def test_external_data_elsewhere(tmp_path, location):
    (tmp_path / "secret").write_bytes(bytes(16))
    (tmp_path / "models").mkdir()
    text = refused(saved(external(location), tmp_path / "models" / "x.onnx"))
    assert text.endswith("; the file has to be in the folder of the model, with a relative path.")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("name", ["x.data", "in/x.data"])
def test_external_data_through_a_link(tmp_path, name):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.data").write_bytes(bytes(16))
    (tmp_path / "models").mkdir()
    link, real = ("in", "secret") if "/" in name else (name, "secret/x.data")
    os.symlink(tmp_path / real, tmp_path / "models" / link)
    text = refused(saved(external(name), tmp_path / "models" / "x.onnx"))
    assert text.endswith("a link that leads out of the folder of the model; ioviz does not follow it.")


def tensor(**fields):
    made = model(PRODUCT, {}, ["n", 2])
    made.graph.initializer.add(name="w", **fields)
    return made


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (tensor(data_type=1, dims=[10**6, 10**6], raw_data=b""), "The tensor 'w' takes 3,814,697 MiB, and all"),
        (tensor(data_type=1, dims=[2, -2], raw_data=b""), "The tensor 'w' has a shape that cannot be: [2, -2]."),
        (tensor(data_type=1, dims=[2, 2], raw_data=bytes(15)), "The tensor 'w' has 15 bytes; its shape"),
        (tensor(data_type=1, dims=[2, 2], float_data=[1]), "The tensor 'w' has 1 numbers; its shape [2, 2] takes 4."),
        (tensor(data_type=8, dims=[1], string_data=[b"x"]), "The tensor 'w' is of the type 8 of ONNX, which holds no"),
        (tensor(data_type=1, dims=[2, 2], float_data=[1, 2, np.nan, 4]), "The weight in row 0, column 1 of matmul_y"),
        (tensor(data_type=1, dims=[2, 2], float_data=[0] * 4), "No weight is left of it: all are 0, or were left out."),
        (model([node("MatMul", "x,v", "y")], {}, ["n", 2]), "The node 'matmul_y' (MatMul) takes the value 'v', which"),
        (model([], {}, ["n", 2]), "The outputs depend on none of its inputs ('x'); choose a part"),
        (model([node("Relu", "x", "z")], {}, ["n", 2]), "The outputs depend on none of its inputs"),
        (model([node("Mul", "x,x", "y")], {}, ["n", 2]), "The node 'mul_y' (Mul) cannot be read: it multiplies or"),
        (model([node("MatMul", "x,w", "y")], {"w": weights(3, 2)}, ["n", 2]), "The node 'matmul_y' (MatMul) cannot be "
         "read: it takes 3 values, but is given the shape [2]"),
        (model([node("Conv", "x,w", "y")], {"w": weights(2, 2, 3, 3)}, ["n", 2, 200, 400]), "The node 'conv_y' (Conv) "
         "would be unrolled to 2,836,944 connections; the limit is 2,000,000"),
        (model([node("Relu", "y", "y")], {}, ["n", 2]), "The outputs depend on none of its inputs"),
    ],
)  # fmt: skip
def test_bad_models(tmp_path, made, sentence):
    assert refused(saved(made, tmp_path / "x.onnx"), ioviz.IovizError, unroll=2_000_000).startswith(sentence)


def test_limits(tmp_path):
    path = saved(model(PRODUCT, {"w": weights(40, 30)}, ["n", 40]), tmp_path / "x.onnx")
    assert ioviz.load(path, unroll=0).n_connections == 1200  # a matrix at one place is not unrolled
    for limits, part in (
        (Limits(array_bytes=4900), "The file has"),
        (Limits(array_bytes=5000 + 500, neurons=60), "more than 60 neurons"),
        (Limits(connections=1000), "more than 1,000 of them would be kept"),
    ):
        assert part in refused(path, ioviz.LimitExceeded, limits=limits)
    assert ioviz.load(path, limits=Limits(connections=1000), keep=0.5).n_connections == 600


def test_small_files_that_would_grow(tmp_path):
    """Values joined with themselves, constants spread over each other, a matrix at thousands of nodes, wide pads."""
    doubled = [node("Concat", f"v{i},v{i}", f"v{i + 1}", axis=1) for i in range(40)]
    doubled[0].input[:] = ["x", "x"]
    spread = [node("Mul", "a,b", "c"), node("MatMul", "x,c", "y")]
    sides = {"a": weights(1, 30000), "b": weights(30000, 1)}
    many = [node("MatMul", f"v{i},w", f"v{i + 1}") for i in range(2000)]
    many[0].input[:] = ["x", "w"]
    pads = [node("Conv", "x,k", "c", pads=[10**6] * 4), node("Flatten", "c", "y")]
    for made, part in (
        (model([*doubled, node("MatMul", "v40,w", "y")], {"w": weights(4, 2)}, ["n", 2]), "more values than a network"),
        (model(spread, sides, ["n", 30000]),
         "The constants that the graph makes of others take more than 2,048 MiB, which is the limit."),
        (model([*many, node("Identity", "v2000", "y")], {"w": weights(600, 600)}, ["n", 600]),
         "The weight matrices of the graph, at all nodes that use them, take more than 2,048 MiB"),
        (model(pads, {"k": weights(1, 1, 1, 1)}, ["n", 1, 2, 2]), "would be unrolled to 4,000,008,000,004 connections"),
    ):  # fmt: skip
        assert part in refused(saved(made, tmp_path / "x.onnx"), ioviz.IovizError)


def loads(path, **options):
    """Whether a file opens; if it does not, in one sentence."""
    try:
        ioviz.load(path, **options)
    except ioviz.IovizError as error:
        text = str(error)
    else:
        return True
    assert text.startswith(str(path))
    assert text.endswith((".", "?"))
    return False


def test_mutated_models(tmp_path):
    """Bytes changed, cut and doubled: opened or refused in one sentence, and nothing large is allocated."""
    made = model(
        [node("Conv", "x,k", "c", pads=[1, 1, 1, 1]), node("Relu", "c", "r"), node("Flatten", "r", "f"),
         node("Gemm", "f,w,b", "y", alpha=2.0)],
        {"k": weights(2, 1, 3, 3), "w": weights(18, 4), "b": weights(4)}, ["n", 1, 3, 3],
    )  # fmt: skip
    good, rng = made.SerializeToString(), random.Random(0)
    opened = 0
    for _ in range(600):
        data = bytearray(good)
        for _ in range(rng.choice((1, 1, 2, 5))):
            at = rng.randrange(len(data))
            kind = rng.randrange(4)
            if kind == 0:
                data[at] ^= 1 << rng.randrange(8)
            elif kind == 1:
                data[at] = rng.choice((0, 127, 128, 255))
            elif kind == 2:
                del data[at : at + rng.choice((1, 3, 50))]
            else:
                data[at:at] = rng.randbytes(rng.choice((1, 4)))
        path = saved(bytes(data), tmp_path / "x.onnx")
        opened += loads(path, limits=Limits(neurons=20_000, array_bytes=1 << 20))
    assert 100 < opened < 500


@given(content=st.binary(max_size=200))
def test_any_bytes(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "x.onnx"
    path.write_bytes(b"\x08\x09\x3a" + content)
    with pytest.raises(ioviz.IovizError):
        ioviz.load(path)


def test_a_model_without_a_graph(tmp_path):
    path = tmp_path / "x.onnx"
    path.write_bytes(helper.make_model(model([], {}, ["n", 2]).graph).SerializeToString()[:2] + b"\x12\x01x")
    assert refused(path) == "Invalid ONNX model: it has no graph."
