"""Schedules as .npz, usually in files ending in .schedule.npz: compact, for large networks.

The members: ``header``, uint8, JSON in UTF-8 with ``format``, ``version``, ``name``, ``settings`` and
``network`` as in the JSON format, and ``memory`` if there are evictions; ``order``, whole numbers
[W]; ``eviction_steps`` and ``eviction_neurons``, whole numbers [E], if there are evictions.
"""

from __future__ import annotations

import json
from typing import BinaryIO

from ioviz.core.errors import FileFormatError
from ioviz.core.formats import fields
from ioviz.core.formats.limits import Limits
from ioviz.core.formats.npz import Member, NpzReader, write_npz
from ioviz.core.formats.schedule_words import check_network, name_and_settings, words_of_schedule
from ioviz.core.names import LEAST_MEMORY, MOST_MEMORY
from ioviz.core.network import Network
from ioviz.core.schedule import Evictions, Schedule, build_schedule

_KEYS = ("format", "version", "name", "settings", "network", "memory")
_EVICTIONS = ("eviction_steps", "eviction_neurons")


def read_schedule(reader: NpzReader, network: Network, limits: Limits) -> Schedule:
    """Make the schedule that the members of a file describe, and prove it.

    Raises
    ------
    FileFormatError
        If a member is missing, damaged, or has a wrong type or shape.
    InvalidSchedule
        If it is for another network, or the order is not valid.
    """
    header = reader.header
    name, settings = name_and_settings(header)
    fields.known_keys(header, _KEYS, "The header")
    check_network(header, network)
    arrays = reader.arrays({key: Member("i") for key in ("order", *_EVICTIONS)}, ("order",))
    evictions = None
    if "memory" in header:
        for key in _EVICTIONS:
            if key not in arrays:
                raise FileFormatError(f"The member {key!r} is missing.")
        memory = fields.a_whole(header["memory"], "memory", least=LEAST_MEMORY, most=MOST_MEMORY)
        evictions = Evictions.of(memory, *(arrays[key] for key in _EVICTIONS))
    elif len(arrays) > 1:
        raise FileFormatError("There are evictions, but 'memory' is missing in the header.")
    return build_schedule(network, arrays["order"], name=name, settings=settings, evictions=evictions)


def write_schedule(schedule: Schedule, file: BinaryIO) -> None:
    """Write a schedule, with its evictions if it has any."""
    header = words_of_schedule(schedule)
    arrays = {"order": schedule.order}
    if schedule.evictions is not None:
        header["memory"] = schedule.evictions.memory
        arrays["eviction_steps"] = schedule.evictions.step
        arrays["eviction_neurons"] = schedule.evictions.neuron
    write_npz(file, json.dumps(header, ensure_ascii=False).encode(), arrays)
