"""The record of an action: what menus, buttons, tooltips, command search and the list of keys show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
READY = "ready"  # of `needs`: a network and its trace are loaded


@dataclass(frozen=True)
class Action(Generic[T]):
    """One action, whose callback acts on a `T`.

    Parameters
    ----------
    id : str
        Its name in the program.
    text : str
        What the menu shows, with its mnemonic (&).
    menu : str
        The menu's title, with "/" between a menu and its sub-menu.
    key : str
        The key in Qt's portable notation.
    tip : str
        One sentence without a full stop.
    icon : str, optional
        The name of a file in ``resources/icons``.
    needs : str, optional
        The state in which the action is enabled, such as `READY`.
    group : str, optional
        Actions of one group exclude each other; they are checkable.
    line_above : bool, optional
        Whether a separator precedes it in its menu.
    repeats : bool, optional
        Whether it repeats while its key is held.
    more_keys : tuple of str, optional
        Other keys that do the same.
    words : str, optional
        Other words that people search it by.
    run : callable
        What it does.
    toggle : callable
        What it does if it can be switched on and off; exactly one of `run` and `toggle` is given.

    Raises
    ------
    ValueError
        If none or both of `run` and `toggle` are given.
    """

    id: str
    text: str
    menu: str
    key: str
    tip: str
    icon: str = ""
    needs: str = ""
    group: str = ""
    line_above: bool = False
    repeats: bool = False
    more_keys: tuple[str, ...] = ()
    words: str = ""
    run: Callable[[T], object] | None = None
    toggle: Callable[[T, bool], object] | None = None

    def __post_init__(self) -> None:
        if (self.run is None) == (self.toggle is None):
            raise ValueError(f"The action {self.id!r} needs exactly one of run and toggle.")

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, the one that is shown first."""
        return (self.key, *self.more_keys)

    @property
    def checkable(self) -> bool:
        """Whether it is on or off."""
        return self.toggle is not None or bool(self.group)
