import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.generators import generate
from ioviz.core.kernels.order.greedy import by_demand
from tests.graphs import networks
from tests.naive import greedy


def both(network, n_slots, urgency, size_exponent, bonus, share, refill):
    most_sums = np.full(network.depth + 1, max(1, round(share * (n_slots - 1))), np.int64)
    into, out = network.incoming, network.outgoing
    rng = np.random.default_rng(0)
    ends = (network.source, network.target, into.indptr, into.connection, out.indptr, out.connection)
    settings = (float(urgency), float(size_exponent), float(bonus), float(refill))
    order = by_demand(*ends, network.layer, most_sums, n_slots, *settings, 0.0, 10**6, rng)
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    layer = network.layer.tolist()
    expected = greedy.by_demand(network.n_neurons, connections, layer, most_sums.tolist(), n_slots, *settings)
    return order.tolist(), expected


# Urgencies of 0 and below give whole numbers, so that demand counted on and demand counted anew are equal.
SETTINGS = st.tuples(
    st.sampled_from([0, -1, -2]),
    st.sampled_from([0, 1]),
    st.sampled_from([0, 1, 5]),
    st.sampled_from([0.3, 0.7, 1.0]),
    st.sampled_from([0.0, 0.5, 1.0]),
)


@pytest.mark.jit
@given(networks(most_neurons=14), st.integers(2, 9), SETTINGS)
def test_by_demand(network, n_slots, settings):
    order, expected = both(network, n_slots, *settings)
    assert order == expected


@pytest.mark.jit
@pytest.mark.parametrize("settings", [(0, 0, 1, 1.0, 1.0), (-1, 1, 5, 0.7, 0.0), (-2, 0, 0, 1.0, 0.5)])
def test_by_demand_on_layers(settings):
    network = generate("layered", sizes=[8, 10, 9, 6], density=0.4, seed=1)
    for n_slots in (3, 6, 12):
        order, expected = both(network, n_slots, *settings)
        assert order == expected
