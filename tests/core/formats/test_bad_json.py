"""Bad JSON: one sentence each, naming the file, the place in it, and what would be right."""

from __future__ import annotations

import json

import pytest

import ioviz
from ioviz.core.formats import Limits

GOOD = {"neurons": 4, "inputs": [0], "outputs": [3], "connections": [[0, 1, 0.5], [0, 2, -1], [1, 3, 1], [2, 3, 1]]}


def sentence_of(path, content, error=ioviz.IovizError, **settings):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error) as caught:
        ioviz.load(path, **settings)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert text.endswith((".", "?"))
    assert "\n" not in text
    assert len(text) < 400
    return text.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        ("   \n", "Invalid JSON: expecting value at line 2, column 1."),
        ("hello", "Invalid JSON: expecting value at line 1, column 1."),
        ('{"neurons": 4', "Invalid JSON: expecting ',' delimiter at line 1, column 14."),
        ('{"neurons": 4}\n}', "Invalid JSON: extra data at line 2, column 1."),
        ("[]", 'Expected an object such as {"neurons": ...}, not a list of 0.'),
        ("null", 'Expected an object such as {"neurons": ...}, not null.'),
        ('{"neurons": NaN}', "Invalid number NaN: numbers have to be finite."),
        ('{"neurons": -Infinity}', "Invalid number -Infinity:"),
        ('{"neurons": 4, "neurons": 4}', "Duplicate key 'neurons' in one object."),
        ('{"neurons": ' + "9" * 5000 + "}", "A whole number has too many digits."),
        ("[" * 100_000, "Lists and objects are nested too deeply."),
        ('{"a":' * 100_000, "Lists and objects are nested too deeply."),
        ('{"neurons": 4}'.encode("utf-16"), "The text is in UTF-16; save it as UTF-8."),
        ('{"neurons": 4}'.encode("utf-16-le"), "The file is not text, or in UTF-16 or UTF-32; save it as UTF-8."),
        ('{"neurons": 4}'.encode("utf-32"), "The text is in UTF-32; save it as UTF-8."),
        ('{\n"name": "Größe"}'.encode("latin-1"), "The text is not in UTF-8: invalid byte in line 2."),
        (b"\x80\x04\x95", "A Python pickle, which ioviz never opens, as that may run any program;"),
        (b"\x89HDF\r\n", "Unsupported file format (HDF5):"),
        (b"\x1f\x8b\x08", "Unsupported file format (gzip: unpack it first):"),
        ("{}", "The key 'neurons' of a network is missing."),
        ('{"neurons": 4}', "The key 'connections' of a network is missing."),
        ('{"network": 3}', "The file has an unknown key 'network'; known are: format, version,"),
        ('{"network": {"neurons": 4}, "more": 1}', "The key 'connections' of a network is missing."),
    ],
)
def test_no_network(tmp_path, content, sentence):
    assert sentence_of(tmp_path / "x.json", content, ioviz.FileFormatError).startswith(sentence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"neurons": "4"}, "neurons is '4'; it has to be a whole number from 1 to 10000000."),
        ({"neurons": 4.0}, "neurons is 4.0; it has to be a whole number"),
        ({"neurons": True}, "neurons is true; it has to be a whole number"),
        ({"neurons": 0}, "neurons is 0; it has to be a whole number"),
        ({"neurons": 10**30}, "neurons is a whole number of more than 64 bits; it has to be a whole number from 1"),
        ({"connections": {}}, "connections is an object; it has to be a list."),
        ({"connections": [[0, 1, 1], 7]}, "connections[1] is 7; it has to be [source, target, weight]."),
        ({"connections": [[0, 1, 1], [1, 2]]}, "connections[1] has 2 entries; it has to be [source, target, weight]."),
        ({"connections": [[0, "1", 1]]}, "connections[0][1], the target of a connection, is '1'; it has to be"),
        ({"connections": [[0, 1, 1], [4, 1, 1]]}, "connections[1][0], the source of a connection, is 4; it has to be a "
         "whole number from 0 to 3."),
        ({"connections": [[0, 1, None]]}, "connections[0][2], the weight of a connection, is null; it has to be a "
         "finite number of at most 3.4e38."),
        ({"connections": [[0, 1, 1e39]]}, "connections[0][2], the weight of a connection, is 1e+39; it has to be"),
        ({"connections": [[0, 1, 10**400]]}, "connections[0][2], the weight of a connection, is a whole number of"),
        ({"connections": [[0, 10**40, 1]]}, "connections[0][1], the target of a connection, is a whole number of"),
        ({"connections": [[0, 1, [1]]]}, "connections[0][2], the weight of a connection, is a list of 1; it has to"),
        ({"connections": [[0, True, 1]]}, "connections[0][1], the target of a connection, is true; it has to be"),
        ({"inputs": 0}, "inputs is 0; it has to be a list."),
        ({"inputs": [0, "a"]}, "inputs[1] is 'a'; it has to be a whole number from 0 to 3."),
        ({"outputs": [3, None]}, "outputs[1] is null; it has to be a whole number from 0 to 3."),
        ({"outputs": [3, {"const": 1}]}, "outputs[1] has an unknown key 'const'; did you mean 'constant'?"),
        ({"outputs": [3, {"constant": "1"}]}, "outputs[1].constant is '1'; it has to be a finite number"),
        ({"biases": [0, 1]}, "biases has 2 entries; it has to have 4, one for each of the neurons."),
        ({"biases": [0, 1, "x", 0]}, "biases[2] is 'x'; it has to be a finite number of at most 3.4e38."),
        ({"activation": 1}, 'activation is 1; it has to be a name such as "relu", or {"kind": ..., "parameter": ...}.'),
        ({"activation": {"kind": 1}}, "activation.kind is 1; it has to be a text."),
        ({"activation": {"kind": "relu", "slope": 1}}, "activation has an unknown key 'slope';"),
        ({"activations": ["relu"]}, "activations has 1 entries; it has to have 4"),
        ({"activations": ["relu"] * 3 + [None]}, "activations[3] is null; it has to be a name"),
        ({"layers": [0, 1, 1, -1]}, "layers[3] is -1; it has to be a whole number from 0"),
        ({"positions": [[0, 1]] * 3}, "positions has 3 entries; it has to have 4"),
        ({"positions": [[0, 1]] * 3 + [[0]]}, "positions[3] has 1 entries; it has to be [x, y]."),
        ({"positions": [[0, 1]] * 3 + [[0, "y"]]}, "positions[3][1] is 'y'; it has to be a finite number"),
        ({"name": 7}, "name is 7; it has to be a text."),
        ({"name": "x" * 200_000}, "name has 200,000 characters; it may have 100,000."),
        ({"origin": "\ud800"}, "origin holds half of a surrogate pair, which is not a character."),
        ({"examples": []}, "examples is a list of 0; it has to be an object."),
        ({"examples": {}}, "examples.inputs is null; it has to be a list."),
        ({"examples": {"inputs": [[1], [1, 2]]}}, "examples.inputs[1] has 2 entries; it has to be a list of 1"),
        ({"examples": {"inputs": [[1], ["a"]]}}, "examples.inputs[1][0] is 'a'; it has to be a finite number"),
        ({"examples": {"inputs": [[1]], "labels": [1]}}, "examples.labels[0] is 1; it has to be a text."),
        ({"examples": {"inputs": [[1]], "image_shape": [1]}}, "examples.image_shape is a list of 1; it has to be"),
        ({"examples": {"inputs": [[1]], "scale": "1"}}, "examples.scale is '1'; it has to be a finite number"),
        ({"biasses": []}, "The file has an unknown key 'biasses'; did you mean 'biases'?"),
        ({"format": "other"}, "format is 'other'; a network has 'ioviz-network'."),
        ({"format": "ioviz-schedule"}, "It is a schedule, not a network; open its network first."),
        ({"version": 2}, "Unsupported version 2, made by a newer ioviz: this one reads up to 1."),
        ({"version": "1"}, "version is '1'; it has to be a whole number from 1 to"),
    ],
)  # fmt: skip
def test_wrong_field(tmp_path, change, sentence):
    text = json.dumps({**GOOD, **change})
    assert sentence_of(tmp_path / "x.json", text, ioviz.FileFormatError).startswith(sentence)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"connections": [[0, 1, 1], [1, 2, 1], [2, 1, 1], [2, 3, 1]]}, "cycle"),
        ({"connections": [[0, 3, 1], [0, 3, 1]]}, "repeats connection 0"),
        ({"connections": []}, "no connection"),
        ({"inputs": [0, 0]}, "twice"),
        ({"inputs": [1]}, "is declared an input but has an incoming connection"),
        ({"activation": "step"}, "is not an activation function"),
        ({"biases": [1, 0, 0, 0]}, "its bias has to be 0"),
        ({"examples": {"inputs": [[1, 2]]}}, "examples"),
        ({"examples": {"inputs": [[1]], "scale": 0}}, "scale"),
    ],
)
def test_no_feed_forward_network(tmp_path, change, part):
    assert part in sentence_of(tmp_path / "x.json", json.dumps({**GOOD, **change}), ioviz.InvalidNetwork)


def test_limits(tmp_path):
    path, text = tmp_path / "x.json", json.dumps(GOOD)
    small = {"limits": Limits(json_bytes=20)}
    assert sentence_of(path, text, ioviz.LimitExceeded, **small).startswith(
        f"The file has {len(text)} bytes; the limit of JSON is 20 bytes"
    )
    few = {"limits": Limits(connections=3)}
    assert sentence_of(path, text, ioviz.LimitExceeded, **few) == "The network has 4 connections; the limit is 3."
    less = {"limits": Limits(neurons=3)}
    assert sentence_of(path, text, ioviz.FileFormatError, **less).startswith("neurons is 4;")


def test_a_sparse_file_of_a_terabyte_is_not_read(tmp_path):
    path = tmp_path / "x.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ioviz.LimitExceeded, match="the limit of JSON is 64 MiB"):
        ioviz.load(path)
