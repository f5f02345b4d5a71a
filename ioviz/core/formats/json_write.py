"""Arrays as JSON text, and values that JSON can hold.

Each float32 has the shortest digits that are read back as the same float32.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Rows turned into text at a time: enough to be fast, few enough that memory stays small.
_CHUNK = 1 << 15


def json_values(value: Any) -> Any:
    """Return a value with arrays as lists, and null for numbers that are not finite."""
    if isinstance(value, Mapping):
        return {str(key): json_values(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_values(entry) for entry in value]
    if hasattr(value, "tolist"):  # an array or scalar of numpy
        return json_values(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def whole_list(values: NDArray[Any]) -> str:
    """Return a list of whole numbers on one line."""
    return f"[{', '.join(map(str, values.tolist()))}]"


def number_list(values: NDArray[np.float32]) -> str:
    """Return a list of finite float32 numbers on one line."""
    return f"[{', '.join(_texts(values))}]"


def array_lines(*columns: NDArray[Any]) -> Iterator[str]:
    """Yield the rows of a list, one a line, without the brackets around them."""
    n_rows = columns[0].size
    for start in range(0, n_rows, _CHUNK):
        cells = zip(*(_texts(column[start : start + _CHUNK]) for column in columns), strict=True)
        text = "],\n[".join([", ".join(row) for row in cells])
        yield f"[{text}]" + (",\n" if start + _CHUNK < n_rows else "\n")


def _texts(values: NDArray[Any]) -> Iterator[str]:
    if values.dtype.kind == "f":
        # str of a numpy float32 is the shortest text that rounds to it. Whole ones lose their ".0", but
        # not -0.0: the whole number -0 has no sign.
        return (text if text == "-0.0" else text.removesuffix(".0") for text in map(str, values))
    return map(str, values.tolist())
