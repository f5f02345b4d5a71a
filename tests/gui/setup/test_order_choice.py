"""Orders made for M, the search for the best one, and the optimum of small networks, in the window."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

import ioviz
from ioviz.core.simulation.eviction_bound import eviction_lower_bound
from ioviz.gui.setup.order_choice import MORE
from ioviz.viewmodels.document import eviction_search as eviction_search
from ioviz.viewmodels.document import order_search
from ioviz.viewmodels.frame.sentences import sentence_at

WAIT_MS = 60_000


@pytest.fixture
def network_file(tmp_path):
    ioviz.save(ioviz.generate("layered", sizes=[20, 24, 20], density=0.4, seed=3), tmp_path / "net.json")
    return tmp_path / "net.json"


def change(qtbot, window, act) -> object:
    with qtbot.waitSignal(window.session.documentChanged, timeout=WAIT_MS):
        act()
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=WAIT_MS)
    return window.session.document


@pytest.mark.parametrize("kind", ["greedy", "tiled", "grouped", "bandwidth"])
def test_orders_made_for_m(make_window, network_file, qtbot, kind):
    window = make_window(None, network_file)
    document = change(qtbot, window, window.actions_[f"order_{kind}"].trigger)
    network, memory = document.network, document.intent.memory
    wanted = ioviz.simulate(network, ioviz.order(network, kind, memory=memory), memory=memory)
    assert document.trace.counts.ios == wanted.ios
    assert window.actions_[f"order_{kind}"].isChecked()
    assert window.side._order.buttons[MORE].isChecked()
    # Another M, another order; another policy, the same one.
    document = change(qtbot, window, window.actions_["memory_more"].trigger)
    assert document.schedule.settings["memory"] == memory + 1
    schedule = document.schedule
    assert change(qtbot, window, window.actions_["policy_lru"].trigger).schedule is schedule


def test_the_best_order_and_the_orders_tried(make_window, network_file, qtbot, monkeypatch):
    monkeypatch.setattr(order_search.best_order, "__kwdefaults__", {"seed": 0, "seconds": 0.3, "trials": None})
    window = make_window(None, network_file)
    document = change(qtbot, window, window.actions_["order_auto"].trigger)
    memory = document.intent.memory
    assert document.trials
    assert document.trace.counts.ios == min(row.ios for row in document.trials)
    schedule = document.schedule
    document = change(qtbot, window, window.actions_["memory_more"].trigger)
    assert document.schedule is schedule  # searched for the M of before
    assert document.intent.made_for == memory
    assert str(memory) in window.side._order_text.text()
    window.actions_["trials"].trigger()
    table = window.dialogs.opened["trials"]
    assert table._rows.rowCount() == len(document.trials)
    assert table._rows.data(table._rows.index(0, 2)) == f"{min(row.ios for row in document.trials)}"
    document = change(qtbot, window, window.actions_["order_neuron"].trigger)
    assert document.trials == ()
    assert table._rows.rowCount() == 0
    monkeypatch.setattr(order_search.best_order, "__kwdefaults__", {"seed": 0, "seconds": 1e-9, "trials": None})
    document = change(qtbot, window, window.actions_["order_auto"].trigger)
    assert document.intent.made_for == memory + 1
    assert "No time was left to try: greedy, tiled, grouped, bandwidth." in table._about.text()


def test_the_menu_requests_and_shows_the_order(window):
    choice = window.side._order
    asked = []
    choice.chosen.connect(asked.append)
    tiled = next(action for action in choice.menu.actions() if action.data() == "tiled")
    choice.menu.triggered.emit(tiled)
    assert asked == ["tiled"]
    assert choice.buttons[MORE].text() == "tiled"
    choice.show_choice("layer")
    assert asked == ["tiled"]
    assert choice.buttons["layer"].isChecked()
    assert not choice.buttons[MORE].isChecked()


def test_the_optimum_of_a_small_network_is_shown(make_window, qtbot):
    window = make_window("dense-4x4")
    qtbot.waitUntil(lambda: window.optimum_search.shown is not None and window.jobs.idle, timeout=WAIT_MS)
    best = window.optimum_search.shown
    assert best.proven
    assert window.side._best.text() == f"{best.upper} I/Os"
    assert not window.side._best_row.isHidden()
    document = change(qtbot, window, window.actions_["optimum"].trigger)
    assert document.intent.policy == "manual"
    assert document.trace.counts.ios == best.upper
    change(qtbot, window, window.actions_["undo"].trigger)
    assert window.session.document.intent.order == "neuron"


def test_no_optimum_of_a_large_network(make_window, network_file):
    window = make_window(None, network_file)
    assert window.optimum_search.shown is None
    assert window.side._best_row.isHidden()
    assert not window.actions_["optimum"].isEnabled()


def test_min_d_accounts_for_writes(make_window, network_file, qtbot):
    window = make_window(None, network_file)
    by_min = window.session.document.trace.counts
    document = change(qtbot, window, window.actions_["policy_min-d"].trigger)
    assert document.trace.policy == "min-d"
    assert document.trace.counts.ios < by_min.ios
    assert window.side._policy.buttons["min-d"].isChecked()
    step = document.trace.next_step(0, "eviction")
    sentence = sentence_at(document.trace, document.trace.moment(step + 1))
    assert "a dirty value counts" in "".join(part.text for part in sentence.parts)
    window.actions_["tab_anneal"].trigger()
    assert window.anneal.form.settings().policy == "min"  # its evictions belong to one order


@pytest.fixture
def search_goes_on(monkeypatch):
    """Hold each search for the best evictions until this is set: it may be quicker than a look at the window."""
    search, goes_on = eviction_search.find_best_evictions, threading.Event()

    def held(*args):
        assert goes_on.wait(60)
        return search(*args)

    monkeypatch.setattr(eviction_search, "find_best_evictions", held)
    yield goes_on
    goes_on.set()


def test_the_best_evictions_for_the_order_that_is_shown(make_window, network_file, qtbot, search_goes_on):
    window = make_window(None, network_file, wait=False)
    finder = window.eviction_search
    qtbot.waitUntil(lambda: not window.side._evictions_row.isHidden(), timeout=WAIT_MS)
    assert window.side._evictions.text() == "…"
    search_goes_on.set()
    qtbot.waitUntil(lambda: finder.shown is not None and window.jobs.idle, timeout=WAIT_MS)
    before = window.session.document
    bound = eviction_lower_bound(before.network, before.schedule, memory=before.intent.memory)
    assert finder.shown.ios == bound.ios < before.trace.counts.ios
    assert window.side._evictions.text() == finder.shown.text()
    # Another policy, the same answer; another M, another one.
    found = finder.shown
    change(qtbot, window, window.actions_["policy_lru"].trigger)
    assert finder.shown is found
    document = change(qtbot, window, window.actions_["evictions"].trigger)
    assert (document.intent.policy, document.trace.counts.ios) == ("manual", bound.ios)
    change(qtbot, window, window.actions_["undo"].trigger)
    search_goes_on.clear()
    with qtbot.waitSignal(window.session.documentChanged, timeout=WAIT_MS):
        window.actions_["memory_more"].trigger()
    assert not window.actions_["evictions"].isEnabled()
    search_goes_on.set()
    qtbot.waitUntil(lambda: finder.shown is not None and window.jobs.idle, timeout=WAIT_MS)
    assert finder.shown.ios < bound.ios


def test_no_best_evictions_of_a_large_network(make_window, network_file, monkeypatch):
    monkeypatch.setattr(eviction_search, "MOST_CONNECTIONS", 10)
    window = make_window(None, network_file)
    assert window.side._evictions_row.isHidden()
    assert not window.actions_["evictions"].isEnabled()


def test_a_schedule_is_called_by_its_name(make_window, network_file, qtbot):
    window = make_window(None, network_file)
    choice, network = window.side._order, window.session.document.network
    for name, short in (
        ("annealed", "annealed"),
        ("optimum", "optimum"),
        ("layer", "own"),
        ("R&D of today", "R&&D of t…"),
    ):
        schedule = replace(ioviz.order(network, "layer"), name=name)
        change(qtbot, window, lambda schedule=schedule: window.session.change("it", order="file", loaded=schedule))
        assert choice.buttons[MORE].text() == short
        assert choice.buttons[MORE].isChecked()
        assert [action.text() for action in choice.menu.actions() if action.isChecked()] == [
            "own: layer" if short == "own" else name.replace("&", "&&")
        ]
        assert "loaded" not in window.side._order_text.text().lower()
    change(qtbot, window, window.actions_["order_layer"].trigger)
    assert choice.buttons[MORE].text().startswith("more")
