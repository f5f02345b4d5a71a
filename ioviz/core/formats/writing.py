"""Write networks: choose the format, a file or a folder, and report what the format cannot hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ioviz.core.errors import InvalidArgument, unknown
from ioviz.core.formats import known
from ioviz.core.formats.files import PathLike, as_path
from ioviz.core.formats.registry import FileFormat
from ioviz.core.names import SCHEDULE_ENDINGS
from ioviz.core.network import Network

FORMAT_NAMES = tuple(kind.name for kind in known.FORMATS if kind.write is not None)
"""The names of the formats that can be written."""


@dataclass(frozen=True)
class Target:
    """Where a network is written: a file of a format, or a folder with one file for each layer."""

    path: Path
    kind: FileFormat
    is_folder: bool

    def write(self, network: Network) -> None:
        """Write the network. Raises as `ioviz.save` does."""
        writer = self.kind.write_folder if self.is_folder else self.kind.write
        assert writer is not None  # checked by choose_target
        writer(network, self.path)


def check_schedule_name(path: PathLike, format: str | None = None) -> None:
    """Raise InvalidArgument if a schedule cannot be written to a file of that name, or a format is given."""
    if format is not None or not os.fspath(path).lower().endswith(SCHEDULE_ENDINGS):
        raise InvalidArgument(f"{path}: The name of a schedule file ends in {' or '.join(SCHEDULE_ENDINGS)}.")


def choose_target(path: PathLike, format: str | None = None) -> Target:
    """Return where to write a network: in the named format, or else in that of the ending.

    A format with one layer a file is written as a folder, unless the path has its ending.

    Raises
    ------
    InvalidArgument
        If the format or the ending is unknown.
    """
    checked = as_path(path)
    name = checked.name.lower()
    if format is not None:
        kind = next((kind for kind in known.FORMATS if kind.name == format and kind.write is not None), None)
        if kind is None:
            raise unknown("format to write", format, FORMAT_NAMES)
        return Target(checked, kind, kind.write_folder is not None and not name.endswith(kind.endings))
    ending = known.by_ending(checked, writing=True)
    if name.endswith(SCHEDULE_ENDINGS) or ending is None:
        raise InvalidArgument(f"{checked}: {_endings_message(checked, name)}.")
    return Target(checked, ending, False)


def not_kept(network: Network, path: PathLike, format: str | None = None) -> str:
    """Return in one sentence what would be lost by writing a network; empty if nothing is.

    Parameters
    ----------
    network : Network
    path, format
        As for `ioviz.save`.
    """
    kind = choose_target(path, format).kind
    lost = list(kind.left_out(network)) if kind.left_out is not None else []
    if not lost:
        return ""
    listed = lost[0] if len(lost) == 1 else f"{', '.join(lost[:-1])} and {lost[-1]}"
    return f"{kind.title} does not hold everything; left out: {listed}."


def _endings_message(path: Path, name: str) -> str:
    written = known.endings(writing=True)
    text = f"The name of a network file ends in {', '.join(written[:-1])} or {written[-1]}"
    if name.endswith(SCHEDULE_ENDINGS):
        return f"{text}, but not in {' or '.join(SCHEDULE_ENDINGS)}"
    if os.path.isdir(path) or not path.suffix:
        folders = ", ".join(kind.name for kind in known.FORMATS if kind.write_folder is not None)
        return f"{text}; for a folder with one file for each layer, set the format: {folders}"
    return text
