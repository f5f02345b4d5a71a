"""The life of one neuron: its reads, evictions, writes and drop, and the distances between its uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.facts import neuron_title
from ioviz.viewmodels.frame.names import degrees_text
from ioviz.viewmodels.frame.sentences import Tone
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.trace_costs import TraceCosts

FIRST_READ, REREAD, EVICTED, EVICTED_WRITTEN, DROPPED, OUTPUT_WRITTEN = range(6)
EVENT_TEXTS = ("first read", "re-read", "evicted, clean", "evicted, written", "dropped", "written as output")
COSTS = ("1 read", "1 read", "free", "1 write", "free", "1 write")
TONES: tuple[Tone, ...] = ("read", "read", "free", "write", "free", "write")
MOST_BARS = 16


@dataclass(frozen=True, eq=False)
class NeuronLife:
    """One neuron along one trace.

    Attributes
    ----------
    neuron : int
    title : str
    facts : tuple of (str, str)
        Names and values of its counts.
    at : int64[L]
        The number of the connection, from 0, for which each event happened, ascending.
    kind : uint8[L]
        The kind of each event, an index of `EVENT_TEXTS`.
    histogram : Histogram
    """

    neuron: int
    title: str
    facts: tuple[tuple[str, str], ...]
    at: NDArray[np.int64]
    kind: NDArray[np.uint8]
    histogram: Histogram

    def row_at(self, step: int) -> int:
        """Return the row of the last event within `step` connections; -1 if there is none."""
        return int(np.searchsorted(self.at, step, "left")) - 1


@dataclass(frozen=True)
class Histogram:
    """Histogram of reuse distances.

    Attributes
    ----------
    labels : tuple of str
        The distances of each bar, in connections.
    counts : tuple of int
    summary : str
        Their number, minimum, median and maximum.
    """

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    summary: str


def neuron_life(costs: TraceCosts, neuron: int) -> NeuronLife:
    """Return the life of a neuron; O(its uses)."""
    at, kind = _events(costs, neuron)
    return NeuronLife(
        neuron,
        neuron_title(costs.trace.network, neuron),
        _facts(costs, neuron),
        at,
        kind,
        histogram(costs.timing.uses_of(neuron)),
    )


def histogram(uses: NDArray[np.integer]) -> Histogram:
    """Return the histogram of the distances between uses: a bar a distance if they are few, else powers of two."""
    distances = np.diff(uses)
    if distances.size == 0:
        return Histogram((), (), "Used once: there is no distance.")
    most = int(distances.max())
    starts = np.arange(1, most + 2) if most <= MOST_BARS else 2 ** np.arange(most.bit_length() + 1)
    counts = np.histogram(distances, starts - 0.5)[0]
    labels = tuple(
        numbers.count(a) if b - a == 1 else f"{numbers.count(a)} to {numbers.count(b - 1)}"
        for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    )
    summary = (
        f"{numbers.plural(distances.size, 'distance')} from use to use: least {numbers.count(int(distances.min()))}, "
        f"median {numbers.halves(float(np.median(distances)))}, greatest {numbers.plural(most, 'connection')}"
    )
    return Histogram(labels, tuple(counts.tolist()), summary)


def _events(costs: TraceCosts, neuron: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return two events a stay: read and removed. Until it is complete it is removed dirty, later clean."""
    start, end = (edge.astype(np.int64) for edge in costs.stays.intervals(neuron))
    if start.size == 0:
        return np.empty(0, np.int64), np.empty(0, np.uint8)
    read = np.full(start.size, REREAD, np.uint8)
    read[0] = FIRST_READ
    removed = np.where(start < costs.timing.finish[neuron], EVICTED_WRITTEN, EVICTED).astype(np.uint8)
    removed_at = end.copy()  # it is evicted for connection number `end`
    is_output = bool(costs.trace.network.is_output[neuron])
    removed[-1] = OUTPUT_WRITTEN if is_output else DROPPED
    removed_at[-1] = end[-1] - 1  # after its last use
    return np.stack([start, removed_at], axis=1).ravel(), np.stack([read, removed], axis=1).ravel()


def _facts(costs: TraceCosts, neuron: int) -> tuple[tuple[str, str], ...]:
    neurons, w = costs.neurons, costs.trace.n_steps
    rereads, writes = int(neurons.rereads[neuron]), int(neurons.evict_writes[neuron])
    resident = int(neurons.resident[neuron])
    return (
        ("Excess", numbers.plural(rereads + writes, "I/O")),
        ("Re-reads", numbers.plural(rereads, "read")),
        ("Eviction writes", numbers.plural(writes, "write")),
        ("Uses", degrees_text(costs.trace.network, neuron)),
        ("In fast memory", numbers.plural(resident, "connection")),
        ("Share of the time", numbers.percent(resident / max(w, 1), 1)),
        ("Stays", numbers.count(rereads + 1)),
    )
