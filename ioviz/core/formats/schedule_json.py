"""Schedules as JSON, usually in files ending in .schedule.json.

::

    {
      "format": "ioviz-schedule",
      "version": 1,
      "name": "random",
      "settings": {"seed": 0},
      "network": {"name": "diamond", "neurons": 4, "connections": 4, "digest": "sha256:..."},
      "order": [1, 0, 3, 2],
      "evictions": {"memory": 3, "steps": [1], "neurons": [2]}
    }

``order`` lists the connections of the network by their number, from 0, in the order in which they are
processed. ``network`` identifies its network: its size, and a digest of its connections (see
`ioviz.core.formats.schedule_words.connection_digest`), so that a schedule is never applied to another
one. ``settings`` holds the settings of the order, any JSON object. ``evictions``, which may be left
out, are those of the policy "manual": for each, in the order in which they happen, the position of
the connection that room is made for, and the neuron that is evicted, chosen for a fast memory of
``memory`` values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ioviz.core.formats import fields
from ioviz.core.formats.json_write import whole_list
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.schedule_words import check_network, name_and_settings, words_of_schedule
from ioviz.core.names import LEAST_MEMORY, MOST_MEMORY
from ioviz.core.network import Network
from ioviz.core.schedule import Evictions, Schedule, build_schedule

_KEYS = ("format", "version", "name", "settings", "network", "order", "evictions")
_EVICTION_KEYS = ("memory", "steps", "neurons")


def read_schedule(document: dict[str, Any], network: Network, limits: Limits) -> Schedule:
    """Make the schedule that a parsed document describes, and prove it.

    Raises
    ------
    FileFormatError
        If a field has a wrong type, range or length.
    InvalidSchedule
        If it is for another network, or the order is not valid.
    """
    name, settings = name_and_settings(document)
    fields.known_keys(document, _KEYS)
    check_network(document, network)
    w = network.n_connections
    order = fields.a_list(document.get("order"), "order", length=w, of="connections")
    evictions = None
    if document.get("evictions") is not None:
        entry = fields.an_object(document["evictions"], "evictions")
        fields.known_keys(entry, _EVICTION_KEYS, "evictions")
        neurons = fields.a_list(entry.get("neurons"), "evictions.neurons")
        steps = fields.a_list(entry.get("steps"), "evictions.steps", length=len(neurons), of="evicted neurons")
        evictions = Evictions.of(
            fields.a_whole(entry.get("memory"), "evictions.memory", least=LEAST_MEMORY, most=MOST_MEMORY),
            fields.wholes(steps, "evictions.steps", w),
            fields.wholes(neurons, "evictions.neurons", network.n_neurons),
        )
    return build_schedule(network, fields.wholes(order, "order", w), name=name, settings=settings, evictions=evictions)


def write_schedule(schedule: Schedule) -> Iterator[str]:
    """The text of a schedule, piece by piece."""
    yield "{\n"
    for key, value in words_of_schedule(schedule).items():
        yield f'"{key}": {json.dumps(value, ensure_ascii=False)},\n'
    yield f'"order": {whole_list(schedule.order)}'
    if schedule.evictions is not None:
        evictions = schedule.evictions
        yield f',\n"evictions": {{"memory": {evictions.memory},\n"steps": {whole_list(evictions.step)},\n'
        yield f'"neurons": {whole_list(evictions.neuron)}}}'
    yield "\n}\n"
