import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.order.blocks import freeing_sequence, similar_sequence
from ioviz.core.kernels.order.peak import DEPTH, FAR, MARGIN, NEAR, lower_peak, peak_of
from tests.naive import blocks

layers = st.lists(st.lists(st.integers(0, 6), unique=True, min_size=1), min_size=1, max_size=8)


def as_arrays(sources_of):
    ends = [(v, s) for v, sources in enumerate(sources_of) for s in sorted(sources)]
    back = sorted((s, v) for v, s in ends)
    ptr = np.searchsorted([v for v, _ in ends], np.arange(len(sources_of) + 1))
    back_ptr = np.searchsorted([s for s, _ in back], np.arange(7 + 1))
    sources, sums = (np.array([b for _, b in pairs], np.int32) for pairs in (ends, back))
    return ptr.astype(np.int64), sources, back_ptr.astype(np.int64), sums


@pytest.mark.jit
@given(layers, st.integers(0, 9))
def test_freeing_sequence(sources_of, tries):
    sequence, peak = freeing_sequence(*as_arrays(sources_of), tries)
    expected, expected_peak = blocks.freeing(sources_of, tries)
    assert (sequence.tolist(), peak) == (expected, expected_peak)
    assert peak == blocks.peak(sources_of, sequence.tolist())


@pytest.mark.jit
@given(layers, st.integers(1, 5))
def test_similar_sequence(sources_of, block):
    assert similar_sequence(*as_arrays(sources_of), block).tolist() == blocks.similar(sources_of, block)


@pytest.mark.jit
@given(layers, st.data(), st.floats(0.01, 20.0), st.integers(0, 3))
def test_lower_peak(sources_of, data, temperature, seed):
    start = data.draw(st.permutations(range(len(sources_of))))
    kept = min(
        start, data.draw(st.permutations(range(len(sources_of)))), key=lambda order: blocks.peak(sources_of, order)
    )
    ptr, sources, back_ptr, sums = as_arrays(sources_of)
    current, best = np.array(start, np.int32), np.array(kept, np.int32)
    assert peak_of(ptr, back_ptr, sums, best) == blocks.peak(sources_of, kept)
    found = lower_peak(ptr, sources, back_ptr, sums, current, best, 30, temperature, np.random.default_rng(seed))
    settings = {"depth": DEPTH, "margin": MARGIN, "far": FAR, "near": NEAR}
    rng = np.random.default_rng(seed)
    expected = blocks.lowered(sources_of, start, kept, 30, temperature, rng, **settings)
    assert (current.tolist(), best.tolist(), *found) == expected
    assert found[0] == blocks.peak(sources_of, best.tolist()) <= blocks.peak(sources_of, kept)
