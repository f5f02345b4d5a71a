"""A schedule in a notebook: its facts, and the targets of its connections by step."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from ioviz.core.network.html import png_uri, table

Int32 = NDArray[np.int32]

_WIDTH, _HEIGHT = 480, 120


def schedule_html(title: str, facts: Sequence[tuple[str, object]], *, target: Int32, layer: Int32) -> str:
    """Return title, facts and image of a schedule.

    The image has steps to the right and targets down, by layer; darker pixels hold more connections.

    Parameters
    ----------
    title : str
    facts : sequence of (str, value)
        The lines of the table.
    target : int32[W]
        The target of each connection, in the order of the schedule.
    layer : int32[N]
    """
    n_neurons, n_steps = layer.size, target.size
    rank = np.empty(n_neurons, np.int64)
    rank[np.lexsort((np.arange(n_neurons), layer))] = np.arange(n_neurons)
    height = min(_HEIGHT, n_neurons)
    width = max(1, min(_WIDTH, n_steps))
    row = rank[target] * height // n_neurons
    column = np.arange(n_steps) * width // max(n_steps, 1)
    counts = np.bincount(row * width + column, minlength=height * width).reshape(height, width)
    grey = np.round(240 - 200 * np.sqrt(counts / max(int(counts.max(initial=1)), 1))).astype(np.uint8)
    image = (
        f'<img src="{png_uri(grey)}" width="{_WIDTH}" height="{_HEIGHT}" style="image-rendering:pixelated" '
        'alt="targets down by layer, steps to the right">'
    )
    return f"<div><b>{escape(title)}</b>{table(facts)}{image}</div>"
