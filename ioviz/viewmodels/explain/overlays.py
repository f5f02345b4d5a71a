"""Overlays: what neurons and connections cost along a whole trace, as colour in a few classes.

A class has a colour that a legend shows and that differs visibly from the others; tooltips have the exact values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.look.ramp import ramp
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.simulation.costs import NeuronCosts
    from ioviz.viewmodels.explain.trace_costs import TraceCosts

CLASSES = 7
_LOGARITHMIC = 30.0  # least ratio of the greatest to the least value for logarithmic classes
_SKEWED = 5.0  # least ratio of the greatest value to the median, likewise
_UNIT_CONNECTIONS = ("connection", "connections")


@dataclass(frozen=True)
class OverlayKind:
    """One kind of overlay: `unit` and `units` name what its numbers count, `tip` describes it."""

    key: str
    title: str
    unit: str
    units: str
    tip: str


OVERLAY_KINDS = (
    OverlayKind("rereads", "Re-reads", "re-read", "re-reads", "How often it was read again, in I/Os"),
    OverlayKind("writes", "Eviction writes", "write", "writes", "How often it was written when evicted, in I/Os"),
    OverlayKind("uses", "Uses", "use", "uses", "How many connections use it"),
    OverlayKind("resident", "Time resident", *_UNIT_CONNECTIONS, "During how many connections it was in fast memory"),
    OverlayKind("reuse_median", "Median reuse distance", *_UNIT_CONNECTIONS, "From use to use: the median"),
    OverlayKind("reuse_least", "Least reuse distance", *_UNIT_CONNECTIONS, "From use to use: the shortest"),
    OverlayKind("reuse_most", "Greatest reuse distance", *_UNIT_CONNECTIONS, "From use to use: the longest"),
)

BY_KEY = {kind.key: kind for kind in OVERLAY_KINDS}


@dataclass(frozen=True)
class Scale:
    """Classes of values: number k (from 1 on) begins at ``starts[k - 1]``; 0 is for what has no value.

    Attributes
    ----------
    starts : tuple of float
        The least value of each class, ascending.
    most : float
        The greatest value.
    logarithmic : bool
        Whether classes grow by a factor.
    """

    starts: tuple[float, ...]
    most: float
    logarithmic: bool = False

    def classes(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the class of each value, 0 for NaN; uint8 of their shape."""
        found = np.searchsorted(np.asarray(self.starts, np.float32), values, "right").astype(np.uint8)
        found[np.isnan(values)] = 0
        return found

    def texts(self) -> tuple[str, ...]:
        """Return the range of each class: ``"4 to 9"``."""
        ends = [*(start - 1 for start in self.starts[1:]), self.most]
        return tuple(
            _whole(a) if _whole(a) == _whole(b) else f"{_whole(a)} to {_whole(b)}"
            for a, b in zip(self.starts, ends, strict=True)
        )


@dataclass(frozen=True, eq=False)
class Overlay:
    """One overlay of one trace.

    Attributes
    ----------
    kind : OverlayKind
    neuron : float32[N]
        NaN where there is no value: the distance of a neuron that is used once.
    connection : float32[W] or None
        None for a kind that only neurons have.
    scale, connection_scale : Scale
        Connections have 0 to 2 re-reads or writes, and therefore a scale of their own.
    neuron_class : uint8[N]
    connection_class : uint8[W] or None
    """

    kind: OverlayKind
    neuron: NDArray[np.float32]
    connection: NDArray[np.float32] | None
    scale: Scale
    connection_scale: Scale
    neuron_class: NDArray[np.uint8]
    connection_class: NDArray[np.uint8] | None

    @property
    def one_scale(self) -> bool:
        """Whether neurons and connections are coloured by the same scale."""
        return self.connection is None or self.connection_scale is self.scale

    def neuron_text(self, neuron: int) -> str:
        """Return the value of a neuron as text."""
        return self._text(float(self.neuron[neuron]))

    def connection_text(self, connection: int) -> str:
        """Return the value of a connection as text; empty if connections have none."""
        return "" if self.connection is None else self._text(float(self.connection[connection]))

    def _text(self, value: float) -> str:
        if np.isnan(value):
            return f"{self.kind.title}: none, first or only use"
        unit = self.kind.unit if value == 1 else self.kind.units
        return f"{self.kind.title}: {numbers.halves(value)} {unit}"


def colours(scale: Scale, dark: bool) -> tuple[str, ...]:
    """Return a colour for each class of a scale, from the first on."""
    n = len(scale.starts)
    return ramp(n if n > 2 else n + 1, dark)[:n]  # with two classes, the second is not the end of the ramp


def make_overlay(costs: TraceCosts, key: str) -> Overlay:
    """Return an overlay of a trace; O(N + W)."""
    kind = BY_KEY[key]
    neuron = _of_neurons(costs.neurons, key)
    connection = _of_connections(costs, key)
    scale = scale_for(neuron)
    own = scale
    if connection is not None:
        # Distances of connections and of neurons share a scale; a connection has two I/Os at most.
        both = np.concatenate([neuron, connection])
        scale, own = (scale, scale_for(connection)) if key in ("rereads", "writes") else (scale_for(both),) * 2
    return Overlay(
        kind,
        neuron,
        connection,
        scale,
        own,
        scale.classes(neuron),
        None if connection is None else own.classes(connection),
    )


def scale_for(values: NDArray[np.float32]) -> Scale:
    """Return classes for values of 0 or more: one a number if there are few, else evenly or logarithmically."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Scale((0.0,), 0.0)
    least, most = float(known.min()), float(known.max())
    low = np.floor(least)
    if most - low < CLASSES:
        return Scale(tuple(float(v) for v in np.arange(low, np.floor(most) + 1)), most)
    starts: list[float] = []
    if low == 0:  # 0 is a class of its own
        known = known[known >= 1]
        starts, low = [0.0], float(np.floor(known.min()))
    logarithmic = most / low > _LOGARITHMIC and most / float(np.median(known)) > _SKEWED
    spread = np.geomspace if logarithmic else np.linspace
    starts += np.unique(np.floor(spread(low, most + 1, CLASSES - len(starts) + 1)[:-1])).tolist()
    return Scale(tuple(starts), most, logarithmic)


def _of_neurons(costs: NeuronCosts, key: str) -> NDArray[np.float32]:
    values = np.array(getattr(costs, "evict_writes" if key == "writes" else key), np.float32)
    values[values < 0] = np.nan
    return values


def _of_connections(costs: TraceCosts, key: str) -> NDArray[np.float32] | None:
    if key == "rereads":
        return costs.connections.rereads.astype(np.float32)
    if key == "writes":
        return costs.connections.evict_writes.astype(np.float32)
    if not key.startswith("reuse"):
        return None
    source, target = (ago.astype(np.float32) for ago in costs.since_last_use)
    for ago in (source, target):
        ago[ago == 0] = np.nan  # first use
    join = {"reuse_least": np.fmin, "reuse_most": np.fmax}.get(key)
    if join is not None:
        return np.asarray(join(source, target), np.float32)
    one = np.where(np.isnan(source), target, source)
    return np.where(np.isnan(source) | np.isnan(target), one, (source + target) / 2)


def _whole(value: float) -> str:
    return numbers.count(int(value))
