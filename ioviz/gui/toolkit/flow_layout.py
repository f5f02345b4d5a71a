"""A layout that wraps its row, so that bars fit a narrow window and large text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ioviz.gui.toolkit.style import style

_ROW_GAP = 6


class FlowLayout(QLayout):
    """Items in a row; what does not fit wraps to the next row. Expanding items share the remaining width."""

    def __init__(self, gap: float = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of a single row: from its width Qt computes the height that it asks for."""
        hints = [item.sizeHint() for item in self._items]
        gaps = style().px(self._gap) * max(len(hints) - 1, 0)
        return QSize(sum(h.width() for h in hints) + gaps, max((h.height() for h in hints), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        gap, row_gap = style().px(self._gap), style().px(_ROW_GAP)
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            width = item.sizeHint().width()
            if rows[-1] and used + gap + width > rect.width():
                rows.append([])
                used = 0
            used += (gap if rows[-1] else 0) + width
            rows[-1].append(item)
        y = rect.y()
        for row in rows:
            widths = self._widths(row, rect.width(), gap)
            height = max((_height(item, width) for item, width in zip(row, widths)), default=0)
            if move:
                self._place_row(row, widths, QRect(rect.x(), y, rect.width(), height), gap)
            y += height + row_gap
        return y - row_gap - rect.y()

    @staticmethod
    def _widths(row: list[QLayoutItem], room: int, gap: int) -> list[int]:
        """Return the widths of the items of a row; expanding ones share what remains, and none is wider than it."""
        widths = [min(item.sizeHint().width(), room) for item in row]
        spare = room - sum(widths) - gap * (len(row) - 1)
        expanding = [i for i, item in enumerate(row) if item.expandingDirections() & Qt.Orientation.Horizontal]
        for i in expanding:
            widths[i] += spare // len(expanding)
        return widths

    @staticmethod
    def _place_row(row: list[QLayoutItem], widths: list[int], rect: QRect, gap: int) -> None:
        x = rect.x()
        for item, width in zip(row, widths, strict=True):
            height = _height(item, width)
            item.setGeometry(QRect(QPoint(x, rect.y() + (rect.height() - height) // 2), QSize(width, height)))
            x += width + gap


def _height(item: QLayoutItem, width: int) -> int:
    """The height of an item at a width: texts may wrap."""
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
