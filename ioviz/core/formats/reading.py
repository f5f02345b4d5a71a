"""Read networks: detect the format of a file, and join the layers of several files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ioviz.core.errors import FileFormatError, InvalidArgument, LimitExceeded
from ioviz.core.formats import pickles
from ioviz.core.formats.files import PathLike, as_path, naming, opened
from ioviz.core.formats.known import SNIFFED_BYTES, UNSUPPORTED_SIGNATURES, by_content, by_ending, endings
from ioviz.core.formats.layers import check_chain, network_of_layers
from ioviz.core.formats.names import natural
from ioviz.core.formats.options import ReadOptions
from ioviz.core.formats.registry import FileFormat, FileLook, Layers, ReadResult

_FILES_LIMIT = 10_000
_MOST_NAMES = 8


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
    found: dict[Path, Layers] = {}
    for file in files:
        with naming(file), _memory_error_as_limit():
            found[file] = kind.read_layers(file, options)  # type: ignore[misc]  # checked above
    folder = files[0].absolute().parent
    with naming(folder), _memory_error_as_limit():
        _check_fit(files, found)
        joined = _joined([found[file] for file in files])
        settings = {**joined.settings, "name": folder.name} if "name" in joined.settings else joined.settings
        notes = (*joined.notes, _order_note(files))
        return network_of_layers(replace(joined, settings=settings, notes=notes), options, kind.title)


def layer_order(paths: Sequence[PathLike]) -> list[Path]:
    """Return the files of layers in the order of the numbers in their names, if they differ in nothing else.

    A shell gives l10 before l2, and a window gives files in any order. Other names stay in the given order.
    """
    files = [as_path(path) for path in paths]
    numbered = len({re.sub(r"[0-9]+", "0", file.name.lower()) for file in files}) == 1
    return sorted(files, key=lambda file: natural(file.name)) if numbered else files


def _check_fit(files: Sequence[Path], found: Mapping[Path, Layers]) -> None:
    """Raise FileFormatError if the layers of files do not fit each other; the message has all files with shapes."""
    try:
        check_chain(_joined([found[file] for file in files]).layers)
    except FileFormatError as error:
        shapes = ", ".join(f"{file.name} {_shapes(found[file])}" for file in files[:_MOST_NAMES])
        more = ", ..." if len(files) > _MOST_NAMES else ""
        raise FileFormatError(f"{error} The files in order, each [outputs, inputs]: {shapes}{more}.") from None


def _shapes(found: Layers) -> str:
    return " ".join(str(list(layer.weights.shape)) for layer in found.layers)


def _order_note(files: Sequence[Path]) -> str:
    """Return in which order files were taken as layers, as a sentence."""
    names = [file.name for file in files]
    how = "in the order of their names" if names == sorted(names, key=natural) else "in the given order"
    shown = ", ".join(names[:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")
    return f"{len(names)} files were read as the layers of one network, {how}: {shown}."


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
