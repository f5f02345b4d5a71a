"""Open files safely, and replace them atomically."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ioviz.core.errors import FileFormatError, IovizError

PathLike = str | os.PathLike[str]


@contextmanager
def naming(path: PathLike) -> Iterator[None]:
    """Prefix the messages of errors with the name of the file."""
    try:
        yield
    except IovizError as error:
        if str(error).startswith(os.fspath(path)):
            raise
        raise type(error)(f"{os.fspath(path)}: {error}") from error.__cause__


def as_path(path: PathLike) -> Path:
    """Return `path` as a Path.

    Raises
    ------
    FileFormatError
        If it is not a text, or has a character that paths cannot have.
    """
    try:
        text = os.fspath(path)
        if not isinstance(text, str) or not text or "\0" in text:
            raise TypeError
    except TypeError:
        raise FileFormatError(f"{path!r} is not a valid path.") from None
    return Path(text)


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file for reading; yields the file and its size in bytes.

    Raises
    ------
    FileFormatError
        If the file does not exist, is a folder, a pipe or a device, or may not be read.
    """
    try:
        # Checked before opening: opening a pipe would block until something is written to it.
        _refuse_irregular(path, path.stat().st_mode)
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            _refuse_irregular(path, status.st_mode)
            yield file, status.st_size
    except OSError as error:
        raise FileFormatError(f"{path} cannot be read: {_reason(error)}.") from None


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a temporary file beside `path`, which replaces `path` when all of it is on the disk.

    After an error, the old file is unchanged and the temporary one, ending in ".tmp", is deleted (unless
    the process was killed). The permissions of the old file are kept.

    Raises
    ------
    FileFormatError
        If the folder does not exist, `path` is not a regular file, or nothing can be written there.
    """
    # The target of a link is replaced, not the link.
    final = Path(os.path.realpath(path))
    temporary = final.with_name(f".{final.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        old = _old_status(path, final)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(temporary, flags, 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                os.chmod(temporary, stat.S_IMODE(old.st_mode))
            os.replace(temporary, final)
        except BaseException:  # also when a save is cancelled
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(final.parent)
    except OSError as error:
        raise FileFormatError(f"{path} cannot be written: {_reason(error)}.") from None


def _old_status(path: Path, final: Path) -> os.stat_result | None:
    try:
        old = final.stat()
    except FileNotFoundError:
        if not final.parent.is_dir():
            raise FileFormatError(f"{path} cannot be written: no such folder: {final.parent}.") from None
        return None
    _refuse_irregular(path, old.st_mode)
    if not os.access(final, os.W_OK):
        raise FileFormatError(f"{path} cannot be written: it is write-protected.")
    return old


def _refuse_irregular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise FileFormatError(f"{path} is a folder, not a file.")
    if not stat.S_ISREG(mode):
        raise FileFormatError(f"{path} is not a regular file but a pipe, a socket or a device.")


def sync_folder(folder: Path) -> None:
    """Write the new name to the disk, if the system supports it, so that it survives a power failure."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return (error.strerror or str(error) or type(error).__name__).rstrip(".").lower()
