"""The entry of the undo stack: a change from one state to another, and a function that shows a state."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand

_MERGE_WITHIN_S = 1.5  # dragging a slider is one change
_MERGING = 1  # the id by which Qt offers commands for merging; any number but -1


class StateCommand(QUndoCommand):
    """Undo shows `before`, redo shows `after`."""

    def __init__(
        self,
        text: str,
        show: Callable[[Any], None],
        before: Any,
        after: Any,
        *,
        merge: str = "",
        shown: bool = True,
    ) -> None:
        """`shown` if `after` is shown already when the command is pushed.

        Commands with the same `merge` that follow each other within a moment become one.
        """
        super().__init__(text)
        self._show, self._before, self._after = show, before, after
        self._merge, self._when, self._shown = merge, time.monotonic(), shown

    def id(self) -> int:
        return _MERGING if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, StateCommand) or other._merge != self._merge:
            return False
        if other._when - self._when > _MERGE_WITHIN_S:
            return False
        self._after, self._when = other._after, other._when
        # Qt deletes it now, but PySide never frees its Python part, with all the documents that it would refer to.
        other.__dict__.clear()
        return True

    def redo(self) -> None:
        if not self._shown:
            self._show(self._after)
        self._shown = False  # Qt calls it when the command is pushed

    def undo(self) -> None:
        self._show(self._before)
