"""Schedule files: for which network they are, and what is wrong in them."""

from __future__ import annotations

import json

import numpy as np
import pytest

import ioviz
from ioviz.core.formats import connection_digest
from ioviz.core.network import build_network
from ioviz.core.schedule import build_schedule


def diamond(**settings):
    return build_network(
        **{"n_neurons": 4, "source": [0, 0, 1, 2], "target": [1, 2, 3, 3], "name": "diamond", **settings}
    )


def sentence_of(path, network, error=ioviz.IovizError):
    with pytest.raises(error) as caught:
        ioviz.load_schedule(path, network)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert text.endswith((".", "?"))
    return text.removeprefix(f"{path}: ")


@pytest.fixture(params=["json", "npz"])
def saved(request, tmp_path):
    path = tmp_path / f"x.schedule.{request.param}"
    ioviz.save(ioviz.order(diamond()), path)
    return path


def test_other_weights_are_the_same_network(saved):
    other = diamond(weight=[1, 2, 3, 4], bias=[0, 1, 1, 1], name="other")
    assert ioviz.load_schedule(saved, other).network is other


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        (
            diamond(n_neurons=3, source=[0, 1], target=[1, 2]),
            "The schedule is for the network 'diamond' of 4 neurons and 4 connections; this one has 3 and 2.",
        ),
        (
            diamond(source=[0, 0, 2, 1]),
            "The schedule is for the network 'diamond': it has as many neurons and connections as this one, "
            "but the connections or their sequence differ.",
        ),
    ],
)
def test_another_network(saved, network, sentence):
    assert sentence_of(saved, network, ioviz.InvalidSchedule) == sentence


def test_a_network_is_no_schedule(tmp_path):
    ioviz.save(diamond(), tmp_path / "x.json")
    text = sentence_of(tmp_path / "x.json", diamond(), ioviz.FileFormatError)
    assert text == "The file holds a network, not a schedule."


def test_a_schedule_is_no_network(saved):
    with pytest.raises(ioviz.FileFormatError, match="It is a schedule, not a network; open its network first"):
        ioviz.load(saved)


def test_digest():
    digest = connection_digest(diamond())
    assert digest.startswith("sha256:")
    assert len(digest) == 71
    assert digest == connection_digest(diamond(weight=[2, 2, 2, 2]))
    assert digest != connection_digest(diamond(source=[0, 0, 2, 1]))


GOOD = {
    "format": "ioviz-schedule",
    "version": 1,
    "name": "mine",
    "network": {"neurons": 4, "connections": 4, "digest": connection_digest(diamond())},
    "order": [0, 2, 1, 3],
}


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"order": None}, ioviz.FileFormatError, "order is null; it has to be a list."),
        ({"order": [0, 1]}, ioviz.FileFormatError, "order has 2 entries; it has to have 4, one for each of the conn"),
        ({"order": [0, 1, 2, "3"]}, ioviz.FileFormatError, "order[3] is '3'; it has to be a whole number from 0 to 3."),
        ({"order": [0, 1, 2, 4]}, ioviz.FileFormatError, "order[3] is 4; it has to be a whole number from 0 to 3."),
        ({"order": [0, 1, 2, 2]}, ioviz.InvalidSchedule, "Connection 2 is twice in the order, at positions 2 and"),
        (
            {"order": [0, 3, 1, 2]},
            ioviz.InvalidSchedule,
            "Connection 3 (2 -> 3) is at position 1, before connection 1 (0 -> 2) that its source needs.",
        ),
        ({"network": None}, ioviz.FileFormatError, "network is null; it has to be an object."),
        ({"network": {"neurons": 4}}, ioviz.FileFormatError, "network.connections is null; it has to be a whole"),
        ({"settings": []}, ioviz.FileFormatError, "settings is a list of 0; it has to be an object."),
        ({"version": 2}, ioviz.FileFormatError, "Unsupported version 2, made by a newer ioviz:"),
        ({"orders": []}, ioviz.FileFormatError, "The file has an unknown key 'orders'; did you mean 'order'?"),
        ({"evictions": []}, ioviz.FileFormatError, "evictions is a list of 0; it has to be an object."),
        ({"evictions": {"memory": 3, "steps": [1], "neurons": []}}, ioviz.FileFormatError, "evictions.steps has 1"),
        ({"evictions": {"memory": 2, "steps": [], "neurons": []}}, ioviz.FileFormatError, "evictions.memory is 2; it"),
        ({"evictions": {"memory": 3, "steps": [9], "neurons": [1]}}, ioviz.FileFormatError, "evictions.steps[0] is 9;"),
        ({"evictions": {"memory": 3, "steps": [2, 1], "neurons": [1, 1]}}, ioviz.InvalidSchedule, "Eviction 1 is at"),
    ],
)
def test_wrong_field(tmp_path, change, error, sentence):
    path = tmp_path / "x.schedule.json"
    path.write_text(json.dumps({**GOOD, **change}))
    assert sentence_of(path, diamond(), error).startswith(sentence)


def test_evictions_without_memory(tmp_path):
    header = {key: value for key, value in GOOD.items() if key != "order"}
    arrays = {"order": np.array([0, 2, 1, 3]), "eviction_steps": np.array([1]), "eviction_neurons": np.array([1])}
    path = tmp_path / "x.schedule.npz"
    np.savez(path, header=np.frombuffer(json.dumps(header).encode(), np.uint8), **arrays)
    assert "'memory' is missing in the header" in sentence_of(path, diamond())
    header["memory"] = 3
    np.savez(path, header=np.frombuffer(json.dumps(header).encode(), np.uint8), order=arrays["order"])
    assert sentence_of(path, diamond()) == "The member 'eviction_steps' is missing."


@pytest.mark.parametrize("value", [object(), {1, 2}, float("nan"), np.int32(3)])
def test_settings_that_are_no_json(tmp_path, value):
    schedule = build_schedule(diamond(), [0, 1, 2, 3], settings={"x": value})
    with pytest.raises(ioviz.InvalidArgument, match="The settings of the schedule cannot be written as JSON"):
        ioviz.save(schedule, tmp_path / "x.schedule.json")
    assert list(tmp_path.iterdir()) == []
