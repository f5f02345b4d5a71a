"""A folder of JSON files, each under a key that sorts by time."""

from __future__ import annotations

import contextlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

_KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


def new_key() -> str:
    """A name that sorts by time."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}"


@dataclass(frozen=True)
class SavedFiles:
    """The folder; it is made when the first file is kept. Files with other names are left alone."""

    folder: Path

    def keys(self) -> list[str]:
        """The keys of all files, oldest first."""
        return sorted(path.stem for path in self.folder.glob("*.json") if _KEY.fullmatch(path.stem))

    def file(self, key: str) -> Path:
        """The file of a key."""
        return self.folder / f"{key}.json"

    def discard(self, key: str) -> None:
        """Remove what is kept under a key, for good."""
        remove(self.file(key))


def remove(path: Path) -> None:
    """Remove a file if it is there and can be."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
