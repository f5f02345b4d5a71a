"""Networks and schedules in files. One format a file; which one it is, is seen from the content.

What is written goes by the ending of the name: .json or .npz for a network, .schedule.json or
.schedule.npz for a schedule. What is read goes by the content, so that a file with another name, or
a wrong one, opens as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from ioviz.core.errors import FileFormatError, InvalidArgument, IovizError, LimitExceeded
from ioviz.core.formats import ioviz_json, ioviz_npz, schedule_json, schedule_npz
from ioviz.core.formats.fields import shown
from ioviz.core.formats.files import PathLike, as_path, naming, opened, replacing
from ioviz.core.formats.json_text import parse_json
from ioviz.core.formats.limits import DEFAULT_LIMITS, Limits, in_mib
from ioviz.core.formats.npz import EMPTY_MAGIC, MAGIC, NpzReader
from ioviz.core.formats.schedule_words import connection_digest
from ioviz.core.network import Network
from ioviz.core.schedule import Schedule

__all__ = [
    "DEFAULT_LIMITS",
    "NETWORK_ENDINGS",
    "SCHEDULE_ENDINGS",
    "Limits",
    "connection_digest",
    "load",
    "load_any",
    "load_schedule",
    "save",
]

NETWORK_ENDINGS = (".json", ".npz")
SCHEDULE_ENDINGS = (".schedule.json", ".schedule.npz")

# Files that people have and that ioviz may be asked to open, by how they begin.
_STRANGERS = (
    (b"\x93NUMPY", "a single array (.npy)"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x1f\x8b", "packed with gzip: unpack it first"),
    (b"\x80\x02", "a Python pickle, which ioviz never opens"),
    (b"\x80\x03", "a Python pickle, which ioviz never opens"),
    (b"\x80\x04", "a Python pickle, which ioviz never opens"),
    (b"\x80\x05", "a Python pickle, which ioviz never opens"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
)


def load(path: PathLike, *, limits: Limits = DEFAULT_LIMITS) -> Network:
    """Read a network from a file.

    Parameters
    ----------
    path : path-like
        A file in one of ioviz's own formats, `ioviz_json` or `ioviz_npz`.
    limits : Limits
        What is larger is refused before it is allocated.

    Returns
    -------
    Network

    Raises
    ------
    FileFormatError
        If the file is missing, cannot be read, or is not as its format demands. The text names the
        file, the place in it, and what would be right.
    InvalidNetwork
        If what it describes is no feed-forward network.
    LimitExceeded
        If the file, or what it declares, is larger than the limits.
    """
    found = load_any(path, limits=limits)
    if isinstance(found, Schedule):  # never without a network, but the type checker cannot know
        raise AssertionError
    return found


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


def load_any(path: PathLike, network: Network | None = None, *, limits: Limits = DEFAULT_LIMITS) -> Network | Schedule:
    """Read whatever a file holds: a network, or a schedule for `network`.

    Raises as `load` and `load_schedule` do; a schedule without a network is a FileFormatError.
    """
    checked = as_path(path)
    try:
        with opened(checked) as (file, size), naming(checked):
            return _read(file, size, network, limits)
    except MemoryError:
        raise LimitExceeded(f"{checked}: There is not enough memory to open it.") from None


def _read(file: BinaryIO, size: int, network: Network | None, limits: Limits) -> Network | Schedule:
    head = file.read(64)
    file.seek(0)
    if head.startswith((MAGIC, EMPTY_MAGIC)):
        reader = NpzReader(file, size, limits)
        if reader.header.get("format") == "ioviz-schedule":
            return schedule_npz.read_schedule(reader, _wanted(network), limits)
        _check_format(reader.header)
        return ioviz_npz.read_network(reader, limits)
    document = _read_json(file, size, head, limits)
    if document.get("format") == "ioviz-schedule":
        return schedule_json.read_schedule(document, _wanted(network), limits)
    _check_format(document)
    return ioviz_json.read_network(document, limits)


def save(thing: Network | Schedule, path: PathLike) -> None:
    """Write a network or a schedule to a file, in the format that the ending of its name says.

    The file is written beside the old one and takes its place when all of it is on the disk: whatever
    goes wrong, the old file stays. The same content gives the same bytes.

    Parameters
    ----------
    thing : Network or Schedule
    path : path-like
        Ending in .json or .npz for a network, .schedule.json or .schedule.npz for a schedule.

    Raises
    ------
    InvalidArgument
        If `thing` is neither, or the ending is another one.
    FileFormatError
        If the file cannot be written there.
    LimitExceeded
        If it is too large for JSON; .npz has room for it.
    """
    checked = as_path(path)
    name = checked.name.lower()
    if not isinstance(thing, (Network, Schedule)):
        raise InvalidArgument(f"What can be saved is a network or a schedule, not {type(thing).__name__}.")
    is_schedule = isinstance(thing, Schedule)
    endings = SCHEDULE_ENDINGS if is_schedule else NETWORK_ENDINGS
    if not name.endswith(endings) or name.endswith(SCHEDULE_ENDINGS) != is_schedule:
        what = "schedule" if is_schedule else "network"
        other = (
            "" if is_schedule or not name.endswith(SCHEDULE_ENDINGS) else ", but not in .schedule.json or .schedule.npz"
        )
        raise InvalidArgument(f"{checked}: The name of a {what} file ends in {' or '.join(endings)}{other}.")
    try:
        with replacing(checked) as file:
            if name.endswith(".npz"):
                if isinstance(thing, Schedule):
                    schedule_npz.write_schedule(thing, file)
                else:
                    ioviz_npz.write_network(thing, file)
            elif isinstance(thing, Schedule):
                _write_text(file, schedule_json.write_schedule(thing))
            else:
                _write_text(file, ioviz_json.write_network(thing))
    except IovizError as error:
        if str(error).startswith(str(checked)):
            raise
        raise type(error)(f"{checked}: {error}") from None


def _read_json(file: BinaryIO, size: int, head: bytes, limits: Limits) -> dict[str, Any]:
    if size > limits.json_bytes:
        raise LimitExceeded(
            f"The file has {in_mib(size)}; the limit of JSON is {in_mib(limits.json_bytes)}, .npz has room for more."
        )
    if not head:
        raise FileFormatError("The file is empty.")
    for magic, what in _STRANGERS:
        if head.startswith(magic):
            raise FileFormatError(f"It is {what}; ioviz reads .json and .npz files of networks and schedules.")
    content = file.read(limits.json_bytes + 1)
    document = parse_json(content)
    if not isinstance(document, dict):
        raise FileFormatError(f'It holds {shown(document)}; a network is an object such as {{"neurons": ...}}.')
    return document


def _check_format(document: dict[str, Any]) -> None:
    told = document.get("format", ioviz_json.FORMAT)
    if told != ioviz_json.FORMAT:
        raise FileFormatError(f"format is {shown(told)}; a network has {ioviz_json.FORMAT!r}.")


def _wanted(network: Network | None) -> Network:
    if network is None:
        raise FileFormatError("It is a schedule, not a network; open its network first.")
    return network


def _write_text(file: BinaryIO, pieces: Iterator[str]) -> None:
    size = 0
    for piece in pieces:
        content = piece.encode()
        size += len(content)
        if size > DEFAULT_LIMITS.json_bytes:
            raise LimitExceeded(
                f"It would be larger than {in_mib(DEFAULT_LIMITS.json_bytes)} as JSON; save it as .npz instead."
            )
        file.write(content)
