"""Networks: made and checked, trimmed, measured, and bridged to networkx."""

from ioviz.core.network.activations import Activation, apply_activation, apply_activations, parse_activation
from ioviz.core.network.build import build_network
from ioviz.core.network.limits import MAX_CONNECTIONS, MAX_NEURONS
from ioviz.core.network.network import Adjacency, Network
from ioviz.core.network.records import Examples, TrimReport
from ioviz.core.network.statistics import Bounds, bounds

__all__ = [
    "MAX_CONNECTIONS",
    "MAX_NEURONS",
    "Activation",
    "Adjacency",
    "Bounds",
    "Examples",
    "Network",
    "TrimReport",
    "apply_activation",
    "apply_activations",
    "bounds",
    "build_network",
    "parse_activation",
]
