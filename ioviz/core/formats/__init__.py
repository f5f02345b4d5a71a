"""Networks and schedules in files. One format a file; which one it is, is seen from the content.

What is written goes by the ending of the name: .json or .npz for a network, .schedule.json or
.schedule.npz for a schedule, and those of `WRITTEN_ENDINGS` for programs of others. What is read goes by
the content first, so that a file with another name, or a wrong one, opens as well; by the ending where the
content has no sign. The formats are listed in `ioviz.core.formats.known`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ioviz.core.errors import FileFormatError, InvalidArgument, IovizError, LimitExceeded
from ioviz.core.formats import ioviz_json, ioviz_npz, known, reading, schedule_json, schedule_npz
from ioviz.core.formats.files import PathLike, as_path, naming, opened, replacing
from ioviz.core.formats.json_text import read_document, write_text
from ioviz.core.formats.limits import DEFAULT_LIMITS, Limits
from ioviz.core.formats.npz import NpzReader
from ioviz.core.formats.options import ReadOptions, read_options
from ioviz.core.formats.registry import Candidate, FileLook, LayerCount, ReadReport, ReadResult
from ioviz.core.formats.schedule_words import connection_digest
from ioviz.core.formats.writing import FORMAT_NAMES, check_schedule_name, choose_target, not_kept
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule

__all__ = [
    "DEFAULT_LIMITS",
    "FORMAT_NAMES",
    "READ_ENDINGS",
    "WRITTEN_ENDINGS",
    "Candidate",
    "FileLook",
    "LayerCount",
    "Limits",
    "ReadOptions",
    "ReadReport",
    "ReadResult",
    "check_schedule_name",
    "connection_digest",
    "load",
    "load_any",
    "load_schedule",
    "look",
    "not_kept",
    "read_network",
    "read_options",
    "replacing",
    "save",
]

READ_ENDINGS = known.endings(writing=False)
WRITTEN_ENDINGS = known.endings(writing=True)


def load(paths: PathLike | Sequence[PathLike], options: ReadOptions | None = None, **given: Any) -> Network:
    """Read a network from a file.

    Parameters
    ----------
    paths : path-like, or a sequence of them
        A file in one of the formats of `READ_ENDINGS`; or several files that hold its layers one after the
        other, or a folder of them, taken in the order of their names.
    options : ReadOptions, optional
    **given
        Fields of `ReadOptions` by name, e.g. ``keep=0.1``.

    Returns
    -------
    Network

    Raises
    ------
    FileFormatError
        If the file is missing, cannot be read, or is not as its format demands. The text names the
        file, the place in it, and what would be right.
    InvalidArgument
        If an option is out of its range, or means nothing for the format.
    InvalidNetwork
        If what it describes is no feed-forward network.
    LimitExceeded
        If the file, or what it declares, is larger than the limits.
    MissingDependency
        If a library is needed that is not installed.
    """
    return read_network(paths, options, **given).network


def read_network(paths: PathLike | Sequence[PathLike], options: ReadOptions | None = None, **given: Any) -> ReadResult:
    """Read a network, and tell how: what was kept of its weights, left out, and assumed.

    As `load`, which gives the network alone.
    """
    return reading.read(paths, read_options(options, **given))


def look(path: PathLike, options: ReadOptions | None = None) -> FileLook:
    """Return what is known of a file before it is read: its format, and the dense weight matrices in it.

    Raises as `load` does, where the file cannot be read at all.
    """
    return reading.look(as_path(path), read_options(options))


def load_schedule(path: PathLike, network: Network, *, limits: Limits = DEFAULT_LIMITS) -> Schedule:
    """Read a schedule for a network from a file.

    Parameters
    ----------
    path : path-like
    network : Network
        The one that the schedule was made for, or one with the same connections.
    limits : Limits

    Returns
    -------
    Schedule

    Raises
    ------
    FileFormatError
        If the file is missing, cannot be read, or is not as its format demands.
    InvalidSchedule
        If it is for another network, or its order is not valid.
    LimitExceeded
        If the file, or what it declares, is larger than the limits.
    """
    found = load_any(path, network, limits=limits)
    if not isinstance(found, Schedule):
        raise FileFormatError(f"{as_path(path)}: It is a network; a schedule is wanted here.")
    return found


def load_any(
    paths: PathLike | Sequence[PathLike],
    network: Network | None = None,
    options: ReadOptions | None = None,
    **given: Any,
) -> Network | Schedule:
    """Read whatever a file holds: a network, or a schedule for `network`.

    Raises as `load` and `load_schedule` do; a schedule without a network is a FileFormatError.
    """
    told = read_options(options, **given)
    schedule = None if network is None else _schedule(paths, network, told.limits)
    return reading.read(paths, told).network if schedule is None else schedule


def _schedule(paths: PathLike | Sequence[PathLike], network: Network, limits: Limits) -> Schedule | None:
    """The schedule that a file holds, or None if it holds something else."""
    if not isinstance(paths, str | os.PathLike) or os.path.isdir(paths):
        return None
    path = as_path(paths)
    kind = reading.detect(path)
    try:
        with naming(path):
            if kind is ioviz_npz.FILE_FORMAT:
                with opened(path) as (file, size):
                    reader = NpzReader(file, size, limits)
                    if reader.header.get("format") == "ioviz-schedule":
                        return schedule_npz.read_schedule(reader, network, limits)
            elif kind is ioviz_json.FILE_FORMAT:
                document = read_document(path, limits)
                if document.get("format") == "ioviz-schedule":
                    return schedule_json.read_schedule(document, network, limits)
    except MemoryError:
        raise LimitExceeded(f"{path}: There is not enough memory to open it.") from None
    return None


def save(thing: Network | Schedule, path: PathLike, *, format: str | None = None) -> None:
    """Write a network or a schedule to a file, in the format that the ending of its name says.

    The file is written beside the old one and takes its place when all of it is on the disk: whatever
    goes wrong, the old file stays. The same content gives the same bytes. What a format does not hold of a
    network is left out; `not_kept` says what.

    Parameters
    ----------
    thing : Network or Schedule
    path : path-like
        Ending in one of `WRITTEN_ENDINGS` for a network, .schedule.json or .schedule.npz for a schedule.
    format : str, optional
        Of a network: one of `FORMAT_NAMES`, whatever the ending. A format of one layer a file ("mtx", "smtx", "tsv")
        is then written as a new folder, unless `path` has its ending.

    Raises
    ------
    InvalidArgument
        If `thing` is neither, or the ending is another one, or there is no such format.
    FileFormatError
        If the file cannot be written there, or the format cannot hold the network.
    LimitExceeded
        If it is too large for the format; .npz has room for it.
    MissingDependency
        If a library is needed that is not installed.
    """
    checked = as_path(path)
    if not isinstance(thing, (Network, Schedule)):
        raise InvalidArgument(f"What can be saved is a network or a schedule, not {type(thing).__name__}.")
    name = checked.name.lower()
    if isinstance(thing, Schedule):
        check_schedule_name(checked, format)
    try:
        if isinstance(thing, Network):
            choose_target(checked, format).write(thing)
        elif name.endswith(".npz"):
            with replacing(checked) as file:
                schedule_npz.write_schedule(thing, file)
        else:
            write_text(checked, schedule_json.write_schedule(thing))
    except IovizError as error:
        if str(error).startswith(str(checked)):
            raise
        raise type(error)(f"{checked}: {error}") from None
