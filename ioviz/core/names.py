"""The constants of the I/O model, and the names of all choices. Importing it costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LEAST_MEMORY = 3
"""The least M: a source, a target and a weight have to be in fast memory at the same time."""
MOST_MEMORY = 2**31 - 1
"""The largest M of a schedule file."""

POLICY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "min": "evict the neuron whose next use lies farthest ahead (Belady)",
        "lru": "evict the neuron whose last use lies farthest back",
        "rr": "round robin: a hand goes around the slots",
        "min-d": "as min, but a dirty neuron's next use counts as nearer, because evicting it costs a write",
        "manual": "the schedule carries its own evictions",
    }
)
POLICIES = tuple(POLICY_NAMES)
MIN_D, MANUAL = "min-d", "manual"
STEPWISE_POLICIES = ("min", "lru", "rr")
"""Policies that choose each eviction when it is needed; the others have evictions for one order and one M."""


def stepwise_policy(policy: str) -> str:
    """Return the policy itself if it is a stepwise one, else MIN."""
    return policy if policy in STEPWISE_POLICIES else "min"


ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "neuron": "neuron after neuron, each with all its incoming connections (2-optimal)",
        "layer": "layer after layer, each a sparse matrix product (the standard way)",
        "random": "a uniformly chosen ready connection at a time (seeded)",
        "growth": "the order in which the connections are stored: that of its growth, if the network was grown",
    }
)
CONSTRUCTIVE_ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "greedy": "partial sums stay, and the source that most of them need comes next",
        "tiled": "layer after layer in blocks that fit: sums stay while sources stream past, or the reverse",
        "grouped": "tiled, with sums of similar sources in the same block",
        "bandwidth": "neuron after neuron, in a numbering in which connected neurons are close",
        "auto": "the best of all orders within a time limit",
    }
)
"""Each is made for one M, and judged by its I/Os under MIN."""
ORDER_NAMES = (*ORDERS, *CONSTRUCTIVE_ORDERS)

STEP_KINDS = ("io", "eviction", "reread", "write")
"""The kinds of steps to search a trace for; "io" is any I/O but the read of the weight."""

COUNTERS: Mapping[str, str] = MappingProxyType(
    {
        "weight_reads": "weight reads",
        "first_reads": "first reads",
        "rereads": "re-reads",
        "evict_writes": "eviction writes",
        "output_writes": "output writes",
    }
)
"""The counters of I/Os, and their displayed names."""

OBJECTIVES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"ios": (1.0, 1.0), "reads": (1.0, 0.0), "writes": (0.0, 1.0)}
)
"""The objectives of annealing: the weight of a read and of a write, by name."""

MODES = ("best", "as-scheduled")
"""The modes of a compiled program: any fast order of additions, or that of the schedule."""
PRECISIONS = ("float32", "float16", "bfloat16", "int8")
"""The precisions of the weights of a compiled program."""
VALUE_BYTES = 4
"""The size of a value in fast memory, float32."""
LARGEST_BATCH = 1 << 20
MOST_THREADS = 1024

NETWORK_ENDINGS = (".json", ".npz")
"""The endings of ioviz's own formats, which keep all of a network."""
SCHEDULE_ENDINGS = (".schedule.json", ".schedule.npz")
