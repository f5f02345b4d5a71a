"""The column right of the network: fast memory, the example, the counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ioviz.gui.toolkit.card import Card
from ioviz.gui.toolkit.style import style

if TYPE_CHECKING:
    from ioviz.core.simulation import Counts
    from ioviz.gui.views.counters_view import CountersView

_NEEDED = 358  # pixels at 100 %: a lower column hides the counters beside a card that replaces fast memory


class RightColumn(QWidget):
    """In a low column the example is hidden. No other part is lower than its texts: the tab scrolls before."""

    def __init__(self, memory: Card, example: Card, counters: Card) -> None:
        super().__init__()
        self._memory, self._example, self._counters, self._wanted = memory, example, counters, False
        self.counters_view: CountersView | None = None  # made after the first paint
        self._stand_in: Card | None = None
        self._final: Counts | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(memory, 1)
        self._column.addWidget(example)
        self._column.addWidget(counters)
        example.hide()

    def set_example(self, wanted: bool) -> None:
        """Whether there is an example to show."""
        self._wanted = wanted
        self.arrange()

    def set_final(self, final: Counts) -> None:
        """The counters at the end: their widths decide how the counters are shown."""
        self._final = final
        self.arrange()

    def add_stand_in(self, card: Card) -> None:
        """Add a card that can replace fast memory."""
        self._column.insertWidget(0, card, 1)

    def show_stand_in(self, card: Card, on: bool) -> None:
        """Show a card instead of fast memory; in a low column the counters are hidden, too."""
        card.setVisible(on)
        self._memory.setVisible(not on)
        self._stand_in = card if on else None
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        """Without the example, which is hidden where there is no room for it."""
        least = super().minimumSizeHint()
        if not self._example.isHidden():
            least.setHeight(least.height() - self._example.minimumHeight() - self._column.spacing())
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show what there is room for."""
        gap = style().px(8)
        self._column.setSpacing(gap)
        self._counters.setVisible(self._stand_in is None or self.height() >= style().px(_NEEDED))
        used = self._arrange_counters() + self._memory.minimumHeight() + gap
        wanted = self._wanted and self.height() >= used + self._example.minimumHeight() + gap
        self._example.setVisible(wanted)

    def _arrange_counters(self) -> int:
        """Show the counters side by side or as a list, with the names of the bounds if there is room; the height."""
        view, final = self.counters_view, self._final
        if view is None or final is None:
            return self._counters.minimumHeight()
        margins = self._counters.column.contentsMargins()
        stacked = view.wantsStack(self.width() - margins.left() - margins.right() - 2, final)
        view.setStacked(stacked)
        around = margins.top() + margins.bottom() + 2
        least, wanted = view.leastHeight(stacked) + around, view.wantedHeight(stacked) + around
        room = self.height() - self._memory.minimumHeight() - self._column.spacing()
        self._counters.setMinimumHeight(wanted if room >= wanted else least)
        self.updateGeometry()
        return self._counters.minimumHeight()
