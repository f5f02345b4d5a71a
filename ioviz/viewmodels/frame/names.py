"""Names of connections, and degrees of neurons, as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Network


def connection_name(network: Network, connection: int) -> str:
    """Return ``"w(3→7)"``."""
    return f"w({connection_ends(network, connection, '→')})"


def connection_ends(network: Network, connection: int, arrow: str = " → ") -> str:
    """Return source and target of a connection: ``"3 → 7"``."""
    ends = int(network.source[connection]), int(network.target[connection])
    return arrow.join(map(numbers.count, ends))


def degrees_text(network: Network, neuron: int) -> str:
    """Return how many connections lead into and out of a neuron: ``"3 in, 12 out"``."""
    into, out_of = (numbers.count(int(side.degree[neuron])) for side in (network.incoming, network.outgoing))
    return f"{into} in, {out_of} out"
