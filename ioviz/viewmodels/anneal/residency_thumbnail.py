"""The picture of an order: which neurons are in fast memory when, small enough to be seen at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Counts

PICTURE_WIDTH = 480
PICTURE_HEIGHT = 240


@dataclass(frozen=True, eq=False)
class ResidencyThumbnail:
    """How densely neurons (rows, by layer) are resident over the steps (columns), under some policy and M.

    Attributes
    ----------
    density : uint8[height, width]
        From 0, never there, to 255, always there.
    counts : Counts
        Of the schedule that is shown.
    """

    density: NDArray[np.uint8]
    counts: Counts


def residency_thumbnail(
    schedule: Schedule,
    memory: int,
    policy: str,
    *,
    width: int = PICTURE_WIDTH,
    height: int = PICTURE_HEIGHT,
) -> ResidencyThumbnail:
    """Simulate a schedule and draw its residency; O(W)."""
    from ioviz.core.simulation import record_trace
    from ioviz.core.simulation.residency import residency_picture

    trace = record_trace(schedule.network, schedule, memory=memory, policy=policy)
    return ResidencyThumbnail(residency_picture(trace, width=width, height=height), trace.counts)
