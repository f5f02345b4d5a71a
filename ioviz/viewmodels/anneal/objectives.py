"""Objectives of annealing: I/Os, reads, writes, or a weighted sum of reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.core import names
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Bounds
    from ioviz.core.simulation import Counts

WEIGHTED = "weighted"
OBJECTIVES = {
    "ios": "Reads and writes together, as in the paper.",
    "reads": "Reads only: writes are free.",
    "writes": "Writes only: reads are free.",
    WEIGHTED: "Reads and writes, each with its weight: on non-volatile memory a write costs more.",
}
NAMES = {"ios": "I/Os", "reads": "reads", "writes": "writes", WEIGHTED: "weighted"}


@dataclass(frozen=True)
class Objective:
    """One of `OBJECTIVES`, with the weight of a read and of a write."""

    read_weight: float = 1.0
    write_weight: float = 1.0
    unit: str = "I/Os"

    @classmethod
    def of(cls, kind: str, read_weight: float, write_weight: float) -> Objective:
        """Return an objective; the weights are used for the kind "weighted" only, and both 1 are I/Os."""
        weights = names.OBJECTIVES.get(kind, (float(read_weight), float(write_weight)))
        unit = "I/Os" if weights == (1.0, 1.0) else NAMES[kind]
        return cls(*weights, unit)

    @property
    def weights(self) -> tuple[float, float]:
        """Weight of a read and of a write."""
        return self.read_weight, self.write_weight

    def cost(self, counts: Counts) -> float:
        """Return the cost of counted reads and writes."""
        return self.read_weight * counts.reads + self.write_weight * counts.writes

    def bounds(self, limits: Bounds) -> tuple[float, float]:
        """Return the lower and the upper bound of the optimum, from the bounds of reads and of writes."""
        r, w = self.weights
        return r * limits.reads_lower + w * limits.writes_lower, r * limits.reads_upper + w * limits.writes_upper

    def text(self, cost: float) -> str:
        """Return a cost with its unit: ``"85 416 I/Os"``."""
        return f"{amount(cost)} {self.unit}"

    def unit_in_full(self) -> str:
        """Return the unit with its weights, for a file without the settings."""
        return self.unit if self.unit != NAMES[WEIGHTED] else self.setting()

    def setting(self) -> str:
        """Return the objective for the summary of settings; empty for I/Os, the default."""
        if self.unit == "I/Os":
            return ""
        if self.unit in ("reads", "writes"):
            return f"{self.unit} only"
        times = numbers.TIMES
        return f"{numbers.real(self.read_weight)} {times} reads + {numbers.real(self.write_weight)} {times} writes"


def amount(cost: float) -> str:
    """Return a cost as text, with one decimal if it is not a whole number.

    Examples
    --------
    >>> amount(85416.0), amount(1204.25)
    ('85\u202f416', '1\u202f204.2')
    """
    whole = round(cost)
    if abs(cost - whole) < 1e-6:
        return numbers.count(whole)
    tenths = round(abs(cost) * 10)
    return f"{numbers.MINUS if cost < 0 else ''}{numbers.count(tenths // 10)}.{tenths % 10}"
