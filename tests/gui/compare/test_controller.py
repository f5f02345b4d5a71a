"""Schedules side by side in the window."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

import ioviz
from ioviz.core.schedule import build_schedule
from ioviz.viewmodels.frame.playback import Position
from tests.gui.view_tools import move_to

WAIT_MS = 60_000


@pytest.fixture
def network_file(tmp_path):
    ioviz.save(ioviz.generate("layered", sizes=[12, 14, 10], density=0.4, seed=3), tmp_path / "net.json")
    return tmp_path / "net.json"


@pytest.fixture
def window(make_window, network_file):
    return make_window(None, network_file)


def wait(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.jobs.idle, timeout=WAIT_MS)
    for _ in range(3):
        QApplication.processEvents()


def act(qtbot, window, *ids: str):
    for id in ids:
        window.actions_[id].trigger()
        wait(qtbot, window)
    return window.explore.side_by_side


def choices(columns):
    return [(one.order, one.policy, one.memory) for one in columns.intents]


def test_columns_are_shown_hidden_and_remembered(window, qtbot):
    side = act(qtbot, window, "side_by_side")
    memory = window.session.document.intent.memory
    assert choices(side.columns) == [("neuron", "min", memory), ("layer", "min", memory)]
    assert side.view.isVisible()
    assert not window.explore.views.network.isVisible()
    assert window.actions_["side_by_side"].isChecked()
    act(qtbot, window, "side_add")
    assert len(side.view.columns) == 3
    act(qtbot, window, "side_by_side")
    assert not side.view.isVisible()
    assert window.explore.views.network.isVisible()
    assert not window.actions_["side_add"].isEnabled()
    act(qtbot, window, "side_by_side")
    assert len(side.columns) == 3
    assert all(side.documents.shown)
    act(qtbot, window, "side_add")
    assert len(side.columns) == 4
    assert not window.actions_["side_add"].isEnabled()


def test_the_three_policies_in_one_click(window, qtbot):
    side = act(qtbot, window, "side_policies")
    assert [one.trace.policy for one in side.documents.shown] == ["min", "lru", "rr"]
    assert side.documents.shown[0] is window.session.document
    network, schedule = window.session.document.network, window.session.document.schedule
    for document in side.documents.shown:
        wanted = ioviz.simulate(network, schedule, memory=document.intent.memory, policy=document.trace.policy)
        assert document.trace.counts.ios == wanted.ios
        assert document.placement is window.session.document.placement
        assert document.schedule is schedule


def test_the_three_policies_from_another_policy(window, qtbot):
    act(qtbot, window, "policy_min-d")
    side = act(qtbot, window, "side_policies")
    assert [one and one.trace.policy for one in side.documents.shown] == ["min", "lru", "rr"]
    assert window.session.document.trace.policy == "min"
    act(qtbot, window, "undo")
    assert window.session.document.trace.policy == "min-d"


@pytest.mark.parametrize("unit", ["connection", "io", "share"])
def test_all_columns_step_together(window, qtbot, unit):
    side = act(qtbot, window, "side_policies")
    window.player.set_unit(unit)
    for _ in range(30):
        window.player.forward()
    wait(qtbot, window)
    frames = [view._frame for view in side.view.columns]
    traces = side.documents.traces
    steps = {frame.step for frame in frames}
    if unit == "connection":
        assert steps == {30}
    elif unit == "io":
        assert [frame.counts.ios for frame in frames] == [30] * 3
    else:
        shares = [frame.counts.ios / trace.counts.ios for frame, trace in zip(frames, traces, strict=True)]
        assert max(shares) - min(shares) <= 1 / min(trace.counts.ios for trace in traces)
    window.player.to_end()
    if unit == "io":  # the first one is over; the others have I/Os left
        assert window.player.position.step == window.player.length
        for _ in range(traces[1].counts.ios):
            window.player.forward()
    wait(qtbot, window)
    assert [view._frame.step for view in side.view.columns] == [window.player.length] * 3


def test_by_io_the_clock_goes_on_until_the_last_column_ends(window, qtbot):
    act(qtbot, window, "side_policies")
    side = window.explore.side_by_side
    window.player.set_unit("io")
    first, second, third = (trace.counts.ios for trace in side.documents.traces)
    assert first < min(second, third)
    window.player.to_end()
    window.player.forward()
    assert window.player.beyond == 1
    wait(qtbot, window)
    assert side.view.columns[1]._frame.counts.ios == first + 1
    for _ in range(2 * (max(second, third) - first)):
        window.player.forward()
    assert window.player.beyond == max(second, third) - first
    window.player.back()
    assert window.player.beyond == max(second, third) - first - 1
    act(qtbot, window, "side_by_side")
    assert window.player.beyond == 0


def test_another_choice_in_a_column(window, qtbot):
    side = act(qtbot, window, "side_by_side")
    side.view.columns[1].changeRequested.emit({"policy": "lru"})
    wait(qtbot, window)
    assert side.documents.shown[1].trace.policy == "lru"
    assert window.session.document.trace.policy == "min"  # the main one is another
    side.view.columns[1].memory.setValue(9)
    wait(qtbot, window)
    assert side.documents.shown[1].trace.memory == 9
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    wait(qtbot, window)
    assert choices(side.columns)[1][:2] == ("layer", "min")
    # The main one's choices are the session's, with its own entry on the stack.
    side.view.columns[0].changeRequested.emit({"policy": "rr"})
    wait(qtbot, window)
    assert window.session.document.trace.policy == "rr"
    assert side.documents.shown[0] is window.session.document
    act(qtbot, window, "policy_lru")
    assert side.columns.intents[0].policy == "lru"


def test_a_click_makes_a_column_the_main_one(window, qtbot):
    side = act(qtbot, window, "side_policies")
    view = side.view.columns[2].cells
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    wait(qtbot, window)
    assert side.columns.main == 2
    assert window.session.document.trace.policy == "rr"
    assert window.side._policy.buttons["rr"].isChecked()
    act(qtbot, window, "side_next")
    assert window.session.document.trace.policy == "min"
    act(qtbot, window, "undo", "undo")
    assert side.columns.main == 0
    act(qtbot, window, "redo")
    assert side.columns.main == 2
    assert window.session.document.trace.policy == "rr"
    act(qtbot, window, "side_remove")
    assert choices(side.columns)[-1][1] == "lru"
    assert window.session.document.trace.policy == "lru"
    act(qtbot, window, "undo")
    assert len(side.columns) == 3
    assert window.session.document.trace.policy == "rr"


def test_going_to_the_differences(window, qtbot):
    side = act(qtbot, window, "side_policies")
    comparison = side.documents.comparisons[1]
    assert side.view._sentence.text() == comparison.sentence()
    act(qtbot, window, "side_first")
    assert window.player.position == Position(comparison.first_step + 1)
    act(qtbot, window, "side_next_difference")
    after = comparison.next_step(comparison.first_step + 1)
    assert window.player.position == Position(after + 1)
    assert side.view._sentence.text().lower().startswith(f"connection {after + 1}")
    side.view.pairRequested.emit(2)
    assert side.view._sentence.text() == side.documents.comparisons[2].sentence()


def test_a_neuron_is_highlighted_in_all_columns(window, qtbot):
    side = act(qtbot, window, "side_policies")
    window.player.seek(40)
    wait(qtbot, window)
    cells = side.view.columns[1].cells
    box = cells.cell_box(0)
    move_to(cells, box.center().x(), box.center().y())
    neuron = int(side.view.columns[1]._frame.neuron[0])
    for view in side.view.columns:
        assert view.cells.hovered == neuron
        assert view.timeline.hovered == neuron


def test_columns_stay_with_another_network(window, qtbot, tmp_path):
    side = act(qtbot, window, "side_policies")
    side.view.columns[1].memory.setValue(9)
    wait(qtbot, window)
    ioviz.save(ioviz.generate("tree", depth=4), tmp_path / "tree.json")
    with qtbot.waitSignal(window.session.opened, timeout=WAIT_MS):
        window.session.open_path(tmp_path / "tree.json")
    wait(qtbot, window)
    assert [one.policy for one in side.columns.intents] == ["min", "lru", "rr"]
    assert {one.network.n_neurons for one in side.documents.shown} == {31}
    act(qtbot, window, "undo")
    assert {one.network.n_neurons for one in side.documents.shown} == {36}
    assert choices(side.columns)[1] == ("neuron", "lru", 9)


def test_the_optimum_and_a_file_in_a_column(make_window, qtbot, tmp_path):
    window = make_window("dense-4x4")
    side = act(qtbot, window, "side_by_side")
    side.view.columns[1].scheduleRequested.emit("optimum")
    wait(qtbot, window)
    best = window.optimum_search.shown
    assert side.documents.shown[1].trace.counts.ios == best.upper
    ioviz.save(ioviz.order(window.session.document.network, "random", seed=5), tmp_path / "x.schedule.json")
    side.ask_file = lambda take: take(tmp_path / "x.schedule.json")
    side.view.columns[1].scheduleRequested.emit("open")
    wait(qtbot, window)
    assert side.columns.intents[1].loaded.name == "random"
    assert side.documents.shown[1].trace.policy == "min"
    assert "as A" in side.view.columns[1]._ios.text() or "than A" in side.view.columns[1]._ios.text()


def test_by_hand_and_columns_exclude_each_other(window, qtbot):
    side = act(qtbot, window, "by_hand", "side_by_side")
    assert side.on
    assert not window.actions_["by_hand"].isChecked()
    act(qtbot, window, "by_hand")
    assert not side.on
    assert window.explore.views.network.isVisible()
    network = window.session.document.network
    by_hand = build_schedule(network, ioviz.order(network, "random", seed=9).order, name="by hand")
    window.session.change("a move", order="file", loaded=by_hand)
    wait(qtbot, window)
    side = act(qtbot, window, "side_by_side")
    assert by_hand in side.columns.loaded
    side.view.columns[1].scheduleRequested.emit(by_hand)
    wait(qtbot, window)
    assert side.documents.shown[1].schedule is by_hand
    assert side.documents.shown[1].trace.counts.ios == window.session.document.trace.counts.ios


def test_menus_offer_what_is_available(window, qtbot):
    side = act(qtbot, window, "side_by_side")
    view = side.view.columns[1]
    asked = []
    view.changeRequested.connect(asked.append)
    for button, entry in ((view.order, "greedy"), (view.policy, "RR")):
        button.click()
        menu = QApplication.activePopupWidget()
        entries = {action.text(): action for action in menu.actions()}
        assert entries["layer" if button is view.order else "MIN"].isChecked()
        if button is view.order:
            assert not entries["optimum"].isEnabled()
            assert not entries["best annealed"].isEnabled()
        entries[entry].trigger()
        menu.close()
        wait(qtbot, window)
    assert asked == [{"order": "greedy"}, {"policy": "rr"}]
    assert choices(side.columns)[1][:2] == ("greedy", "rr")
    assert (view.order.text(), view.policy.text()) == ("greedy", "RR")


def test_a_failure_is_shown_in_its_column(window, qtbot, monkeypatch):
    side = act(qtbot, window, "side_by_side")

    def fails(*_args, **_more):
        raise ioviz.InvalidArgument("No such luck.")

    from ioviz.viewmodels.document import document

    monkeypatch.setattr(document, "resolve", fails)
    side.view.columns[1].changeRequested.emit({"policy": "lru"})
    wait(qtbot, window)
    assert side.documents.shown[1] is None
    assert side.view.columns[1]._waiting.text() == "No such luck."
    assert side.view.columns[1]._waiting.isVisible()
    monkeypatch.undo()
    act(qtbot, window, "undo")
    assert side.documents.shown[1].trace.policy == "min"
    assert not side.view.columns[1]._waiting.isVisible()


@pytest.mark.parametrize(("size", "scale"), [((900, 640), 1.0), ((1280, 800), 1.5), ((1920, 1080), 1.0)])
def test_nothing_overlaps_at_any_size(window, qtbot, size, scale):
    from ioviz.gui.toolkit.style import style

    window.resize(*size)
    style().choose(text_scale=scale)
    side = act(qtbot, window, "side_policies", "side_add")
    window.player.seek(30)
    wait(qtbot, window)
    for view in side.view.columns:
        shown = [one for one in (view._head, view._ios, view.sentence, view.cells, view.counters, view.timeline)
                 if one.isVisible()]  # fmt: skip
        boxes = [one.geometry() for one in shown]
        assert all(a.bottom() < b.top() for a, b in itertools.pairwise(boxes))
        assert boxes[-1].bottom() < view.height()
        assert view.counters.height() >= view.counters.leastHeight(view.wantsStack())
        assert view._ios.toolTip().startswith(view._ios.text()[:4])
    tops = {
        tuple(one.geometry().top() for one in (view._head, view.cells, view.counters)) for view in side.view.columns
    }
    assert len(tops) == 1
    assert len({(view.sentence.isVisible(), view.timeline.isVisible()) for view in side.view.columns}) == 1
    below = side.view._below
    assert side.view.difference.geometry().bottom() < below.height()
    assert side.view._sentence.geometry().bottom() < side.view.difference.geometry().top()


def test_the_best_annealed_in_a_column(window, qtbot, monkeypatch):
    side = act(qtbot, window, "side_by_side")
    network = window.session.document.network
    best = build_schedule(network, ioviz.order(network, "tiled", memory=7).order, name="annealed")
    assert side._possible == frozenset()
    monkeypatch.setattr(side, "_best_annealed", lambda: lambda: best)
    window.anneal.runs.stateChanged.emit()
    assert side._possible == {"annealed"}
    side.view.columns[1].scheduleRequested.emit("annealed")
    wait(qtbot, window)
    assert side.documents.shown[1].schedule is best
    assert side.view.columns[1].order.text() == "annealed"
    side.view.columns[0].scheduleRequested.emit(best)  # the main one: a change of the session
    wait(qtbot, window)
    assert window.session.document.schedule is best
    act(qtbot, window, "undo")
    assert window.session.document.intent.order == "neuron"
