"""Networks as .npz: compact and fast, for large ones. `numpy.load` opens such a file, too.

The members, each an array of numbers (whole numbers of any size of integer, real ones of any size of
float; nothing is pickled):

======================== ======================= ================ ====================================
member                   type and shape          unless there     what it is
======================== ======================= ================ ====================================
``header``               uint8[bytes]            required         JSON in UTF-8, see below
``source``, ``target``   whole[W]                required         the ends of each connection
``weight``               real[W]                 required
``bias``                 real[N]                 0                0 for inputs
``activation``           whole[N]                0                see `ioviz.core.network.Activation`
``activation_parameter`` real[N]                 of the kind      slope of leaky ReLU, cap of clipped
                                                                  ReLU, ignored for the others
``inputs``               whole[I]                no incoming      input neurons
``input_slots``          whole[I]                0..I - 1         entry of the input vector of each
``outputs``              whole[S]                no outgoing      output neurons
``output_slots``         whole[S]                0..S - 1         entry of the output vector of each
``output_constants``     real[output width]      none             value of an entry that no neuron
                                                                  gives; NaN for the others
``layer``                whole[N]                none             a hint for drawing
``position``             real[N, 2]              none             a hint for drawing, y down
``examples``             real[E, input width]    none             input vectors to look at
======================== ======================= ================ ====================================

The header is an object with ``"format": "ioviz-network"``, ``"version": 1``, ``"neurons"`` (N,
required), and optionally ``"name"``, ``"description"``, ``"origin"``, ``"input_width"``,
``"output_width"``, ``"bias_where_nonzero"``, and ``"examples"``: an object with ``"labels"``,
``"classes"``, ``"image_shape"`` and ``"scale"``, all as in the JSON format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats import fields
from ioviz.core.formats.files import opened, replacing
from ioviz.core.formats.ioviz_json import FORMAT, VERSION, check_format, example_words, words_of_examples
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.npz import EMPTY_MAGIC, MAGIC, Member, NpzReader, write_npz
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, ReadReport, ReadResult
from ioviz.core.network import Examples, Network, build_network

_KEYS = (
    "format", "version", "neurons", "name", "description", "origin", "input_width", "output_width", "examples",
    "bias_where_nonzero",
)  # fmt: skip
_EXAMPLE_KEYS = ("labels", "classes", "image_shape", "scale")
_REQUIRED = ("source", "target", "weight")
_MEMBERS = {
    "source": Member("i"),
    "target": Member("i"),
    "weight": Member("f"),
    "bias": Member("f"),
    "activation": Member("i"),
    "activation_parameter": Member("f"),
    "inputs": Member("i"),
    "input_slots": Member("i"),
    "outputs": Member("i"),
    "output_slots": Member("i"),
    "output_constants": Member("f"),
    "layer": Member("i"),
    "position": Member("f", axes=2),
    "examples": Member("f", axes=2),
}


def read_network(reader: NpzReader, limits: Limits) -> Network:
    """Make the network that the members of a file describe.

    Raises
    ------
    FileFormatError
        If a member is missing, damaged, or has a wrong type or shape.
    InvalidNetwork
        If the arrays do not make a feed-forward network.
    LimitExceeded
        If it is larger than the limits.
    """
    header = reader.header
    fields.known_keys(header, _KEYS, "The header")
    fields.version_of(header, VERSION)
    if "neurons" not in header:
        raise FileFormatError("The key 'neurons' of the header is missing.")
    n = fields.a_whole(header["neurons"], "neurons", least=1, most=limits.neurons)
    arrays = reader.arrays(_MEMBERS, _REQUIRED)
    count = arrays["source"].size
    if count > limits.connections:
        raise LimitExceeded(f"The network has {count:,} connections; the limit is {limits.connections:,}.")
    for array in arrays.values():
        array.setflags(write=False)
    words = fields.an_object(header.get("examples", {}), "examples")
    fields.known_keys(words, _EXAMPLE_KEYS, "examples")
    if "examples" in header and "examples" not in arrays:
        raise FileFormatError("The header declares examples, but the member 'examples' is missing.")
    return build_network(
        n_neurons=n,
        source=arrays["source"],
        target=arrays["target"],
        weight=arrays["weight"],
        bias=arrays.get("bias"),
        activation=arrays.get("activation", "identity"),
        activation_parameter=arrays.get("activation_parameter"),
        inputs=arrays.get("inputs"),
        input_slots=arrays.get("input_slots"),
        input_width=_width(header, "input_width", limits),
        outputs=arrays.get("outputs"),
        output_slots=arrays.get("output_slots"),
        output_width=_width(header, "output_width", limits),
        output_constants=arrays.get("output_constants"),
        name=fields.a_text(header.get("name", ""), "name"),
        description=fields.a_text(header.get("description", ""), "description"),
        origin=fields.a_text(header.get("origin", ""), "origin"),
        layer_hint=arrays.get("layer"),
        position=arrays.get("position"),
        examples=Examples(arrays["examples"], **example_words(words)) if "examples" in arrays else None,
        bias_where_nonzero=fields.a_truth(header.get("bias_where_nonzero", False), "bias_where_nonzero"),
    )


def write_network(network: Network, file: BinaryIO) -> None:
    """Write a network, with all that it has."""
    header: dict[str, Any] = {"format": FORMAT, "version": VERSION, "neurons": network.n_neurons}
    for key, text in (("name", network.name), ("description", network.description), ("origin", network.origin)):
        if text:
            header[key] = fields.a_text(text, key)
    header["input_width"] = network.input_width
    header["output_width"] = network.output_width
    if network.bias_where_nonzero:
        header["bias_where_nonzero"] = True
    arrays: dict[str, Any] = {
        "source": network.source,
        "target": network.target,
        "weight": network.weight,
        "bias": network.bias,
        "activation": network.activation,
        "activation_parameter": network.activation_parameter,
        "inputs": network.inputs,
        "input_slots": network.input_slots,
        "outputs": network.outputs,
        "output_slots": network.output_slots,
        "output_constants": network.output_constants,
    }
    if network.layer_hint is not None:
        arrays["layer"] = network.layer_hint
    if network.position is not None:
        arrays["position"] = network.position
    if network.examples is not None:
        header["examples"] = words_of_examples(network.examples)
        arrays["examples"] = network.examples.inputs
    write_npz(file, json.dumps(header, ensure_ascii=False).encode(), arrays)


def _width(header: dict[str, Any], key: str, limits: Limits) -> int | None:
    if key not in header:
        return None
    return fields.a_whole(header[key], key, least=0, most=limits.neurons)


def _sniff(head: bytes, path: Path) -> bool:
    return head.startswith((MAGIC, EMPTY_MAGIC))


def _read(path: Path, options: ReadOptions) -> ReadResult:
    with opened(path) as (file, size):
        reader = NpzReader(file, size, options.limits)
        check_format(reader.header)
        return ReadResult(read_network(reader, options.limits), ReadReport("npz of ioviz"))


def _write(network: Network, path: Path) -> None:
    with replacing(path) as file:
        write_network(network, file)


FILE_FORMAT = FileFormat("npz", "npz of ioviz", (".npz",), _sniff, read=_read, write=_write)
