"""The numbers of an ONNX model: initialisers, dense, sparse, and in files beside the model."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import shown
from ioviz.core.formats.files import opened
from ioviz.core.formats.limits import Limits, in_mib
from ioviz.core.formats.registry import SparseWeights

# Numbers of TensorProto.DataType: numpy's type of the raw bytes, the field for single numbers, and the type of that.
_TYPES: dict[int, tuple[str, str, str]] = {
    1: ("<f4", "float_data", "f4"),
    2: ("u1", "int32_data", "i4"),
    3: ("i1", "int32_data", "i4"),
    6: ("<i4", "int32_data", "i4"),
    7: ("<i8", "int64_data", "i8"),
    9: ("?", "int32_data", "i4"),
    10: ("<f2", "int32_data", "i4"),
    11: ("<f8", "double_data", "f8"),
    16: ("<u2", "int32_data", "i4"),
}
_FLOAT16, _BFLOAT16 = 10, 16
_EXTERNAL = 1


@dataclass
class Tensors:
    """Reads tensors, and adds up what they take.

    Attributes
    ----------
    path : Path
        Of the model: external data lies in its folder.
    limits : Limits
    taken : int
        Bytes of all arrays read.
    """

    path: Path
    limits: Limits
    taken: int = field(default=0)

    def array(self, tensor: Any, name: str) -> NDArray[Any]:
        """Return the numbers of a TensorProto.

        Raises
        ------
        FileFormatError
            If its type, its shape and its numbers do not fit, or its data lies where it must not.
        LimitExceeded
            If all tensors together are larger than the limits.
        """
        where = f"The tensor {shown(name)}"
        kind = tensor.data_type
        if kind not in _TYPES:
            raise FileFormatError(f"{where} is of the type {kind} of ONNX, which holds no plain numbers.")
        if len(tensor.dims) > 16 or not all(0 <= side <= 1 << 40 for side in tensor.dims):
            raise FileFormatError(f"{where} has a shape that cannot be: {list(tensor.dims)[:8]}.")
        raw_type, single, single_type = _TYPES[kind]
        dtype = np.dtype(raw_type)
        count = math.prod(tensor.dims)
        self._take(count * max(4, dtype.itemsize), where)
        if tensor.data_location == _EXTERNAL:
            values = np.frombuffer(self._external(tensor, count * dtype.itemsize, where), dtype)
        elif tensor.HasField("raw_data"):
            if len(tensor.raw_data) != count * dtype.itemsize:
                raise FileFormatError(
                    f"{where} has {len(tensor.raw_data):,} bytes; its shape {list(tensor.dims)} takes "
                    f"{count * dtype.itemsize:,}."
                )
            values = np.frombuffer(tensor.raw_data, dtype)
        else:
            numbers = getattr(tensor, single)
            if len(numbers) != count:
                raise FileFormatError(
                    f"{where} has {len(numbers):,} numbers; its shape {list(tensor.dims)} takes {count:,}."
                )
            values = np.array(numbers, single_type).astype(dtype if kind not in (_FLOAT16, _BFLOAT16) else "<u2")
            if kind == _FLOAT16:
                values = values.view("<f2")
        if kind == _BFLOAT16:  # the upper half of a float32
            upper: NDArray[Any] = values.astype(np.uint32) << 16
            values = upper.view(np.float32)
        return values.reshape(tuple(tensor.dims))

    def sparse(self, tensor: Any, name: str) -> SparseWeights:
        """Return the matrix of a SparseTensorProto.

        Raises as `array` does.
        """
        where = f"The sparse tensor {shown(name)}"
        sides = list(tensor.dims)
        if len(sides) != 2 or not all(1 <= side <= self.limits.neurons for side in sides):
            raise FileFormatError(f"{where} has the shape {sides[:8]}; ioviz reads sparse matrices of two axes.")
        values = self.array(tensor.values, name)
        indices = self.array(tensor.indices, f"{name} (indices)")
        if values.ndim != 1 or indices.dtype.kind not in "iu":
            raise FileFormatError(f"{where} has to have a list of values and whole numbers as indices.")
        if indices.shape == (values.size, 2):
            row, column = indices[:, 0], indices[:, 1]
        elif indices.shape == (values.size,):
            row, column = np.divmod(indices, sides[1])
        else:
            raise FileFormatError(f"{where} has {values.size} values, but indices of the shape {list(indices.shape)}.")
        wrong = np.flatnonzero((row < 0) | (row >= sides[0]) | (column < 0) | (column >= sides[1]))
        if wrong.size:
            raise FileFormatError(f"{where}: entry {wrong[0]} lies outside of its shape {sides}.")
        return SparseWeights((sides[0], sides[1]), row.astype(np.int32), column.astype(np.int32), values)

    def _take(self, nbytes: int, where: str) -> None:
        self.taken += nbytes
        if self.taken > self.limits.array_bytes:
            raise LimitExceeded(
                f"{where} takes {in_mib(nbytes)}, and all up to it {in_mib(self.taken)}; the limit is "
                f"{in_mib(self.limits.array_bytes)}."
            )

    def _external(self, tensor: Any, nbytes: int, where: str) -> bytes:
        data = {entry.key: entry.value for entry in tensor.external_data}
        path = beside(self.path, data.get("location", ""), where)
        offset, length = (_whole(data.get(key, unless), where) for key, unless in (("offset", 0), ("length", nbytes)))
        if length != nbytes:
            raise FileFormatError(
                f"{where} has {length:,} bytes in {path.name!r}; its shape {list(tensor.dims)} takes {nbytes:,}."
            )
        with opened(path) as (file, size):
            if offset + nbytes > size:
                raise FileFormatError(
                    f"{where} ends at byte {offset + nbytes:,} of {path.name!r}, which has {size:,} bytes."
                )
            file.seek(offset)
            return file.read(nbytes)


def beside(model: Path, location: str, where: str) -> Path:
    """Return the file of external data, which has to be in the folder of the model or below it.

    Raises
    ------
    FileFormatError
        If the location is an absolute path, leads out of the folder by ``..`` or by a link, or there is none.
    """
    text = f"{where} names {shown(location)} as its file of data"
    posix, windows = PurePosixPath(location), PureWindowsPath(location)
    if not location or "\0" in location:
        raise FileFormatError(f"{text}, which is not a valid file name.")
    if posix.is_absolute() or windows.drive or windows.root or ".." in (*posix.parts, *windows.parts):
        raise FileFormatError(f"{text}; the file has to be in the folder of the model, with a relative path.")
    folder = os.path.realpath(model.parent)
    path = os.path.realpath(os.path.join(folder, *posix.parts))
    if os.path.commonpath([folder, path]) != folder:
        raise FileFormatError(f"{text}, a link that leads out of the folder of the model; ioviz does not follow it.")
    return Path(path)


def _whole(text: object, where: str) -> int:
    try:
        value = int(str(text)[:20])
    except ValueError:
        value = -1
    if value < 0:
        raise FileFormatError(f"{where} has {shown(text)} as its place in the file of data; it has to be a number.")
    return value
