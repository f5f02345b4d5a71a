"""The limits of the size of networks, checked before anything is allocated."""

from __future__ import annotations

from ioviz.core.errors import LimitExceeded

MAX_NEURONS = 10_000_000
"""The limit of neurons of a network, before trimming: some 50 bytes each."""

MAX_CONNECTIONS = 100_000_000
"""The limit of connections of a network, before trimming: 12 bytes each, 20 with both adjacencies."""


def check_limits(n_neurons: int, n_connections: int) -> None:
    """Raise LimitExceeded if a network of this size exceeds the limits."""
    if n_neurons > MAX_NEURONS:
        raise LimitExceeded(f"The network has {n_neurons:,} neurons; the limit is {MAX_NEURONS:,}.")
    if n_connections > MAX_CONNECTIONS:
        raise LimitExceeded(f"The network has {n_connections:,} connections; the limit is {MAX_CONNECTIONS:,}.")
