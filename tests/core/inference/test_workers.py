"""Helpers run a task at the same time as its caller, leave nothing behind, and do not hide errors."""

from __future__ import annotations

import threading
import time

import pytest

from ioviz.core.inference import workers


@pytest.fixture(autouse=True)
def short_lives(monkeypatch):
    monkeypatch.setattr(workers, "IDLE_SECONDS", 0.05)
    yield
    end = time.monotonic() + 10
    while helpers():
        assert time.monotonic() < end, "a helper does not end"
        time.sleep(0.01)
    assert not workers._idle


def helpers():
    return [thread for thread in threading.enumerate() if thread.name == "ioviz-inference"]


def test_all_run_at_the_same_time():
    together = threading.Barrier(3, timeout=10)
    seen = []

    def task():
        together.wait()
        seen.append(threading.get_ident())

    workers.run_together(task, 3)
    assert len(set(seen)) == 3
    assert threading.get_ident() in seen


def test_helpers_are_used_again():
    seen = set()
    for _ in range(20):
        workers.run_together(lambda: seen.add(threading.get_ident()), 2)
    assert len(seen) <= 3, "the caller and one helper, or two if it had been idle for too long"


def test_an_error_of_a_helper_is_raised_and_the_helper_goes_on():
    caller = threading.get_ident()

    def fail_elsewhere():
        if threading.get_ident() != caller:
            raise KeyError("helper")

    with pytest.raises(KeyError, match="helper"):
        workers.run_together(fail_elsewhere, 2)
    workers.run_together(lambda: None, 2)


def test_an_error_of_the_caller_waits_for_the_helpers():
    caller = threading.get_ident()
    ended = []

    def task():
        if threading.get_ident() == caller:
            raise KeyError("caller")
        time.sleep(0.05)
        ended.append(True)

    with pytest.raises(KeyError, match="caller"):
        workers.run_together(task, 2)
    assert ended == [True]


def test_many_calls_from_many_threads():
    counts = []

    def call():
        for _ in range(30):
            workers.run_together(lambda: counts.append(1), 3)

    callers = [threading.Thread(target=call) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(counts) == 4 * 30 * 3
