"""Uses along an order, and live memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.bits import ONE, highest_bit, lowest_bit
from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.uses import find_accesses, find_uses, live_memory
from ioviz.core.schedule import order
from tests.graphs import networks
from tests.naive import uses as naive


@pytest.mark.jit
@given(networks(), st.sampled_from(["neuron", "layer", "random"]), st.integers(0, 999))
def test_uses(network, kind, seed):
    sequence = order(network, kind, seed=seed).order
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    found = find_uses(network.source, network.target, sequence, network.n_neurons)
    expected = naive.uses(network.n_neurons, connections, sequence.tolist())
    assert [array.tolist() for array in found] == expected
    assert all(array.dtype == np.int32 for array in found)
    accesses, last = find_accesses(network.source, network.target, sequence, network.n_neurons)
    assert accesses.tolist() == [end for c in sequence.tolist() for end in connections[c]]
    assert last.tolist() == found[3].tolist()
    assert live_memory(found[2], found[3], sequence.size) == naive.live_memory(connections, sequence.tolist())


@pytest.mark.jit
def test_a_neuron_that_never_takes_part():
    ends = np.array([0], np.int32), np.array([2], np.int32)
    next_source, next_target, first, last, complete = find_uses(*ends, np.array([0], np.int32), 3)
    assert (next_source.tolist(), next_target.tolist()) == ([1], [1])
    assert (first.tolist(), last.tolist(), complete.tolist()) == ([0, 1, 0], [0, -1, 0], [-1, -1, 0])
    assert live_memory(first, last, 1) == 3


@kernel
def _bits(word):
    return highest_bit(word), lowest_bit(word), ONE << highest_bit(word)


@pytest.mark.jit
@given(st.integers(-(2**63), 2**63 - 1).filter(bool))
def test_highest_and_lowest_bit(word):
    pattern = f"{word % 2**64:064b}"
    highest, lowest, alone = _bits(np.int64(word))
    assert highest == 63 - pattern.index("1")
    assert lowest == 63 - pattern.rindex("1")
    assert int(alone) % 2**64 == 1 << int(highest)
