"""The folder of the compiled kernels: chosen, checked to be writable, and named by a digest of all kernel sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import platformdirs

FOLDER_PREFIX = "kernels-"
"""Every cache folder is named so; nothing else is ever removed."""

KEEP_SECONDS = 30 * 24 * 3600
"""Cache folders unused for this time are removed."""

SOURCES = Path(__file__).parent


@cache
def sources_digest(folder: Path = SOURCES) -> str:
    """Return a digest of all kernel sources in `folder` and of the compiler's version."""
    digest = hashlib.sha256(f"numba {version('numba')}".encode())
    for path in sorted(folder.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """Return the folder for compiled kernels, checked to be writable; None if there is none.

    Tried in turn: ``NUMBA_CACHE_DIR`` if it is set, the user's cache folder, and a folder of the
    user's own in the system's folder for temporary files.
    """
    name = FOLDER_PREFIX + sources_digest()
    for parent in _candidate_parents():
        try:
            folder = parent / name
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
            os.utime(folder)  # in use: its age counts from now
        except OSError:
            continue
        remove_old_folders(parent, keep=name)
        return folder
    return None


def remove_old_folders(parent: Path, *, keep: str, now: float | None = None) -> None:
    """Remove the cache folders in `parent` that were last used more than `KEEP_SECONDS` ago."""
    oldest = (time.time() if now is None else now) - KEEP_SECONDS
    try:
        folders = [path for path in parent.iterdir() if path.name.startswith(FOLDER_PREFIX)]
        for path in folders:
            if path.name != keep and path.lstat().st_mtime < oldest and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
    except OSError:
        pass  # tidying is a courtesy: another process may be doing it right now


def count_cached() -> tuple[int, int]:
    """Return how many kernels have machine code in the cache, and how many kernels there are."""
    folder = cache_folder()
    cached = sum(1 for _ in folder.rglob("*.nbi")) if folder is not None else 0
    return cached, _count_kernels()


@cache
def _count_kernels() -> int:
    return sum(path.read_bytes().count(b"\n@kernel\n") for path in SOURCES.rglob("*.py"))


def _candidate_parents() -> Iterator[Path]:
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named:
        yield Path(named)
    yield Path(platformdirs.user_cache_path("ioviz", appauthor=False))
    temporary = _own_temporary_folder()
    if temporary is not None:
        yield temporary


def _own_temporary_folder() -> Path | None:
    """Return a temporary folder that only this user can write: machine code is loaded from it."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"ioviz-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    if hasattr(os, "getuid") and (status.st_uid != user or status.st_mode & 0o022):
        return None
    return folder
