"""The checked settings of an annealing run: a frozen record that can be sent to another process."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidArgument

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "ioviz": "visits of a source or target spread over its visits before and after, or moved as they are",
        "paper": "Connection Reordering: one connection shifted inside a window, from the neuron order",
    }
)

SHARES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {"ioviz": (0.1, 0, 0, 4, 2, 0.5, 0.5), "paper": (1, 0, 0, 0, 0, 0, 0)}
)
"""The relative frequency of each kind of move (`kernels.anneal.run.KINDS`)."""

COLD = 0.1
"""The last temperature, in units of the smaller positive weight of the objective."""

HOT, COOL = 1.0, 0.12
"""First temperatures: with enough time to change all of a schedule, and without."""

SLACK = (0.25, 1.0)
"""A proposal is rejected early if, for each block ahead, it costs this share of a read and a write too much.

The lower one finds almost all that a cold run (from T = 0.12) accepts, in half the time; a hot one (from T = 1)
does better with the upper one: 1.301 against 1.318 times the lower bound, 4 layers of 60 after 600,000 proposals.
"""


@dataclass(frozen=True)
class Settings:
    """The settings of a run.

    Attributes
    ----------
    memory : int
    policy : {"min", "lru", "rr"}
    method : str
    weights : tuple of float
        Of a read and of a write.
    seed : int
    proposals : int or None
        The limit; the temperature follows it if it is given, and `seconds` if not.
    seconds : float or None
    temperature : tuple of float or None
        First and last temperature, in units of the objective; None: chosen automatically.
    restarts : int
        The number of restarts from the best order.
    """

    memory: int
    policy: str
    method: str
    weights: tuple[float, float]
    seed: int
    proposals: int | None
    seconds: float | None
    temperature: tuple[float, float] | None
    restarts: int = 0

    @property
    def shares(self) -> NDArray[np.float64]:
        """The cumulative shares of the kinds of moves; the last entry is above 1."""
        sums = np.cumsum(SHARES[self.method], dtype=np.float64)
        sums /= sums[-1]
        sums[-1] = 2.0
        return sums

    def first_and_last_temperature(self, proposals_per_connection: float) -> tuple[float, float]:
        """Return the temperatures to start and to end at.

        A run with 500 or more proposals for each connection can start hot; one with 40 or fewer would
        only spoil its start order; between them the first temperature is interpolated.
        """
        if self.temperature is not None:
            return self.temperature
        unit = min(weight for weight in self.weights if weight > 0.0)
        spare = math.log(max(proposals_per_connection, 1e-9) / 40.0) / math.log(500.0 / 40.0)
        return unit * COOL * (HOT / COOL) ** min(1.0, max(0.0, spare)), unit * COLD

    def slack(self, hot: float) -> float:
        """Return the share of `SLACK` for a run that starts at temperature `hot`."""
        unit = min(weight for weight in self.weights if weight > 0.0)
        return min(SLACK[1], max(SLACK[0], hot / unit))


def read_temperature(temperature: float | tuple[float, float] | None) -> tuple[float, float] | None:
    """Return first and last temperature, which are equal if one number is given.

    Raises
    ------
    InvalidArgument
        If it is not one or two finite numbers above 0.
    """
    if temperature is None:
        return None
    pair = temperature if isinstance(temperature, tuple) else (temperature, temperature)
    if len(pair) != 2 or not all(
        isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x) and x > 0.0 for x in pair
    ):
        raise InvalidArgument(f"A temperature is a number above 0, or a first and a last one, not {temperature!r}.")
    return float(pair[0]), float(pair[1])
