"""All actions of the window, in the order of the menus."""

from __future__ import annotations

from ioviz.gui.actions.record import Action
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.file_actions import EDIT_ACTIONS, FILE_ACTIONS, NETWORK_ACTIONS
from ioviz.gui.shell.schedule_actions import SCHEDULE_ACTIONS
from ioviz.gui.shell.tab_actions import TAB_ACTIONS
from ioviz.gui.shell.view_actions import HELP_ACTIONS, VIEW_ACTIONS

MENUS = ("&File", "&Edit", "&Network", "&Schedule", "&View", "&Learn", "&Help")
ACTIONS: tuple[Action[Commands], ...] = (
    *FILE_ACTIONS,
    *EDIT_ACTIONS,
    *NETWORK_ACTIONS,
    *SCHEDULE_ACTIONS,
    *TAB_ACTIONS,
    *VIEW_ACTIONS,
    *HELP_ACTIONS,
)
