"""Jobs: numbered, overtaken, cancelled, reported in the GUI thread, safe to close."""

from __future__ import annotations

import threading
import time

import pytest

from ioviz.gui.session.jobs import Jobs
from ioviz.viewmodels.text.progress import Progress


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    assert made.close()


def test_result_arrives_in_the_gui_thread(qtbot, jobs):
    got = []
    here = threading.current_thread
    jobs.start("a", lambda: (42, here()), done=lambda result: got.append((result, here())))
    qtbot.waitUntil(lambda: bool(got))
    (value, worker), receiver = got[0]
    assert value == 42
    assert receiver is threading.main_thread() is not worker
    assert jobs.idle


def test_a_newer_job_overtakes_the_older_one(qtbot, jobs):
    gate, got = threading.Event(), []
    jobs.start("a", lambda: gate.wait(5) and "old", done=got.append)
    jobs.start("a", lambda: "new", done=got.append)
    qtbot.waitUntil(lambda: got == ["new"])
    gate.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert got == ["new"]


def test_lanes_do_not_disturb_each_other(qtbot, jobs):
    got = []
    jobs.start("a", lambda: "a", done=got.append)
    jobs.start("b", lambda: "b", done=got.append)
    qtbot.waitUntil(lambda: sorted(got) == ["a", "b"])


def test_steps_are_shown_and_their_return_is_the_result(qtbot, jobs):
    seen, got, go = [], [], threading.Event()

    def work():
        yield Progress("half", 0.5)
        go.wait(5)
        return "end"

    jobs.start("a", work, done=got.append, progressed=lambda p: (seen.append(p.share), go.set()))
    qtbot.waitUntil(lambda: got == ["end"])
    assert seen == [0.5]


def test_only_the_newest_progress_counts(qtbot, jobs):
    seen, got = [], []

    def work():
        for i in range(100_000):
            yield Progress("", i / 100_000)

    jobs.start("a", work, done=lambda _: got.append(1), progressed=seen.append)
    qtbot.waitUntil(lambda: bool(got), timeout=20_000)
    assert len(seen) < 10_000


def test_cancelled_steps_end_soon_without_a_result(qtbot, jobs):
    got, ended = [], threading.Event()

    def work():
        try:
            while True:
                time.sleep(0.002)
                yield Progress()
        finally:
            ended.set()

    jobs.start("a", work, done=got.append, failed=got.append)
    jobs.cancel("a")
    assert not jobs.is_running("a")
    assert ended.wait(2)
    qtbot.waitUntil(lambda: jobs.idle)
    assert got == []


def test_an_error_reaches_the_caller_or_the_signal(qtbot, jobs):
    got = []

    def broken():
        raise ValueError("no")

    jobs.start("a", broken, failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert str(got[0]) == "no"
    with qtbot.waitSignal(jobs.jobFailed) as blocker:
        jobs.start("a", broken)
    assert isinstance(blocker.args[0], ValueError)


def test_slow_work_is_shown_and_hidden_again(qtbot, jobs):
    gate, shown = threading.Event(), []
    jobs.activityChanged.connect(lambda job: shown.append(None if job is None else job.title))
    jobs.start("a", lambda: gate.wait(5), title="Slow")
    qtbot.waitUntil(lambda: "Slow" in shown)
    gate.set()
    qtbot.waitUntil(lambda: shown[-1] is None)


def test_quick_work_is_not_shown(qtbot, jobs):
    shown, got = [], []
    jobs.activityChanged.connect(shown.append)
    jobs.start("a", lambda: 1, title="Quick", done=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert shown == []


def test_close_while_running_stops_and_delivers_nothing(qtbot):
    jobs, got = Jobs(), []

    def work():
        while True:
            time.sleep(0.002)
            yield Progress()

    jobs.start("a", work, done=got.append)
    jobs.start("b", lambda: time.sleep(0.1), done=got.append)
    assert jobs.close()
    assert jobs.idle
    assert got == []
    assert jobs.start("c", lambda: 1, done=got.append) == 0


def test_closing_does_not_wait_for_what_cannot_be_stopped(qtbot):
    jobs, go_on = Jobs(), threading.Event()
    jobs.start("kernel", lambda: go_on.wait(60))
    began = time.monotonic()
    assert not jobs.close()
    first = time.monotonic() - began
    assert not jobs.close(patience=0)
    assert first < 10  # the kernel takes a minute
    assert not jobs.idle
    go_on.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert jobs.close(patience=0)


def test_closing_waits_for_what_is_saving(qtbot):
    jobs, written = Jobs(), []

    def save():
        time.sleep(1.3)
        written.append(1)

    jobs.start("save", save, saving=lambda: not written)
    jobs.close(patience=0.1)
    assert written == [1]
    qtbot.waitUntil(lambda: jobs.idle)
    assert jobs.close(patience=0)
