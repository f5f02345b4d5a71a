"""All formats, in the order in which their signatures are tried."""

from __future__ import annotations

from pathlib import Path

from ioviz.core.formats import (
    arrays,
    dot,
    gexf,
    graph_challenge,
    graphml,
    ioviz_json,
    ioviz_npz,
    matrix_market,
    node_link,
    onnx,
    pickles,
    safetensors,
    smtx,
)
from ioviz.core.formats.registry import FileFormat

# Those with a clear signature come first; ioviz's own JSON, which fits anything in braces, is last.
FORMATS: tuple[FileFormat, ...] = (
    pickles.FILE_FORMAT,
    safetensors.FILE_FORMAT,
    arrays.NPY_FORMAT,
    arrays.NPZ_FORMAT,
    ioviz_npz.FILE_FORMAT,
    onnx.FILE_FORMAT,
    matrix_market.FILE_FORMAT,
    smtx.FILE_FORMAT,
    graph_challenge.FILE_FORMAT,
    graphml.FILE_FORMAT,
    gexf.FILE_FORMAT,
    dot.FILE_FORMAT,
    node_link.FILE_FORMAT,
    ioviz_json.FILE_FORMAT,
)

SNIFFED_BYTES = 4096

# Common files that ioviz does not read, by their first bytes.
UNSUPPORTED_SIGNATURES = (
    (b"\x89HDF", "HDF5"),
    (b"\x1f\x8b", "gzip: unpack it first"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
)


def endings(*, writing: bool) -> tuple[str, ...]:
    """Return the endings of the network files that can be read, or written."""
    return tuple(
        ending
        for known in FORMATS
        for ending in known.endings
        if (known.write if writing else known.read or known.read_layers) is not None
        and known is not pickles.FILE_FORMAT
    )


def by_content(head: bytes, path: Path) -> FileFormat | None:
    """Return the format of the first bytes of a file."""
    return next((known for known in FORMATS if known.sniff(head, path)), None)


def by_ending(path: Path, *, writing: bool = False) -> FileFormat | None:
    """Return the format with the longest ending of the name."""
    name = path.name.lower()
    fitting = [
        (len(ending), known)
        for known in FORMATS
        for ending in known.endings
        if name.endswith(ending) and (known.write is not None or not writing)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
