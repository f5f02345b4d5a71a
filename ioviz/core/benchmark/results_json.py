"""A file of results: JSON, format "ioviz-benchmark", version 1.

::

    {
      "format": "ioviz-benchmark", "version": 1,
      "name": "...", "created": "2026-11-21T12:00:00+01:00",
      "machine": {"cpu", "cores", "caches": {"L1": bytes, ...}, "flags": [...], "memory": bytes or null,
                  "os", "python", "versions": {package: version}},
      "limits": null or {"threads", "fma_gflops", "sparse_gflops", "sparse_rows": {bytes: GFLOP/s},
                         "bandwidth": {"L1", "L2", "L3", "DRAM read", "DRAM triad": GB/s}},
      "settings": {"layout": "columns", "repetitions": 15, ...},
      "warnings": ["..."],
      "measurements": [
        {"workload", "n_neurons", "n_connections", "n_inputs", "n_outputs", "schedule", "ios", "memory",
         "batch", "threads", "precision", "contender", "runs",
         "status": "ok" | "missing" | "not applicable" | "failed" | "too slow" | "wrong", "message",
         "seconds": [...], "error", "bytes", "counters": {name: count}, "prepare_seconds",
         "median", "quartiles": [low, high], "gflops", "gbytes"}, ...]
    }

"seconds" are those of one inference of the batch, an entry a repetition, in the order in which they were taken: the
n-th ones of all contenders of a cell belong to one turn. The last four keys follow from the others; they are written
for other programs, and not read. `ios`, `memory` and `runs` are null for a contender without a schedule. The fields are
described at `Case`, `Measurement`, `Machine`, `Limits` and `Results`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ioviz.core.benchmark.results import STATUSES, Case, Limits, Machine, Measurement, Results
from ioviz.core.errors import FileFormatError, LimitExceeded
from ioviz.core.formats.fields import a_list, a_text, a_whole, an_object, known_keys, refuse, texts, version_of
from ioviz.core.formats.json_text import parse_json
from ioviz.core.formats.json_write import json_values
from ioviz.core.names import PRECISIONS

FORMAT, VERSION = "ioviz-benchmark", 1
MOST_MEASUREMENTS = 100_000

_LARGEST = 1 << 62
_DERIVED = ("median", "quartiles", "gflops", "gbytes")
_CASE = (
    "workload", "n_neurons", "n_connections", "n_inputs", "n_outputs", "schedule", "ios", "memory", "batch",
    "threads", "precision", "contender", "runs",
)  # fmt: skip
_OUTCOME = ("status", "message", "seconds", "error", "bytes", "counters", "prepare_seconds")


def to_json(results: Results) -> str:
    """Return results as the text of a file."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "name": results.name,
        "created": results.created,
        "machine": asdict(results.machine),
        "limits": None if results.limits is None else asdict(results.limits),
        "settings": dict(results.settings),
        "warnings": list(results.warnings),
        "measurements": [_measurement(found) for found in results.measurements],
    }
    return json.dumps(json_values(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _measurement(found: Measurement) -> dict[str, Any]:
    written = {**asdict(found.case), **{name: getattr(found, name) for name in _OUTCOME}}
    if found.seconds:
        written.update({name: getattr(found, name) for name in _DERIVED})
    return written


def from_json(content: bytes) -> Results:
    """Return the results in the content of a file.

    Raises
    ------
    FileFormatError
        If it does not follow the format above; the message names the place of the first error.
    """
    document = an_object(parse_json(content), "The file")
    if document.get("format") != FORMAT:
        raise FileFormatError(f"Not a file of benchmark results: its format is not {FORMAT!r}.")
    version_of(document, VERSION)
    known_keys(
        document,
        ("format", "version", "name", "created", "machine", "limits", "settings", "warnings", "measurements"),
    )
    rows = a_list(_given(document, "measurements", "The file"), "measurements")
    if len(rows) > MOST_MEASUREMENTS:
        raise LimitExceeded(f"It has {len(rows):,} measurements; the limit is {MOST_MEASUREMENTS:,}.")
    limits = document.get("limits")
    return Results(
        name=a_text(document.get("name", ""), "name"),
        created=a_text(document.get("created", ""), "created"),
        machine=_read_machine(document.get("machine", {})),
        limits=None if limits is None else _read_limits(limits),
        measurements=tuple(_read_measurement(row, f"measurements[{i}]") for i, row in enumerate(rows)),
        settings=_read_settings(document.get("settings", {})),
        warnings=texts(document.get("warnings", []), "warnings"),
    )


def _given(document: dict[str, Any], key: str, where: str) -> Any:
    if key not in document:
        raise FileFormatError(f"{where} has no {key!r}.")
    return document[key]


def _read_machine(value: object) -> Machine:
    where = "machine"
    given = an_object(value, where)
    known_keys(given, ("cpu", "cores", "caches", "flags", "memory", "os", "python", "versions"), where)
    caches = an_object(given.get("caches", {}), f"{where}.caches")
    versions = an_object(given.get("versions", {}), f"{where}.versions")
    return Machine(
        cpu=a_text(given.get("cpu", ""), f"{where}.cpu"),
        cores=a_whole(given.get("cores", 1), f"{where}.cores", least=1, most=1 << 20),
        caches={
            a_text(level, f"{where}.caches"): a_whole(size, f"{where}.caches.{level}", least=0, most=_LARGEST)
            for level, size in caches.items()
        },
        flags=texts(given.get("flags", []), f"{where}.flags"),
        os=a_text(given.get("os", ""), f"{where}.os"),
        python=a_text(given.get("python", ""), f"{where}.python"),
        versions={a_text(k, f"{where}.versions"): a_text(v, f"{where}.versions.{k}") for k, v in versions.items()},
        memory=_whole_or_none(given.get("memory"), f"{where}.memory"),
    )


def _read_limits(value: object) -> Limits:
    where = "limits"
    given = an_object(value, where)
    known_keys(given, ("threads", "fma_gflops", "sparse_gflops", "sparse_rows", "bandwidth"), where)
    return Limits(
        fma_gflops=_positive(_given(given, "fma_gflops", where), f"{where}.fma_gflops"),
        sparse_gflops=_positive(_given(given, "sparse_gflops", where), f"{where}.sparse_gflops"),
        bandwidth=_numbers(_given(given, "bandwidth", where), f"{where}.bandwidth"),
        sparse_rows=_numbers(given.get("sparse_rows", {}), f"{where}.sparse_rows"),
        threads=a_whole(given.get("threads", 1), f"{where}.threads", least=1, most=1 << 20),
    )


def _read_settings(value: object) -> dict[str, str | int | float | bool]:
    found: dict[str, str | int | float | bool] = {}
    for key, entry in an_object(value, "settings").items():
        if isinstance(entry, str):
            found[key] = a_text(entry, f"settings.{key}")
        elif isinstance(entry, (bool, int, float)):
            found[key] = entry
        else:
            raise refuse(f"settings.{key}", entry, "a text, a number, true or false")
    return found


def _read_measurement(value: object, where: str) -> Measurement:
    given = an_object(value, where)
    known_keys(given, (*_CASE, *_OUTCOME, *_DERIVED), where)

    def whole(key: str, least: int = 0) -> int:
        return a_whole(_given(given, key, where), f"{where}.{key}", least=least, most=_LARGEST)

    def text(key: str) -> str:
        return a_text(_given(given, key, where), f"{where}.{key}")

    case = Case(
        workload=text("workload"),
        n_neurons=whole("n_neurons"),
        n_connections=whole("n_connections"),
        n_inputs=whole("n_inputs"),
        n_outputs=whole("n_outputs"),
        schedule=text("schedule"),
        ios=_whole_or_none(given.get("ios"), f"{where}.ios"),
        memory=_whole_or_none(given.get("memory"), f"{where}.memory"),
        batch=whole("batch", 1),
        threads=whole("threads", 1),
        precision=_one_of(text("precision"), PRECISIONS, f"{where}.precision"),
        contender=text("contender"),
        runs=_whole_or_none(given.get("runs"), f"{where}.runs"),
    )
    status = _one_of(text("status"), STATUSES, f"{where}.status")
    seconds = a_list(given.get("seconds", []), f"{where}.seconds")
    taken = tuple(_positive(entry, f"{where}.seconds[{i}]") for i, entry in enumerate(seconds))
    if status == "ok" and not taken:
        raise FileFormatError(f"{where} is ok, but has no seconds.")
    return Measurement(
        case=case,
        status=status,
        message=a_text(given.get("message", ""), f"{where}.message"),
        seconds=taken,
        error=_real_or_none(given.get("error"), f"{where}.error"),
        bytes=_whole_or_none(given.get("bytes"), f"{where}.bytes"),
        counters=_numbers(given.get("counters", {}), f"{where}.counters"),
        prepare_seconds=_real_or_none(given.get("prepare_seconds"), f"{where}.prepare_seconds"),
    )


def _one_of(text: str, known: tuple[str, ...], where: str) -> str:
    if text not in known:
        raise refuse(where, text, f"one of {', '.join(known)}")
    return text


def _whole_or_none(value: object, where: str) -> int | None:
    return None if value is None else a_whole(value, where, least=0, most=_LARGEST)


def _real(value: object, where: str, wanted: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e300:
        raise refuse(where, value, wanted)
    return float(value)


def _real_or_none(value: object, where: str) -> float | None:
    return None if value is None else _real(value, where, "a number")


def _positive(value: object, where: str) -> float:
    number = _real(value, where, "a number above 0")
    if not number > 0:
        raise refuse(where, value, "a number above 0")
    return number


def _numbers(value: object, where: str) -> dict[str, float]:
    return {
        a_text(key, where): _real(entry, f"{where}.{key}", "a number") for key, entry in an_object(value, where).items()
    }
