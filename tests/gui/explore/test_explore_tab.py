"""The Explore tab between its documents."""

from __future__ import annotations

from tests.gui.conftest import settle
from tests.gui.drivers import NetworkDriver


def test_a_highlighted_neuron_is_none_of_the_next_network(qtbot, make_window):
    window = make_window("digits")
    network, last = NetworkDriver(qtbot, window), window.session.document.network.n_neurons - 1
    window.explore.hover(last)
    assert network.highlighted == last
    window.session.open_sample("diamond")
    settle(qtbot, window)
    assert network.highlighted is None
    window.explore.hover(last)  # a view that still shows the previous network
    assert network.highlighted is None
    assert not window.explore.views.network.grab().isNull()
