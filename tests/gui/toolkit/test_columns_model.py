"""The model of every table: texts, looks, ticks and names by columns, and only of the rows in sight."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester

from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.table_view import ItemsTable
from ioviz.viewmodels.text.columns import Column

Role = Qt.ItemDataRole


@dataclass(eq=False)
class Item:
    name: str
    size: float | None
    ticked: bool = False


COLUMNS: tuple[Column[Item], ...] = (
    Column("Name", lambda item: item.name, "What it is called", editable=True, checked=lambda item: item.ticked),
    Column("Size", lambda item: f"{item.size}", number=True, value=lambda item: item.size, colour=lambda _: "muted"),
)


@pytest.fixture
def model(qtbot) -> ColumnsModel:
    made = ColumnsModel(COLUMNS, tip=lambda item, column: f"{column.title} of {item.name}")
    made.show([Item("a", 3.0), Item("b", None, ticked=True)])
    return made


def cell(model: ColumnsModel, row: int, column: int, role: Role = Role.DisplayRole) -> object:
    return model.data(model.index(row, column), role)


def test_qt_finds_nothing_wrong_with_the_model(model):
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.highlight(1)
    model.show([])
    model.show([Item("c", 1.0)])
    model.refresh()
    assert tester.model() is model


def test_headings_and_cells(model):
    heading = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(2)]
    assert heading == ["Name", "Size"]
    assert model.headerData(0, Qt.Orientation.Horizontal, Role.ToolTipRole) == "What it is called"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert [cell(model, 0, k) for k in range(2)] == ["a", "3.0"]
    assert cell(model, 1, 1, Role.ToolTipRole) == "Size of b"
    right = [bool(cell(model, 0, k, Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight.value) for k in range(2)]
    assert right == [False, True]
    assert [cell(model, row, 0, Role.CheckStateRole) for row in range(2)] == [
        Qt.CheckState.Unchecked,
        Qt.CheckState.Checked,
    ]
    assert cell(model, 0, 1, Role.CheckStateRole) is None


def test_edits_and_ticks_are_asked_for(model):
    asked = []
    model.editRequested.connect(lambda item, text: asked.append((item.name, text)))
    model.checkRequested.connect(lambda item, on: asked.append((item.name, on)))
    editable = [bool(model.flags(model.index(0, k)) & Qt.ItemFlag.ItemIsEditable) for k in range(2)]
    assert editable == [True, False]
    assert model.setData(model.index(0, 0), "other")
    assert model.setData(model.index(1, 0), Qt.CheckState.Unchecked.value, Role.CheckStateRole)
    assert not model.setData(model.index(0, 0), "x", Role.ToolTipRole)
    assert asked == [("a", "other"), ("b", False)]
    assert cell(model, 0, 0) == "a"  # nothing happens until somebody does it


def test_a_highlighted_row_is_bold_and_marked(model):
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.highlight(0)
    model.highlight(1)
    assert changed == [(0, 0), (0, 0), (1, 1)]
    assert cell(model, 1, 0, Role.FontRole).weight() == QFont.Weight.DemiBold
    assert cell(model, 0, 0, Role.FontRole) is None
    assert cell(model, 1, 0, Role.BackgroundRole) is not None
    assert cell(model, 0, 0, Role.BackgroundRole) is None
    model.refresh(model.items[1])
    assert changed[3:] == [(1, 1)]


def test_rows_out_of_sight_are_not_asked_for_texts(qtbot):
    asked = []
    column: Column[int] = Column("Number", lambda row: asked.append(row) or str(row))
    table = ItemsTable("Numbers", ColumnsModel((column,)), (80,), 0)
    qtbot.addWidget(table)
    table.resize(200, 300)
    table.show_items(range(1_000_000))
    table.show()
    qtbot.waitExposed(table)
    table.viewport().grab()
    assert asked
    assert max(asked) < 100
    assert table.rows.index_of(999_999) == 999_999


def test_the_chosen_item_stays_chosen(qtbot, model):
    table = ItemsTable("Items", model, (80, 80), 0)
    qtbot.addWidget(table)
    chosen = []
    table.chosen.connect(chosen.append)
    a, b = model.items
    table.show_items([a, b])
    assert chosen[-1] is table.item is a
    table.choose(b)
    table.show_items([b])
    assert chosen[-1] is table.item is b
    table.show_items([a])
    assert chosen[-1] is table.item is a
    table.show_items([])
    assert chosen[-1] is None
    assert table.rows.rowCount(QModelIndex()) == 0


def test_what_has_no_number_is_sorted_to_the_end():
    size, name = COLUMNS[1], COLUMNS[0]
    assert size.sort_key(Item("a", 2.0)) < size.sort_key(Item("b", 10.0)) < size.sort_key(Item("c", None))
    assert name.sort_key(Item("a", None)) < name.sort_key(Item("b", 1.0))


def test_a_name_that_is_edited_already_is_not_edited_again(qtbot, model):
    """Otherwise Qt warns, which fails the test."""
    table = ItemsTable("Items", model, (80, 80), 0)
    qtbot.addWidget(table)
    model.show([Item("a", 1.0), Item("b", 2.0)])
    table.selectRow(0)
    table.show()
    table.edit_name()
    table.edit_name()
    assert table.state() == ItemsTable.State.EditingState
