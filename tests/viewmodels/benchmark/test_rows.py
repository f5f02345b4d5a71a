"""Measurements as rows, charts and a poster: names, speed-ups, roofs, bars, lines, dots, sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ioviz.core.benchmark.results import Measurement
from ioviz.viewmodels.benchmark.charts import (
    Dot,
    bars,
    batch_lines,
    cells,
    prediction,
    roof_dots,
    roof_lines,
    scatter_dots,
)
from ioviz.viewmodels.benchmark.order_times import why_slower
from ioviz.viewmodels.benchmark.poster import make_poster
from ioviz.viewmodels.benchmark.rows import (
    COLUMNS,
    Cell,
    Row,
    default_standard,
    name_of,
    roof_of,
    rows_of,
    standards,
    tip,
)
from tests.viewmodels.benchmarks import LIMITS, case, measured, results

CELL = Cell("W1", 128, 1)


@pytest.fixture
def rows() -> tuple[Row, ...]:
    return rows_of([("A", results())], "MKL CSRMM row-major")


def row_named(rows: tuple[Row, ...], name: str, batch: int = 128) -> Row:
    return next(row for row in rows if row.name == name and row.case.batch == batch)


def test_speed_ups_are_medians_over_the_standard_way_in_the_same_cell(rows):
    for batch in (1, 16, 128):
        best = row_named(rows, "ioviz best · annealed", batch)
        mkl = row_named(rows, "MKL CSRMM row-major", batch)
        assert best.speed_up == mkl.measurement.median / best.measurement.median
        assert mkl.speed_up == 1
    assert row_named(rows, "GraphBLAS").speed_up is None


def test_results_are_compared_within_themselves():
    slow, quick = results("slow"), results("quick", factor=10)
    rows = rows_of([("slow", slow), ("quick", quick)], "scipy CSR")
    pair = [row for row in rows if row.name == "ioviz best · neuron" and row.case.batch == 16]
    assert pair[0].speed_up == pytest.approx(pair[1].speed_up)
    assert pair[0].measurement.median == pytest.approx(10 * pair[1].measurement.median)


def test_the_standard_way_is_the_likeliest_library():
    names = standards([("A", results())])
    assert default_standard(names) == "MKL CSRMM row-major"
    assert default_standard([name for name in names if "MKL" not in name]) == "scipy CSR"
    assert default_standard(()) == ""
    assert names[-1].startswith("ioviz")
    assert "GraphBLAS" not in names  # it was not measured


def test_names_have_order_and_precision():
    assert name_of(case("ioviz best", "layer", precision="int8")) == "ioviz best · layer · int8"
    assert name_of(case("scipy CSR", "")) == "scipy CSR"


def test_the_roof_is_the_least_of_arithmetic_and_the_memory_that_holds_the_data():
    whole = results()
    few, many = measured(case(batch=1), 1.0), measured(case(batch=128), 1.0)
    # 454 516 bytes fit into L2 at 90 GB/s; 150 172 operations.
    assert roof_of(few, whole).gflops == pytest.approx(90 * 150_172 / 454_516)
    assert roof_of(few, whole).memory == "L2"
    assert roof_of(many, whole).gflops == LIMITS.fma_gflops
    two = replace(many, case=replace(many.case, threads=2))
    assert roof_of(two, whole).gflops == 2 * LIMITS.fma_gflops
    assert roof_of(many, replace(whole, limits=None)) is None


def test_every_row_has_a_text_a_tip_and_a_key_for_every_column(rows):
    for row in rows:
        assert tip(row).startswith(row.name)
        for column in COLUMNS:
            assert column.text(row)
            assert column.tip
            rank, _ = column.sort_key(row)
            assert rank in ((0, 2) if column.number else (1,))
    refused = Row("A", Measurement(case(), "not applicable", "It needs a chain of layers."))
    assert refused.state == "not applicable: It needs a chain of layers."
    broken = Row("A", Measurement(case(), "failed", "It crashed."))
    assert "It crashed." in tip(broken)
    assert [column.sort_key(broken)[0] for column in COLUMNS if column.title == "Time"] == [2]


def test_bars_begin_with_the_fastest_and_end_with_those_without_a_time(rows):
    found = bars(rows, CELL, "MKL CSRMM row-major")
    times = [bar.seconds for bar in found if bar.seconds is not None]
    assert times == sorted(times)
    assert [bar.value for bar in found[-2:]] == [
        "not installed: pip install torch", "too slow: It took longer than 10 s.",
    ]  # fmt: skip
    assert all(bar.low <= bar.seconds <= bar.high for bar in found if bar.seconds)
    assert [bar.note for bar in found if bar.kind == "standard"] == ["the standard way"]
    assert found[0].note == "3.43\u202f× as fast"


def test_lines_go_over_all_batches(rows):
    lines = batch_lines(rows, CELL, "scipy CSR", "gflops")
    assert {line.batch for line in lines} == {(1, 16, 128)}
    assert lines[0].kind == "best"
    by_name = {line.name: line.value for line in lines}
    assert by_name["scipy CSR"] == pytest.approx((2.7, 8.6, 18.0))
    assert cells(rows) == (Cell("W1", 1, 1), Cell("W1", 16, 1), CELL)


def test_too_many_lines_are_the_best_of_each_program():
    sets = [("slow", results("slow")), ("quick", results("quick", factor=2))]
    lines = batch_lines(rows_of(sets, "scipy CSR"), CELL, "scipy CSR", "seconds")
    assert [line.name for line in lines if line.kind in ("best", "scheduled")] == [
        "ioviz best · annealed (quick)", "ioviz best · annealed (slow)",
        "ioviz as scheduled · annealed (quick)", "ioviz as scheduled · annealed (slow)",
    ]  # fmt: skip
    assert sum(line.kind == "standard" for line in lines) == 1


def test_dots_and_roofs(rows):
    dots = roof_dots(rows, "scipy CSR")
    assert len(dots) == 30
    assert all(dot.x == pytest.approx(dot.row.case.flops / dot.row.measurement.bytes) for dot in dots)
    assert [line.name for line in roof_lines(LIMITS)] == ["L1", "L2", "L3", "DRAM"]
    assert roof_lines(LIMITS, 2)[0].rate == 440
    assert roof_lines(None) == ()


def test_whether_counting_predicts_seconds(rows):
    dots = scatter_dots(rows, CELL)
    assert {dot.name for dot in dots} == {"neuron", "layer", "random", "annealed"}
    text = prediction(dots)
    assert "In 6 of 6 pairs" in text
    assert "random against annealed: 2.74\u202f× the I/Os, 2.75\u202f× the time." in text
    assert prediction(dots[:1]).startswith("Run at least two orders")


def test_orders_without_evictions_are_not_called_missing(rows):
    dots = scatter_dots(rows, CELL)
    first = dots[0].row.case
    lower = first.n_connections + first.n_neurons + first.n_outputs

    def with_ios(ios: int) -> list[Dot]:
        return [replace(dot, x=float(ios)) for dot in dots]

    text = prediction(with_ios(lower))
    assert "the lower bound: M = " in text
    assert "live memory" in text
    assert "lower bound" not in prediction(with_ios(lower + 1))
    assert "Run at least two orders" not in prediction(with_ios(lower + 1))
    assert "same time" in prediction([replace(dot, y=1.0) for dot in dots])


def test_the_poster_describes_the_comparison(rows):
    poster = make_poster(results(), rows, CELL, "MKL CSRMM row-major")
    assert poster.question == "How long do 128 inputs at once take through the network?"
    assert "W1, baseline" in poster.setting
    assert poster.answer.startswith("ioviz best · annealed is 3.43\u202f× as fast as MKL CSRMM row-major, ")
    assert poster.order.startswith("The order alone: random takes 2.75\u202f× as long as annealed")
    assert "Hatched: the standard way, MKL CSRMM row-major." in poster.footnote
    assert len(poster.bars) <= 9
    assert any(bar.kind == "standard" for bar in poster.bars)
    assert make_poster(results(), rows, Cell("W9", 1, 1), "") is None


def test_the_poster_has_the_standard_way_and_all_that_the_answer_names():
    more = [measured(case("ioviz best", f"order {i}"), 90.0 + i, seed=i) for i in range(20)]
    whole = replace(results(), measurements=(*results().measurements, *more))
    poster = make_poster(whole, rows_of([("A", whole)], "scipy CSR"), CELL, "scipy CSR")
    names = [bar.name for bar in poster.bars]
    assert len(names) == 9
    assert names[0] == "ioviz best · order 19"
    assert {"scipy CSR", "MKL CSRMM row-major", "numpy dense", "ioviz as scheduled · random"} <= set(names)


def test_the_answer_when_ioviz_is_slower():
    slow = measured(case("ioviz best"), 5.0)
    quick = measured(case("scipy CSR", ""), 10.0, seed=1)
    whole = replace(results(), measurements=(slow, quick))
    poster = make_poster(whole, rows_of([("A", whole)], "scipy CSR"), CELL, "scipy CSR")
    assert poster.answer == "ioviz best · neuron takes 2.00\u202f× as long as scipy CSR."


def test_an_order_with_fewer_ios_that_takes_longer_is_explained():
    neuron = measured(case("ioviz as scheduled", "neuron", ios=100_000, runs=1500), 60.0)
    annealed = measured(case("ioviz as scheduled", "annealed", ios=92_000, runs=41_500), 60.0 / 2.8)
    whole = replace(results(), measurements=(neuron, annealed))
    dots = scatter_dots(rows_of([("A", whole)], ""), CELL)
    text = prediction(dots)
    assert "Why does annealed take 2.80\u202f× the time of neuron with 0.92\u202f× the I/Os?" in text
    assert "1.81 on average, 50.1 in neuron" in text
    assert "40\u202f000 against 0 for each input" in text
    layer = measured(case("ioviz as scheduled", "layer", ios=140_000, runs=41_500), 20.0)
    whole = replace(results(), measurements=(neuron, annealed, layer))
    poster = make_poster(whole, rows_of([("A", whole)], ""), CELL, "")
    assert poster.order.startswith("The order alone: layer takes")
    assert "annealed takes 2.80\u202f× as long as neuron, although with 0.92\u202f× the I/Os: its runs" in poster.order
    # Not if the order with fewer I/Os is the faster one, nor without the number of runs, nor for longer runs.
    for slower in (
        measured(annealed.case, 100.0),
        measured(replace(annealed.case, runs=None), 20.0),
        measured(replace(annealed.case, runs=1500), 20.0),
    ):
        assert why_slower([neuron, slower]) == ""
