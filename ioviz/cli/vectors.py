"""Input vectors for a network: one of its examples, or a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ioviz.cli.arguments import whole
from ioviz.core.errors import FileFormatError, InvalidArgument, LimitExceeded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ioviz.core.network import Network

LARGEST = 1 << 30
"""The largest file of input vectors, in bytes."""


def add_vectors(parser: argparse.ArgumentParser) -> None:
    """Add `--input` and `--example`."""
    parser.add_argument("--input", metavar="FILE", help="one or more vectors: .npy, or text with one vector a line")
    parser.add_argument(
        "--example", type=whole("the example", 0), metavar="K", help="an example input of the network, from 0"
    )


def read_vectors(args: argparse.Namespace, network: Network) -> NDArray[np.float32] | None:
    """Return the vectors that the arguments name: float32[width], or [batch, width]; None if they name none.

    Raises
    ------
    InvalidArgument
        If they name two, or the network has no such example.
    FileFormatError
        If the file cannot be read, or holds no finite numbers.
    LimitExceeded
        If the file is larger than `LARGEST`.
    """
    if args.input is not None and args.example is not None:
        raise InvalidArgument("Name an --input or an --example, not both.")
    if args.input is not None:
        return _read(Path(args.input))
    if args.example is None:
        return None
    examples = network.examples
    if examples is None:
        raise InvalidArgument("The network has no examples; name an --input.")
    if args.example >= len(examples.inputs):
        raise InvalidArgument(
            f"Unknown example {args.example}: the network has examples 0 to {len(examples.inputs) - 1}."
        )
    vector: NDArray[np.float32] = examples.inputs[args.example]
    return vector


def _read(path: Path) -> NDArray[np.float32]:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise LimitExceeded(f"{path}: The file has {size:,} bytes; the limit of input vectors is {LARGEST:,}.")
        with path.open("rb") as file:
            is_npy = file.read(6) == b"\x93NUMPY"
            file.seek(0)
            return _read_npy(path, file, size) if is_npy else _read_text(path, file.read())
    except FileNotFoundError:
        raise FileFormatError(f"{path} cannot be read: no such file.") from None
    except OSError as error:
        raise FileFormatError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def _read_npy(path: Path, file: BinaryIO, size: int) -> NDArray[np.float32]:
    """Check the header against the size of the file before anything is allocated."""
    import numpy as np
    from numpy.lib import format as npy

    try:
        version = npy.read_magic(file)
        reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = reader(file)
        count = int(np.prod(shape, dtype=object))
        if dtype.hasobject or dtype.kind not in "biuf":
            raise FileFormatError(f"{path}: Invalid data type {dtype}: not numbers.")
        if count * dtype.itemsize != size - file.tell():
            raise FileFormatError(f"{path}: The file is cut off, or longer than its header states.")
        flat = np.frombuffer(file.read(), dtype=dtype, count=count)
    except (ValueError, TypeError, SyntaxError, OverflowError, EOFError):
        raise FileFormatError(f"{path}: Invalid .npy header.") from None
    return _numbers(path, flat.reshape(shape, order="F" if fortran else "C"))


def _read_text(path: Path, content: bytes) -> NDArray[np.float32]:
    """Numbers with commas or blanks between them, a vector a line."""
    import numpy as np

    if not content.strip():
        raise FileFormatError(f"{path}: The file is empty.")
    if b"\x00" in content[:4096]:
        raise FileFormatError(f"{path}: The file is neither .npy nor a text of numbers.")
    rows: list[list[float]] = []
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        words = line.replace(",", " ").replace(";", " ").split()
        if not words:
            continue
        try:
            rows.append([float(word) for word in words])
        except ValueError:
            raise FileFormatError(f"{path}: Line {number} is not a line of numbers: {line[:40]!r}.") from None
        if len(rows[-1]) != len(rows[0]):
            raise FileFormatError(f"{path}: Line {number} has {len(rows[-1])} numbers, but line 1 has {len(rows[0])}.")
    array = np.array(rows, dtype=np.float64)
    return _numbers(path, array[0] if len(rows) == 1 else array)


def _numbers(path: Path, array: NDArray[np.generic]) -> NDArray[np.float32]:
    import numpy as np

    with np.errstate(over="ignore"):
        numbers: NDArray[np.float32] = array.astype(np.float32)
    if not np.isfinite(numbers).all():
        raise FileFormatError(f"{path}: Entry {int(np.argmin(np.isfinite(numbers)))} is not finite in float32.")
    return numbers
