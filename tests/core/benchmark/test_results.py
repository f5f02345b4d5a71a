"""Results: their figures, their files, and one sentence for a file that is none."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.benchmark import Case, Limits, Machine, Measurement, Results, load_results, save_results
from ioviz.core.benchmark.results_json import from_json, to_json
from ioviz.core.benchmark.results_text import (
    best_of,
    best_peer,
    compare,
    label_of,
    least_only,
    seconds_text,
    to_csv,
    to_markdown,
)
from ioviz.core.errors import FileFormatError, InvalidArgument, IovizError, LimitExceeded

CASE = Case("W1", 2000, 75_000, 500, 500, "neuron", 80_000, 96, 128, 1, "float32", "ioviz best", 1_500)
OTHER = replace(CASE, schedule="", ios=None, memory=None, runs=None, contender="scipy CSR")
MACHINE = Machine("A CPU", 2, {"L1": 32768, "L2": 1 << 20}, ("avx2",), "Linux", "3.11", {"numpy": "2.0"}, 1 << 34)
LIMITS = Limits(100.0, 60.0, {"L1": 400.0, "DRAM read": 20.0}, {"64": 60.0})
RESULTS = Results(
    "a run",
    "2026-11-21T12:00:00+01:00",
    MACHINE,
    LIMITS,
    (
        Measurement(CASE, "ok", "", (1e-3, 2e-3, 1.5e-3, 9e-3), 1e-7, 10**6, {"cycles": 4e6}, 0.5),
        Measurement(OTHER, "ok", "", (4e-3, 5e-3), 2e-7, 10**6),
        Measurement(replace(OTHER, contender="MKL | CSRMM"), "missing", "=HYPERLINK(it)"),
    ),
    {"layout": "columns", "repetitions": 4, "pinned": True, "seconds": 0.5},
    ("Somebody else was busy.",),
)


def test_figures():
    first = RESULTS.measurements[0]
    assert first.median == 1.75e-3
    assert first.quartiles == pytest.approx((1.375e-3, 3.75e-3))
    assert first.outliers == (9e-3,)
    assert first.gflops == pytest.approx(2 * 75_000 * 128 / 1.75e-3 / 1e9)
    assert first.gbytes == pytest.approx(1e6 / 1.75e-3 / 1e9)
    assert first.spread == pytest.approx((3.75 - 1.375) / 1.75)
    assert CASE.io_bytes == 4 * (75_000 + 5_000 * 128)
    assert OTHER.io_bytes is None
    nothing = RESULTS.measurements[2]
    assert math.isnan(nothing.median)
    assert math.isnan(nothing.gflops)
    assert nothing.outliers == ()
    assert LIMITS.roof(1.0) == 20.0
    assert LIMITS.roof(1.0, "L1") == 100.0
    assert RESULTS.cells == (("W1", 128, 1),)


def test_best():
    found = RESULTS.measurements
    assert best_peer(found).case.contender == "scipy CSR"
    assert best_peer(found, without=("scipy CSR",)) is None
    assert best_of(found, "ioviz best") is found[0]
    assert best_of(found, "ioviz best", "int8") is None
    several = (found[0], replace(found[0], case=replace(CASE, schedule="tiled", precision="int8")))
    assert label_of(CASE, several) == "ioviz best, neuron, float32"
    assert label_of(CASE, found) == "ioviz best"


def test_the_shortest_times_alone():
    found = least_only(RESULTS)
    assert [one.seconds for one in found.measurements] == [(1e-3,), (4e-3,), ()]
    assert found.measurements[0].quartiles == (1e-3, 1e-3)


def test_json_keeps_everything(tmp_path):
    save_results(tmp_path / "a.json", RESULTS)
    assert load_results(tmp_path / "a.json") == RESULTS
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["measurements"][0]["gflops"] == RESULTS.measurements[0].gflops
    save_results(tmp_path / "b.json", replace(RESULTS, limits=None))
    assert load_results(tmp_path / "b.json").limits is None


def test_csv_and_markdown(tmp_path):
    rows = list(csv.DictReader(to_csv(RESULTS).splitlines()))
    assert [row["contender"] for row in rows] == ["ioviz best", "scipy CSR", "MKL | CSRMM"]
    assert float(rows[0]["median_seconds"]) == 1.75e-3
    assert rows[2]["median_seconds"] == ""
    assert rows[2]["message"] == "'=HYPERLINK(it)"
    text = to_markdown(RESULTS)
    assert "| ioviz best | 1.75 ms |" in text
    assert "MKL \\| CSRMM" in text
    assert "Somebody else was busy." in text
    for ending in (".csv", ".md"):
        save_results(tmp_path / f"a{ending}", RESULTS)
        assert (tmp_path / f"a{ending}").read_text()
    with pytest.raises(InvalidArgument, match=r"ends in \.json, \.csv, \.md"):
        save_results(tmp_path / "a.txt", RESULTS)


def test_two_runs_are_compared():
    faster = replace(RESULTS.measurements[1], seconds=(1e-3, 1.1e-3))
    changes = compare(RESULTS, replace(RESULTS, measurements=(RESULTS.measurements[0], faster)))
    assert [(change.case.contender, change.clear) for change in changes] == [("ioviz best", False), ("scipy CSR", True)]
    assert changes[1].ratio == pytest.approx(4.5 / 1.05)
    larger = replace(CASE, n_connections=76_000)
    assert compare(RESULTS, replace(RESULTS, measurements=(replace(RESULTS.measurements[0], case=larger),))) == []


@pytest.mark.parametrize(
    ("seconds", "text"), [(1.234, "1.23 s"), (0.0123, "12.3 ms"), (1e-4, "100 us"), (5e-7, "500 ns")]
)
def test_times_are_short(seconds, text):
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("place", "value", "text"),
    [
        (("format",), "ioviz-network", "Not a file of benchmark results"),
        (("version",), 99, "newer ioviz"),
        (("more",), 1, "unknown key"),
        (("measurements",), {}, "measurements is an object"),
        (("measurements", 0, "seconds", 1), -1.0, r"measurements\[0\].seconds\[1\] is -1.0"),
        (("measurements", 0, "seconds"), [], "is ok, but has no seconds"),
        (("measurements", 0, "status"), "good", r"measurements\[0\].status is 'good'; it has to be one of ok, missing"),
        (("measurements", 0, "precision"), "float8", "one of float32"),
        (("measurements", 0, "batch"), 0, r"measurements\[0\].batch is 0"),
        (("measurements", 0, "n_connections"), True, "is true"),
        (("measurements", 0, "error"), "small", "a number"),
        (("measurements", 0, "contender"), None, "is null; it has to be a text"),
        (("machine", "cores"), "two", "machine.cores is 'two'"),
        (("machine", "caches"), [1], "machine.caches is a list of 1"),
        (("limits", "fma_gflops"), 0, "limits.fma_gflops is 0; it has to be a number above 0"),
        (("limits", "bandwidth", "L1"), 10**400, "limits.bandwidth.L1"),
        (("settings", "layout"), [1], "settings.layout"),
        (("warnings",), "all fine", "warnings is 'all fine'"),
    ],
)
def test_what_is_wrong_is_named(place, value, text):
    document = json.loads(to_json(RESULTS))
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(FileFormatError, match=text):
        from_json(json.dumps(document).encode())


def test_missing_and_huge_files_are_told(tmp_path, monkeypatch):
    with pytest.raises(FileFormatError, match="no such file"):
        load_results(tmp_path / "none.json")
    (tmp_path / "a.json").write_text("[" * 100_000)
    with pytest.raises(FileFormatError, match=r"a\.json: Lists and objects are nested too deeply"):
        load_results(tmp_path / "a.json")
    monkeypatch.setattr("ioviz.core.benchmark.results_files.LARGEST_FILE", 10)
    with pytest.raises(LimitExceeded, match="100,000 bytes"):
        load_results(tmp_path / "a.json")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.data())
def test_any_mutation_is_read_or_refused_in_a_sentence(data):
    document = json.loads(to_json(RESULTS))
    inner = document
    while True:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(inner[key], (dict, list)) and inner[key] and data.draw(st.booleans()):
            inner = inner[key]
            continue
        if data.draw(st.booleans()):
            inner[key] = data.draw(junk)
        else:
            del inner[key]
        break
    try:
        found = from_json(json.dumps(document).encode())
    except IovizError:
        return
    assert to_csv(found)
    assert to_markdown(found)
    assert from_json(to_json(found).encode()) == found
