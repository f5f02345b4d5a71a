"""Thumbnail of an order: the residency of its neurons over the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Counts

WIDTH, HEIGHT = 480, 240


@dataclass(frozen=True, eq=False)
class ResidencyThumbnail:
    """Residency of neurons (rows, by layer) over the steps (columns), under a policy and M.

    Attributes
    ----------
    density : uint8[height, width]
        From 0, never resident, to 255, always resident.
    counts : Counts
        I/Os of the schedule.
    """

    density: NDArray[np.uint8]
    counts: Counts


def residency_thumbnail(
    schedule: Schedule, memory: int, policy: str, *, width: int = WIDTH, height: int = HEIGHT
) -> ResidencyThumbnail:
    """Simulate a schedule and return its thumbnail; O(W)."""
    from ioviz.core.simulation import record_trace
    from ioviz.core.simulation.residency import residency_picture

    trace = record_trace(schedule.network, schedule, memory=memory, policy=policy)
    return ResidencyThumbnail(residency_picture(trace, width=width, height=height), trace.counts)
