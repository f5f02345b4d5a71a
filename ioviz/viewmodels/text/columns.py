"""Columns of a table: a record for each, with its title, its tooltip and the text of a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table whose rows are of type `Row`.

    Attributes
    ----------
    title : str
    text : callable
        The text of a row's cell; also the sort key where there is no `value`.
    tip : str
        Tooltip of the heading.
    number : bool
        Whether it is aligned right.
    bold, editable : bool
    value : callable, optional
        The sort key: a number, or None for a row without one.
    checked : callable, optional
        Whether the cell's check box is ticked; without it there is no box.
    colour : callable, optional
        The colour of the text: a field of the theme.
    icon : callable, optional
        The icon before the text, or None.
    """

    title: str
    text: Callable[[Row], str]
    tip: str = ""
    number: bool = False
    bold: bool = False
    editable: bool = False
    value: Callable[[Row], float | None] | None = None
    checked: Callable[[Row], bool] | None = None
    colour: Callable[[Row], str] | None = None
    icon: Callable[[Row], Any] | None = None

    def sort_key(self, row: Row) -> tuple[int, float | str]:
        """Sort key of a row: numbers by size, rows without one last."""
        if self.value is None:
            return 1, self.text(row)
        value = self.value(row)
        return (2, 0.0) if value is None else (0, float(value))
