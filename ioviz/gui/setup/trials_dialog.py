"""Schedule > Orders tried: the orders that the search for the best one has tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from ioviz.gui.session.session import Session
from ioviz.gui.setup.document_dialog import DocumentDialog
from ioviz.gui.toolkit.columns_model import ColumnsModel
from ioviz.gui.toolkit.table_view import read_only_table
from ioviz.gui.toolkit.widgets import label
from ioviz.viewmodels.document.order_search import TrialRow, untried_text
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.columns import Column

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document

_COLUMNS: tuple[Column[TrialRow], ...] = (
    Column("Order", lambda row: row.kind),
    Column("Settings", lambda row: row.detail.replace("_", " ")),
    Column("I/Os under MIN", lambda row: numbers.count(row.ios), number=True),
    Column("× lower bound", lambda row: row.ratio, number=True),
    Column("Time", lambda row: row.seconds, number=True),
)


class TrialsDialog(DocumentDialog):
    """Orders tried, sorted by I/Os; follows the document."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__("Orders tried", parent, session, width=720, height=520)
        self._about = label("", "muted", wrap=True)
        self._rows = ColumnsModel(
            _COLUMNS,
            self,
            tip=lambda row, column: column.text(row),
            weight=lambda row: QFont.Weight.DemiBold if row is self._rows.items[0] else None,
        )
        table = read_only_table("Orders tried", self._rows, wide=1)
        self.body.addWidget(self._about)
        self.body.addWidget(table, 1)
        self.add_buttons()
        session.documentChanged.connect(self._show)
        if session.document is not None:
            self._show(session.document)

    def _show(self, document: Document) -> None:
        rows = sorted(document.trials, key=lambda row: row.ios)
        self._rows.show(rows)
        if rows:
            m = numbers.count(document.intent.made_for)
            made = f"{numbers.plural(len(rows), 'order')} made for M = {m}; the first one is used."
            missed = untried_text((row.kind for row in rows), at_lower_bound=rows[0].ios == document.bounds.lower)
            self._about.setText(f"{made} {missed}".rstrip())
        else:
            self._about.setText("Choose the order “auto” (Alt+8) to try all orders and list them here.")
