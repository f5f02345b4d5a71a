"""Read networks: detect the format of a file, and join the layers of several files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ioviz.core.errors import FileFormatError, InvalidArgument, LimitExceeded
from ioviz.core.formats import pickles
from ioviz.core.formats.files import PathLike, as_path, naming, opened
from ioviz.core.formats.known import SNIFFED_BYTES, UNSUPPORTED_SIGNATURES, by_content, by_ending, endings
from ioviz.core.formats.layers import network_of_layers
from ioviz.core.formats.names import natural
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, FileLook, Layers, ReadResult

_FILES_LIMIT = 10_000


def read(paths: PathLike | Sequence[PathLike], options: ReadOptions) -> ReadResult:
    """Read one network from a file, from several files of its layers, or from a folder of them.

    Raises as `ioviz.load` does.
    """
    files = _files(paths)
    if len(files) == 1:
        return _read_one(files[0], options)
    kinds = [detect(file) for file in files]
    for file, kind in zip(files, kinds, strict=True):
        if kind is pickles.FILE_FORMAT:
            _read_one(file, options)  # raises, with instructions
        if kind.read_layers is None:
            raise FileFormatError(
                f"{file}: {kind.title} holds a whole network; only layers can be read from several files."
            )
        if kind is not kinds[0]:
            raise FileFormatError(
                f"{file}: The format is {kind.title}, but that of {files[0].name} is {kinds[0].title}; all layers of a "
                "network need the same format."
            )
    kind = kinds[0]
    options.check_known(kind.options, kind.title)
    if kind.arrange is not None:
        files = list(kind.arrange(files))
    found = []
    for file in files:
        with naming(file), _memory_error_as_limit():
            found.append(kind.read_layers(file, options))  # type: ignore[misc]  # checked above
    folder = files[0].absolute().parent
    with naming(folder), _memory_error_as_limit():
        joined = _joined(found)
        settings = {**joined.settings, "name": folder.name} if "name" in joined.settings else joined.settings
        return network_of_layers(replace(joined, settings=settings), options, kind.title)


def look(path: Path, options: ReadOptions) -> FileLook:
    """Return a summary of a file without reading all of it.

    Raises as `read` does.
    """
    kind = detect(path)
    with naming(path), _memory_error_as_limit():
        found = () if kind.candidates is None else kind.candidates(path, options)
    return FileLook(path, kind.title, kind.options, found)


def detect(path: Path) -> FileFormat:
    """Return the format of a file, by its content or else by its name.

    Raises
    ------
    FileFormatError
        If the file cannot be read, is empty, or has an unknown format.
    """
    with opened(path) as (file, _):
        head = file.read(SNIFFED_BYTES)
    if not head:
        raise FileFormatError(f"{path}: The file is empty.")
    found = by_content(head, path)
    if found is not None:
        return found
    for signature, what in UNSUPPORTED_SIGNATURES:
        if head.startswith(signature):
            raise FileFormatError(
                f"{path}: Unsupported file format ({what}): ioviz reads {', '.join(endings(writing=False))}."
            )
    found = by_ending(path)
    if found is None:
        raise FileFormatError(f"{path}: Unknown file format: ioviz reads {', '.join(endings(writing=False))}.")
    return found


def _read_one(path: Path, options: ReadOptions) -> ReadResult:
    kind = detect(path)
    options.check_known(kind.options, kind.title)
    with naming(path), _memory_error_as_limit():
        if kind.read is not None:
            return kind.read(path, options)
        if kind.read_layers is None:
            raise FileFormatError(f"{kind.title} can be written, but not read.")
        return network_of_layers(kind.read_layers(path, options), options, kind.title)


class _memory_error_as_limit:
    """Context manager that turns MemoryError into LimitExceeded."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, MemoryError):
            raise LimitExceeded("Not enough memory to open the file.") from None


def _files(paths: PathLike | Sequence[PathLike]) -> list[Path]:
    if isinstance(paths, Iterable) and not isinstance(paths, str | bytes | os.PathLike):
        files = [as_path(path) for path in paths]
        if not files:
            raise InvalidArgument("Name at least one file to read.")
        return files
    path = as_path(paths)
    return _files_of_folder(path) if os.path.isdir(path) else [path]


def _files_of_folder(folder: Path) -> list[Path]:
    """Return the files of a folder that hold layers, by their names, with numbers in numerical order."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file() and not entry.name.startswith(".")]
    except OSError as error:
        raise FileFormatError(f"{folder} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if len(names) > _FILES_LIMIT:
        raise LimitExceeded(f"{folder} has {len(names):,} files; the limit is {_FILES_LIMIT:,}.")
    chosen = [name for name in names if (kind := by_ending(folder / name)) is not None and kind.read_layers is not None]
    if not chosen:
        raise FileFormatError(f"{folder} is a folder without a file that holds a layer of a network.")
    return [folder / name for name in sorted(chosen, key=natural)]


def _joined(found: Sequence[Layers]) -> Layers:
    """Return the layers of several files; a note on several files is kept once."""
    notes = tuple(dict.fromkeys(note for one in found for note in one.notes))
    settings = {key: value for one in reversed(found) for key, value in one.settings.items()}
    return Layers(tuple(layer for one in found for layer in one.layers), notes, settings)
