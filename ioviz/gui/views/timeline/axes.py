"""The visible steps and rows of the timeline, and their coordinates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

LEAST_STEPS = 1.0  # visible at the highest zoom
LEAST_ROWS = 4.0


@dataclass(frozen=True)
class Span:
    """The visible steps from `low` to `high` and rows from `top` to `bottom`, and the numbers of all."""

    low: float
    high: float
    top: float
    bottom: float
    n_steps: int
    n_rows: int

    @classmethod
    def whole(cls, n_steps: int, n_rows: int) -> Span:
        """Return all steps and rows."""
        return cls(0.0, float(max(n_steps, 1)), 0.0, float(max(n_rows, 1)), n_steps, n_rows)

    @property
    def is_whole(self) -> bool:
        """Whether all steps are visible."""
        return self.low <= 0 and self.high >= self.n_steps

    def zoomed(self, factor: float, step: float) -> Span:
        """Zoom the steps by a factor around `step`."""
        total = float(max(self.n_steps, 1))
        wide = self.high - self.low
        new = min(max(wide / factor, min(LEAST_STEPS, total)), total)
        return self._steps(step - (step - self.low) * new / wide, new)

    def zoomed_rows(self, factor: float, row: float) -> Span:
        """Zoom the rows by a factor around `row`."""
        total = float(max(self.n_rows, 1))
        high = self.bottom - self.top
        new = min(max(high / factor, min(LEAST_ROWS, total)), total)
        top = min(max(0.0, row - (row - self.top) * new / high), total - new)
        return replace(self, top=top, bottom=top + new)

    def moved(self, steps: float, rows: float = 0.0) -> Span:
        """Move by so many steps and rows."""
        total, high = float(max(self.n_rows, 1)), self.bottom - self.top
        top = min(max(0.0, self.top + rows), total - high)
        return replace(self, top=top, bottom=top + high)._steps(self.low + steps, self.high - self.low)

    def moved_by_share(self, across: float, down: float = 0.0) -> Span:
        """Move by shares of the visible steps and rows."""
        return self.moved(across * (self.high - self.low), down * (self.bottom - self.top))

    def part(self, low: float, high: float, top: float, bottom: float) -> Span:
        """Return these steps and rows, or the smallest span around them."""
        steps = min(max(high - low, min(LEAST_STEPS, self.n_steps)), max(self.n_steps, 1))
        rows = min(max(bottom - top, min(LEAST_ROWS, self.n_rows)), max(self.n_rows, 1))
        first = min(max(0.0, (top + bottom - rows) / 2), self.n_rows - rows)
        return replace(self, top=first, bottom=first + rows)._steps((low + high - steps) / 2, steps)

    def within(self, area: QRectF, plot: QRectF) -> Span:
        """Return the steps of a rectangle, and its rows if it lies within those."""
        top, bottom = self.top, self.bottom
        if area.top() >= plot.top() and area.bottom() <= plot.bottom():
            high = (bottom - top) / plot.height()
            top, bottom = self.top + (area.top() - plot.top()) * high, self.top + (area.bottom() - plot.top()) * high
        return self.part(self.step_at(area.left(), plot), self.step_at(area.right(), plot), top, bottom)

    def showing(self, step: float) -> Span:
        """Turn the page if a step is not visible."""
        if self.low <= step <= self.high:
            return self
        wide = self.high - self.low
        return self._steps(step - wide * (0.1 if step > self.high else 0.9), wide)

    def _steps(self, low: float, wide: float) -> Span:
        low = min(max(0.0, low), max(0.0, self.n_steps - wide))
        return replace(self, low=low, high=low + wide)

    # -- coordinates -------------------------------------------------------------------------------------

    def x(self, step: float, plot: QRectF) -> float:
        """Return the x coordinate of a step in a plot."""
        return plot.left() + (step - self.low) / (self.high - self.low) * plot.width()

    def y(self, row: float, plot: QRectF) -> float:
        """Return the y coordinate of a row's top in a plot."""
        return plot.top() + (row - self.top) / (self.bottom - self.top) * plot.height()

    def step_at(self, x: float, plot: QRectF) -> float:
        """Return the step at an x coordinate, clamped to the existing ones."""
        step = self.low + (x - plot.left()) / max(plot.width(), 1) * (self.high - self.low)
        return min(max(step, 0.0), float(self.n_steps))

    def row_at(self, y: float, plot: QRectF) -> int | None:
        """Return the row at a y coordinate; None outside."""
        row = int(self.top + (y - plot.top()) / max(plot.height(), 1) * (self.bottom - self.top))
        return row if plot.top() <= y < plot.bottom() and 0 <= row < self.n_rows else None
