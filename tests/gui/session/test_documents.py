"""Documents of lanes: taken over where they are known, made by jobs where not, kept within limits."""

from __future__ import annotations

import pytest

import ioviz
from ioviz.core.errors import InvalidArgument
from ioviz.gui.session import documents as module
from ioviz.gui.session.documents import Documents
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.viewmodels.document import document as resolving
from ioviz.viewmodels.document.document import FROM_FILE, Intent


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    assert made.close()


@pytest.fixture
def intent():
    return Intent(ioviz.generate("layered", sizes=[8, 9, 6], density=0.5, seed=1), 6)


def get(qtbot, documents, lane, intent, **more):
    """The document of an intent, and whether a job had to make it."""
    made = []
    known = documents.want(lane, intent, done=made.append, **more)
    if known is not None:
        return known, False
    qtbot.waitUntil(lambda: bool(made), timeout=60_000)
    return made[0], True


def test_what_is_known_is_taken_over(qtbot, jobs, intent):
    documents = Documents(jobs)
    first, made = get(qtbot, documents, "a", intent)
    assert made
    assert documents.shown == {"a": first}
    other, made = get(qtbot, documents, "a", intent.with_(policy="lru"))
    assert made
    assert other.schedule is first.schedule  # the order is the same
    again, made = get(qtbot, documents, "b", intent.with_(seed=3))  # a seed that matters to random orders only
    assert not made
    assert again.trace is first.trace
    assert again.intent.seed == 3  # what was wanted, so that nothing of it is lost
    loaded = intent.with_(order=FROM_FILE, loaded=first.schedule)
    assert get(qtbot, documents, "b", loaded)[0].trace is first.trace  # the schedule of a document that is there
    assert get(qtbot, documents, "b", loaded.with_(memory=7))[1]


def test_a_newer_wish_overtakes_and_slots_do_not_disturb_each_other(qtbot, jobs, intent):
    documents, got = Documents(jobs), []
    for memory in (7, 8):
        documents.want("a", intent.with_(memory=memory), done=got.append)
    documents.want("b", intent, done=got.append)
    qtbot.waitUntil(lambda: jobs.idle, timeout=60_000)
    assert sorted(one.trace.memory for one in got) == [6, 8]
    documents.want("a", intent.with_(memory=9), done=got.append)
    jobs.cancel("a")
    qtbot.waitUntil(lambda: jobs.idle, timeout=60_000)
    assert len(got) == 2
    assert documents.shown["a"].trace.memory == 8


def test_the_same_wish_is_not_asked_for_twice(qtbot, jobs, intent):
    documents, got = Documents(jobs), []
    for _ in range(2):
        documents.want("a", intent, done=got.append)
        number = jobs._number
    assert number == 1
    qtbot.waitUntil(lambda: len(got) == 1, timeout=60_000)


def test_a_failure_comes_back_and_can_be_asked_for_again(qtbot, jobs, intent, monkeypatch):
    documents, failures = Documents(jobs), []

    def fails(*_):
        raise InvalidArgument("No such luck.")

    monkeypatch.setattr(resolving, "resolve", fails)
    documents.want("a", intent, done=lambda _: None, failed=failures.append)
    qtbot.waitUntil(lambda: len(failures) == 1)
    with qtbot.waitSignal(jobs.jobFailed):  # no other handler
        documents.want("a", intent, done=lambda _: None)
    monkeypatch.undo()
    assert get(qtbot, documents, "a", intent)[1]


def test_recent_documents_are_bounded(qtbot, jobs, intent, monkeypatch):
    documents = Documents(jobs)
    each = intent.network.n_connections
    for room, kept in ((6 * each, 6), (0, 4), (99 * each, 16)):
        monkeypatch.setattr(module, "_RECENT_CONNECTIONS", room)
        for memory in range(3, 23):
            get(qtbot, documents, "a", intent.with_(memory=memory))
        assert [one.trace.memory for one in documents.recent] == list(range(23 - kept, 23))
    get(qtbot, documents, "a", Intent(ioviz.generate("diamond"), 4))
    assert len(documents.recent) == 1  # those of another network are forgotten


def test_undo_shows_what_was_there_at_once(qtbot, jobs, intent):
    session = Session(jobs)
    arrived = []
    session.documentChanged.connect(arrived.append)
    session.go_to(intent)
    qtbot.waitUntil(lambda: len(arrived) == 1 and jobs.idle, timeout=60_000)
    session.change("policy", policy="lru")
    qtbot.waitUntil(lambda: len(arrived) == 2 and jobs.idle, timeout=60_000)
    session.undo_stack.undo()
    assert len(arrived) == 3
    assert session.document.trace is arrived[0].trace
    assert session.wanted is session.document.intent
    session.undo_stack.redo()
    assert session.document.trace is arrived[1].trace
    assert session.undo_stack.count() == 1
