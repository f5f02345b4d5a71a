"""The objective of annealing: I/Os, reads, writes, or a weighted sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ioviz.core.errors import InvalidArgument, unknown
from ioviz.core.names import OBJECTIVES


def read_objective(objective: str | Sequence[float]) -> tuple[float, float]:
    """Return the weight of a read and of a write.

    Raises
    ------
    InvalidArgument
        If `objective` is not a name in `OBJECTIVES`, nor two finite numbers of 0 or more, one above 0.
    """
    if isinstance(objective, str):
        if objective in OBJECTIVES:
            return OBJECTIVES[objective]
        raise unknown("objective", objective, OBJECTIVES)
    values: list[Any] = list(objective) if isinstance(objective, Sequence) else []
    if len(values) == 2 and all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in values):
        reads, writes = float(values[0]), float(values[1])
        if math.isfinite(reads + writes) and min(reads, writes) >= 0.0 and max(reads, writes) > 0.0:
            return reads, writes
    raise InvalidArgument("A weighted objective is two numbers of 0 or more, for a read and for a write, not both 0.")
