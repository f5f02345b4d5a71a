import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.order_blocks import freeing_sequence, similar_sequence
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
