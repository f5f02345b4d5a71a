"""A trace in a notebook: its counters and its residency."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from ioviz.core.names import COUNTERS
from ioviz.core.network.html import png_uri, table
from ioviz.core.simulation.counts import Counts

_CLEAN = np.array([86, 180, 233])  # sky blue, as in the window
_GROUND = np.array([240, 243, 246])


def trace_html(title: str, counts: Counts, lower_bound: int, picture: NDArray[np.uint8]) -> str:
    """Return title, counters and residency image (see `residency_picture`) of a trace."""
    rows = (
        *((text, f"{getattr(counts, key):,}") for key, text in COUNTERS.items()),
        ("I/Os", f"{counts.ios:,}"),
        ("times the lower bound", f"{counts.ios / lower_bound:.3f}"),
    )
    image = f'<img src="{png_uri(coloured(picture))}" alt="residency: neurons down by layer, steps to the right">'
    return f"<div><b>{escape(title)}</b>{table(rows)}{image}</div>"


def coloured(picture: NDArray[np.uint8], height: int = 200) -> NDArray[np.uint8]:
    """Return a residency image in the colours of the window with a least height, uint8[h, w, 3]."""
    ink = picture[..., None] / 255
    colours = np.round(_GROUND + ink * (_CLEAN - _GROUND)).astype(np.uint8)
    return np.repeat(colours, -(-height // len(picture)), axis=0)
