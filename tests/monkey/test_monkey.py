"""A thousand actions with fixed seeds; and that the monkey sees what is wrong, does it again, and shortens it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QLabel

import ioviz
from tests.gui.conftest import make_window, own_settings, window  # noqa: F401
from tests.gui.drivers import act
from tests.monkey.choosing import Chooser
from tests.monkey.invariants import Invariants
from tests.monkey.leftovers import left_behind
from tests.monkey.locating import controls, find, name
from tests.monkey.one_run import slope
from tests.monkey.performing import Hands
from tests.monkey.runs import run, shorten
from tests.monkey.sentences import sentence
from tests.monkey.shortening import shortened
from tests.monkey.watching import Watch

SEEDS, ACTIONS = (1, 2, 3, 4), 250


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.xdist_group(f"monkey-{seed}")) for seed in SEEDS]
)
def test_the_window_holds(seed):
    outcome = run(seed=seed, actions=ACTIONS, timeout=600)
    assert not outcome.faults, shorten(outcome, 120).text()
    assert outcome.actions > ACTIONS


# -- what is wrong is seen -----------------------------------------------------------------------------------------


def broken(window) -> set[str]:  # noqa: F811
    """The invariants that do not hold."""
    invariants = Invariants()
    return {key for key, _ in (*invariants.cheap(window), *invariants.settled(window))}


def test_a_sound_window_has_no_faults(qtbot, window):  # noqa: F811
    assert broken(window) == set()
    act(qtbot, window, "forward", "policy_lru", "order_random", "side_by_side", "memory_less", "side_by_side")
    assert broken(window) == set()


def test_a_wrong_counter_is_seen(window):  # noqa: F811
    document, counters = window.session.document, window.explore.views.counters
    frame = counters.frame
    counters.setFrame(replace(frame, final=frame.final + frame.final))
    assert broken(window) == {"counters"}
    counters.setFrame(frame)
    assert broken(window) == set()
    other = ioviz.record_trace(document.network, "random", memory=3, policy="lru")
    wrong = replace(document, trace=other)
    assert {"document", "counters"} <= {key for key, _ in Invariants().document(wrong)}


def test_a_stale_number_is_seen(qtbot, window):  # noqa: F811
    label = next(one for one in window.side.findChildren(QLabel) if one.accessibleName() == "Reads")
    label.setText("123")
    assert broken(window) == {"stale"}
    act(qtbot, window, "policy_lru", "policy_min")
    assert broken(window) == set()
    window.actions_.check("policy_rr", True)
    assert broken(window) == {"stale"}


@pytest.fixture
def watch(qapp):
    watch = Watch()
    yield watch
    watch.close()


def test_exceptions_messages_and_stalls_are_seen(watch):
    def fail():
        raise KeyError("planted")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qWarning("planted 17")
    watch.timed("a long step", time.thread_time() - 1.5)
    keys = [one.key for one in watch.take()]
    assert keys == ["exception: KeyError in test_monkey.py:fail", "Qt: planted #", "stall: a long step"]
    assert watch.take() == []


def test_a_thread_that_stays_is_seen():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="ioviz-planted")
    thread.start()
    try:
        assert "thread ioviz-planted" in left_behind()
    finally:
        stop.set()
        thread.join()


def test_growing_memory_is_measured():
    assert slope([[n, 400 + n / 100, 0] for n in range(0, 4000, 200)]) == pytest.approx(10)
    assert slope([[200, 400, 0]]) == 0


def test_a_closed_window_leaves_no_widget_behind(qapp, watch, own_settings):  # noqa: F811
    hands, left = Hands(qapp, own_settings.parent, watch), []
    used = (
        "tab_anneal",
        "tab_benchmark",
        "side_by_side",
        "by_hand",
        "explain_why",
        "find",
        "curve",
        "keys",
        "theme_dark",
    )
    for _ in range(2):
        hands.open_window("diamond")
        for action in used:
            hands.perform(["action", action])
            hands.settle()
        hands.close_window()
        left.append(hands.widgets_left)
    assert left[1] <= left[0]
    assert [one.key for one in watch.take()] == []


# -- actions -------------------------------------------------------------------------------------------------------


def test_a_widget_is_found_again_by_its_name(window):  # noqa: F811
    every = controls(window)
    assert len(every) > 20
    for widget in every:
        found = find(window, json.loads(json.dumps(name(widget, widget.rect().center()))))
        assert found is not None
        assert found[0] is widget


def test_the_same_seed_chooses_the_same_from_the_same_state(qapp, window, watch, tmp_path):  # noqa: F811
    hands = Hands(qapp, tmp_path, watch)
    hands.window = window
    first, second, third = (Chooser(seed, hands, ["a.json"]) for seed in (7, 7, 8))
    some = [first.next() for _ in range(40)]
    assert some == [second.next() for _ in range(40)]
    assert some != [third.next() for _ in range(40)]
    assert json.loads(json.dumps(some)) == some
    assert all(sentence(one) for one in some)


def test_fewest_actions_are_found():
    tries = []

    def fails(actions):
        tries.append(actions)
        return 3 in actions and 17 in actions

    assert shortened(list(range(40)), fails, seconds=60) == [3, 17]
    assert len(tries) < 60
    assert shortened(list(range(40)), fails, seconds=0) == list(range(40))


@pytest.mark.slow
def test_a_planted_fault_is_found_done_again_and_shortened(tmp_path):
    outcome = run(seed=5, actions=400, plant="raise", timeout=600)
    key = outcome.faults[0][0]
    assert key == "exception: ZeroDivisionError in planting.py:_raise"
    again = run(replay=outcome.save(tmp_path), plant="raise", timeout=600)
    assert again.faults[0][0] == key
    assert again.done == outcome.done
    short = shorten(outcome, 300, plant="raise")
    assert len(short.done) == 1
    assert "1 actions:\n  1. " in short.text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plant", "start"), [("warn", "Qt: planted"), ("stall", "stall: seek"), ("thread", "left behind: thread")]
)
def test_a_planted_fault_ends_a_run(plant, start, tmp_path):
    actions = tmp_path / "actions.jsonl"
    actions.write_text('["seek", 0.5]\n["reopen", "diamond"]\n')
    outcome = run(replay=actions, plant=plant, timeout=600)
    assert outcome.faults[0][0].startswith(start)


@pytest.mark.slow
def test_a_run_that_dies_is_a_fault(tmp_path):
    actions = tmp_path / "actions.jsonl"
    actions.write_text('["seek", 0.5]\n')
    outcome = run(replay=actions, plant="die", timeout=600)
    assert outcome.faults[0][0].startswith("died")
    assert outcome.done == [["reopen", "diamond"], ["seek", 0.5]]
