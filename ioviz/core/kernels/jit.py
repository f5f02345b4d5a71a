"""The ``kernel`` decorator: compiled, cached where the cache can be written, and never stale.

numba checks only the file of a kernel when it looks into its cache, not the files of the kernels that
this one calls. So the cache lies in a folder whose name is a digest of all kernel sources: an edit
anywhere gives a new, empty folder, and folders not used for a month are removed. numba takes every file
in its cache for whole, too: here each begins with a digest of its remaining content, and one that is damaged is
compiled anew and overwritten.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
import platformdirs
from numba.core.caching import FunctionCache, IndexDataCacheFile

try:
    import fcntl
except ImportError:  # Windows: there two processes may compile the same kernel, each for itself
    fcntl = None  # type: ignore[assignment]

Function = TypeVar("Function", bound=Callable[..., Any])
ScalarType = TypeVar("ScalarType", bound=np.generic)

FOLDER_PREFIX = "kernels-"
"""Every cache folder is named so; nothing else is ever removed."""

LONGEST_WAIT_SECONDS = 60.0
"""So long one process waits for another that compiles the kernel it wants."""

KEEP_SECONDS = 30 * 24 * 3600
"""Cache folders unused for this time are removed."""

_numba_settings: Any = numba.config  # its attributes come from the environment: unknown to type checkers
_settings_lock = threading.Lock()


def kernel(function: Function) -> Function:
    """Compile `function` at its first call, without the GIL, and keep the machine code on disk.

    The same as ``numba.njit(cache=True, nogil=True, error_model="numpy")`` with the cache in
    :func:`cache_folder`, and proof against damage. With ``NUMBA_DISABLE_JIT=1`` the plain Python function
    is returned, and where no folder can be written kernels are compiled anew by each process.
    """
    compiled: Any = numba.njit(nogil=True, error_model="numpy")(function)
    folder = cache_folder()
    if folder is not None and compiled is not function:
        # Not an error: the folder is gone or full since it was checked.
        with _numba_cache_at(folder), suppress(RuntimeError, OSError):
            compiled._cache = _KernelCache(function)
    return cast(Function, compiled)


def inlined(function: Function) -> Function:
    """Make `function` a part of each kernel that calls it, as if it were written there.

    For small functions of vectors: a call would pass them through memory.
    """
    return cast(Function, numba.njit(inline="always", error_model="numpy")(function))


def frozen(array: np.ndarray[Any, np.dtype[ScalarType]]) -> np.ndarray[Any, np.dtype[ScalarType]]:
    """Make `array` read-only, and return it."""
    array.setflags(write=False)
    return array


class _CheckedFiles(IndexDataCacheFile):
    """The index and the machine code of a kernel, in files that begin with the SHA-256 of what follows."""

    def _dump(self, content: object) -> bytes:
        dumped: bytes = super()._dump(content)
        return hashlib.sha256(dumped).digest() + dumped

    def _load_data(self, name: str) -> Any:
        stored = Path(self._data_path(name)).read_bytes()
        size = hashlib.sha256().digest_size
        if hashlib.sha256(stored[size:]).digest() != stored[:size]:
            raise OSError(f"{name} is damaged.")  # which is a cache miss, as a file that is not there
        return pickle.loads(stored[size:])  # noqa: S301  # written by this class, and whole

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._save_data(self._index_name, (self._source_stamp, overloads))

    def _load_index(self) -> dict[Any, str]:
        try:
            stamp, overloads = self._load_data(self._index_name)
        except OSError:
            return {}
        return overloads if stamp == self._source_stamp else {}


class _KernelCache(FunctionCache):
    """A kernel's cache. What one process compiles, another that wants it meanwhile waits for and loads."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        locator = self._impl.locator
        name = self._impl.filename_base
        self._cache_file = _CheckedFiles(locator.get_cache_path(), name, locator.get_source_stamp())
        self._lock = _FileLock(Path(locator.get_cache_path()) / f"{name}.lock")

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        found = super().load_overload(signature, target_context)
        # Kernels that a kernel calls are compiled while it holds its lock: as no call goes in a circle, no wait does.
        if found is None and self._lock.acquire():
            found = super().load_overload(signature, target_context)
            if found is not None:
                self._lock.release()
        return found

    def save_overload(self, signature: Any, compiled: Any) -> None:
        try:
            with suppress(OSError):  # a full disk: the kernel runs, and is compiled again by the next process
                super().save_overload(signature, compiled)
        finally:
            self._lock.release()


class _FileLock:
    """A lock between processes, where the system has one; it ends with its process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """Wait for the lock, though not for ever: nothing is wrong without it. Returns whether there was a wait."""
        if fcntl is None or self._file is not None:
            return False
        until, waited = time.monotonic() + LONGEST_WAIT_SECONDS, False
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= until:
                    os.close(file)
                    return waited
                waited = True
                time.sleep(0.02)
            else:
                self._file = file
                return waited

    def release(self) -> None:
        """Let others go on."""
        if fcntl is not None and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)  # for a forked process, too, which holds the file open
            os.close(self._file)
            self._file = None


@cache
def sources_digest(folder: Path = Path(__file__).parent) -> str:
    """Return a digest of all kernel sources in `folder` and of the compiler's version."""
    digest = hashlib.sha256(f"numba {numba.__version__}".encode())
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


def _candidate_parents() -> Iterator[Path]:
    if _numba_settings.CACHE_DIR:
        yield Path(_numba_settings.CACHE_DIR)
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


@contextmanager
def _numba_cache_at(folder: Path) -> Iterator[None]:
    """Point numba's cache to `folder` while a kernel is declared, and back for everybody else's."""
    with _settings_lock:
        before = _numba_settings.CACHE_DIR
        _numba_settings.CACHE_DIR = str(folder)
        try:
            yield
        finally:
            _numba_settings.CACHE_DIR = before
