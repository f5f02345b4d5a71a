import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.kernels.order.stays import count_all
from ioviz.core.network.build import build_network
from ioviz.core.schedule import build_schedule
from ioviz.core.schedule.neuron_order import neuron_order
from ioviz.core.schedule.stays import StaysRun
from tests.graphs import networks
from tests.naive import stays as naive


def lists(run):
    stays = run.stays
    return stays.opened.tolist(), stays.completed.tolist(), stays.left.tolist()


@pytest.mark.jit
@given(networks(most_neurons=12), st.integers(3, 9), st.sampled_from([0, 1, 40, 300]), st.integers(0, 99))
def test_costs_room_and_order_after_any_moves(network, memory, proposals, seed):
    run = StaysRun(network, neuron_order(network), memory, seed)
    before = run.stays.occupied.max(initial=0)
    run.advance(2.0, proposals)
    opened, completed, left = lists(run)
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    # Kept from proposal to proposal, counted anew, and by the definition.
    kept = run.stays.cost.tolist()
    met = run.stays.met.copy()
    total = int(run.stays.counters[2])
    count_all(run.stays)
    assert kept == run.stays.cost.tolist()
    assert met.tolist() == run.stays.met.tolist()
    assert kept == naive.source_costs(network.n_neurons, connections, opened, completed, left)
    assert total == sum(kept)
    slots = run.stays.occupied.size
    assert run.stays.occupied.tolist() == naive.occupied(slots, opened, left)
    assert run.stays.occupied.max(initial=0) <= max(before, run.n_slots)
    # The order is topological, and does in each slot what the stays say.
    order = run.order()
    build_schedule(network, order)
    parts = naive.served(network.n_neurons, connections, opened, completed, left, slots)
    position = 0
    for part in (part for slot in parts for part in slot):
        assert set(order[position : position + len(part)].tolist()) == part
        position += len(part)
    assert position == network.n_connections


@pytest.mark.jit
def test_a_stay_that_grows_to_an_earlier_service_is_served_there():
    network = build_network(n_neurons=6, source=[2, 3, 0, 1, 4, 1], target=[3, 4, 1, 2, 5, 3])
    run = StaysRun(network, neuron_order(network), 4, 45)
    run.advance(2.0, 300)
    kept = run.stays.met.tolist(), run.stays.before.tolist()
    count_all(run.stays)
    assert kept == (run.stays.met.tolist(), run.stays.before.tolist())


@pytest.mark.jit
@given(networks(most_neurons=12), st.integers(3, 9))
def test_cold_moves_never_cost_more(network, memory):
    run = StaysRun(network, neuron_order(network), memory)
    costs = [run.estimate]
    for _ in range(4):
        run.advance(1e-9, 50)
        costs.append(run.estimate)
    assert costs == sorted(costs, reverse=True)


def test_stays_are_those_of_the_order():
    from ioviz.core.generators import generate

    network = generate("layered", sizes=[6, 5, 4], density=0.6, seed=3)
    run = StaysRun(network, neuron_order(network), 5)
    opened, completed, left = lists(run)
    sums = [v for v in range(network.n_neurons) if completed[v] >= 0]
    # Neuron by neuron: one sum in each slot.
    assert sorted(completed[v] for v in sums) == list(range(len(sums)))
    assert opened == completed == left
    assert np.all(run.stays.occupied == 1)
