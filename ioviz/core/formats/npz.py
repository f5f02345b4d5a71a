"""Reading and writing of .npz files, without pickle and without trust.

An .npz file is a zip file of arrays, each in numpy's .npy format. Here everything is declared before
it is read: the name, type and shape of each member are checked, and the sizes added up, before
anything is unpacked; never more than the declared bytes are read.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.json_text import parse_json
from ioviz.core.formats.limits import Limits, in_mib

MAGIC = b"PK\x03\x04"
EMPTY_MAGIC = b"PK\x05\x06"
NPY_MAGIC = b"\x93NUMPY"
_NPY_HEADER_LIMIT = 4096
_MEMBER_LIMIT = 64
_ARRAYS_LIMIT = 1000
_DIRECTORY_LIMIT = 1 << 16
# Deflate packs at most 1032 bytes into one.
_PACKING_LIMIT = 1040

_NPY_HEADER = re.compile(
    rb"\{'descr': '(?P<descr>[^']{1,16})', 'fortran_order': (?P<fortran>True|False), "
    rb"'shape': \((?P<shape>[0-9, ]*)\), \}\s*"
)
_DESCR = re.compile(rb"[<>=|]?(?:[iu][1248]|f[248])")

_DAMAGES = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, LookupError, OSError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """What an array of a file has to be: "i" whole numbers or "f" real numbers, and of how many axes."""

    kind: str
    axes: int = 1


class NpzReader:
    """The members of an .npz file, checked as they are read.

    Parameters
    ----------
    file : binary file
        Seekable; stays open as long as the reader is used.
    size : int
        Of the file, in bytes.
    limits : Limits
    own : bool
        Whether it has to be a file of ioviz, with a header; unless so, any arrays are taken.

    Raises
    ------
    FileFormatError
        If it is not a zip file, or an .npz file of another program.
    LimitExceeded
        If it is larger than the limits.
    """

    def __init__(self, file: BinaryIO, size: int, limits: Limits, *, own: bool = True) -> None:
        if size > limits.npz_bytes:
            raise LimitExceeded(f"The file has {in_mib(size)}; the limit is {in_mib(limits.npz_bytes)}.")
        self._limits = limits
        self._left = limits.array_bytes
        _check_directory(file, size)
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except _DAMAGES:
            raise FileFormatError("The zip file is damaged or cut off.") from None
        if len(infos) > (_MEMBER_LIMIT if own else _ARRAYS_LIMIT):
            most = "a network or a schedule has a dozen" if own else f"the limit is {_ARRAYS_LIMIT:,}"
            raise FileFormatError(f"The file has {len(infos)} members; {most}.")
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.removesuffix(".npy")
            if name in self._infos or name == info.filename:
                what = "is duplicated" if name in self._infos else "is not an .npy array"
                raise FileFormatError(f"The member {info.filename[:40]!r} {what}.")
            self._infos[name] = info
        self.header: dict[str, Any] = {}
        if not own:
            return
        if "header" not in self._infos:
            raise FileFormatError("Not a file of ioviz: the member 'header' is missing.")
        text = self._read("header", Member("i"), limits.header_bytes)
        document = parse_json(text.astype(np.uint8, copy=False).tobytes())
        if not isinstance(document, dict):
            raise FileFormatError("The member 'header' is not a JSON object.")
        self.header = document

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members, in the order in which they were written."""
        return tuple(self._infos)

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape that a member declares; nothing else of it is read."""
        try:
            with self._zip.open(self._infos[name]) as stream:
                return npy_header(stream, name)[1]
        except _DAMAGES:
            raise FileFormatError(f"The member {name!r} is damaged or cut off.") from None

    def text(self, name: str) -> bytes:
        """Return what stands after the header of a short member of text, as `save_npz` of scipy writes one."""
        info = self._infos[name]
        if info.file_size > 1000 or info.compress_size > 2000:
            return b""
        try:
            return self._zip.read(info).rpartition(b"\n")[2].strip(b"\0")
        except _DAMAGES:
            raise FileFormatError(f"The member {name!r} is damaged or cut off.") from None

    def array(self, name: str, kind: str, axes: int) -> NDArray[Any]:
        """Read one member: "i" whole or "f" real numbers of so many axes. All of them share the limit."""
        values = self._read(name, Member(kind, axes), self._left)
        self._left -= values.nbytes
        return values

    def arrays(self, members: Mapping[str, Member], required: tuple[str, ...]) -> dict[str, NDArray[Any]]:
        """Read all members but the header: those that may be there, and have to be."""
        unknown = [name for name in self._infos if name not in members and name != "header"]
        if unknown:
            raise FileFormatError(f"The member {unknown[0][:40]!r} is unknown.")
        for name in required:
            if name not in self._infos:
                raise FileFormatError(f"The member {name!r} is missing.")
        declared = sum(self._infos[name].file_size for name in members if name in self._infos)
        if declared > self._left:
            raise LimitExceeded(
                f"The arrays take {in_mib(declared)} unpacked; the limit is {in_mib(self._limits.array_bytes)}."
            )
        return {name: self._read(name, member, self._left) for name, member in members.items() if name in self._infos}

    def _read(self, name: str, member: Member, limit: int) -> NDArray[Any]:
        info = self._infos[name]
        if info.file_size > limit:
            raise LimitExceeded(f"The member {name!r} takes {in_mib(info.file_size)}; the limit is {in_mib(limit)}.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
            raise FileFormatError(f"The member {name!r} is packed or encrypted in a way that ioviz does not read.")
        if info.file_size > _PACKING_LIMIT * (info.compress_size + 1):
            raise FileFormatError(f"The member {name!r} is damaged: it cannot unpack to the size that it declares.")
        try:
            with self._zip.open(info) as stream:
                dtype, shape, fortran, n_header = npy_header(stream, name)
                _check_type(name, member, dtype, shape)
                nbytes = dtype.itemsize * math.prod(shape)
                if n_header + nbytes != info.file_size:
                    raise FileFormatError(f"The member {name!r} is damaged: its size does not fit its shape {shape}.")
                data = bytearray(nbytes)
                view, filled = memoryview(data), 0
                while filled < nbytes:
                    chunk = stream.read(min(nbytes - filled, 1 << 20))
                    if not chunk:
                        raise EOFError
                    view[filled : filled + len(chunk)] = chunk
                    filled += len(chunk)
                if stream.read(1):  # also lets the check sum be compared
                    raise EOFError
        except _DAMAGES:
            raise FileFormatError(f"The member {name!r} is damaged or cut off.") from None
        array = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")
        return array.astype(dtype.newbyteorder("="), order="C", copy=False)


def write_npz(file: BinaryIO, header: bytes, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write an .npz file; the same content gives the same bytes.

    Whole numbers get the smallest type that holds them, and what does not get smaller by packing (the
    weights, mostly) is not packed.
    """
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in {"header": np.frombuffer(header, np.uint8), **arrays}.items():
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            kept = _smallest(array)
            info.compress_type = zipfile.ZIP_DEFLATED if _packs_well(kept) else zipfile.ZIP_STORED
            info._compresslevel = 1  # type: ignore[attr-defined]  # the only way to set it for one member
            with archive.open(info, "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, kept, allow_pickle=False)


def npy_header(stream: Any, name: str) -> tuple[np.dtype[Any], tuple[int, ...], bool, int]:
    """Read the start of an array: type, shape, whether columns come first, and the length of this start.

    numpy's own reader evaluates the header as Python; what it writes always looks the same, so a
    pattern is enough, and nothing is evaluated.
    """
    start = stream.read(10)
    if len(start) < 10 or not start.startswith(NPY_MAGIC) or start[6] not in (1, 2, 3):
        raise FileFormatError(f"The member {name!r} is not in the .npy format.")
    length = int.from_bytes(start[8:10], "little")
    n_header = 10 + length
    if start[6] > 1:
        length += int.from_bytes(stream.read(2), "little") << 16
        n_header = 12 + length
    if length > _NPY_HEADER_LIMIT:
        raise FileFormatError(f"The member {name!r} is damaged: its header has {length} bytes.")
    match = _NPY_HEADER.fullmatch(stream.read(length))
    if match is None:
        raise FileFormatError(f"The member {name!r} is damaged, or no plain array of numbers.")
    if match["descr"].endswith(b"O"):
        raise FileFormatError(f"The member {name!r} holds pickled Python objects, which ioviz never opens.")
    if not _DESCR.fullmatch(match["descr"]):
        raise FileFormatError(f"The member {name!r} is not an array of whole or real numbers.")
    sides = [side for side in match["shape"].replace(b" ", b"").split(b",") if side]
    if any(len(side) > 12 for side in sides) or len(sides) > 4:
        raise FileFormatError(f"The member {name!r} is damaged: its shape cannot be.")
    dtype = np.dtype(match["descr"].decode("ascii"))
    return dtype, tuple(map(int, sides)), match["fortran"] == b"True", n_header


def _check_type(name: str, member: Member, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
    if member.kind == "i" and dtype.kind not in "iu":
        raise FileFormatError(f"The member {name!r} is {dtype}; it has to be an array of whole numbers.")
    if member.kind == "f" and dtype.kind not in "iuf":
        raise FileFormatError(f"The member {name!r} is {dtype}; it has to be an array of numbers.")
    if len(shape) != member.axes:
        raise FileFormatError(f"The member {name!r} has {len(shape)} axes; it has to have {member.axes}.")


def _check_directory(file: BinaryIO, size: int) -> None:
    """Refuse a zip directory that would itself fill the memory, before zipfile reads all of it."""
    tail_size = min(size, 22 + (1 << 16))
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    end = tail.rfind(EMPTY_MAGIC)
    if end < 0 or len(tail) - end < 22:
        raise FileFormatError("The zip file is damaged or cut off.")
    n_directory = int.from_bytes(tail[end + 12 : end + 16], "little")
    # A zip of more than 4 GiB or 65,535 members has another record before this one.
    if n_directory > _DIRECTORY_LIMIT or tail[max(end - 20, 0) : end].startswith(b"PK\x06\x07"):
        raise FileFormatError("The file is damaged, or a zip file of far more members than an .npz of ioviz has.")
    file.seek(0)


def _smallest(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype.kind not in "iu":
        return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    least, most = (int(array.min()), int(array.max())) if array.size else (0, 0)
    kept = np.result_type(np.min_scalar_type(least), np.min_scalar_type(most))
    return np.ascontiguousarray(array, kept.newbyteorder("<"))


def _packs_well(array: NDArray[Any]) -> bool:
    sample = array.reshape(-1)[: (1 << 16) // array.dtype.itemsize].tobytes()
    return len(zlib.compress(sample, 1)) < 0.9 * len(sample)
