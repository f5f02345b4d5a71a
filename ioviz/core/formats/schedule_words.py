"""The entries that both schedule formats share: format, name, settings, and the network of a schedule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ioviz.core.errors import FileFormatError, InvalidArgument, InvalidSchedule
from ioviz.core.formats import fields
from ioviz.core.network import MAX_CONNECTIONS, MAX_NEURONS, Network
from ioviz.core.schedule import Schedule

FORMAT = "ioviz-schedule"
VERSION = 1

_NETWORK_KEYS = ("name", "neurons", "connections", "digest")


def connection_digest(network: Network) -> str:
    """Return a digest of the connections of a network: "sha256:" and 64 hexadecimal digits.

    Of N, W, and the source and target of each connection in turn, as little-endian integers of 8 and
    4 bytes. Weights, biases and names do not matter: an order stays valid when they change.
    """
    digest = hashlib.sha256()
    for size in (network.n_neurons, network.n_connections):
        digest.update(size.to_bytes(8, "little"))
    for ends in (network.source, network.target):
        digest.update(ends.astype("<i4", copy=False).tobytes())
    return f"sha256:{digest.hexdigest()}"


def words_of_schedule(schedule: Schedule) -> dict[str, Any]:
    """Return the format, name, settings and network of a schedule, as JSON values.

    Raises
    ------
    InvalidArgument
        If a setting cannot be written as JSON.
    """
    settings = dict(schedule.settings)
    try:
        json.dumps(settings, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise InvalidArgument(f"The settings of the schedule cannot be written as JSON: {settings!r:.80}.") from None
    network = schedule.network
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": fields.a_text(schedule.name, "name"),
        "settings": settings,
        "network": {
            "name": fields.a_text(network.name, "network.name"),
            "neurons": network.n_neurons,
            "connections": network.n_connections,
            "digest": connection_digest(network),
        },
    }


def check_network(words: Mapping[str, Any], network: Network) -> None:
    """Check that a schedule is for this network.

    Raises
    ------
    InvalidSchedule
        If it is for another network.
    FileFormatError
        If an entry about its network has a wrong type or range.
    """
    entry = fields.an_object(words.get("network"), "network")
    fields.known_keys(entry, _NETWORK_KEYS, "network")
    neurons = fields.a_whole(entry.get("neurons"), "network.neurons", least=1, most=MAX_NEURONS)
    connections = fields.a_whole(entry.get("connections"), "network.connections", least=1, most=MAX_CONNECTIONS)
    digest = fields.a_text(entry.get("digest"), "network.digest")
    name = fields.a_text(entry.get("name", ""), "network.name")
    title = f"the network {name[:60]!r}" if name else "another network"
    if (neurons, connections) != (network.n_neurons, network.n_connections):
        raise InvalidSchedule(
            f"The schedule is for {title} of {neurons} neurons and {connections} connections; "
            f"this one has {network.n_neurons} and {network.n_connections}."
        )
    if digest != connection_digest(network):
        raise InvalidSchedule(
            f"The schedule is for {title}: it has as many neurons and connections as this one, "
            "but the connections or their sequence differ."
        )


def name_and_settings(words: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the name and the settings of a schedule."""
    if words.get("format") != FORMAT:
        raise FileFormatError(f"format is {fields.shown(words.get('format'))}; a schedule has {FORMAT!r}.")
    fields.version_of(words, VERSION)
    name = fields.a_text(words.get("name", "custom"), "name")
    return name, fields.an_object(words.get("settings", {}), "settings")
