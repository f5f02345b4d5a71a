"""A schedule in a notebook: its facts, and which neurons its connections lead to, step by step."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from ioviz.core.network.html import png_uri, table

if TYPE_CHECKING:
    from ioviz.core.schedule.schedule import Schedule

_WIDTH, _HEIGHT = 480, 120


def schedule_html(schedule: Schedule) -> str:
    """Return name, settings, live memory and the picture of a schedule.

    The picture has steps to the right and targets down, by layer: the darker, the more connections.
    """
    network = schedule.network
    rows = [("connections", f"{schedule.order.size:,}"), ("live memory", f"{schedule.live_memory:,}")]
    rows += [(str(key), str(value)) for key, value in schedule.settings.items()]
    if schedule.evictions is not None:
        rows.append(("own evictions, at M", f"{schedule.evictions.memory:,}"))
    rank = np.empty(network.n_neurons, np.int64)
    rank[np.lexsort((np.arange(network.n_neurons), network.layer))] = np.arange(network.n_neurons)
    height = min(_HEIGHT, network.n_neurons)
    width = max(1, min(_WIDTH, schedule.order.size))
    row = rank[network.target[schedule.order]] * height // network.n_neurons
    column = np.arange(schedule.order.size) * width // max(schedule.order.size, 1)
    counts = np.bincount(row * width + column, minlength=height * width).reshape(height, width)
    grey = np.round(240 - 200 * np.sqrt(counts / max(int(counts.max(initial=1)), 1))).astype(np.uint8)
    image = (
        f'<img src="{png_uri(grey)}" width="{_WIDTH}" height="{_HEIGHT}" style="image-rendering:pixelated" '
        'alt="targets down by layer, steps to the right">'
    )
    title = f"Schedule {schedule.name} of {network.name or 'a network'}"
    return f"<div><b>{escape(title)}</b>{table(rows)}{image}</div>"
