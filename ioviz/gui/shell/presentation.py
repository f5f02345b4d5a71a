"""The presentation mode: what is running in large text, and one large picture in each tab."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ioviz.gui.actions.actions import Actions
from ioviz.gui.shell.workspace import Workspace
from ioviz.gui.toolkit.style import style

_HIDDEN = ("show_side", "show_timeline")
"""What is hidden at first; their actions show them again."""


class Presentation(QObject):
    """Switches the mode; what it has hidden is shown again afterwards."""

    def __init__(self, workspace: Workspace, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._actions = workspace, actions
        self._hidden: list[str] = []

    def set_on(self, on: bool) -> None:
        """Enter or leave the presentation mode."""
        self._workspace.set_caption_visible(on)
        style().choose(presentation=on)
        if on:
            self._hidden = [id for id in _HIDDEN if self._actions[id].isChecked()]
        for id in self._hidden:
            if self._actions[id].isChecked() == on:
                self._actions[id].trigger()
        self._workspace.explore.set_presentation(on)
        if not on:
            self._hidden = []
