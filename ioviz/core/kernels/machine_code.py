"""Functions compiled by numba, with a cache that is never stale, is checked, and is shared by processes.

numba checks only the file of a kernel when it looks into its cache, not the files of the kernels that
this one calls. So the cache lies in a folder whose name is a digest of all kernel sources
(:mod:`ioviz.core.kernels.cache_folder`). numba takes every file in its cache for whole, too: here each begins with
a digest of its remaining content, and one that is damaged is compiled anew and overwritten.

This module imports numba, which takes a quarter of a second: it is imported with the first call of a kernel that is
to be compiled.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.extending import intrinsic as intrinsic

from ioviz.core.kernels.cache_folder import cache_folder
from ioviz.core.kernels.file_lock import FileLock

_numba_settings: Any = numba.config  # its attributes come from the environment: unknown to type checkers
_settings_lock = threading.Lock()


def dispatcher(function: Callable[..., Any], instead: Callable[[tuple[Any, ...]], Callable[..., Any] | None]) -> Any:
    """Return `function` as numba compiles it at its first call for each set of types.

    The same as ``numba.njit(cache=True, nogil=True, error_model="numpy")`` with the cache in
    :func:`~ioviz.core.kernels.cache_folder.cache_folder`, and proof against damage. Where no folder can be written
    kernels are compiled anew by each process.

    Parameters
    ----------
    function : callable
    instead : callable
        Asked with the arguments of a call whose machine code has to be loaded or compiled: what to call instead, or
        None.
    """
    compiled: Any = numba.njit(nogil=True, error_model="numpy")(function)
    folder = cache_folder()
    if folder is not None:
        # Not an error: the folder is gone or full since it was checked.
        with _numba_cache_at(folder), suppress(RuntimeError, OSError):
            compiled._cache = _KernelCache(function)
    load_or_compile = compiled._compile_for_args

    def for_arguments(*arguments: Any) -> Any:
        other = instead(arguments)
        return other if other is not None else load_or_compile(*arguments)

    compiled._compile_for_args = for_arguments  # numba calls what this returns with the same arguments
    return compiled


def inlined(function: Callable[..., Any]) -> Any:
    """Return `function` as numba makes it a part of each kernel that calls it."""
    return numba.njit(inline="always", error_model="numpy")(function)


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
        self._lock = FileLock(Path(locator.get_cache_path()) / f"{name}.lock")

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
