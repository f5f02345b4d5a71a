"""Entries of the undo stack: what they show, and which of them become one."""

from __future__ import annotations

import gc
import itertools
import weakref

import pytest
from PySide6.QtGui import QUndoStack

from ioviz.gui.session import undo
from ioviz.gui.session.undo import StateCommand


@pytest.fixture
def stack(qapp) -> QUndoStack:
    return QUndoStack()


def test_a_change_that_has_happened_is_not_shown_again_when_it_is_pushed(stack):
    shown = []
    stack.push(StateCommand("one", shown.append, 1, 2))
    assert shown == []
    stack.undo()
    stack.redo()
    stack.undo()
    assert shown == [1, 2, 1]


def test_pushing_does_what_has_not_happened(stack):
    shown = []
    stack.push(StateCommand("delete", shown.append, "there", "gone", shown=False))
    assert shown == ["gone"]
    stack.undo()
    stack.redo()
    assert shown == ["gone", "there", "gone"]


def test_alike_changes_within_a_moment_are_one(stack, monkeypatch):
    shown, now = [], [100.0]
    monkeypatch.setattr(undo.time, "monotonic", lambda: now[0])

    def push(before: int, after: int, merge: str, later: float) -> None:
        now[0] += later
        stack.push(StateCommand("change", shown.append, before, after, merge=merge))

    push(1, 2, "memory", 0)
    push(2, 3, "memory", 1.4)
    push(3, 4, "memory", 1.4)  # since the one before, not since the first
    assert stack.count() == 1
    stack.undo()
    stack.redo()
    assert shown == [1, 4]
    push(4, 5, "seed", 0)  # of another kind
    push(5, 6, "seed", 2.0)  # too late
    push(6, 7, "", 0)
    push(7, 8, "", 0)  # of no kind
    assert stack.count() == 5


class Shown:
    """What a change shows."""


def test_what_changes_in_between_showed_is_freed(stack):
    states = [Shown() for _ in range(5)]
    freed = [weakref.ref(state) for state in states]
    for before, after in itertools.pairwise(states):
        stack.push(StateCommand("drag", print, before, after, merge="memory"))
    del states, before, after
    gc.collect()
    assert [one() is None for one in freed] == [False, True, True, True, False]
