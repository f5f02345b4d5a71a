"""Programs for one vector: every way to find values, weights in any form, and what is not finite."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import InvalidArgument
from ioviz.core.inference import infer
from ioviz.core.inference.short_weights import shorten
from ioviz.core.inference.single import compile_single
from ioviz.core.kernels.infer.single import GATHER, HEADER_FIELDS, LOOK_UP, SHARED, choose_forms, fill_slots
from ioviz.core.kernels.vectors.lookups import WINDOW, looks_up_fast
from ioviz.core.network import build_network
from ioviz.core.schedule import order
from tests.core.inference.close import assert_close
from tests.core.inference.test_reference import KINDS
from tests.graphs import networks
from tests.naive import slots as naive

pytestmark = pytest.mark.jit

FORMS = (LOOK_UP, GATHER, SHARED)
SHORT = st.sampled_from([None, "float16", "bfloat16", "int8"])


def only(form):
    """Costs at which one form is the cheapest, however many slots it takes."""
    return {kind: 1.0 if kind == form else 1e6 for kind in FORMS}


def vectors(network, seed, batch):
    return np.random.default_rng(seed).integers(-8, 9, (batch, network.input_width)).astype(np.float32) / 4


@given(networks(), KINDS, st.sampled_from(FORMS), SHORT, st.booleans(), st.integers(1, 5), st.booleans())
def test_any_network_in_every_form(network, kind, form, weights, where_nonzero, batch, by_column):
    network = dataclasses.replace(network, bias_where_nonzero=where_nonzero)
    short = None if weights is None else shorten(network, weights)
    program = compile_single(network, order(network, kind, seed=1), short, only(form))
    x = vectors(network, batch, batch)
    y = np.empty((batch, network.output_width), np.float32)
    if by_column:
        turned = np.ascontiguousarray(y.T)
        assert program.run(np.ascontiguousarray(x.T), turned, by_column=True)
        y = np.ascontiguousarray(turned.T)
    else:
        x.setflags(write=False)
        assert program.run(x, y, by_column=False)
    if short is not None:
        network = dataclasses.replace(network, weight=short.decoded)
    assert_close(network, x, y)


@given(
    st.lists(st.lists(st.integers(0, 300), unique=True, min_size=1).map(sorted), min_size=1, max_size=16),
    st.sampled_from(FORMS),
)
def test_slots_are_those_of_the_slow_version(lists, form):
    indptr = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    place = np.concatenate([np.array(places, np.int32) for places in lists])
    start = np.array([0, len(lists)], np.int64)
    costs = np.array([only(form)[kind] for kind in FORMS], np.float32)
    chosen, counts = choose_forms(indptr, place, start, costs)
    expected = naive.slots(lists, *{LOOK_UP: (WINDOW, 16, 2), SHARED: (1, 1), GATHER: (10**6, 1)}[form])
    assert (chosen.tolist(), counts.tolist()) == ([form], [len(expected)])
    codes = np.zeros(16 * len(expected), np.uint8)
    places = np.zeros(len(expected) * (16 if form == GATHER else 1), np.uint32)
    connection = np.full(16 * len(expected), -1, np.int32)
    fill_slots(indptr, place, start, chosen, np.arange(place.size, dtype=np.int32), codes, places, connection)
    for number, (lowest, taken) in enumerate(expected):
        for lane, wanted in enumerate(taken):
            at = 16 * number + lane
            if wanted is None:
                assert connection[at] == -1
                continue
            found = {
                LOOK_UP: lambda at, number: 16 * int(places[number // 2]) + int(codes[at]),
                SHARED: lambda at, number: int(places[number]),
                GATHER: lambda at, number: int(places[at]),
            }[form](at, number)
            assert found == place[connection[at]] == wanted
            assert indptr[lane] <= connection[at] < indptr[lane + 1]
        if form != GATHER:
            assert lowest == (16 * int(places[number // 2]) if form == LOOK_UP else int(places[number]))
    assert sorted(connection[connection >= 0].tolist()) == list(range(place.size))


def wide(n_sources, n_targets, degree, seed=0):
    """One random layer of tanh neurons, each with so many sources."""
    rng = np.random.default_rng(seed)
    target = np.repeat(np.arange(n_targets), degree)
    source = np.concatenate([rng.choice(n_sources, degree, replace=False) for _ in range(n_targets)])
    return build_network(
        n_neurons=n_sources + n_targets,
        source=source,
        target=n_sources + target,
        weight=rng.standard_normal(source.size),
        bias=[0] * n_sources + [0.5] * n_targets,
        activation=["identity"] * n_sources + ["tanh"] * n_targets,
        inputs=range(n_sources),
    )


def form_of(network):
    return set(compile_single(network, order(network, "neuron")).headers[2::HEADER_FIELDS][:2].tolist())


def test_the_form_suits_the_network():
    assert form_of(wide(100, 32, 30)) == ({LOOK_UP} if looks_up_fast() else {SHARED})
    assert form_of(wide(5000, 32, 3)) == {GATHER}
    assert form_of(wide(20, 32, 20)) == {SHARED}


@pytest.mark.parametrize("width", [15, 16, 17, 100])
def test_widths_around_sixteen(width):
    network = wide(width, width, 9)
    x = vectors(network, 3, 2)
    y = np.empty((2, network.output_width), np.float32)
    assert compile_single(network, order(network, "layer")).run(x, y, by_column=False)
    np.testing.assert_allclose(y, infer(network, "layer", x, dtype=np.float64), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("what", [np.nan, np.inf])
def test_what_is_not_finite_reaches_those_that_are_connected_with_it_alone(what):
    network = build_network(n_neurons=6, source=[0, 1, 2], target=[3, 4, 5], weight=[1, 2, 3], bias=[0, 0, 0, 1, 1, 1])
    program = ioviz.compile(network, "neuron")
    x = np.array([1, what, 1], np.float32)
    assert program(np.ones(3, np.float32)).tolist() == [2, 3, 4]
    np.testing.assert_array_equal(program(x), np.array([2, what, 4], np.float32))
    assert program(np.ones(3, np.float32)).tolist() == [2, 3, 4]


def test_what_overflows_inside():
    network = build_network(
        n_neurons=6, source=[0, 2, 1, 3], target=[2, 4, 3, 5], weight=[1e38, 1, 1, 1], activation="relu"
    )
    with np.errstate(over="ignore"):
        assert ioviz.compile(network)(np.array([1e3, 2], np.float32)).tolist() == [np.inf, 2]


@pytest.mark.parametrize(("kind", "largest"), [("float16", 2**-11), ("bfloat16", 2**-8), ("int8", 0.5 / 127)])
def test_short_weights_are_the_nearest(kind, largest):
    network = wide(60, 40, 20)
    short = shorten(network, kind)
    assert 0 < short.error.relative <= largest * 1.0001
    assert short.error.max_absolute == np.abs(short.decoded.astype(np.float64) - network.weight).max()
    assert np.array_equal(shorten(dataclasses.replace(network, weight=short.decoded), kind).stored, short.stored)
    assert short.stored.itemsize == (1 if kind == "int8" else 2)


@pytest.mark.parametrize(
    ("kind", "mode", "batch"),
    [(kind, "best", batch) for kind in ("float16", "bfloat16", "int8") for batch in (1, 16)]
    + [("int8", "as-scheduled", 16)],
)
def test_programs_with_short_weights(kind, mode, batch):
    network = wide(60, 40, 20)
    program = ioviz.compile(network, "neuron", mode=mode, weights=kind)
    short = shorten(network, kind)
    assert program.weight_error == short.error
    x = vectors(network, 5, batch)
    expected = infer(dataclasses.replace(network, weight=short.decoded), "neuron", x, dtype=np.float64)
    np.testing.assert_allclose(program(x), expected, rtol=1e-4, atol=1e-4)


def test_weights_that_do_not_fit_are_refused():
    network = build_network(n_neurons=2, source=[0], target=[1], weight=[1e5])
    with pytest.raises(InvalidArgument, match="The weight 100000 is too large for float16"):
        ioviz.compile(network, weights="float16")


def test_one_vector_into_a_given_array():
    network = wide(60, 40, 20)
    program = ioviz.compile(network, "neuron")
    x = vectors(network, 3, 1)
    y = np.full((1, network.output_width), np.nan, np.float32)
    assert program(x, out=y) is y
    assert np.array_equal(y, program(x))
    fixed = np.zeros_like(y)
    fixed.setflags(write=False)
    with pytest.raises(InvalidArgument, match="has to be C-contiguous and writeable"):
        program(x, out=fixed)
    x[0, 0] = np.nan
    assert np.isnan(program(x, out=y)).any()
    assert np.array_equal(y, program(x), equal_nan=True)
