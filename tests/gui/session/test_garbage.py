"""While a job runs, reference cycles are collected in the GUI thread only: widgets must not die elsewhere."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from ioviz.gui.session import garbage
from ioviz.gui.session.jobs import Jobs


class _Cycle:
    died_in: list[threading.Thread] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        _Cycle.died_in.append(threading.current_thread())


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    made.close()


def test_cycles_die_in_the_gui_thread(jobs, qtbot):
    _Cycle.died_in.clear()

    def work():
        kept = []
        for _ in range(60):
            kept = [[_Cycle()] for _ in range(400)]
            yield None
        return len(kept)

    answers = []
    jobs.start("work", work, done=answers.append)
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: answers == [400] and jobs.idle, timeout=10_000)
    gc.collect()
    assert set(_Cycle.died_in) == {threading.main_thread()}
    assert len(_Cycle.died_in) == 60 * 400
    assert gc.isenabled()


def test_the_last_owner_resumes_it():
    one, other = object(), object()
    garbage.suspend(one)
    garbage.suspend(other)
    garbage.suspend(one)
    garbage.resume(one)
    assert not gc.isenabled()
    garbage.resume(other)
    assert gc.isenabled()


def test_closing_lets_go(qtbot):
    made = Jobs()
    made.start("work", lambda: None)
    made.close()
    assert gc.isenabled()


def test_what_is_due_is_collected():
    garbage.suspend(test_what_is_due_is_collected)
    try:
        kept = [_Cycle() for _ in range(2000)]
        reference = weakref.ref(kept[0])
        del kept
        assert reference() is not None
        garbage.collect()
        assert reference() is None
    finally:
        garbage.resume(test_what_is_due_is_collected)


def test_what_is_there_after_start_is_left_out_of_later_collections():
    try:
        garbage.freeze()
        assert gc.get_freeze_count() > 1_000
        assert gc.get_count()[0] < 1_000
    finally:
        gc.unfreeze()
