"""`Schedule`: an order of the connections that is proven valid for its network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidSchedule
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.order.named import FAULTLESS, TWICE, first_fault
from ioviz.core.kernels.uses import find_uses, live_memory
from ioviz.core.schedule.evictions import Evictions, check_evictions

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]


class Uses(NamedTuple):
    """The uses of neurons, in positions of an order (W if there is no such position).

    Attributes
    ----------
    next_source, next_target : int32[W]
        The next position after p in which the source, the target of the connection at p takes part.
    first, last : int32[N]
        The first and the last position in which each neuron takes part.
    complete : int32[N]
        The position of each neuron's last incoming connection; -1 for an input.
    """

    next_source: Int32
    next_target: Int32
    first: Int32
    last: Int32
    complete: Int32


@dataclass(frozen=True, eq=False)
class Schedule:
    """An order proven valid, and optionally the evictions to make on the way.

    Proven whenever one is made, also by ``dataclasses.replace``, and never changed afterwards: the kernels
    check no order, and would read and write outside of their arrays.

    Attributes
    ----------
    network : Network
        The network that the order is for.
    order : int32[W]
        The connections in the order in which they are processed; read-only.
    name : str
        "neuron", "layer", "random", or what its maker calls it.
    settings : mapping
        What the order was made with, for instance ``{"seed": 0}``; plain JSON values.
    evictions : Evictions or None
        The schedule's own evictions, for the policy "manual".

    Raises
    ------
    InvalidSchedule
        As `build_schedule`, which takes any list of whole numbers.
    """

    network: Network
    order: Int32
    name: str = "custom"
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    evictions: Evictions | None = None

    def __post_init__(self) -> None:
        order = frozen(_as_order(self.order, self.network.n_connections))
        _prove(self.network, order)
        if self.evictions is not None:
            check_evictions(self.evictions, self.network)
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))

    @cached_property
    def position(self) -> Int32:
        """The position of each connection: the inverse of `order`, int32[W], read-only."""
        position = np.empty_like(self.order)
        position[self.order] = np.arange(self.order.size, dtype=np.int32)
        return frozen(position)

    @cached_property
    def uses(self) -> Uses:
        """The uses of each neuron; read-only arrays, 8 bytes a connection and 12 a neuron."""
        network = self.network
        arrays = find_uses(network.source, network.target, self.order, network.n_neurons)
        return Uses(*(frozen(array) for array in arrays))

    @cached_property
    def live_memory(self) -> int:
        """The least M at which this order costs W + N + S.

        One more than the largest number of neurons that are, at one time, between their first and
        their last use.
        """
        return int(live_memory(self.uses.first, self.uses.last, self.order.size))

    @cached_property
    def n_runs(self) -> int:
        """The number of runs: connections with the same target that follow each other."""
        target = self.network.target[self.order]
        return int(np.count_nonzero(target[1:] != target[:-1])) + 1 if target.size else 0

    def __repr__(self) -> str:
        return f"<Schedule {self.name!r} of {self.order.size} connections>"

    def _repr_html_(self) -> str:
        """Return the HTML of a notebook: its facts, and its connections by layer."""
        from ioviz.core.schedule.html import schedule_html

        network = self.network
        facts: list[tuple[str, object]] = [
            ("connections", f"{self.order.size:,}"),
            ("live memory", f"{self.live_memory:,}"),
            *self.settings.items(),
        ]
        if self.evictions is not None:
            facts.append(("own evictions, at M", f"{self.evictions.memory:,}"))
        title = f"Schedule {self.name} of {network.name or 'a network'}"
        return schedule_html(title, facts, target=network.target[self.order], layer=network.layer)


def build_schedule(
    network: Network,
    order: ArrayLike,
    *,
    name: str = "custom",
    settings: Mapping[str, Any] | None = None,
    evictions: Evictions | None = None,
) -> Schedule:
    """Prove that an order is a topological order of a network's connections.

    Every connection has to stand in it exactly once, and every incoming connection of a neuron
    before every connection out of it.

    Parameters
    ----------
    network : Network
    order : int[W]
        Connection indices in the order in which they are to be processed. Copied.
    name : str
    settings : mapping, optional
        What the order was made with.
    evictions : Evictions, optional
        Evictions for the policy "manual"; checked against the network here, replayed by `simulate`.

    Returns
    -------
    Schedule

    Raises
    ------
    InvalidSchedule
        If the order has another length, names a connection that there is not or one twice, or is
        not topological: the text names the first connection out of place. If the evictions name a
        step or a neuron that there is not.

    Notes
    -----
    O(N + W): one walk with a count of the incoming connections still to come of each neuron.
    """
    given = cast(Int32, order)  # the schedule keeps a copy of that type
    return Schedule(network, given, name=name, settings=settings or {}, evictions=evictions)


def _as_order(order: ArrayLike, n_connections: int) -> Int32:
    """Return a private int32 copy of an order."""
    try:
        given = np.asarray(order)
    except (ValueError, OverflowError):
        raise InvalidSchedule("The order is not a list of connection numbers.") from None
    if given.size == 0 and n_connections == 0:
        return np.empty(0, np.int32)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise InvalidSchedule(f"The order is not a list of whole numbers but {given.dtype} of shape {given.shape}.")
    if given.size != n_connections:
        raise InvalidSchedule(f"The order has {given.size} entries, but the network has {n_connections} connections.")
    outside = np.flatnonzero((given < 0) | (given >= n_connections))
    if outside.size:
        position = int(outside[0])
        raise InvalidSchedule(
            f"Position {position} of the order names connection {given[position]}, "
            f"but connections are numbered 0 to {n_connections - 1}."
        )
    return np.array(given, dtype=np.int32, order="C")


def _prove(network: Network, order: Int32) -> None:
    source, target = network.source, network.target
    in_degree = frozen(network.incoming.degree.astype(np.int32))
    kind, position, other = first_fault(order, source, target, in_degree)
    if kind == FAULTLESS:
        return
    connection = int(order[position])
    if kind == TWICE:
        raise InvalidSchedule(f"Connection {connection} is twice in the order, at positions {other} and {position}.")
    raise InvalidSchedule(
        f"Connection {connection} ({source[connection]} -> {target[connection]}) is at position "
        f"{position}, before connection {other} ({source[other]} -> {target[other]}) "
        "that its source needs."
    )
