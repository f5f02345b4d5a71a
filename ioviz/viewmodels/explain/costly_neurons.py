"""The dearest neurons: a table of what each costs, sorted by any column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.trace_costs import Explained

TITLES = {
    "Neuron": "Its number",
    "Excess": "Re-reads and eviction writes together, in I/Os",
    "Re-reads": "How often it had to come back, in I/Os",
    "Writes": "How often it was written to make room, in I/Os",
    "Uses": "The connections that it takes part in",
    "Resident": "During how many connections it was in fast memory",
    "Distance": "Connections from one use to the next: the middle of all distances",
    "Kind": "Input, hidden or output",
}
"""The title of each column, and what it means."""

EXCESS, KIND = 1, 7
IO = "I\u2060/\u2060O"
"""I/O in a text that may be broken: never at the slash."""
_KINDS = ("input", "hidden", "output")


@dataclass(frozen=True, eq=False)
class Dearest:
    """The neurons of a trace, sorted.

    Attributes
    ----------
    columns : tuple of array[N]
        The values of each column, by neuron.
    order : int64[N]
        The neurons from the first row to the last.
    column : int
        By which column they are sorted.
    descending : bool
    """

    columns: tuple[NDArray[np.generic], ...]
    order: NDArray[np.int64]
    column: int
    descending: bool
    row_of: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        rows = np.empty_like(self.order)
        rows[self.order] = np.arange(self.order.size)
        object.__setattr__(self, "row_of", rows)

    @property
    def rows(self) -> int:
        """N."""
        return self.order.size

    def sorted_by(self, column: int, descending: bool) -> Dearest:
        """Return the same neurons in another order; equal ones by their number."""
        return Dearest(self.columns, _sorted(self.columns[column], descending), column, descending)

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        value = self.columns[column][self.order[row]]
        if column == KIND:
            return _KINDS[int(value)]
        number = float(value)
        if np.isnan(number):
            return "–"
        return numbers.count(int(number)) if number == int(number) else f"{numbers.count(int(number))}.5"


def dearest(explained: Explained) -> Dearest:
    """Return all neurons, the dearest first."""
    costs, network = explained.neurons, explained.trace.network
    kind = np.ones(network.n_neurons, np.uint8)
    kind[network.inputs], kind[network.outputs] = 0, 2
    columns: tuple[NDArray[np.generic], ...] = (
        np.arange(network.n_neurons),
        costs.excess,
        costs.rereads,
        costs.evict_writes,
        costs.uses,
        costs.resident,
        costs.reuse_median,
        kind,
    )
    return Dearest(columns, _sorted(columns[EXCESS], True), EXCESS, True)


def share_of_dearest(explained: Explained, share: float = 0.1) -> str:
    """Return how much of the excess the dearest neurons bear: ``"The dearest 15 neurons bear 48 % of 7 344 I/Os"``."""
    excess = np.sort(explained.neurons.excess)[::-1]
    total = int(excess.sum())
    if total == 0:
        return "No excess I/O: nothing is read or written twice."
    few = max(1, round(share * excess.size))
    borne = numbers.percent(float(excess[:few].sum()) / total)
    who = "1 neuron bears" if few == 1 else f"The dearest {numbers.count(few)} neurons bear"
    return f"{who} {borne} of {numbers.plural(total, f'excess {IO}')}."


def _sorted(values: NDArray[np.generic], descending: bool) -> NDArray[np.int64]:
    """Return the neurons by a value; those without one last, equal ones by number."""
    key = values.astype(np.float64)
    if descending:
        key = -key
    return np.argsort(key, kind="stable").astype(np.int64)
