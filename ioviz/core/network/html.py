"""Small pieces of HTML for notebooks and reports: tables of facts and embedded images."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

MOST_LINES = 3_000
"""Connections drawn as lines; a larger network is drawn as the sizes of its layers."""

INK, INPUT, OUTPUT = "#56708c", "#009E73", "#CC79A7"
WIDTH, HEIGHT = 420, 180


def table(rows: Iterable[Sequence[object]], head: Sequence[str] = (), *, texts: bool = False) -> str:
    """Return an HTML table: first a column of text, then numbers, aligned to the right, unless all are `texts`."""

    def cells(row: Sequence[object], tag: str) -> str:
        sides = ["left" if texts or k == 0 else "right" for k in range(len(row))]
        return "".join(
            f'<{tag} style="text-align:{side};padding:1px 10px">{escape(str(cell))}</{tag}>'
            for side, cell in zip(sides, row, strict=True)
        )

    top = f"<thead><tr>{cells(head, 'th')}</tr></thead>" if head else ""
    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<table style="border-collapse:collapse;font-variant-numeric:tabular-nums">{top}<tbody>{body}</tbody></table>'
    )


def png_uri(pixels: NDArray[np.uint8]) -> str:
    """Return an image as an <img> element: uint8[height, width] grey, or [height, width, 3] colours."""
    height, width = pixels.shape[:2]
    colour_type = 2 if pixels.ndim == 3 else 0
    rows = np.zeros((height, 1 + pixels.size // height), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = pixels.reshape(height, -1)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)), chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def network_html(
    *, name: str, description: str, layer: Int32, source: Int32, target: Int32, is_input: Mask, is_output: Mask
) -> str:
    """Return name, sizes and a small drawing of a network, from its fields of these names."""
    sizes = (
        ("neurons N", f"{layer.size:,}"),
        ("connections W", f"{source.size:,}"),
        ("inputs, outputs", f"{np.count_nonzero(is_input):,}, {np.count_nonzero(is_output):,}"),
        ("depth", f"{layer.max():,}"),
    )
    about = f"<div>{escape(description)}</div>" if description else ""
    lines = source.size <= MOST_LINES
    drawn = _lines(layer, source, target, is_input, is_output) if lines else _layers(layer)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{"neurons and connections" if lines else "neurons of each layer"}">{drawn}</svg>'
    )
    return f"<div><b>{escape(name or 'Network')}</b>{about}{table(sizes)}{picture}</div>"


def _lines(layer: Int32, source: Int32, target: Int32, is_input: Mask, is_output: Mask) -> str:
    """Draw neurons in columns by layer, and connections as lines."""
    counts = np.bincount(layer)
    order = np.argsort(layer, kind="stable")
    rank = np.empty(layer.size, np.int64)
    rank[order] = np.arange(layer.size) - np.repeat(np.cumsum(counts) - counts, counts)
    column_of = 16 + layer * ((WIDTH - 32) / max(counts.size - 1, 1))
    row_of = (rank + 0.5) * HEIGHT / counts[layer]
    x, y = np.round(column_of, 1).tolist(), np.round(row_of, 1).tolist()
    path = "".join(f"M{x[u]} {y[u]}L{x[v]} {y[v]}" for u, v in zip(source.tolist(), target.tolist(), strict=True))
    faint = max(0.12, min(0.6, 60 / max(source.size, 1)))
    radius = max(1.0, min(5.0, 0.35 * HEIGHT / counts.max()))
    colours = np.where(is_input, INPUT, np.where(is_output, OUTPUT, INK)).tolist()
    dots = "".join(
        f'<circle cx="{a}" cy="{b}" r="{radius:.1f}" fill="{colour}"/>'
        for a, b, colour in zip(x, y, colours, strict=True)
    )
    return f'<path d="{path}" stroke="{INK}" stroke-opacity="{faint:.2f}" fill="none"/>{dots}'


def _layers(layer: Int32) -> str:
    """Draw a bar for each of up to a hundred layers, as high as its number of neurons."""
    counts = np.bincount(layer)
    if counts.size > 100:
        counts = np.add.reduceat(counts, np.linspace(0, counts.size, 100, endpoint=False).astype(int))
    step = (WIDTH - 20) / counts.size
    bars = []
    for k, count in enumerate(counts.tolist()):
        height = max(1.0, (HEIGHT - 30) * count / counts.max())
        left, top = 10 + k * step, HEIGHT - 15 - height
        bars.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{0.7 * step:.1f}" height="{height:.1f}" fill="{INK}">'
            f"<title>{count:,} neurons</title></rect>"
        )
    return "".join(bars)
