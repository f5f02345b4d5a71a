"""Every command does what its help says, in JSON with stable keys and in tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import ioviz as api
from ioviz.cli.main import COMMANDS
from ioviz.paths import sample_names, sample_path
from tests.cli.conftest import Result

Run = Callable[..., Result]
VECTORS = sorted((Path(__file__).parent.parent / "vectors").glob("small_*.json"))

COUNTER_KEYS = {
    "reads",
    "writes",
    "weight_reads",
    "first_reads",
    "rereads",
    "evict_writes",
    "output_writes",
    "ios",
    "excess",
}
SIMULATE_KEYS = COUNTER_KEYS | {
    "name",
    "neurons",
    "connections",
    "inputs",
    "outputs",
    "memory",
    "policy",
    "order",
    "order_settings",
    "live_memory",
    "lower_bound",
    "upper_bound",
    "ratio",
}


def test_info_keys(ioviz: Run) -> None:
    found = ioviz("info", "--sample", "digits", "--json").json
    assert set(found) == {
        "name",
        "neurons",
        "connections",
        "inputs",
        "outputs",
        "description",
        "origin",
        "depth",
        "density",
        "input_width",
        "output_width",
        "layers",
        "in_degree",
        "out_degree",
        "activations",
        "examples",
        "bytes",
        "trimmed",
        "files",
        "reads_lower",
        "reads_upper",
        "writes_lower",
        "writes_upper",
        "file",
        "reading",
        "bias_where_nonzero",
        "lower_bound",
        "upper_bound",
        "order",
        "order_settings",
        "live_memory",
    }
    assert found["input_width"] == 64
    assert found["examples"] == 10
    assert found["lower_bound"] == found["connections"] + found["neurons"] + found["outputs"]
    assert sum(layer["neurons"] for layer in found["layers"]) == found["neurons"]


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_opens_by_name(ioviz: Run, name: str) -> None:
    network = api.load(sample_path(name))
    assert ioviz("info", "--sample", name, "--json").json["connections"] == network.n_connections
    result = ioviz("simulate", "--sample", name, "-M", 10)
    assert result.code == 0
    assert "lower bound" in result.out


def test_info_for_people(ioviz: Run) -> None:
    result = ioviz("info", "--sample", "digits")
    assert result.code == 0
    assert "connections W" in result.out
    assert "98" in result.out
    assert "Trimmed: 3 neurons" in result.out


def test_info_of_a_deep_network_is_short(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "chain.json"
    assert ioviz("generate", "chain", "--neurons", 300, "--bandwidth", 1, "-o", path).code == 0
    assert ioviz("info", path).out.count("\n") < 50
    assert len(ioviz("info", path, "--json").json["layers"]) == 300


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_simulate_agrees_with_the_shared_vectors(ioviz: Run, tmp_path: Path, path: Path) -> None:
    vector = json.loads(path.read_text())
    network = api.load(path)
    orders = {}
    for name, order in vector["orders"].items():
        from ioviz.core.schedule import build_schedule

        orders[name] = tmp_path / f"{name}.schedule.json"
        api.save(build_schedule(network, order, name=name), orders[name])
    for case in vector["simulations"][::5]:
        found = ioviz(
            "simulate",
            path,
            "-M",
            case["memory"],
            "--policy",
            case["policy"],
            "--order",
            orders[case["order"]],
            "--json",
        ).json
        assert set(found) == SIMULATE_KEYS
        assert {key: found[key] for key in case if key != "order"} == {k: v for k, v in case.items() if k != "order"}
        assert found["live_memory"] == vector["live_memory"][case["order"]]
    assert ioviz("simulate", path, "-M", 3, "--json").json["order"] == "neuron"


def test_simulate_for_people(ioviz: Run) -> None:
    result = ioviz("simulate", "--sample", "dense-4x4", "--memory", 3)
    assert "excess" in result.out
    assert "40" in result.out
    assert "1.429 times the lower bound." in result.out


def test_simulate_prints_the_distance_to_the_best_evictions(ioviz: Run) -> None:
    words = ("simulate", "--sample", "digits", "--memory", 30, "--order", "tiled", "--least")
    found = {policy: ioviz(*words, "--policy", policy, "--json").json for policy in ("min", "min-d")}
    assert set(found["min"]) == SIMULATE_KEYS | {"order_lower_bound"}
    least = found["min"]["order_lower_bound"]
    assert found["min-d"]["order_lower_bound"] == least
    assert found["min"]["lower_bound"] < least <= found["min-d"]["ios"] < found["min"]["ios"]
    above = found["min"]["ios"] - least
    assert f"{above} I/Os above" in ioviz(*words).out


def test_generate_estimates_a_network_before_it_is_made(ioviz: Run, tmp_path: Path) -> None:
    summary = ioviz("generate", "pyramid", "--base", 40, "--estimate", "--json").json
    made = ioviz("generate", "pyramid", "--base", 40, "-o", tmp_path / "p.npz", "--json").json
    assert summary["exact"]
    shared = set(summary) & set(made)
    assert shared >= {"neurons", "connections", "inputs", "outputs", "lower_bound", "upper_bound"}
    assert {key: summary[key] for key in shared} == {key: made[key] for key in shared}
    large = ioviz("generate", "layered", "--sizes", "100000,100000", "--density", 0.9, "--estimate")
    assert large.code == 0
    assert "9,000,000,000 connections" in large.out


def test_generate_then_open(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    made = ioviz("generate", "layered", "--sizes", "30,20,10", "--density", 0.3, "--seed", 7, "-o", path, "--json").json
    assert set(made) == {
        "file",
        "family",
        "name",
        "neurons",
        "connections",
        "inputs",
        "outputs",
        "lower_bound",
        "upper_bound",
    }
    network = api.load(path)
    expected = api.generate("layered", sizes=(30, 20, 10), density=0.3, seed=7)
    assert np.array_equal(network.source, expected.source)
    assert np.array_equal(network.weight, expected.weight)
    assert made["connections"] == network.n_connections


@pytest.mark.parametrize("family", ["diamond", "tree", "dense", "butterfly", "chain", "layered", "compact-growth"])
def test_every_family_has_defaults(ioviz: Run, tmp_path: Path, family: str) -> None:
    result = ioviz("generate", family, "-o", tmp_path / "net.json")
    assert result.code == 0
    assert "connections" in result.out
    assert ioviz("generate", family, "--help").code == 0


def test_a_grown_network_comes_with_its_schedule(ioviz: Run, tmp_path: Path) -> None:
    net, plan = tmp_path / "grown.npz", tmp_path / "grown.schedule.json"
    words = ("generate", "compact-growth", "--memory", 9, "--neurons", 60, "--shuffle", "-o", net)
    made = ioviz(*words, "--schedule-out", plan, "--json").json
    assert made["schedule_file"] == str(plan)
    assert (made["order"], made["live_memory"]) == ("growth", 9)
    for order in (plan, "growth"):
        assert ioviz("simulate", net, "-M", 9, "--order", order, "--json").json["excess"] == 0
    assert "attains the lower bound at M = 9" in ioviz(*words, "--schedule-out", plan).out


def test_order_and_simulate_with_its_file(ioviz: Run, tmp_path: Path) -> None:
    path = tmp_path / "random.schedule.json"
    made = ioviz("order", "--sample", "digits", "--order", "random", "--seed", 5, "-o", path, "--json").json
    assert made["order_settings"] == {"seed": 5}
    from_file = ioviz("simulate", "--sample", "digits", "-M", 20, "--order", path, "--json").json
    by_name = ioviz("simulate", "--sample", "digits", "-M", 20, "--order", "random", "--seed", 5, "--json").json
    assert from_file == by_name


def test_trace_equals_the_engine(ioviz: Run) -> None:
    network = api.load(sample_path("digits"))
    trace = api.record_trace(network, api.order(network), memory=12, policy="lru")
    for step in (0, 1, 300, network.n_connections):
        found = ioviz("trace", "--sample", "digits", "-M", 12, "--policy", "lru", "--step", step, "--json").json
        state = trace.state(step)
        assert [(p["slot"], p["neuron"], p["dirty"]) for p in found["slots"]] == [
            (k, n, d) for k, (n, d) in enumerate(zip(state.neuron.tolist(), state.dirty.tolist())) if n >= 0
        ]
        assert found["ios"] == state.counts.ios
        assert found["hand"] is None
        assert found["sentence"]
    assert found["ios"] == trace.counts.ios
    assert found["slots"] == []


def test_trace_keys(ioviz: Run) -> None:
    found = ioviz("trace", "--sample", "diamond", "-M", 3, "--step", 2, "--policy", "rr", "--json").json
    assert set(found) == (SIMULATE_KEYS - {"ratio"}) | {
        "step",
        "event",
        "steps",
        "resident",
        "hand",
        "connection",
        "events",
        "sentence",
        "slots",
    }
    assert set(found["connection"]) == {"number", "index", "source", "target", "weight"}
    assert set(found["events"][0]) == {"kind", "end", "neuron", "slot", "ios", "next_use", "last_use", "hand"}
    assert set(found["slots"][0]) == {"slot", "neuron", "dirty", "next_use", "last_use", "value"}


def test_trace_by_events_adds_up(ioviz: Run) -> None:
    base = ("trace", "--sample", "dense-4x4", "-M", 4, "--json")
    before = ioviz(*base, "--step", 6).json
    after = ioviz(*base, "--step", 7).json
    ios = before["ios"]
    for number, event in enumerate(after["events"], start=1):
        within = ioviz(*base, "--step", 6, "--event", number).json
        ios += event["ios"]
        assert within["ios"] == ios
    assert ios == after["ios"]


def test_trace_values_end_in_the_network_s_outputs(ioviz: Run) -> None:
    network = api.load(sample_path("digits"))
    outputs = api.infer(network, "neuron", network.examples.inputs[4])
    last = ioviz("trace", "--sample", "digits", "-M", 20, "--step", network.n_connections - 1, "--json").json
    number = len(last["events"])
    assert number > 0
    # The moment before the last output is written: its value is in its slot.
    events = api.record_trace(network, "neuron", memory=20).events(network.n_connections - 1)
    upto = [event.kind.name for event in events].index("WRITE_OUTPUT")
    found = ioviz(
        "trace",
        "--sample",
        "digits",
        "-M",
        20,
        "--step",
        network.n_connections - 1,
        "--event",
        upto,
        "--example",
        4,
        "--json",
    ).json
    target = int(network.target[api.order(network).order[-1]])
    value = next(slot["value"] for slot in found["slots"] if slot["neuron"] == target)
    entry = network.output_slots[network.outputs.tolist().index(target)]
    assert value == pytest.approx(float(outputs[entry]), rel=1e-6)


def test_trace_goes_on_to_the_next_eviction(ioviz: Run) -> None:
    found = ioviz("trace", "--sample", "digits", "-M", 10, "--next", "eviction", "--json").json
    assert any(event["kind"].startswith("evict") for event in found["events"])
    assert "is evicted" in ioviz("trace", "--sample", "digits", "-M", 10, "--next", "eviction").out


def test_infer_recognises_the_examples(ioviz: Run) -> None:
    right = 0
    for k in range(10):
        found = ioviz("infer", "--sample", "digits", "--example", k, "--json").json
        assert found["labels"] == [str(k)]
        right += found["predictions"] == found["labels"]
    assert right >= 9
    assert "Prediction: 3 (label: 3)." in ioviz("infer", "--sample", "digits", "--example", 3).out


@pytest.mark.parametrize("order", ["neuron", "layer", "random"])
def test_infer_from_files(ioviz: Run, tmp_path: Path, order: str) -> None:
    network = api.load(sample_path("digits"))
    batch = network.examples.inputs[:3]
    np.save(tmp_path / "x.npy", batch.astype(np.float64))
    (tmp_path / "x.txt").write_text("\n".join(", ".join(map(str, row)) for row in batch.tolist()))
    np.save(tmp_path / "fortran.npy", np.asfortranarray(batch))
    expected = api.infer(network, order, batch)
    for name in ("x.npy", "x.txt", "fortran.npy"):
        words = ("infer", "--sample", "digits", "--input", tmp_path / name, "--order", order)
        found = ioviz(*words, "-o", tmp_path / "y.npy", "--json").json
        assert np.allclose(found["outputs"], expected)
        assert np.array_equal(np.load(tmp_path / "y.npy"), expected)
        assert "largest output of each vector" in ioviz(*words).out


def test_convert_there_and_back(ioviz: Run, tmp_path: Path) -> None:
    assert ioviz("convert", "--sample", "digits", tmp_path / "a.npz").code == 0
    assert ioviz("convert", tmp_path / "a.npz", tmp_path / "b.json").code == 0
    found = ioviz("convert", tmp_path / "b.json", tmp_path / "c.npz", "--json").json
    assert found["kind"] == "network"
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "c.npz").read_bytes()


def test_convert_a_schedule(ioviz: Run, tmp_path: Path) -> None:
    network = sample_path("fft-8")
    ioviz("order", network, "-o", tmp_path / "a.schedule.json")
    words = ("convert", tmp_path / "a.schedule.json", tmp_path / "a.schedule.npz", "--network", network)
    assert ioviz(*words, "--json").json["kind"] == "schedule"
    again = api.load_schedule(tmp_path / "a.schedule.npz", api.load(network))
    assert np.array_equal(again.order, api.order(again.network).order)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_an_example(ioviz: Run, command: str) -> None:
    result = ioviz(*filter(None, [command]), "--help")
    assert result.code == 0
    assert "example" in result.out
    assert f"  ioviz {command}".rstrip() in result.out


def test_version(ioviz: Run) -> None:
    assert ioviz("--version").out == f"ioviz {api.__version__}\n"
