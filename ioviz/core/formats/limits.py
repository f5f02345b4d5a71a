"""Limits of the size of files: declared sizes are checked before anything is allocated."""

from __future__ import annotations

from dataclasses import dataclass

from ioviz.core.network import MAX_CONNECTIONS, MAX_NEURONS

MIB = 1 << 20

JSON_BYTES = 64 * MIB
"""A JSON file, in bytes: some 3 million connections, and at most 2 GiB of Python objects."""

NPZ_BYTES = 1024 * MIB
"""An .npz file, in bytes."""

ARRAY_BYTES = 2048 * MIB
"""All arrays of an .npz file together, unpacked, in bytes."""

TEXT_BYTES = 4096 * MIB
"""A file of numbers as text, or of XML, unpacked, in bytes: read piece by piece."""

HEADER_BYTES = 16 * MIB
"""The text of an .npz file (names, labels), in bytes."""


@dataclass(frozen=True)
class Limits:
    """Limits of what is read; pass others to `load` for a trusted file.

    Attributes
    ----------
    json_bytes, npz_bytes : int
        Size of a file.
    array_bytes, header_bytes : int
        Size of the arrays of an .npz file, unpacked, and of its text.
    text_bytes : int
        Size of a file of numbers as text, or of XML, unpacked.
    neurons, connections : int
        Size of a network, before it is trimmed; at most the limits of `build_network`.
    """

    json_bytes: int = JSON_BYTES
    npz_bytes: int = NPZ_BYTES
    array_bytes: int = ARRAY_BYTES
    header_bytes: int = HEADER_BYTES
    text_bytes: int = TEXT_BYTES
    neurons: int = MAX_NEURONS
    connections: int = MAX_CONNECTIONS


DEFAULT_LIMITS = Limits()


def in_mib(nbytes: int) -> str:
    """Return a size as text: "64 MiB"."""
    return f"{nbytes / MIB:,.0f} MiB" if nbytes >= MIB else f"{nbytes:,} bytes"
