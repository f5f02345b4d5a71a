"""Read and write networks and schedules. Each module holds one file format.

The ending of the name selects the format to write: .json or .npz for a network, .schedule.json or
.schedule.npz for a schedule, and those of `WRITTEN_ENDINGS` for other programs. The format to read is
detected from the content, so that a file with a wrong name opens as well, and from the ending if the content
has no signature. The formats are listed in `ioviz.core.formats.known`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
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
    "layer_order",
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
        A file in one of the formats of `READ_ENDINGS`; or several files, each with one layer, in the given order; or
        a folder of such files, in the order of their names. The report of `read_network` has the order.
    options : ReadOptions, optional
    **given
        Fields of `ReadOptions` by name, e.g. ``keep=0.1``.

    Returns
    -------
    Network

    Raises
    ------
    FileFormatError
        If the file is missing, cannot be read, or does not follow its format. The message names the
        file, the place in it, and what is allowed.
    InvalidArgument
        If an option is out of its range, or does not apply to the format.
    InvalidNetwork
        If the file does not describe a feed-forward network.
    LimitExceeded
        If the file, or what it declares, is larger than the limits.
    MissingDependency
        If a library is needed that is not installed.
    """
    return read_network(paths, options, **given).network


def read_network(paths: PathLike | Sequence[PathLike], options: ReadOptions | None = None, **given: Any) -> ReadResult:
    """Read a network, with a report of what was kept of its weights, left out, and assumed.

    Parameters and errors are those of `load`.
    """
    return reading.read(paths, read_options(options, **given))


def layer_order(paths: Sequence[PathLike]) -> list[Path]:
    """Return the files of layers in the order of the numbers in their names, if they differ in nothing else.

    For files from a shell or a window, which give them in an order of their own; others stay as they are.

    Examples
    --------
    >>> [path.name for path in layer_order(["l1.mtx", "l10.mtx", "l2.mtx"])]
    ['l1.mtx', 'l2.mtx', 'l10.mtx']
    >>> [path.name for path in layer_order(["wide.mtx", "narrow.mtx"])]
    ['wide.mtx', 'narrow.mtx']
    """
    return reading.layer_order(paths)


def look(path: PathLike, options: ReadOptions | None = None) -> FileLook:
    """Return a summary of a file without reading all of it: its format, and its dense weight matrices.

    Raises as `load` does, where the file cannot be read at all.
    """
    return reading.look(as_path(path), read_options(options))


def load_schedule(path: PathLike, network: Network, *, limits: Limits = DEFAULT_LIMITS) -> Schedule:
    """Read a schedule for a network from a file.

    Parameters
    ----------
    path : path-like
    network : Network
        The network that the schedule was made for, or one with the same connections.
    limits : Limits

    Returns
    -------
    Schedule

    Raises
    ------
    FileFormatError
        If the file is missing, cannot be read, or does not follow its format.
    InvalidSchedule
        If it is for another network, or its order is not valid.
    LimitExceeded
        If the file, or what it declares, is larger than the limits.
    """
    found = load_any(path, network, limits=limits)
    if not isinstance(found, Schedule):
        raise FileFormatError(f"{as_path(path)}: The file holds a network, not a schedule.")
    return found


def load_any(
    paths: PathLike | Sequence[PathLike],
    network: Network | None = None,
    options: ReadOptions | None = None,
    **given: Any,
) -> Network | Schedule:
    """Read a network, or a schedule for `network`.

    Raises as `load` and `load_schedule` do; a schedule without a network is a FileFormatError.
    """
    chosen = read_options(options, **given)
    schedule = None if network is None else _schedule(paths, network, chosen.limits)
    return reading.read(paths, chosen).network if schedule is None else schedule


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
        raise LimitExceeded(f"{path}: Not enough memory to open the file.") from None
    return None


def save(thing: Network | Schedule, path: PathLike, *, format: str | None = None) -> None:
    """Write a network or a schedule to a file, in the format of the ending of its name.

    The content is written to a temporary file, which replaces the old one at the end: after an error, the old
    file is unchanged. The same content gives the same bytes. What a format cannot hold of a network is left
    out; `not_kept` describes it.

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
        If `thing` is neither, or the ending or the format is unknown.
    FileFormatError
        If the file cannot be written, or the format cannot hold the network.
    LimitExceeded
        If it is too large for the format; .npz holds more.
    MissingDependency
        If a library is needed that is not installed.
    """
    checked = as_path(path)
    if not isinstance(thing, (Network, Schedule)):
        raise InvalidArgument(f"Only a network or a schedule can be saved, not {type(thing).__name__}.")
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
