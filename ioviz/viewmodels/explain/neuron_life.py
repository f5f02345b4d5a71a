"""The life of one neuron: when it was read, evicted, written and dropped, and how far apart its uses lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.facts import neuron_title
from ioviz.viewmodels.frame.sentences import Tone
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.trace_costs import Explained

FIRST_READ, REREAD, EVICTED, EVICTED_WRITTEN, DROPPED, OUTPUT_WRITTEN = range(6)
WORDS = ("first read", "re-read", "evicted, clean", "evicted, written", "dropped", "written as output")
COSTS = ("1 read", "1 read", "free", "1 write", "free", "1 write")
TONES: tuple[Tone, ...] = ("read", "read", "free", "write", "free", "write")
MOST_BARS = 16


@dataclass(frozen=True, eq=False)
class Life:
    """One neuron along one trace.

    Attributes
    ----------
    neuron : int
    title : str
    facts : tuple of (str, str)
        Name and value of what was counted.
    at : int64[L]
        The number of the connection, from 0, for which each event happened, in time.
    kind : uint8[L]
        What happened, an index of `WORDS`.
    histogram : Histogram
    """

    neuron: int
    title: str
    facts: tuple[tuple[str, str], ...]
    at: NDArray[np.int64]
    kind: NDArray[np.uint8]
    histogram: Histogram

    def row_at(self, step: int) -> int:
        """Return the last event that has happened after `step` connections; -1 if none has."""
        return int(np.searchsorted(self.at, step, "left")) - 1


@dataclass(frozen=True)
class Histogram:
    """How many reuse distances lie where.

    Attributes
    ----------
    labels : tuple of str
        The distances of each bar, in connections.
    counts : tuple of int
    summary : str
        How many there are, the least, the median, the greatest.
    """

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    summary: str


def neuron_life(explained: Explained, neuron: int) -> Life:
    """Return the life of a neuron; O(its uses)."""
    at, kind = _events(explained, neuron)
    return Life(
        neuron,
        neuron_title(explained.trace.network, neuron),
        _facts(explained, neuron),
        at,
        kind,
        histogram(uses_of(explained, neuron)),
    )


def uses_of(explained: Explained, neuron: int) -> NDArray[np.int64]:
    """Return the positions in the order at which a neuron takes part, growing; int64[uses]."""
    network, position = explained.trace.network, explained.timing.position
    connections = np.concatenate([network.incoming.of(neuron), network.outgoing.of(neuron)])
    return np.sort(position[connections]).astype(np.int64)


def histogram(uses: NDArray[np.int64]) -> Histogram:
    """Return how far apart uses lie: a bar a distance where these are few, else in powers of two."""
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
    middle = float(np.median(distances))
    told = numbers.count(int(middle)) if middle == int(middle) else f"{numbers.count(int(middle))}.5"
    summary = (
        f"{numbers.plural(distances.size, 'distance')} from use to use: least {numbers.count(int(distances.min()))}, "
        f"median {told}, greatest {numbers.plural(most, 'connection')}"
    )
    return Histogram(labels, tuple(counts.tolist()), summary)


def _events(explained: Explained, neuron: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Two events a stay: it comes, it leaves. Before it is complete it is dirty when it leaves, later clean."""
    start, end = (edge.astype(np.int64) for edge in explained.stays.intervals(neuron))
    if start.size == 0:
        return np.empty(0, np.int64), np.empty(0, np.uint8)
    came = np.full(start.size, REREAD, np.uint8)
    came[0] = FIRST_READ
    left = np.where(start < explained.timing.finish[neuron], EVICTED_WRITTEN, EVICTED).astype(np.uint8)
    left_at = end.copy()  # it makes room for connection number `end`
    is_output = bool(explained.trace.network.is_output[neuron])
    left[-1] = OUTPUT_WRITTEN if is_output else DROPPED
    left_at[-1] = end[-1] - 1  # after its last use
    return np.stack([start, left_at], axis=1).ravel(), np.stack([came, left], axis=1).ravel()


def _facts(explained: Explained, neuron: int) -> tuple[tuple[str, str], ...]:
    costs, w = explained.neurons, explained.trace.n_steps
    rereads, writes = int(costs.rereads[neuron]), int(costs.evict_writes[neuron])
    resident = int(costs.resident[neuron])
    network = explained.trace.network
    coming, going = (int(a.degree[neuron]) for a in (network.incoming, network.outgoing))
    return (
        ("Excess", f"{numbers.plural(rereads + writes, 'I/O')}"),
        ("Re-reads", numbers.plural(rereads, "read")),
        ("Eviction writes", numbers.plural(writes, "write")),
        ("Uses", f"{numbers.count(coming)} in, {numbers.count(going)} out"),
        ("In fast memory", numbers.plural(resident, "connection")),
        ("Share of the time", numbers.percent(resident / max(w, 1), 1)),
        ("Stays", numbers.count(rereads + 1)),
    )
