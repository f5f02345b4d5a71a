"""Lay a network out: neurons and lines when it is small, layer matrices when it is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioviz.viewmodels.network.link_layout import place_links
from ioviz.viewmodels.network.matrix_layout import place_matrices
from ioviz.viewmodels.network.placement import Kind, Placement

if TYPE_CHECKING:
    from ioviz.core.network import Network

FOG_CONNECTIONS = 8_000
"""From so many connections on, lines overlap some ten deep on a laptop's screen: fog."""

MANY_NEURONS = 4_000
"""From so many neurons on, a neuron is smaller than two pixels."""


def default_kind(network: Network) -> Kind:
    """Return how a network is shown best: matrices where lines would be fog or neurons dust."""
    many = network.n_connections >= FOG_CONNECTIONS or network.n_neurons >= MANY_NEURONS
    return "matrix" if many else "links"


def place(network: Network, kind: Kind | None = None, aspect: float = 1.6) -> Placement:
    """Return where everything is drawn.

    Parameters
    ----------
    network : Network
    kind : {"links", "matrix"}, optional
        By size if not given.
    aspect : float
        Width by height of the room that there will be.

    Notes
    -----
    O(N log N + W) for matrices. For lines, up to some twenty walks over the connections to reduce
    crossings, left out above a million connections.
    """
    if (kind or default_kind(network)) == "links":
        return place_links(network, aspect)
    return place_matrices(network, aspect)
