"""The columns beside each other, and below them where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.actions.actions import Actions, action_button
from ioviz.gui.compare.column_view import ColumnView, end_words
from ioviz.gui.compare.difference_view import DifferenceView
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import Segments, label
from ioviz.viewmodels.compare.columns import LETTERS, MOST

if TYPE_CHECKING:
    from ioviz.viewmodels.compare.columns import Columns
    from ioviz.viewmodels.compare.differences import Comparison
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.frame.frame import Frame

_PLOT, _BELOW = 52, 150  # heights at 100 %: the least of the plot, and what the part with it has at first
_LOW = 380  # lower than that, only what has no menu entry stays below


class SideBySideView(QWidget):
    """Given columns, documents, frames; says by signals which column wants what."""

    changeRequested = Signal(object)  # (column, dict)
    scheduleRequested = Signal(object)  # (column, name or Schedule)
    mainRequested = Signal(object)  # int
    removeRequested = Signal(object)  # int
    seekRequested = Signal(object)  # (column, step)
    pairRequested = Signal(object)  # int: the column to compare with the first one
    neuronHovered = Signal(object)  # int, or None

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: list[ColumnView] = []
        self._arranging = False
        self._texts = ("", "")  # where they differ, in full and in short
        self._row = QSplitter(Qt.Orientation.Horizontal)
        self._row.setChildrenCollapsible(False)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._row)
        self._below = QFrame()
        self._below.setProperty("role", "card")
        self._below.setAccessibleName("Difference in I/Os")
        self._build_below(actions)
        self._whole = QSplitter(Qt.Orientation.Vertical)
        self._whole.setChildrenCollapsible(False)
        self._whole.addWidget(self._scroll)
        self._whole.addWidget(self._below)
        self._whole.setStretchFactor(0, 3)
        self._whole.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        style().changed.connect(self._restyle)
        self._restyle()

    # -- what is shown -----------------------------------------------------------------------------------

    def setColumns(self, columns: Columns, possible: frozenset[str]) -> None:
        """What is wanted of each column."""
        self._make(len(columns))
        for k, (view, intent) in enumerate(zip(self.columns, columns.intents, strict=True)):
            view.setIntent(intent, columns.loaded, possible)
            view.setMain(k == columns.main)
            view.setRemovable(len(columns) > 1)
        self._add.setVisible(len(columns) < MOST)

    def setDocuments(self, documents: Sequence[Document | None], waiting: Sequence[str], main: int) -> None:
        """What there is of each; where there is nothing yet, what is said instead."""
        first = documents[0]
        for k, (view, document, text) in enumerate(zip(self.columns, documents, waiting, strict=True)):
            view.setDocument(document, text)
            if document is None:
                view.setEnd((" ",))
            else:
                other = first.trace.counts.ios if k and first is not None else None
                view.setEnd(end_words(document.trace.counts.ios, other))
        self.difference.setTraces([None if one is None else one.trace for one in documents], main)

    def setFrames(self, frames: Sequence[Frame | None]) -> None:
        """A moment of each."""
        for view, frame in zip(self.columns, frames, strict=True):
            if frame is not None:
                view.setFrame(frame)
        self.difference.setSteps([0 if frame is None else frame.step for frame in frames])

    def setShares(self, shares: bool) -> None:
        """Whether steps are named by their share."""
        self.difference.setShares(shares)

    def setComparison(self, pair: int, comparison: Comparison | None, told: str = "") -> None:
        """Where column `pair` differs from the first one: first of all, or as `told`."""
        for k in range(1, MOST):
            self._pairs.set_visible(LETTERS[k], k < len(self.columns))
        self._pairs.setVisible(len(self.columns) > 2)
        self._pairs.show_choice(LETTERS[pair])
        if told:
            self._texts = (told, told)
        elif comparison is not None:
            self._texts = (comparison.sentence(), comparison.sentence(short=True))
        elif len(self.columns) > 1:
            self._texts = ("Looking for the first difference …",) * 2
        else:
            self._texts = ("A second column shows what differs.",) * 2
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
            view.fit()
        self.difference.fit()

    # -- inside ------------------------------------------------------------------------------------------

    def _make(self, count: int) -> None:
        """As many column views as there are columns, all of one width."""
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
        self._pairs.setAccessibleName("Which columns are compared")
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
        self._sentence.setAccessibleName("Where they differ first")
        self.difference = DifferenceView()
        self.difference.setTheme(style().theme)
        self.difference.setMinimumSize(1, 1)
        self.difference.seekRequested.connect(lambda step: self.seekRequested.emit((0, step)))
        flow = FlowLayout(14)
        top = QWidget()
        top.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        top.setSizePolicy(policy)
        flow.addWidget(_row(label("DIFFERENCE IN I/Os", "heading"), self._pairs))
        flow.addWidget(_row(label("Go to difference", "muted"), self._first, self._next))
        self._more = _row(self._three, self._add)
        flow.addWidget(self._more)
        self._top = top
        self._under = QVBoxLayout(self._below)
        self._under.addWidget(top)
        self._under.addWidget(self._sentence)
        self._under.addWidget(self.difference, 1)

    def _restyle(self) -> None:
        look = style()
        pad = look.px(12)
        self._under.setContentsMargins(pad, look.px(8), pad, look.px(8))
        self._under.setSpacing(look.px(4))
        self.difference.setMinimumHeight(look.px(_PLOT))
        self.difference.setTheme(look.theme)
        for splitter in (self._row, self._whole):
            splitter.setHandleWidth(look.px(8))
        self._arrange()
        self._arrange_below()
        wide = sum(view.minimumSizeHint().width() for view in self.columns)
        self._row.setMinimumWidth(wide + look.px(8) * max(0, len(self.columns) - 1))

    def _arrange(self) -> None:
        """All columns show the same parts, one below the other at the same heights."""
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
        """Large text in a small window: the sentence in short, and no buttons that have a menu entry, too."""
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


def _row(*widgets: QWidget) -> QWidget:
    group = QWidget()
    group.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return group
