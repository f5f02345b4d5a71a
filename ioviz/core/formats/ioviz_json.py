"""Networks as JSON: small, readable, easily written by hand or by another program.

The least that a file holds::

    {
      "neurons": 4,
      "inputs": [0],
      "outputs": [3],
      "connections": [
        [0, 1, 0.5],
        [0, 2, -1.25],
        [1, 3, 1],
        [2, 3, 1]
      ]
    }

It is one object in UTF-8. Neurons are numbered from 0, connections by their place in the list. The
file may also be an object with such an object under ``"network"``, beside anything else.

====================== ============================================== =======================================
key                    value                                          unless given
====================== ============================================== =======================================
``format``             ``"ioviz-network"``                            taken for one
``version``            1                                              1
``name``               text                                           empty
``description``        text                                           empty
``origin``             text: where it is from, and under what licence empty
``neurons``            N, a whole number, inputs included             required
``inputs``             what takes each entry of the input vector:     the neurons without an incoming
                       a neuron, or null if nothing does              connection
``outputs``            what gives each entry of the output vector:    the neurons without an outgoing
                       a neuron, or ``{"constant": x}``               connection
``connections``        ``[source, target, weight]`` each              required
``biases``             N numbers, 0 for inputs                        0
``bias_where_nonzero`` true: a bias counts only where the sum of      false
                       weight * value is not 0
``activation``         of all neurons that are no inputs              ``"identity"``
``activations``        N of them, those of inputs ignored             see ``activation``, which it replaces
``layers``             N whole numbers: a hint for drawing            the longest distance from an input
``positions``          N times ``[x, y]``, y down: a hint for drawing placed by the program
``examples``           an object, see below                           none
``_...``               anything: a comment, not kept
====================== ============================================== =======================================

An activation is ``"identity"``, ``"relu"``, ``"leaky_relu:0.01"`` (with its slope), ``"tanh"``,
``"sigmoid"``, ``"gelu"``, ``"clipped_relu:6"`` (with its cap), or an object such as
``{"kind": "leaky_relu", "parameter": 0.01}``.

The value of a neuron that is not an input is ``f(bias + sum of weight * value of source)``. Numbers are
rounded to float32 when they are read, and written with as few digits as give the same float32 back.
The network is checked, and trimmed, when it is read (see `ioviz.core.network.build_network`).

``examples`` are input vectors to look at::

    {"inputs": [[0, 3, 16, 7], ...], "labels": ["7", ...], "classes": ["0", "1", ...],
     "image_shape": [2, 2], "scale": 16}

``inputs`` has a row of the length of the input vector for each example, ``labels`` the right answer
of each, ``classes`` the name of each entry of the output vector, ``image_shape`` rows and columns if
an input is an image, ``scale`` the value shown as white (1 unless given). All but ``inputs`` may be
left out. No other keys are allowed, so that a misspelt one is found.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats import fields
from ioviz.core.formats.json_text import read_document, write_text
from ioviz.core.formats.json_write import array_lines, number_list, whole_list
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadReport, ReadResult
from ioviz.core.kernels.jit import frozen
from ioviz.core.network import MAX_NEURONS, Activation, Examples, Network, build_network

FORMAT = "ioviz-network"
VERSION = 1

_KEYS = (
    "format", "version", "name", "description", "origin", "neurons", "inputs", "outputs", "connections",
    "biases", "bias_where_nonzero", "activation", "activations", "layers", "positions", "examples",
)  # fmt: skip
_EXAMPLE_KEYS = ("inputs", "labels", "classes", "image_shape", "scale")
_WITH_PARAMETER = (Activation.LEAKY_RELU, Activation.CLIPPED_RELU)


def read_network(document: dict[str, Any], limits: Limits) -> Network:
    """Make the network that a parsed document describes.

    Raises
    ------
    FileFormatError
        If a field has a wrong type, range or length.
    InvalidNetwork
        If the fields do not make a feed-forward network.
    LimitExceeded
        If it is larger than the limits.
    """
    if "neurons" not in document and isinstance(document.get("network"), dict):
        document = document["network"]
    fields.known_keys(document, _KEYS)
    fields.version_of(document, VERSION)
    for key in ("neurons", "connections"):
        if key not in document:
            raise FileFormatError(f"The key {key!r} of a network is missing.")
    n = fields.a_whole(document["neurons"], "neurons", least=1, most=limits.neurons)
    source, target, weight = _read_connections(document["connections"], n, limits)
    inputs, input_slots, input_width = _read_inputs(document, n)
    outputs, output_slots, constants = _read_outputs(document, n)
    return build_network(
        n_neurons=n,
        source=source,
        target=target,
        weight=weight,
        bias=_per_neuron(document, "biases", n),
        activation=_read_activation(document, n),
        inputs=inputs,
        input_slots=input_slots,
        input_width=input_width,
        outputs=outputs,
        output_slots=output_slots,
        output_width=None if constants is None else constants.size,
        output_constants=constants,
        name=fields.a_text(document.get("name", ""), "name"),
        description=fields.a_text(document.get("description", ""), "description"),
        origin=fields.a_text(document.get("origin", ""), "origin"),
        layer_hint=_read_layers(document, n),
        position=_read_positions(document, n),
        examples=_read_examples(document),
        bias_where_nonzero=fields.a_truth(document.get("bias_where_nonzero", False), "bias_where_nonzero"),
    )


def write_network(network: Network) -> Iterator[str]:
    """Yield the text of a network, piece by piece, with one key a line."""
    yield f'{{\n"format": "{FORMAT}",\n"version": {VERSION},\n'
    for key, text in (("name", network.name), ("description", network.description), ("origin", network.origin)):
        if text:
            yield f'"{key}": {json.dumps(fields.a_text(text, key), ensure_ascii=False)},\n'
    yield f'"neurons": {network.n_neurons},\n'
    yield f'"inputs": {json.dumps(_entries(network.inputs, network.input_slots, [None] * network.input_width))},\n'
    yield f'"outputs": {_output_list(network)},\n'
    yield _activation_line(network)
    if network.bias.any():
        yield f'"biases": {number_list(network.bias)},\n'
    if network.bias_where_nonzero:
        yield '"bias_where_nonzero": true,\n'
    if network.layer_hint is not None:
        yield f'"layers": {whole_list(network.layer_hint)},\n'
    if network.position is not None:
        yield '"positions": [\n'
        yield from array_lines(network.position[:, 0], network.position[:, 1])
        yield "],\n"
    if network.examples is not None:
        yield from _example_lines(network.examples)
    yield '"connections": [\n'
    yield from array_lines(network.source, network.target, network.weight)
    yield "]\n}\n"


def _read_connections(
    value: object, n: int, limits: Limits
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    count = len(fields.a_list(value, "connections"))
    if count > limits.connections:
        raise LimitExceeded(f"The network has {count:,} connections; the limit is {limits.connections:,}.")
    flat = fields.rows(value, "connections", 3, "[source, target, weight]")
    # Checked as a whole, fast; only if something is wrong is each entry named to find the first.
    try:
        return (
            fields.wholes(flat[0::3], "sources", n),
            fields.wholes(flat[1::3], "targets", n),
            fields.numbers(flat[2::3], "weights"),
        )
    except FileFormatError:
        for c in range(count):
            u, v, w = flat[3 * c : 3 * c + 3]
            fields.a_whole(u, f"connections[{c}][0], the source of a connection,", least=0, most=n - 1)
            fields.a_whole(v, f"connections[{c}][1], the target of a connection,", least=0, most=n - 1)
            fields.a_number(w, f"connections[{c}][2], the weight of a connection,")
        raise


def _read_inputs(
    document: dict[str, Any], n: int
) -> tuple[NDArray[np.int32] | None, NDArray[np.int32] | None, int | None]:
    if "inputs" not in document:
        return None, None, None
    entries = fields.a_list(document["inputs"], "inputs")
    used = [slot for slot, entry in enumerate(entries) if entry is not None]
    for slot in used:
        fields.a_whole(entries[slot], f"inputs[{slot}]", least=0, most=n - 1)
    neurons = np.array([entries[slot] for slot in used], np.int32)
    return frozen(neurons), frozen(np.array(used, np.int32)), len(entries)


def _read_outputs(
    document: dict[str, Any], n: int
) -> tuple[NDArray[np.int32] | None, NDArray[np.int32] | None, NDArray[np.float32] | None]:
    if "outputs" not in document:
        return None, None, None
    entries = fields.a_list(document["outputs"], "outputs")
    constants = np.full(len(entries), np.nan, np.float32)
    used = []
    for slot, entry in enumerate(entries):
        where = f"outputs[{slot}]"
        if isinstance(entry, dict):
            fields.known_keys(entry, ("constant",), where)
            constants[slot] = fields.a_number(entry.get("constant"), f"{where}.constant")
        else:
            fields.a_whole(entry, where, least=0, most=n - 1)
            used.append(slot)
    neurons = np.array([entries[slot] for slot in used], np.int32)
    return frozen(neurons), frozen(np.array(used, np.int32)), constants


def _per_neuron(document: dict[str, Any], key: str, n: int) -> NDArray[np.float32] | None:
    if key not in document:
        return None
    return fields.numbers(fields.a_list(document[key], key, length=n, of="neurons"), key)


def _read_layers(document: dict[str, Any], n: int) -> NDArray[np.int32] | None:
    if "layers" not in document:
        return None
    return fields.wholes(fields.a_list(document["layers"], "layers", length=n, of="neurons"), "layers", MAX_NEURONS)


def _read_positions(document: dict[str, Any], n: int) -> NDArray[np.float32] | None:
    if "positions" not in document:
        return None
    fields.a_list(document["positions"], "positions", length=n, of="neurons")
    return fields.table(document["positions"], "positions", 2, "[x, y]")


def _read_activation(document: dict[str, Any], n: int) -> Any:
    if "activations" in document:
        entries = fields.a_list(document["activations"], "activations", length=n, of="neurons")
        for i, entry in enumerate(entries):
            if not isinstance(entry, str):
                _check_activation(entry, f"activations[{i}]")
        return entries
    activation = document.get("activation", "identity")
    if not isinstance(activation, str):
        _check_activation(activation, "activation")
    return activation


def _check_activation(value: object, where: str) -> None:
    if not isinstance(value, dict):
        raise fields.refuse(where, value, 'a name such as "relu", or {"kind": ..., "parameter": ...}')
    fields.known_keys(value, ("kind", "parameter"), where)
    fields.a_text(value.get("kind"), f"{where}.kind")
    if "parameter" in value:
        fields.a_number(value["parameter"], f"{where}.parameter")


def _read_examples(document: dict[str, Any]) -> Examples | None:
    if "examples" not in document:
        return None
    examples = fields.an_object(document["examples"], "examples")
    fields.known_keys(examples, _EXAMPLE_KEYS, "examples")
    vectors = fields.a_list(examples.get("inputs"), "examples.inputs")
    width = len(vectors[0]) if vectors and isinstance(vectors[0], list) else 0
    what = f"a list of {width} numbers, as the first is"
    return Examples(inputs=fields.table(vectors, "examples.inputs", width, what), **example_words(examples))


def example_words(examples: dict[str, Any]) -> dict[str, Any]:
    """Return the checked entries of examples but their input vectors; also for the .npz format."""
    shape = examples.get("image_shape")
    if shape is not None:
        sides = fields.a_list(shape, "examples.image_shape")
        if len(sides) != 2:
            raise fields.refuse("examples.image_shape", shape, "[rows, columns]")
        rows, columns = (
            fields.a_whole(side, f"examples.image_shape[{k}]", least=1, most=1 << 24) for k, side in enumerate(sides)
        )
        shape = (rows, columns)
    return {
        "labels": fields.texts(examples.get("labels", []), "examples.labels"),
        "classes": fields.texts(examples.get("classes", []), "examples.classes"),
        "image_shape": shape,
        "scale": fields.a_number(examples.get("scale", 1), "examples.scale"),
    }


def words_of_examples(examples: Examples) -> dict[str, Any]:
    """The opposite of `example_words`; what is as it is unless given is left out."""
    words: dict[str, Any] = {
        "labels": list(fields.texts(list(examples.labels), "examples.labels")),
        "classes": list(fields.texts(list(examples.classes), "examples.classes")),
        "image_shape": None if examples.image_shape is None else list(examples.image_shape),
        "scale": None if examples.scale == 1 else fields.a_number(float(examples.scale), "examples.scale"),
    }
    return {key: value for key, value in words.items() if value}


def _entries(neurons: NDArray[np.int32], slots: NDArray[np.int32], entries: list[Any]) -> list[Any]:
    for slot, neuron in zip(slots.tolist(), neurons.tolist(), strict=True):
        entries[slot] = neuron
    return entries


def _output_list(network: Network) -> str:
    constants = [f'{{"constant": {value}}}' for value in map(str, network.output_constants)]
    return f"[{', '.join(map(str, _entries(network.outputs, network.output_slots, constants)))}]"


def activation_text(kind: int, parameter: np.float32) -> str:
    """An activation as files write it, with its parameter where it has one."""
    label = Activation(kind).label
    return f"{label}:{parameter}" if kind in _WITH_PARAMETER else label


def _activation_line(network: Network) -> str:
    computed = ~network.is_input
    pairs = set(zip(network.activation[computed].tolist(), network.activation_parameter[computed], strict=True))
    if len(pairs) == 1:
        return f'"activation": "{activation_text(*pairs.pop())}",\n'
    names = map(activation_text, network.activation.tolist(), network.activation_parameter)
    return f'"activations": {json.dumps(list(names))},\n'


def _example_lines(examples: Examples) -> Iterator[str]:
    yield '"examples": {\n'
    for key, value in words_of_examples(examples).items():
        yield f'"{key}": {json.dumps(value, ensure_ascii=False)},\n'
    yield '"inputs": [\n'
    for i, row in enumerate(examples.inputs):
        yield number_list(row) + (",\n" if i + 1 < len(examples.inputs) else "\n")
    yield "]},\n"


def check_format(document: dict[str, Any]) -> None:
    """Raise FileFormatError if the format of a document is not that of a network."""
    kind = document.get("format", FORMAT)
    if kind == "ioviz-schedule":
        raise FileFormatError("It is a schedule, not a network; open its network first.")
    if kind != FORMAT:
        raise FileFormatError(f"format is {fields.shown(kind)}; a network has {FORMAT!r}.")


def _sniff(head: bytes, path: Path) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def _read(path: Path, options: ReadOptions) -> ReadResult:
    document = read_document(path, options.limits)
    check_format(document)
    return ReadResult(read_network(document, options.limits), ReadReport("JSON of ioviz"))


def _write(network: Network, path: Path) -> None:
    write_text(path, write_network(network))


FILE_FORMAT = FileFormat("json", "JSON of ioviz", (".json",), _sniff, read=_read, write=_write)
