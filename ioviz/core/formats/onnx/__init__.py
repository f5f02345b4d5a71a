"""ONNX: the feed-forward part of a model, and networks written as one.

Read are Gemm, MatMul, Conv and average pooling (unrolled), BatchNormalization, Add, Sub, Mul and Div with constants,
residual Add, Concat, the activations that ioviz has, GELU also written out with Erf, and what only changes shapes.
The first axis is the batch. Operations after the last layer of weights that are none of these, such as Softmax, are
left out and noted; before it they are refused, by their name, and a part of the graph can be read instead. The extra
`onnx` of ioviz is needed. https://onnx.ai/onnx/
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ioviz.core.errors import FileFormatError, LimitExceeded, MissingDependency
from ioviz.core.formats.files import opened
from ioviz.core.formats.limits import in_mib
from ioviz.core.formats.onnx.reader import model_candidates, read_model
from ioviz.core.formats.onnx.writer import write_model
from ioviz.core.formats.options import SPARSIFYING, ReadOptions
from ioviz.core.formats.registry import Candidate, FileFormat, ReadResult
from ioviz.core.network import Network

# How a model may go on after its version: the next field is one of these.
_SECOND_FIELDS = b"\x12\x1a\x22\x28\x32\x3a\x42\x72"
_MODEL_BYTES = (1 << 31) - 1
"""What a message of protobuf can have at most."""


def _sniff(head: bytes, path: Path) -> bool:
    return len(head) > 2 and head[0] == 0x08 and 1 <= head[1] <= 32 and head[2] in _SECOND_FIELDS


def _model(path: Path, options: ReadOptions) -> Any:
    """Parse a file; nothing beside it is opened."""
    library = _library()
    with opened(path) as (file, size):
        most = min(_MODEL_BYTES, options.limits.array_bytes)
        if size > most:
            raise LimitExceeded(f"The file has {in_mib(size)}; the limit of a model is {in_mib(most)}.")
        content = file.read(size)
    model = library.ModelProto()
    try:
        model.ParseFromString(content)
    except Exception as error:  # the kinds of errors differ between the builds of protobuf
        if isinstance(error, MemoryError):
            raise
        raise FileFormatError("Invalid ONNX model: not ONNX, damaged or cut off.") from None
    if not model.HasField("graph"):
        raise FileFormatError("Invalid ONNX model: it has no graph.")
    return model


def _library() -> Any:
    try:
        import onnx
    except ImportError:
        raise MissingDependency(
            "ONNX files need the library onnx: install the extra, pip install 'ioviz[onnx]'."
        ) from None
    return onnx


def _read(path: Path, options: ReadOptions) -> ReadResult:
    return read_model(_model(path, options), path, options)


def _candidates(path: Path, options: ReadOptions) -> tuple[Candidate, ...]:
    return model_candidates(_model(path, options), path, options)


def _write(network: Network, path: Path) -> None:
    write_model(network, path, _library())


def _left_out(network: Network) -> list[str]:
    lost = {
        "description": bool(network.description),
        "origin": bool(network.origin),
        "layers for drawing": network.layer_hint is not None,
        "positions": network.position is not None,
        "examples": network.examples is not None,
    }
    return [name for name, there in lost.items() if there]


FILE_FORMAT = FileFormat(
    "onnx",
    "ONNX",
    (".onnx",),
    _sniff,
    read=_read,
    write=_write,
    options=(*SPARSIFYING, "begin", "end", "unroll"),
    candidates=_candidates,
    left_out=_left_out,
)
