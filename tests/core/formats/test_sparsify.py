"""Dense weights become sparse: against the naive version, on ties, zeros, several blocks and other types."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.formats import Limits, ReadOptions, read_options, sparsify
from ioviz.core.formats.registry import Layer, SparseWeights
from tests.naive import sparsify as naive

# Few different numbers, so that many are equal; the smallest are subnormal in float32.
NUMBERS = st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -3.0, 1e-40, -1e-45, 3.4e38])
MATRICES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 9)).flatmap(
        lambda sides: st.lists(
            st.lists(NUMBERS, min_size=sides[1], max_size=sides[1]), min_size=sides[0], max_size=sides[0]
        )
    ),
    min_size=1,
    max_size=3,
)
OPTIONS = st.fixed_dictionaries(
    {
        "threshold": st.none() | st.sampled_from([0.0, 0.5, 1.0, 2.5]),
        "group": st.none() | st.sampled_from([(1, 2), (2, 4), (1, 4), (3, 3), (2, 100)]),
        "keep": st.none() | st.floats(0.01, 1),
        "together": st.booleans(),
    }
)


@given(matrices=MATRICES, choice=OPTIONS, sparse=st.booleans(), block=st.sampled_from([1, 7, 1 << 20]))
def test_as_the_naive_version(matrices, choice, sparse, block):
    group = choice["group"]
    options = ReadOptions(
        keep=choice["keep"],
        keep_global=choice["together"] and choice["keep"] is not None,
        n_m=None if group is None else f"{group[0]}:{group[1]}",
        threshold=choice["threshold"],
    )
    layers = [Layer(f"w{i}", as_sparse(m) if sparse else np.array(m, np.float32)) for i, m in enumerate(matrices)]
    wanted = naive.kept(matrices, **choice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparsify, "_BLOCK", block)
        if not any(wanted):
            with pytest.raises(ioviz.InvalidNetwork, match="No weight is left of it"):
                sparsify.sparsify(layers, options)
            return
        found, counts = sparsify.sparsify(layers, options)
    for matrix, one, places, count in zip(matrices, found, wanted, counts, strict=True):
        assert set(zip(one.row.tolist(), one.column.tolist(), strict=True)) == places
        assert one.value.tolist() == [np.float32(matrix[r][c]) for r, c in zip(one.row, one.column, strict=True)]
        assert not one.value.flags.writeable
        flat = np.array(matrix, np.float32)
        assert (count.entries, count.nonzero, count.kept) == (flat.size, np.count_nonzero(flat), len(places))
        if not sparse:
            assert np.all(np.diff(one.row * flat.shape[1] + one.column) > 0)


def as_sparse(matrix):
    """Every entry of a dense matrix, zeros too, so that the shares are of the same number."""
    dense = np.array(matrix, np.float32)
    row, column = np.indices(dense.shape)
    return SparseWeights(
        dense.shape, row.reshape(-1).astype(np.int32), column.reshape(-1).astype(np.int32), dense.reshape(-1)
    )


def test_shares_of_many_weights():
    """Where the least magnitude lies in one bucket of the upper bits, or at its border."""
    rng = np.random.default_rng(0)
    for scale in (1.0, 1e-30, 1e30):
        values = (rng.normal(size=(300, 500)) * scale).astype(np.float32)
        for share in (0.001, 0.1, 0.5, 0.999):
            (one,), _ = sparsify.sparsify([Layer("w", values)], ReadOptions(keep=share))
            count = round(values.size * share)
            assert one.value.size == count
            assert np.abs(one.value).min() >= np.sort(np.abs(values), axis=None)[-count]


@pytest.mark.parametrize("dtype", ["f8", "f2", "i1", "u2"])
def test_other_types_are_taken(dtype):
    (one,), _ = sparsify.sparsify([Layer("w", np.array([[0, 3], [7, 0]], dtype))], ReadOptions())
    assert one.value.dtype == np.float32
    assert one.value.tolist() == [3, 7]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e39])
def test_what_is_not_finite_is_named(bad):
    values = np.ones((3, 4))
    values[2, 1] = bad
    for weights in (values, as_sparse_of(values)):
        with pytest.raises(ioviz.FileFormatError) as caught:
            sparsify.sparsify([Layer("fc.weight", weights)], ReadOptions())
        assert str(caught.value) == (
            f"The weight in row 2, column 1 of fc.weight is {bad}; it has to be a finite number of at most 3.4e38."
        )


def as_sparse_of(values):
    row, column = np.nonzero(values)
    return SparseWeights(values.shape, row.astype(np.int32), column.astype(np.int32), values[row, column])


def test_the_limit_is_of_what_is_kept():
    layer = Layer("w", np.ones((10, 10), np.float32))
    limits = Limits(connections=50)
    with pytest.raises(ioviz.LimitExceeded, match=r"It has 100 weights that are not 0, and more than 50 of them"):
        sparsify.sparsify([layer], ReadOptions(limits=limits))
    (one,), _ = sparsify.sparsify([layer], ReadOptions(limits=limits, keep=0.5))
    assert one.value.size == 50


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"keep": 0}, "The share of weights to keep is above 0 and at most 1, not 0."),
        ({"keep": True}, "The share of weights to keep is above 0 and at most 1, not True."),
        ({"keep": float("nan")}, "The share of weights to keep is above 0 and at most 1, not nan."),
        ({"keep_global": True}, "keep_global needs the share of weights to keep, as in keep=0.1."),
        ({"threshold": -1}, "The threshold is a number of at least 0, not -1."),
        ({"n_m": "4:2"}, "Invalid n_m '4:2': write it as 2:4."),
        ({"n_m": 3}, "Invalid n_m 3: write it as 2:4."),
        ({"layers": "a,,b"}, "Invalid names of layers; write them as 'a,b,c'."),
        ({"activation": "swish"}, "'swish' is not an activation function: choose from"),
        ({"unroll": -1}, "The limit of unrolled connections is a whole number, not -1."),
        ({"shares": 1}, "Unknown option for reading 'shares': choose from activation, begin,"),
    ],
)
def test_options_out_of_range(given, sentence):
    with pytest.raises(ioviz.InvalidArgument) as caught:
        read_options(**given)
    assert str(caught.value).startswith(sentence)
