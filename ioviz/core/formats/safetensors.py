"""safetensors: the linear layers of a state dict, ``*.weight`` [outputs, inputs] with ``*.bias`` [outputs].

A file is the length of a header (8 bytes, little-endian), the header (a JSON object: name of a tensor to its type,
shape, and place in the rest), and the tensors one after the other. F64, F32, F16 and BF16 are read; only the tensors
of the chosen layers, and nothing before the header has been checked. https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats import fields
from ioviz.core.formats.chains import chosen_chain
from ioviz.core.formats.files import opened
from ioviz.core.formats.json_text import parse_json
from ioviz.core.formats.limits import Limits, in_mib
from ioviz.core.formats.options import LAYERED, ReadOptions
from ioviz.core.formats.registry import Candidate, FileFormat, Layer, Layers

TENSORS_LIMIT = 100_000
_TYPES: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "BF16": np.dtype("<u2"),
}


@dataclass(frozen=True)
class Tensor:
    """Where a tensor stands in the file, and what it is."""

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int
    nbytes: int


def _sniff(head: bytes, path: Path) -> bool:
    length = int.from_bytes(head[:8], "little")
    return len(head) > 9 and 2 <= length < 1 << 40 and head[8:9] == b"{"


def _read_layers(path: Path, options: ReadOptions) -> Layers:
    with opened(path) as (file, size):
        tensors = read_header(file, size, options.limits)
        by_name = {tensor.name: tensor for tensor in tensors}
        chain = chosen_chain(_candidates(tensors), options.layers)
        wanted = [by_name[one.name] for one in chain]
        biases = [by_name.get(_bias_name(tensor.name)) for tensor in wanted]
        _check_size([*wanted, *(bias for bias in biases if bias is not None)], options.limits)
        layers: list[Layer] = []
        notes: list[str] = []
        for tensor, bias in zip(wanted, biases, strict=True):
            weights = _values(file, tensor)
            layers.append(Layer(tensor.name, weights, None if bias is None else _values(file, bias)))
    if len(chain) > 1 and not options.layers:
        order = ", ".join(one.short for one in chain[:8]) + (", ..." if len(chain) > 8 else "")
        notes.append(f"The layers are taken in the order {order}.")
    used = {tensor.name for tensor in (*wanted, *biases) if tensor is not None}
    left = [tensor.name for tensor in tensors if tensor.name not in used]
    if left:
        listed = ", ".join(left[:5]) + (", ..." if len(left) > 5 else "")
        noun = "tensor that is" if len(left) == 1 else "tensors that are"
        notes.append(f"Left out: {len(left)} {noun} in none of the layers ({listed}).")
    return Layers(tuple(layers), tuple(notes), {"name": path.stem})


def candidates(path: Path, options: ReadOptions) -> tuple[Candidate, ...]:
    """Return the linear layers of a file, in the order of their names, to choose from."""
    with opened(path) as (file, size):
        return _candidates(read_header(file, size, options.limits))


def read_header(file: BinaryIO, size: int, limits: Limits) -> list[Tensor]:
    """Read and check the header: every tensor lies inside the file, and none in another.

    Raises
    ------
    FileFormatError
        If the header or an entry of it is not as the format demands; the text names the tensor.
    LimitExceeded
        If the header is larger than the limits.
    """
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or length < 2:
        raise FileFormatError("It is cut off: a safetensors file begins with the length of its header, 8 bytes.")
    if length > limits.header_bytes:
        raise LimitExceeded(f"Its header would have {in_mib(length)}; the limit is {in_mib(limits.header_bytes)}.")
    if 8 + length > size:
        raise FileFormatError(f"It is cut off: its header would have {length:,} bytes, the file has {size:,}.")
    try:
        document = parse_json(file.read(length))
    except FileFormatError as error:
        raise FileFormatError(f"In the header: {error}") from None
    header = fields.an_object(document, "The header")
    header.pop("__metadata__", None)
    if len(header) > TENSORS_LIMIT:
        raise LimitExceeded(f"It has {len(header):,} tensors; the limit is {TENSORS_LIMIT:,}.")
    tensors = [_tensor(name, entry, size - 8 - length, 8 + length) for name, entry in header.items()]
    end, before = 8 + length, ""
    for tensor in sorted(tensors, key=lambda tensor: (tensor.start, tensor.nbytes)):
        if tensor.start < end:
            raise FileFormatError(f"The tensors {fields.shown(before)} and {fields.shown(tensor.name)} overlap in it.")
        end, before = tensor.start + tensor.nbytes, tensor.name
    return tensors


def _tensor(name: str, entry: Any, room: int, start: int) -> Tensor:
    where = f"The tensor {fields.shown(name)}"
    fields.a_text(name, "The name of a tensor")
    given = fields.an_object(entry, where)
    kind = given.get("dtype")
    if not isinstance(kind, str):
        raise fields.refuse(f"{where}: dtype", kind, "a text such as F32")
    shape = tuple(
        fields.a_whole(side, f"{where}: shape[{i}]", least=0, most=1 << 40)
        for i, side in enumerate(fields.a_list(given.get("shape"), f"{where}: shape"))
    )
    if len(shape) > 16:
        raise FileFormatError(f"{where} has {len(shape)} axes; it may have 16.")
    first, last = (
        fields.a_whole(place, f"{where}: data_offsets[{i}]", least=0, most=room)
        for i, place in enumerate(
            fields.a_list(given.get("data_offsets"), f"{where}: data_offsets", length=2, of="ends")
        )
    )
    if kind in _TYPES and last - first != math.prod(shape) * _TYPES[kind].itemsize:
        raise FileFormatError(
            f"{where} has {last - first:,} bytes; {kind} of the shape {list(shape)} takes "
            f"{math.prod(shape) * _TYPES[kind].itemsize:,}."
        )
    if last < first:
        raise FileFormatError(f"{where} ends before it begins.")
    return Tensor(name, kind, shape, start + first, last - first)


def _candidates(tensors: list[Tensor]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(tensor.name, (tensor.shape[0], tensor.shape[1]), tensor.name.removesuffix("weight").rstrip("."))
        for tensor in tensors
        if len(tensor.shape) == 2 and min(tensor.shape) > 0 and tensor.kind in _TYPES and _is_weight(tensor.name)
    )


def _is_weight(name: str) -> bool:
    return name == "weight" or name.endswith(".weight")


def _bias_name(name: str) -> str:
    return name.removesuffix("weight") + "bias"


def _check_size(tensors: list[Tensor], limits: Limits) -> None:
    readable = [tensor for tensor in tensors if tensor.kind in _TYPES]
    total = sum(math.prod(tensor.shape) * max(4, _TYPES[tensor.kind].itemsize) for tensor in readable)
    if total > limits.array_bytes:
        raise LimitExceeded(
            f"The weights of these layers take {in_mib(total)}; the limit is {in_mib(limits.array_bytes)}: choose "
            "fewer layers."
        )


def _values(file: BinaryIO, tensor: Tensor) -> NDArray[Any]:
    if tensor.kind not in _TYPES:
        raise FileFormatError(
            f"The tensor {fields.shown(tensor.name)} is of the type {fields.shown(tensor.kind)}; ioviz reads "
            f"{', '.join(_TYPES)}."
        )
    file.seek(tensor.start)
    data = file.read(tensor.nbytes)
    if len(data) < tensor.nbytes:
        raise FileFormatError(f"It is cut off in the tensor {fields.shown(tensor.name)}.")
    values: NDArray[Any] = np.frombuffer(data, _TYPES[tensor.kind]).reshape(tensor.shape)
    if tensor.kind == "BF16":  # the upper half of a float32
        upper: NDArray[Any] = values.astype(np.uint32) << 16
        return upper.view(np.float32)
    return values.astype(values.dtype.newbyteorder("="), copy=False)


FILE_FORMAT = FileFormat(
    "safetensors",
    "safetensors",
    (".safetensors",),
    _sniff,
    read_layers=_read_layers,
    options=(*LAYERED, "layers"),
    candidates=candidates,
)
