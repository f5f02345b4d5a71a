"""The keys that the commands' JSON objects share, in one place, so that they stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.names import COUNTERS

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Counts


def sizes(network: Network) -> dict[str, Any]:
    """The name and N, W, I, S."""
    return {
        "name": network.name,
        "neurons": network.n_neurons,
        "connections": network.n_connections,
        "inputs": network.n_inputs,
        "outputs": network.n_outputs,
    }


def limits(network: Network) -> dict[str, int]:
    """The lower and the upper bound of I/Os."""
    from ioviz.core.network import bounds

    found = bounds(network)
    return {"lower_bound": found.lower, "upper_bound": found.upper}


def schedule_facts(schedule: Schedule) -> dict[str, Any]:
    """Name, settings and live memory of a schedule."""
    return {
        "order": schedule.name,
        "order_settings": dict(schedule.settings),
        "live_memory": schedule.live_memory,
    }


def counters(counts: Counts) -> dict[str, int]:
    """Each counter of the I/O model, and their sums."""
    return {
        "reads": counts.reads,
        "writes": counts.writes,
        "weight_reads": counts.weight_reads,
        "first_reads": counts.first_reads,
        "rereads": counts.rereads,
        "evict_writes": counts.evict_writes,
        "output_writes": counts.output_writes,
        "ios": counts.ios,
        "excess": counts.excess,
    }


def counter_rows(counts: Counts) -> list[tuple[str, str]]:
    """The counters for people, each apart, with sums."""
    from ioviz.viewmodels.text.numbers import count

    return [
        *((text, count(getattr(counts, key))) for key, text in COUNTERS.items()),
        ("reads", count(counts.reads)),
        ("writes", count(counts.writes)),
        ("I/Os", count(counts.ios)),
    ]
