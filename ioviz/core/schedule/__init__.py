"""Schedules: orders of the connections, proven valid for a network. Each module makes one family of orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioviz.core.errors import unknown
from ioviz.core.names import CONSTRUCTIVE_ORDERS, ORDER_NAMES, ORDERS
from ioviz.core.schedule.evictions import Evictions
from ioviz.core.schedule.growth_order import growth_order
from ioviz.core.schedule.layer_order import layer_order
from ioviz.core.schedule.neuron_order import neuron_order
from ioviz.core.schedule.random_order import random_order
from ioviz.core.schedule.schedule import Schedule, Uses, build_schedule

if TYPE_CHECKING:
    from ioviz.core.network import Network

__all__ = ["ORDERS", "Evictions", "Schedule", "Uses", "build_schedule", "order"]


def order(
    network: Network, kind: str = "neuron", *, memory: int | None = None, seed: int = 0, seconds: float = 10.0
) -> Schedule:
    """Make one of the named orders of a network's connections.

    Parameters
    ----------
    network : Network
    kind : {"neuron", "layer", "random", "growth", "greedy", "tiled", "grouped", "bandwidth", "auto"}
        See `ORDERS`, and `core.names.CONSTRUCTIVE_ORDERS` for the last five, for what each is.
    memory : int, optional
        The size M of fast memory that the order is made for: needed by the last five, not used by the others.
    seed : int
        For what is chosen at random.
    seconds : float
        The time limit of "auto".

    Returns
    -------
    Schedule

    Raises
    ------
    InvalidArgument
        If there is no such order, the seed is no whole number of 0 or more, or M is missing or no whole number.
    MemoryTooSmall
        If M < 3.
    InvalidSchedule
        If the order is "growth", and the connections are not stored in a topological order.

    Examples
    --------
    >>> import ioviz
    >>> diamond = ioviz.generate("diamond")
    >>> ioviz.order(diamond, "neuron").order.tolist()
    [0, 1, 2, 3]
    """
    if kind == "neuron":
        return build_schedule(network, neuron_order(network), name=kind)
    if kind == "layer":
        return build_schedule(network, layer_order(network), name=kind)
    if kind == "random":
        return build_schedule(network, random_order(network, seed), name=kind, settings={"seed": int(seed)})
    if kind == "growth":
        return build_schedule(network, growth_order(network), name=kind)
    if kind in CONSTRUCTIVE_ORDERS:
        # Imported here: opening the window and counting a named order do not need their kernels.
        from ioviz.core.schedule.constructive import constructive_order

        return constructive_order(network, kind, memory, seed=seed, seconds=seconds)
    raise unknown("order", kind, ORDER_NAMES)
