"""The keys that the JSON objects of several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.names import COUNTERS

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Counts


def sizes(network: Network) -> dict[str, Any]:
    """Return the name and N, W, I, S."""
    return {
        "name": network.name,
        "neurons": network.n_neurons,
        "connections": network.n_connections,
        "inputs": network.n_inputs,
        "outputs": network.n_outputs,
    }


def limits(network: Network) -> dict[str, int]:
    """Return the lower and the upper bound of I/Os."""
    from ioviz.core.network import bounds

    found = bounds(network)
    return {"lower_bound": found.lower, "upper_bound": found.upper}


def schedule_facts(schedule: Schedule) -> dict[str, Any]:
    """Return name, settings and live memory of a schedule."""
    return {
        "order": schedule.name,
        "order_settings": dict(schedule.settings),
        "live_memory": schedule.live_memory,
    }


def counters(counts: Counts) -> dict[str, int]:
    """Return each counter of the I/O model, and their sums."""
    return {key: getattr(counts, key) for key in ("reads", "writes", *COUNTERS, "ios", "excess")}


def counter_rows(counts: Counts) -> list[tuple[str, str]]:
    """Return rows of a table: each counter of the I/O model, and their sums."""
    from ioviz.viewmodels.text.numbers import count

    return [
        *((text, count(getattr(counts, key))) for key, text in COUNTERS.items()),
        ("reads", count(counts.reads)),
        ("writes", count(counts.writes)),
        ("I/Os", count(counts.ios)),
    ]
