"""The columns side by side, and below them the plot of their differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.compare.column_view import ColumnView, end_texts
from ioviz.gui.compare.difference_view import DifferenceView
from ioviz.gui.toolkit.containers import Splitter, flow_row, grouped, scrolled
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import Segments, label
from ioviz.viewmodels.compare.columns import LETTERS, MOST

if TYPE_CHECKING:
    from ioviz.viewmodels.compare.columns import Columns
    from ioviz.viewmodels.compare.differences import Comparison
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.pending import Pending
    from ioviz.viewmodels.frame.frame import Frame

_PLOT, _BELOW = 52, 150  # heights at 100 %: least height of the plot, first height of its card
_LOW = 380  # a lower view hides the buttons that have a menu entry


class CompareView(QWidget):
    """Shows columns, documents and frames; changes of a column are requested by signals."""

    changeRequested = Signal(object)  # (column, dict)
    scheduleRequested = Signal(object)  # (column, name or Schedule)
    mainRequested = Signal(object)  # int
    removeRequested = Signal(object)  # int
    seekRequested = Signal(object)  # (column, step)
    pairRequested = Signal(object)  # int: the column to compare with the first one
    neuronHovered = Signal(object)  # int, or None

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.columns: list[ColumnView] = []
        self._arranging = False
        self._texts = ("", "")  # the first difference, in full and in short
        self._row = Splitter(Qt.Orientation.Horizontal)
        area = scrolled(self._row)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._below = QFrame()
        self._below.setProperty("role", "card")
        self._below.setAccessibleName("Difference in I/Os")
        self._build_below(actions)
        self._whole = Splitter(Qt.Orientation.Vertical, (area, 3, 3 * _BELOW), (self._below, 1, _BELOW))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        style().changed.connect(self._restyle)
        self._restyle()

    # -- what is shown -----------------------------------------------------------------------------------

    def setColumns(self, columns: Columns, possible: frozenset[str]) -> None:
        """The intents of the columns, and which schedules are available."""
        self._set_count(len(columns))
        for k, (view, intent) in enumerate(zip(self.columns, columns.intents, strict=True)):
            view.setIntent(intent, columns.loaded, possible)
            view.badge.setMain(k == columns.main)
            view.remove.setVisible(len(columns) > 1)
        self._add.setVisible(len(columns) < MOST)
        self._fix_width()

    def setDocuments(
        self,
        documents: Sequence[Document | None],
        waiting: Sequence[str],
        pending: Sequence[Pending | None],
        main: int,
    ) -> None:
        """The document of each column, or None: then its text in `waiting` is shown; and what is computed."""
        first = documents[0]
        for k, (view, document, text) in enumerate(zip(self.columns, documents, waiting, strict=True)):
            view.setDocument(document, text)
            other = first.trace.counts.ios if k and first is not None else None
            view.setEnd((" ",) if document is None else end_texts(document.trace.counts.ios, other), pending[k])
        self.difference.setTraces([None if one is None else one.trace for one in documents], main)

    def setFrames(self, frames: Sequence[Frame | None]) -> None:
        """The frame of each column."""
        for view, frame in zip(self.columns, frames, strict=True):
            if frame is not None:
                view.setFrame(frame)
        self.difference.setSteps([0 if frame is None else frame.step for frame in frames])

    def setShares(self, shares: bool) -> None:
        """Whether steps are shown as shares."""
        self.difference.setShares(shares)

    def setComparison(self, pair: int, comparison: Comparison | None, text: str = "") -> None:
        """Describe the first difference of column `pair` from the first column, or show `text`."""
        for k in range(1, MOST):
            self._pairs.set_visible(LETTERS[k], k < len(self.columns))
        self._pairs.setVisible(len(self.columns) > 2)
        self._pairs.show_choice(LETTERS[pair])
        if text:
            self._texts = (text, text)
        elif comparison is not None:
            self._texts = (comparison.sentence(), comparison.sentence(short=True))
        elif len(self.columns) > 1:
            self._texts = ("Searching the first difference …",) * 2
        else:
            self._texts = ("Add a second column to compare.",) * 2
        self._sentence.setToolTip(self._texts[0])
        self._arrange_below()
        some = comparison is not None and comparison.first_step is not None
        self._first.setEnabled(some)
        self._next.setEnabled(some)

    def setHovered(self, neuron: int | None) -> None:
        for view in self.columns:
            view.setHovered(neuron)

    def fit(self) -> None:
        for view in self.columns:
            view.timeline.fit()
        self.difference.fit()

    def _set_count(self, count: int) -> None:
        """Add or remove column views, and give all the same width."""
        if len(self.columns) == count:
            return
        while len(self.columns) > count:
            view = self.columns.pop()
            view.setParent(None)
            view.deleteLater()
        while len(self.columns) < count:
            view = ColumnView(len(self.columns))
            self._connect(view, len(self.columns))
            self.columns.append(view)
            self._row.addWidget(view)
        self._row.setSizes([1000] * count)
        self._restyle()

    def _connect(self, view: ColumnView, column: int) -> None:
        view.changeRequested.connect(lambda changes: self.changeRequested.emit((column, changes)))
        view.scheduleRequested.connect(lambda wanted: self.scheduleRequested.emit((column, wanted)))
        view.mainRequested.connect(lambda: self.mainRequested.emit(column))
        view.removeRequested.connect(lambda: self.removeRequested.emit(column))
        view.seekRequested.connect(lambda step: self.seekRequested.emit((column, step)))
        view.neuronHovered.connect(self.neuronHovered)
        view.resized.connect(self._arrange)

    def _build_below(self, actions: Actions) -> None:
        self._pairs = Segments(
            tuple((LETTERS[k], f"{LETTERS[k]} − A", f"Compare column {LETTERS[k]} with A") for k in range(1, MOST))
        )
        self._pairs.setAccessibleName("Compared columns")
        self._pairs.chosen.connect(lambda letter: self.pairRequested.emit(LETTERS.index(letter)))
        self._first: QPushButton = action_button(actions, "side_first")
        self._next: QPushButton = action_button(actions, "side_next_difference")
        self._three: QPushButton = action_button(actions, "side_policies")
        self._add: QPushButton = action_button(actions, "side_add")
        for button, text in (
            (self._first, "First"),
            (self._next, "Next"),
            (self._three, "MIN, LRU, RR"),
            (self._add, "Add column"),
        ):
            button.setText(text)
        self._sentence = label("", wrap=True)
        self._sentence.setAccessibleName("First difference")
        self.difference = DifferenceView()
        self.difference.setTheme(style().theme)
        self.difference.setMinimumSize(1, 1)
        self.difference.seekRequested.connect(lambda step: self.seekRequested.emit((0, step)))
        self._top, flow = flow_row(14)
        self._more = grouped(self._three, self._add, gap=6)
        flow.addWidget(grouped(label("DIFFERENCE IN I/Os", "heading"), self._pairs, gap=6))
        flow.addWidget(grouped(label("Go to difference", "muted"), self._first, self._next, gap=6))
        flow.addWidget(self._more)
        self._under = QVBoxLayout(self._below)
        self._under.addWidget(self._top)
        self._under.addWidget(self._sentence)
        self._under.addWidget(self.difference, 1)

    def _restyle(self) -> None:
        look = style()
        pad = look.px(12)
        self._under.setContentsMargins(pad, look.px(8), pad, look.px(8))
        self._under.setSpacing(look.px(4))
        self.difference.setMinimumHeight(look.px(_PLOT))
        self.difference.setTheme(look.theme)
        self._arrange()
        self._arrange_below()
        self._fix_width()

    def _fix_width(self) -> None:
        """The row is at least as wide as its columns, which are as wide as their numbers; else it scrolls."""
        look = style()
        wide = sum(view.minimumSizeHint().width() for view in self.columns)
        self._row.setMinimumWidth(wide + look.px(8) * max(0, len(self.columns) - 1))

    def _arrange(self) -> None:
        """Arrange all columns with the same parts at the same heights."""
        if not self.columns or self._arranging:
            return
        self._arranging = True
        head = max(view.headHeight() for view in self.columns)
        stacked = any(view.wantsStack() for view in self.columns)
        self._row.setMinimumHeight(max(view.leastHeight(head, stacked) for view in self.columns))
        for view in self.columns:
            view.arrange(head, stacked)
        self._arranging = False

    def _arrange_below(self) -> None:
        """In a low view show the short sentence, and hide the buttons that have a menu entry."""
        low = self.height() < style().px(_LOW)
        self._more.setVisible(not low)
        text = self._texts[1 if low else 0]
        self._sentence.setText(text)
        inside = max(1, self.width() - 2 * style().px(12) - 2)
        parts = (self._top.heightForWidth(inside), self._sentence.heightForWidth(inside), style().px(_PLOT))
        self._below.setMinimumHeight(sum(parts) + 2 * style().px(4) + 2 * style().px(8) + 2)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._arrange_below()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        height = self._whole.height()
        below = max(style().px(_BELOW), round(0.24 * height))
        self._whole.setSizes([height - below, below])
