"""The most expensive neurons: a table of what each costs, sorted by any column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.trace_costs import TraceCosts

TITLES = {
    "Neuron": "Its number",
    "Excess": "Re-reads and eviction writes together, in I/Os",
    "Re-reads": "How often it was read again, in I/Os",
    "Writes": "How often it was written when evicted, in I/Os",
    "Uses": "The connections that it takes part in",
    "Resident": "During how many connections it was in fast memory",
    "Distance": "Connections from one use to the next: the median",
    "Kind": "Input, hidden or output",
}
"""The title of each column, and its tooltip."""

EXCESS, KIND = 1, 7
IO = "I\u2060/\u2060O"
"""I/O with no line break at the slash."""
_KINDS = ("input", "hidden", "output")


@dataclass(frozen=True, eq=False)
class ExpensiveNeurons:
    """The neurons of a trace, sorted.

    Attributes
    ----------
    columns : tuple of array[N]
        The values of each column, by neuron.
    order : int64[N]
        The neurons from the first row to the last.
    column : int
        The column they are sorted by.
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
        """The number of rows, N."""
        return self.order.size

    def sorted_by(self, column: int, descending: bool) -> ExpensiveNeurons:
        """Return the neurons sorted by a column; ties by number."""
        return ExpensiveNeurons(self.columns, _sorted(self.columns[column], descending), column, descending)

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        value = self.columns[column][self.order[row]]
        if column == KIND:
            return _KINDS[int(value)]
        number = float(value)
        return "–" if np.isnan(number) else numbers.halves(number)


def expensive_neurons(costs: TraceCosts) -> ExpensiveNeurons:
    """Return all neurons, the most expensive first."""
    neurons, network = costs.neurons, costs.trace.network
    kind = np.ones(network.n_neurons, np.uint8)
    kind[network.inputs], kind[network.outputs] = 0, 2
    columns: tuple[NDArray[np.generic], ...] = (
        np.arange(network.n_neurons),
        neurons.excess,
        neurons.rereads,
        neurons.evict_writes,
        neurons.uses,
        neurons.resident,
        neurons.reuse_median,
        kind,
    )
    return ExpensiveNeurons(columns, _sorted(columns[EXCESS], True), EXCESS, True)


def excess_share(costs: TraceCosts, share: float = 0.1) -> str:
    """Return the share of the excess of the most expensive neurons.

    ``"The 15 most expensive neurons cause 48 % of 7 344 excess I/Os."``
    """
    excess = np.sort(costs.neurons.excess)[::-1]
    total = int(excess.sum())
    if total == 0:
        return "No excess I/O: nothing is read or written twice."
    few = max(1, round(share * excess.size))
    caused = numbers.percent(float(excess[:few].sum()) / total)
    which = "1 neuron causes" if few == 1 else f"The {numbers.count(few)} most expensive neurons cause"
    return f"{which} {caused} of {numbers.plural(total, f'excess {IO}')}."


def _sorted(values: NDArray[np.generic], descending: bool) -> NDArray[np.int64]:
    """Return the neurons sorted by a value; those without one last, ties by number."""
    key = values.astype(np.float64)
    if descending:
        key = -key
    return np.argsort(key, kind="stable").astype(np.int64)
