"""Programs agree with the float64 reference, whatever the network, schedule, batch, layout and threads.

The tolerance is the forward error bound of float32 sums, carried through the network. A sum of d products and a bias,
in any order, is off by at most (d + 2) eps (sum |w| |x| + |b|); errors of the sources enter times |w|; the activation
functions here enlarge an error at most 1.13 times (GELU) and add their own rounding, within 16 eps of what they can be.
"""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import InvalidArgument, LimitExceeded
from ioviz.core.inference import tiled
from ioviz.core.inference.best import BestProgram, Cut
from ioviz.core.inference.layout import find_shares, lay_out
from ioviz.core.inference.tiled import compile_tiled
from ioviz.core.network import build_network
from ioviz.core.schedule import order
from tests.graphs import networks
from tests.naive import programs

EPS = float(np.finfo(np.float32).eps)
ORDERS = st.sampled_from(["neuron", "layer", "random"])


def truth_and_bound(network, x):
    """The float64 reference of the outputs, and how far a float32 program may be from it; [batch, output_width]."""
    values = np.zeros((network.n_neurons, len(x)))
    error = np.zeros_like(values)
    values[network.inputs] = x.T[network.input_slots].astype(np.float64)
    for v in network.topological_order:
        into = network.incoming.of(v)
        if into.size:
            w = network.weight[into].astype(np.float64)[:, None]
            u = network.source[into]
            size = (np.abs(w) * (np.abs(values[u]) + error[u])).sum(0) + abs(network.bias[v])
            error[v] = 1.13 * ((np.abs(w) * error[u]).sum(0) + (into.size + 2) * EPS * size) + 16 * EPS * (1 + size)
            values[v] = size  # an upper bound of the value is enough to carry on
    truth = ioviz.infer(network, "neuron", x, dtype=np.float64)
    bound = np.full(truth.shape, 2 * EPS) * (1 + np.abs(truth))
    bound[:, network.output_slots] += error[network.outputs].T
    return truth, bound


def agrees(program, network, x, **how):
    truth, bound = truth_and_bound(network, x)
    by_column = how.get("layout") == "columns"
    result = program(np.ascontiguousarray(x.T) if by_column else x, **how)
    result = result.T if by_column else result
    assert result.dtype == np.float32
    assert result.shape == truth.shape
    assert (np.abs(result - truth) <= bound).all(), np.max(np.abs(result - truth) / bound)


def some_vectors(network, batch, seed=0):
    return np.random.default_rng(seed).uniform(-2, 2, (batch, network.input_width)).astype(np.float32)


@pytest.mark.jit
@settings(max_examples=60)
@given(
    networks(), ORDERS, st.integers(2, 70), st.sampled_from(["rows", "columns"]), st.integers(1, 3), st.integers(0, 9)
)
def test_any_network_schedule_batch_layout_and_number_of_threads(network, kind, batch, layout, threads, seed):
    program = ioviz.compile(network, order(network, kind, seed=seed))
    agrees(program, network, some_vectors(network, batch, seed), layout=layout, threads=threads)


def layered(sizes=(70, 90, 60, 40), density=0.3, seed=0, **more):
    rng = np.random.default_rng(seed)
    first = np.concatenate([[0], np.cumsum(sizes)])
    u, v = (np.concatenate(ends) for ends in zip(*[
        np.nonzero(rng.random((a, b)) < density) + np.array([[first[k]], [first[k + 1]]])
        for k, (a, b) in enumerate(pairwise(sizes))
    ]))  # fmt: skip
    skips = rng.integers(first[1], first[2], 30), rng.integers(first[3], first[4], 30)
    pairs = np.unique(np.stack([np.append(u, skips[0]), np.append(v, skips[1])]), axis=1)
    n = int(first[-1])
    return build_network(
        n_neurons=n,
        source=pairs[0],
        target=pairs[1],
        weight=rng.standard_normal(pairs.shape[1]) / np.sqrt(density * 70),
        bias=np.where(np.arange(n) < sizes[0], 0, rng.standard_normal(n) / 10),
        inputs=np.arange(sizes[0]),
        activation=[["relu", "leaky_relu:0.1", "gelu", "clipped_relu:0.5", "tanh"][i] for i in rng.integers(0, 5, n)],
        **more,
    )


NETWORK = layered()


@pytest.mark.parametrize("cut", [Cut(s, b) for s in (1, 2, 4) for b in (0, 2048)])
@pytest.mark.parametrize("batch", [2, 16, 33, 64, 131])
def test_every_way_to_cut(cut, batch):
    best = BestProgram(NETWORK, order(NETWORK, "random"))
    program = best._program(cut)
    x = some_vectors(NETWORK, batch)
    truth, bound = truth_and_bound(NETWORK, x)
    for by_column in (False, True):
        y = np.empty((NETWORK.output_width, batch) if by_column else (batch, NETWORK.output_width), np.float32)
        program.run(np.ascontiguousarray(x.T) if by_column else x, y, by_column=by_column, threads=2)
        assert (np.abs((y.T if by_column else y) - truth) <= bound).all()


def test_layers_are_cut_into_blocks_where_segments_stay_long():
    best = BestProgram(NETWORK, order(NETWORK, "neuron"))
    whole, cut = best._program(Cut(1, 0)), best._program(Cut(1, 2048))
    computed = np.count_nonzero(~NETWORK.is_input)
    assert whole.rows.size == computed
    assert 1.2 * computed < cut.rows.size < NETWORK.n_connections / 8


@pytest.mark.jit
@settings(max_examples=30)
@given(networks(most_neurons=14), ORDERS, st.booleans(), st.booleans(), st.integers(1, 3))
def test_streams_say_the_same_to_the_naive_interpreter(network, kind, fours, share, blocks):
    layout = lay_out(network, order(network, kind, seed=1))
    shares = find_shares(network, layout) if fours and share else None
    cuts = np.full(network.depth, 1 if shares else blocks)
    program = compile_tiled(network, layout, 1, cuts, fours=fours, shares=shares)
    x = some_vectors(network, 1)
    values = [0.0] * (program.first_output + network.output_width)
    values[: network.input_width] = x[0].astype(float).tolist()
    used = programs.run(
        program.runs.reshape(-1, 5).tolist(),
        program.parameters.tolist(),
        program.rows.tolist(),
        program.biases.tolist(),
        program.sources.tolist(),
        program.weights.tolist(),
        network.bias_where_nonzero,
        values,
    )
    assert used == (program.parameters.size, program.rows.size, program.sources.size, program.weights.size)
    assert values[program.first_output - 1] == 0
    truth = ioviz.infer(network, "neuron", x, dtype=np.float64)[0]
    entries = network.output_slots
    np.testing.assert_allclose(np.array(values)[program.first_output + entries], truth[entries], rtol=1e-6, atol=1e-6)


def butterfly(n=64, k=8):
    """Two layers in which eight destinations share all, then most of their sources."""
    v = np.repeat(np.arange(n), k)
    j = np.tile(np.arange(k), n)
    rng = np.random.default_rng(0)
    return build_network(
        n_neurons=3 * n,
        source=np.concatenate([(v + j * (n // k)) % n, n + (v + j) % n]),
        target=np.concatenate([n + v, 2 * n + v]),
        weight=rng.standard_normal(2 * n * k),
        bias=np.concatenate([np.zeros(n), rng.standard_normal(2 * n)]),
        activation="clipped_relu:3",
    )


@pytest.mark.parametrize("sixteens", [1, 2, 4])
def test_sources_that_four_destinations_share_are_loaded_once(sixteens):
    network = butterfly()
    layout = lay_out(network, order(network, "random"))
    shares = find_shares(network, layout)
    assert shares is not None
    assert (shares.shared > 0).all()
    program = compile_tiled(network, layout, sixteens, np.ones(2, np.int64), fours=True, shares=shares)
    assert program.sources.size < 0.5 * network.n_connections
    x = some_vectors(network, 50)
    y = np.empty((50, network.output_width), np.float32)
    program.run(x, y, by_column=False, threads=1)
    truth, bound = truth_and_bound(network, x)
    assert (np.abs(y - truth) <= bound).all()


def test_long_indices(monkeypatch):
    monkeypatch.setattr(tiled, "LARGEST_SHORT", 10)
    program = ioviz.compile(NETWORK)
    assert program._batched._program(Cut(2, 0)).sources.dtype == np.uint32
    agrees(program, NETWORK, some_vectors(NETWORK, 32))


@pytest.mark.parametrize("batch", [5, 40])
def test_numbers_that_are_not_finite_are_those_of_the_reference(batch):
    """Every kind of neuron sees inf, -inf, NaN and overflow; no NaN is invented, none is lost."""
    network = layered(density=0.02, seed=3)
    x = some_vectors(network, batch)
    x[:, ::7] = np.resize([np.inf, -np.inf, np.nan, 1e38], x[:, ::7].shape)
    by_hand = np.zeros((network.n_neurons, batch))
    by_hand[network.inputs] = x.T[network.input_slots]
    from ioviz.core.network import apply_activation

    with np.errstate(all="ignore"):
        for v in network.topological_order[~network.is_input[network.topological_order]]:
            into = network.incoming.of(v)
            total = network.weight[into].astype(float) @ by_hand[network.source[into]] + network.bias[v]
            # A product with an infinite value is infinite; numpy's products of matrices keep that too.
            by_hand[v] = apply_activation(int(network.activation[v]), float(network.activation_parameter[v]), total)
    truth = by_hand[network.outputs].T
    result = ioviz.compile(network)(x)[:, network.output_slots]
    representable = np.abs(truth) < 1e38
    assert np.array_equal(np.isnan(result), np.isnan(truth))
    assert np.array_equal(result[np.isinf(truth)], truth[np.isinf(truth)])
    np.testing.assert_allclose(result[representable], truth[representable], rtol=1e-3, atol=1e-4)


def test_a_bias_only_where_the_sum_is_not_zero():
    network = layered(bias_where_nonzero=True)
    x = np.maximum(some_vectors(network, 40), 0)
    x[3] = 0
    truth = ioviz.infer(network, "neuron", x, dtype=np.float64)
    assert (truth[3] == 0).sum() > 10
    for layout in ("rows", "columns"):
        result = ioviz.compile(network)(x if layout == "rows" else np.ascontiguousarray(x.T), layout=layout)
        np.testing.assert_allclose(result if layout == "rows" else result.T, truth, rtol=1e-4, atol=1e-5)


def test_constant_outputs_and_idle_inputs_keep_their_entries():
    network = build_network(
        n_neurons=6, source=[1, 3], target=[4, 4], weight=[2, 10], bias=[0] * 5 + [7],
        inputs=[0, 1, 2, 3], outputs=[5, 4],
    )  # fmt: skip
    program = ioviz.compile(network)
    x = np.array([[0, 1, 0, 2], [0, 0, 0, 1], [9, 0, 9, 0]], np.float32)
    assert program(x).tolist() == [[7, 22], [7, 10], [7, 0]]
    assert (
        program(np.ascontiguousarray(np.tile(x, (30, 1)).T), layout="columns").T.tolist()
        == [[7, 22], [7, 10], [7, 0]] * 30
    )
    assert program(x[0]).tolist() == [7, 22]


def test_the_same_bits_for_any_number_of_threads_and_from_several_at_once():
    program = ioviz.compile(NETWORK)
    x = some_vectors(NETWORK, 300)
    alone = program(x)
    assert np.array_equal(program(x, threads=3), alone)
    results = [None] * 4

    def call(i):
        results[i] = [program(x, threads=1 + (i + k) % 3) for k in range(25)]

    callers = [threading.Thread(target=call, args=(i,)) for i in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert all(np.array_equal(result, alone) for some in results for result in some)


def test_what_is_given_may_be_any_float32_array():
    program = ioviz.compile(NETWORK)
    x = some_vectors(NETWORK, 40)
    expected = program(x)
    assert np.array_equal(program(np.asfortranarray(x)), expected)
    assert np.array_equal(program(np.repeat(x, 2, axis=0)[::2]), expected)
    assert np.array_equal(program(x.T, layout="columns").T, expected)
    out = np.empty_like(expected)
    assert program(x, out=out) is out
    assert np.array_equal(out, expected)
    assert program(x[:0]).shape == (0, NETWORK.output_width)
    assert program(x[:0].T, layout="columns").shape == (NETWORK.output_width, 0)


def test_tuning_changes_no_result_beyond_rounding():
    program = ioviz.compile(NETWORK)
    x = some_vectors(NETWORK, 70)
    before = program(x)
    program.tune(70, seconds=0.02)
    np.testing.assert_allclose(program(x), before, rtol=1e-4, atol=1e-5)
    ioviz.compile(NETWORK, mode="as-scheduled").tune(70)


def test_a_lack_of_memory_is_told_in_a_sentence(monkeypatch):
    program = ioviz.compile(NETWORK)
    x = np.broadcast_to(np.float32(1), (NETWORK.input_width, 1 << 43))
    monkeypatch.setattr(np, "ascontiguousarray", lambda given: given)
    with pytest.raises(LimitExceeded, match="The outputs of 8796093022208 vectors do not fit into memory"):
        program(x, layout="columns")
    monkeypatch.setattr(BestProgram, "run", lambda *_, **__: np.empty(1 << 57))
    with pytest.raises(LimitExceeded, match=r"The values of \d+ neurons do not fit into memory for each of 2 threads"):
        program(some_vectors(NETWORK, 100), threads=2)


def test_counts():
    program = ioviz.compile(NETWORK)
    assert program.flops(10) == 20 * NETWORK.n_connections
    assert program.nbytes >= 6 * NETWORK.n_connections
    assert program.bytes_moved(10) == program.nbytes + 40 * (NETWORK.input_width + NETWORK.output_width)


X = some_vectors(NETWORK, 4)
WIDE = X.shape[1]
REFUSED = [
    (lambda p: p(X[:, 1:]), f"The input has {WIDE - 1} entries, but the network takes {WIDE}."),
    (lambda p: p(X, layout="columns"), f"The input has 4 entries, but the network takes {WIDE}."),
    (lambda p: p(X.astype(np.float64)), "A program takes a float32 array, not float64."),
    (lambda p: p(X.tolist()), "A program takes a float32 array, not list."),
    (lambda p: p(X[0, 0:1].reshape(())), f"The input has to be a vector of {WIDE} numbers or a batch of them, not an"),
    (lambda p: p(X, layout="diagonal"), "The layout has to be 'rows' or 'columns', not 'diagonal'."),
    (lambda p: p(X, threads=0), "The number of threads has to be a whole number of 1 or more, not 0."),
    (lambda p: p(X, threads=True), "The number of threads has to be a whole number of 1 or more, not True."),
    (lambda p: p(X, out=np.empty((4, 3), np.float32)), "The array for the result has to be float32 of shape (4, "),
    (lambda p: p(X, out=np.empty((NETWORK.output_width, 4), np.float32).T), "The array for the result has to be C-con"),
    (lambda p: p.tune(0), "The batch has to be a whole number of 1 or more, not 0."),
    (
        lambda p: ioviz.compile(NETWORK, mode="fast"),
        "Unknown mode of a program 'fast': choose from best, as-scheduled.",
    ),
    (
        lambda p: ioviz.compile(NETWORK, weights="int4"),
        "Unknown precision of weights 'int4': choose from float32, float16,",
    ),
    (lambda p: ioviz.compile(NETWORK, "nearest"), "Unknown order 'nearest'"),
    (lambda p: ioviz.compile(layered(), order(NETWORK, "neuron")), "The schedule is for another network."),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSED, ids=[sentence[:40] for _, sentence in REFUSED])
def test_refused_with_a_sentence(call, sentence):
    program = ioviz.compile(NETWORK)
    with pytest.raises(InvalidArgument) as caught:
        call(program)
    assert str(caught.value).startswith(sentence)
