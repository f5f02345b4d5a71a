"""A folder of JSON files, each named by a key that sorts by time."""

from __future__ import annotations

import contextlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

_KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


def new_key() -> str:
    """Return a key that sorts by time."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}"


@dataclass(frozen=True)
class SavedFiles:
    """The folder, made when the first file is saved. Files with other names are ignored."""

    folder: Path

    def keys(self) -> list[str]:
        """Return the keys of all files, oldest first."""
        return sorted(path.stem for path in self.folder.glob("*.json") if _KEY.fullmatch(path.stem))

    def file(self, key: str) -> Path:
        """Return the file of a key."""
        return self.folder / f"{key}.json"

    def discard(self, key: str) -> None:
        """Remove the file of a key."""
        remove(self.file(key))


def remove(path: Path) -> None:
    """Remove a file if it exists and can be removed."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
