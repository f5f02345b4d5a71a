"""`ioviz compare`."""

from __future__ import annotations

import pytest

import ioviz as package


@pytest.fixture
def network_file(tmp_path):
    network = package.generate("layered", sizes=[9, 10, 8], density=0.5, seed=2)
    package.save(network, tmp_path / "net.json")
    return tmp_path / "net.json"


def test_numbers_are_those_of_simulate(ioviz, network_file, tmp_path):
    network = package.load(network_file)
    package.save(package.order(network, "random", seed=4), tmp_path / "mine.schedule.json")
    words = ["neuron", "neuron:lru", "layer:rr:9", tmp_path / "mine.schedule.json", "tiled:min"]
    found = ioviz("compare", network_file, "-M", 6, "--schedules", *words, "--shares", 100, 50, "--json")
    assert found.code == 0, found.err
    there = found.json["schedules"]
    assert [one["letter"] for one in there] == list("ABCDE")
    assert [(one["policy"], one["memory"]) for one in there] == [
        ("min", 6), ("lru", 6), ("rr", 9), ("min", 6), ("min", 6),
    ]  # fmt: skip
    schedules = [
        package.order(network, "neuron"),
        package.order(network, "neuron"),
        package.order(network, "layer"),
        package.order(network, "random", seed=4),
        package.order(network, "tiled", memory=6),
    ]
    for one, schedule in zip(there, schedules, strict=True):
        trace = package.record_trace(network, schedule, memory=one["memory"], policy=one["policy"])
        half, whole = one["after"]
        assert (one["ios"], one["rereads"]) == (trace.counts.ios, trace.counts.rereads)
        assert (half["percent"], whole["percent"], whole["ios"]) == (50, 100, trace.counts.ios)
        assert half["ios"] == trace.counters(half["connections"]).ios
        assert whole["more_than_first"] == one["ios"] - there[0]["ios"]
    assert there[0]["first_difference"] is None
    orders = [schedule.order.tolist() for schedule in (schedules[0], schedules[2])]
    apart = next(k for k, (a, b) in enumerate(zip(*orders, strict=True)) if a != b)
    assert there[2]["first_difference"] <= apart + 1
    assert there[1]["difference"].startswith(f"A and B differ first at connection {there[1]['first_difference']},")


def test_the_table(ioviz, network_file):
    found = ioviz("compare", network_file, "--memory", 6)
    assert found.code == 0, found.err
    lines = found.out.splitlines()
    assert any(line.split() == ["policy", "MIN", "LRU", "RR"] for line in lines)
    assert any(line.split()[:2] == ["100", "%"] for line in lines)
    assert "A and C differ first" in found.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--schedules", "neuron:min", "layer:min"], "has no M"),
        (["-M", 6, "--schedules", "neuron"], "From 2 to 26 schedules"),
        (["-M", 6, "--schedules", "neuron", "nowhere"], "Unknown order or file"),
        (["-M", 6, "--schedules", "neuron", "neuron:manual"], "evictions"),
        (["-M", 6, "--shares", 101], "at most 100 %"),
        (["-M", 2], "M"),
    ],
)
def test_bad_arguments(refused, network_file, words, message):
    assert message in refused("compare", network_file, *words)
