"""The trace and the residency table as files: CSV for spreadsheets, .npz for numpy."""

from __future__ import annotations

import io
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from ioviz.core.errors import InvalidArgument, unknown
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace
    from ioviz.core.simulation.tables import Columns

TABLE_ENDINGS = (".csv", ".npz")
TABLES = ("trace", "residency")
_ROWS = 20_000  # per chunk


def write_table(
    trace: Trace, path: Path, table: str = "trace", first: int = 0, last: int | None = None
) -> Generator[Progress, None, int]:
    """Write a table of a trace and return how many rows it has.

    Parameters
    ----------
    trace : Trace
    path : Path
        Ends in .csv or .npz.
    table : {"trace", "residency"}
        A row for each connection, or one for each stay of a neuron in fast memory.
    first, last : int
        Steps, for the trace: all unless given.

    Raises
    ------
    InvalidArgument
        If the name has another ending, or there is no such table or step.
    FileFormatError
        If the file cannot be written; an old one stays as it is.
    """
    from ioviz.core.formats.files import replacing
    from ioviz.core.simulation import residency
    from ioviz.core.simulation.tables import residency_columns, trace_columns

    ending = path.suffix.lower()
    if ending not in TABLE_ENDINGS:
        raise InvalidArgument(f"{path.name}: the name of a table ends in .csv or .npz.")
    if table not in TABLES:
        raise unknown("table", table, TABLES)
    yield Progress("Making the table")
    columns = trace_columns(trace, first, last) if table == "trace" else residency_columns(residency(trace))
    rows = len(next(iter(columns.values())))
    with replacing(path) as file:
        if ending == ".npz":
            np.savez_compressed(file, allow_pickle=False, **columns)
        else:
            yield from _write_csv(file, columns, rows)
    return rows


def _write_csv(file: BinaryIO, columns: Columns, rows: int) -> Generator[Progress, None, None]:
    from ioviz.core.simulation.tables import EVICTION_WORDS, READ_WORDS

    texts_of = {"_read": READ_WORDS, "_eviction": EVICTION_WORDS}
    tables = {name: next((table for end, table in texts_of.items() if name.endswith(end)), None) for name in columns}
    file.write((",".join(columns) + "\n").encode())
    for begin in range(0, rows, _ROWS):
        part = slice(begin, begin + _ROWS)
        texts = []
        for name, column in columns.items():
            table = tables[name]
            if table is not None:
                texts.append([table[value] for value in column[part].tolist()])
            elif name.endswith("_evicts"):
                texts.append(["" if value < 0 else str(value) for value in column[part].tolist()])
            elif column.dtype.kind == "b":
                texts.append(["written" if value else "" for value in column[part].tolist()])
            else:
                texts.append(list(map(str, column[part].tolist())))
        buffer = io.StringIO()
        for row in zip(*texts, strict=True):
            buffer.write(",".join(row) + "\n")
        file.write(buffer.getvalue().encode())
        yield Progress("Writing the table", min(1.0, (begin + _ROWS) / max(rows, 1)))
