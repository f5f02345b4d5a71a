"""A trace in a notebook: its counters, and when each neuron is in fast memory."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.names import COUNTERS
from ioviz.core.network import Network, bounds
from ioviz.core.network.html import png_uri, table
from ioviz.core.simulation.residency import residency

if TYPE_CHECKING:
    from ioviz.core.simulation.trace import Trace

_SIZE = (480, 200)
_CLEAN = np.array([86, 180, 233])  # sky blue, as in the window
_GROUND = np.array([240, 243, 246])


def trace_html(trace: Trace) -> str:
    """Return machine, counters and residency picture of a trace."""
    counts, limits = trace.counts, bounds(trace.network)
    rows = (
        *((text, f"{getattr(counts, key):,}") for key, text in COUNTERS.items()),
        ("I/Os", f"{counts.ios:,}"),
        ("times the lower bound", f"{counts.ios / limits.lower:.3f}"),
    )
    title = (
        f"{trace.network.name or 'Network'}: order {trace.schedule.name}, M = {trace.memory:,}, {trace.policy.upper()}"
    )
    image = (
        f'<img src="{png_uri(residency_picture(trace))}" alt="residency: neurons down by layer, steps to the right">'
    )
    return f"<div><b>{escape(title)}</b>{table(rows)}{image}</div>"


def picture_rows(network: Network) -> NDArray[np.int32]:
    """Neurons from top to bottom: by layer, inputs first, then by number, int32[N]."""
    return np.lexsort((np.arange(network.n_neurons), network.layer)).astype(np.int32)


def residency_picture(trace: Trace, width: int = _SIZE[0], height: int = _SIZE[1]) -> NDArray[np.uint8]:
    """Draw when neurons are in fast memory: rows by layer, inputs on top, steps to the right; uint8[h, w, 3]."""
    rows = picture_rows(trace.network)
    steps = float(max(trace.n_steps, 1))
    share = residency(trace).density(0.0, steps, width=width, height=min(height, max(rows.size, 1)), rows=rows)
    thick = -(-height // share.shape[0])
    ink = np.sqrt(np.clip(share, 0, 1))[..., None]  # what is thin is still seen
    colours = np.round(_GROUND + ink * (_CLEAN - _GROUND)).astype(np.uint8)
    return np.repeat(colours, thick, axis=0)
