"""Vectors of 16, 32 or 64 float32 numbers in kernels, on any processor.

Loops over arrays are not always compiled to vector instructions of full width, and never keep a piece of an
array in registers from one loop to the next. So kernels may hold vectors themselves: a variable of the type
`Vector` is LLVM's generic vector, which becomes one 512-bit register or two of 256 bits for each 16 numbers, or
four of 128, as the processor has them. Nothing here names a processor.

Kernels reach memory by addresses (:func:`address_of` and bytes from there); what they are given has to live as long as
they run. Addresses are int64: uint64 and int64 would add up to float64, so they are refused. How wide a vector is, is
given by `lanes`, a tuple of that many sixteens, so that it is part of a kernel's type: ``SIXTEENS[4]`` for 64 numbers.
``+ - * /``, unary ``-`` and the comparisons work on vectors of equal width; a comparison gives a `Mask` for
:func:`select`.

Each function is written twice: what it means, in numpy, which runs where the compiler is off
(``NUMBA_DISABLE_JIT=1``) and where a vector is an array; and the instructions, in `vector_types`.
"""

from __future__ import annotations

import ctypes
import threading
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import instruction

Vector = NDArray[np.float32]
Mask = NDArray[np.bool_]
Lanes = tuple[int, ...]
Number = Any  # a float, or numpy's float32
Address = Any  # an int, or numpy's int64

SIXTEENS: dict[int, Lanes] = {count: (0,) * count for count in (1, 2, 4)}
"""What a kernel is given as `lanes`, by the number of sixteens."""


@cache
def registers() -> int:
    """How many sixteens of float32 numbers this processor's vector registers hold together."""
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    if features.get("avx512f"):
        return 32
    return 4 if "sse2" in features and not features.get("avx") else 8


_counting = threading.Lock()
_INSTRUCTIONS = "ioviz.core.kernels.vectors.instructions"


def _memory(address: Address, dtype: Any, count: int) -> NDArray[Any]:
    """The memory at an address as an array: only where the compiler is off."""
    size = np.dtype(dtype).itemsize * count
    return np.frombuffer((ctypes.c_char * size).from_address(int(address)), dtype)


@instruction(_INSTRUCTIONS)
def address_of(array: NDArray[Any]) -> Address:
    """Return where an array begins, as int64 (``array.ctypes.data`` is uint64 in kernels)."""
    return array.ctypes.data


@instruction(_INSTRUCTIONS)
def item_size(array: NDArray[Any]) -> int:
    """Return the bytes of an entry of an array, a constant to the compiler (``array.itemsize`` is read each time)."""
    return array.itemsize


@instruction(_INSTRUCTIONS)
def load(address: Address, lanes: Lanes) -> Vector:
    """Return the vector that stands at an address (of any alignment that float32 has)."""
    return _memory(address, np.float32, 16 * len(lanes)).copy()


@instruction(_INSTRUCTIONS)
def store(address: Address, vector: Vector) -> None:
    """Write a vector to an address."""
    _memory(address, np.float32, vector.size)[:] = vector


@instruction(_INSTRUCTIONS)
def splat(number: Number, lanes: Lanes) -> Vector:
    """Return the vector whose entries all are `number`, a float32."""
    return np.full(16 * len(lanes), number, np.float32)


@instruction(_INSTRUCTIONS)
def splat4(address: Address, hidden: int, lanes: Lanes) -> tuple[Vector, Vector, Vector, Vector]:
    """Return four vectors, whose entries all are the first, second, third and fourth float32 number at an address.

    They are loaded once, and spread in registers: loads are what kernels wait for. `hidden` has to be 0, and the
    compiler must not know: otherwise it makes four loads of this again.
    """
    numbers = _memory(address, np.float32, 4)
    width = 16 * len(lanes)
    return tuple(np.full(width, number, np.float32) for number in numbers)  # type: ignore[return-value]


@instruction(_INSTRUCTIONS)
def splat_like(number: Number, vector: Vector) -> Vector:
    """Return the vector as wide as `vector` whose entries all are `number`, a float32."""
    return np.full(vector.size, number, np.float32)


@instruction(_INSTRUCTIONS)
def multiply_add(a: Vector, b: Vector, c: Vector) -> Vector:
    """Return ``a * b + c``, rounded once where the processor can, else twice."""
    with np.errstate(all="ignore"):
        return (a.astype(np.float64) * b + c).astype(np.float32)


@instruction(_INSTRUCTIONS)
def select(mask: Mask, a: Vector, b: Vector) -> Vector:
    """Return the entries of `a` where `mask` is set, else those of `b`."""
    return np.where(mask, a, b)


@instruction(_INSTRUCTIONS)
def absolute(vector: Vector) -> Vector:
    """Return the absolute values."""
    return np.abs(vector)


@instruction(_INSTRUCTIONS)
def nearest(vector: Vector) -> Vector:
    """Return the whole numbers next to the entries, the even one of two."""
    return np.rint(vector)


@instruction(_INSTRUCTIONS)
def power_of_two(exponent: Vector) -> Vector:
    """Return 2 to the power of each entry, which has to be a whole number in -126..127; anything otherwise."""
    with np.errstate(all="ignore"):
        return np.ldexp(np.float32(1), np.clip(np.nan_to_num(exponent), -126, 127).astype(np.int32))


@instruction(_INSTRUCTIONS)
def transpose16(to: Address, to_stride: int, start: Address, stride: int) -> None:
    """Write the 16 rows of 16 numbers that begin at ``start + i * stride`` as columns, to ``to + i * to_stride``.

    Strides are in bytes.
    """
    rows = [_memory(start + i * stride, np.float32, 16) for i in range(16)]
    for i, column in enumerate(np.array(rows).T):
        _memory(to + i * to_stride, np.float32, 16)[:] = column


@instruction(_INSTRUCTIONS)
def load_float32(address: Address) -> Number:
    """Return the float32 number at an address."""
    return _memory(address, np.float32, 1)[0]


@instruction(_INSTRUCTIONS)
def store_float32(address: Address, number: Number) -> None:
    """Write a float32 number to an address."""
    _memory(address, np.float32, 1)[0] = number


@instruction(_INSTRUCTIONS)
def load_index(address: Address, array: NDArray[Any]) -> int:
    """Return the unsigned number at an address, of the dtype of `array`: uint8, uint16 or uint32."""
    return int(_memory(address, array.dtype, 1)[0])


@instruction(_INSTRUCTIONS)
def load_indices4(address: Address, array: NDArray[Any]) -> tuple[int, int, int, int]:
    """Return four unsigned numbers from an address on, of the dtype of `array`: uint16 or uint32."""
    a, b, c, d = _memory(address, array.dtype, 4).tolist()
    return a, b, c, d


@instruction(_INSTRUCTIONS)
def fetch_add(address: Address, amount: int) -> int:
    """Add to the int64 number at an address, atomically among threads, and return what it was before."""
    counter = _memory(address, np.int64, 1)
    with _counting:
        before = int(counter[0])
        counter[0] = before + amount
    return before
