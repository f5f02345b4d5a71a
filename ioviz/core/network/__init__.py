"""Networks: made and checked, trimmed, measured, and bridged to networkx."""

from ioviz.core.network.activations import Activation, apply_activation, apply_activations, parse_activation
from ioviz.core.network.build import build_network
from ioviz.core.network.limits import MAX_CONNECTIONS, MAX_NEURONS
from ioviz.core.network.network import Adjacency, Network
from ioviz.core.network.networkx_bridge import from_networkx, to_networkx
from ioviz.core.network.records import Examples, TrimReport
from ioviz.core.network.statistics import Bounds, DegreeRange, LayerStatistics, Statistics, bounds, statistics

__all__ = [
    "MAX_CONNECTIONS",
    "MAX_NEURONS",
    "Activation",
    "Adjacency",
    "Bounds",
    "DegreeRange",
    "Examples",
    "LayerStatistics",
    "Network",
    "Statistics",
    "TrimReport",
    "apply_activation",
    "apply_activations",
    "bounds",
    "build_network",
    "from_networkx",
    "parse_activation",
    "statistics",
    "to_networkx",
]
