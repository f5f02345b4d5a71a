"""What is saved comes back: every field, to the last bit, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.formats import load_any
from ioviz.core.network import build_network
from ioviz.core.schedule import Evictions, build_schedule, order
from tests.core.formats.samples import assert_same_network, assert_same_schedule, full_network
from tests.graphs import networks

ENDINGS = ["json", "npz"]
# The folder is shared by all examples of a test: each overwrites the file of the one before.
shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

float32s = st.floats(allow_nan=False, allow_infinity=False, width=32)
settings_of_schedules = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text("aé神"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_everything_a_network_has(tmp_path, ending):
    network = full_network()
    path = tmp_path / f"full.{ending}"
    ioviz.save(network, path)
    assert_same_network(network, ioviz.load(path))


@pytest.mark.parametrize("ending", ENDINGS)
@shared_folder
@given(network=networks())
def test_networks(tmp_path, ending, network):
    path = tmp_path / f"x.{ending}"
    ioviz.save(network, path)
    again = ioviz.load(path)
    assert_same_network(network, again)
    assert again.trim_report.empty


@pytest.mark.parametrize("ending", ENDINGS)
@shared_folder
@given(weights=st.lists(float32s, min_size=1, max_size=40))
def test_every_float32_comes_back(tmp_path, ending, weights):
    n = len(weights)
    network = build_network(n_neurons=n + 1, source=[0] * n, target=range(1, n + 1), weight=weights)
    path = tmp_path / f"x.{ending}"
    ioviz.save(network, path)
    assert ioviz.load(path).weight.tobytes() == np.array(weights, np.float32).tobytes()


def test_numbers_are_as_short_as_they_can_be(tmp_path):
    weights = [0.1, 1 / 3, 1.0, -0.0, 1024.0, 1e-45]
    network = build_network(n_neurons=7, source=[0] * 6, target=range(1, 7), weight=weights)
    ioviz.save(network, tmp_path / "x.json")
    lines = (tmp_path / "x.json").read_text().splitlines()
    found = [line.split(", ")[2].rstrip("],") for line in lines if line.startswith("[")]
    assert found == ["0.1", "0.33333334", "1", "-0.0", "1024", "1e-45"]


@pytest.mark.parametrize("ending", ENDINGS)
@shared_folder
@given(
    network=networks(),
    seed=st.integers(0, 99),
    made_with=st.dictionaries(st.text("ab"), settings_of_schedules, max_size=3),
    evict=st.booleans(),
)
def test_schedules(tmp_path, ending, network, seed, made_with, evict):
    steps = sorted({0, network.n_connections - 1})
    evictions = Evictions.of(3, steps, [0] * len(steps)) if evict else None
    listed = order(network, "random", seed=seed).order
    schedule = build_schedule(network, listed, name="mine", settings=made_with, evictions=evictions)
    path = tmp_path / f"x.schedule.{ending}"
    ioviz.save(schedule, path)
    assert_same_schedule(schedule, ioviz.load_schedule(path, network))
    assert_same_schedule(schedule, load_any(path, network))


@pytest.mark.parametrize("ending", ENDINGS)
def test_same_content_same_bytes(tmp_path, ending):
    for name in ("a", "b"):
        ioviz.save(full_network(), tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ENDINGS)
def test_content_decides_not_the_name(tmp_path, ending):
    ioviz.save(full_network(), tmp_path / f"x.{ending}")
    renamed = tmp_path / "x.dat"
    (tmp_path / f"x.{ending}").rename(renamed)
    assert_same_network(full_network(), ioviz.load(renamed))


def test_numpy_opens_our_npz(tmp_path):
    network = full_network()
    ioviz.save(network, tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz", allow_pickle=False) as arrays:
        assert arrays["source"].dtype == np.uint8  # the smallest type that holds them
        assert arrays["weight"].tolist() == network.weight.tolist()
        assert json.loads(arrays["header"].tobytes())["neurons"] == 6


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_we_open_what_numpy_writes(tmp_path, write):
    header = json.dumps({"format": "ioviz-network", "version": 1, "neurons": 4}).encode()
    write(
        tmp_path / "x.npz",
        header=np.frombuffer(header, np.uint8),
        source=np.array([0, 0, 1, 2], ">i8"),
        target=np.array([1, 2, 3, 3], np.uint16),
        weight=np.array([1, 2, 3, 4], np.float16),
        position=np.asfortranarray(np.arange(8.0).reshape(4, 2)),
    )
    network = ioviz.load(tmp_path / "x.npz")
    assert network.weight.tolist() == [1, 2, 3, 4]
    assert network.position.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]


def test_the_least_json(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"neurons": 3, "connections": [[0, 1, 1], [1, 2, 0.5]], "_why": "a comment"}')
    network = ioviz.load(path)
    assert network.inputs.tolist() == [0]
    assert network.outputs.tolist() == [2]


def test_the_examples_of_the_documentation_open(tmp_path):
    from ioviz.core.formats import ioviz_json

    first = ioviz_json.__doc__.split("::\n")[1].split("\n\nIt is")[0]
    (tmp_path / "x.json").write_text(first)
    assert ioviz.load(tmp_path / "x.json").n_connections == 4


def test_byte_order_mark(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"neurons": 2, "connections": [[0, 1, 1]]}')
    assert ioviz.load(path).n_connections == 1


def test_a_vectors_file_opens():
    assert ioviz.load(Path("tests/vectors/small_00.json")).n_connections == 10


def test_activations_written_as_objects(tmp_path):
    path = tmp_path / "x.json"
    text = '{"neurons": 2, "connections": [[0, 1, 1]], "activation": {"kind": "leaky_relu", "parameter": 0.5}}'
    path.write_text(text)
    assert ioviz.load(path).activation_parameter.tolist() == [0, 0.5]
    path.write_text(text.replace('"activation": ', '"activations": ["relu", ').replace("5}}", "5}]}"))
    assert ioviz.load(path).activation_parameter.tolist() == [0, 0.5]
