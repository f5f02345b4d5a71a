"""Write and read files of results: JSON, which can be read back, CSV and Markdown."""

from __future__ import annotations

from pathlib import Path

from ioviz.core.benchmark import results_json, results_text
from ioviz.core.benchmark.results import Results
from ioviz.core.errors import InvalidArgument, LimitExceeded
from ioviz.core.formats.files import as_path, naming, opened, replacing

LARGEST_FILE = 64 << 20
_WRITERS = {".json": results_json.to_json, ".csv": results_text.to_csv, ".md": results_text.to_markdown}
ENDINGS = tuple(_WRITERS)


def save_results(path: str | Path, results: Results) -> None:
    """Write results to a file, in the format that its ending names.

    Parameters
    ----------
    path : path-like
        Ending in .json (can be read back), .csv (one line for each measurement) or .md (tables).
    results : Results

    Raises
    ------
    InvalidArgument
        If the ending is unknown.
    FileFormatError
        If the file cannot be written.
    """
    checked = as_path(path)
    write = _WRITERS.get(checked.suffix.lower())
    if write is None:
        raise InvalidArgument(f"{checked}: The name of a file of results ends in {', '.join(ENDINGS)}.")
    with replacing(checked) as file:
        file.write(write(results).encode())


def load_results(path: str | Path) -> Results:
    """Read results from a .json file.

    Raises
    ------
    FileFormatError
        If the file is missing, cannot be read, or holds no results; the message names the place.
    LimitExceeded
        If it is larger than `LARGEST_FILE`.
    """
    checked = as_path(path)
    with opened(checked) as (file, size), naming(checked):
        if size > LARGEST_FILE:
            raise LimitExceeded(f"The file has {size:,} bytes; the limit of results is {LARGEST_FILE:,}.")
        return results_json.from_json(file.read(LARGEST_FILE + 1))
