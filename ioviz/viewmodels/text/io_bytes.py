"""I/Os in bytes: a weight has the size of its precision, the value of a neuron is a float32 for each input."""

from __future__ import annotations

from ioviz.core.names import VALUE_BYTES
from ioviz.viewmodels.text import numbers

WEIGHT_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}


def io_bytes(ios: int, connections: int, precision: str = "float32", batch: int = 1) -> int:
    """Return the bytes of a number of I/Os that include one weight for each connection.

    Examples
    --------
    >>> io_bytes(1598, 950), io_bytes(1598, 950, "int8"), io_bytes(1598, 950, batch=128)
    (6392, 3542, 335576)
    """
    return connections * WEIGHT_BYTES[precision] + (ios - connections) * VALUE_BYTES * batch


def short(ios: int, connections: int) -> str:
    """Return the bytes with float32 and with int8 weights, for one input."""
    return f"{numbers.data(io_bytes(ios, connections))}, int8 {numbers.data(io_bytes(ios, connections, 'int8'))}"


def long(ios: int, connections: int) -> str:
    """Return the bytes with weights of every precision, for one input and for 128, a line each."""
    lines = ["The I/Os in bytes: a value is a float32 (4 bytes) for each input, a weight by its precision"]
    for precision, size in WEIGHT_BYTES.items():
        one, many = (numbers.data(io_bytes(ios, connections, precision, batch)) for batch in (1, 128))
        lines.append(f"{precision}, {numbers.plural(size, 'byte')} a weight: {one} for 1 input, {many} for 128 at once")
    return "\n".join(lines)
