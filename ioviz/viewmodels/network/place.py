"""The layout of a network: neurons and lines when it is small, layer matrices when it is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioviz.viewmodels.network.link_layout import place_links
from ioviz.viewmodels.network.matrix_layout import place_matrices
from ioviz.viewmodels.network.placement import Kind, Placement

if TYPE_CHECKING:
    from ioviz.core.network import Network

MANY_CONNECTIONS = 8_000
"""From this number on, about ten lines overlap at each pixel of a laptop's screen."""

MANY_NEURONS = 4_000
"""From this number on, a neuron is smaller than two pixels."""


def default_kind(network: Network) -> Kind:
    """Return the default layout: matrices where there are too many lines or neurons to be distinguished."""
    many = network.n_connections >= MANY_CONNECTIONS or network.n_neurons >= MANY_NEURONS
    return "matrix" if many else "links"


def place(network: Network, kind: Kind | None = None, aspect: float = 1.6) -> Placement:
    """Return the layout of a network.

    Parameters
    ----------
    network : Network
    kind : {"links", "matrix"}, optional
        By size if not given.
    aspect : float
        Ratio of width to height of the view.

    Notes
    -----
    O(N log N + W) for matrices. For lines, up to about twenty passes over the connections to reduce
    crossings, left out above a million connections.
    """
    if (kind or default_kind(network)) == "links":
        return place_links(network, aspect)
    return place_matrices(network, aspect)
