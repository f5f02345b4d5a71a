"""What all plots of the tabs are: a plot area, what stands above it, and a range that follows until it is moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.plots.plot_area import PlotArea
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.widgets import Segments

Choices = Mapping[str, tuple[str, Sequence[tuple[str, str, str]]]]
"""For each key a name for screen readers, and (key, text, tooltip) of each choice."""


class PlotView(QWidget):
    """Shows all of the plot, also as it grows, until people move it; a class of it defines `_draw`."""

    def __init__(self, area: PlotArea, name: str, above: Sequence[QWidget | QLayout], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.area = area
        self._follow = True
        area.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in above:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)
        column.addWidget(area, 1)
        area.rangeChangedByHand.connect(self._moved_by_hand)
        area.fitRequested.connect(self.fit)

    def fit(self) -> None:
        """Show all of it."""
        self._follow = True
        self._draw()

    def save(self, path: Path) -> None:
        """Write the plot as .png or .svg."""
        self.area.save_snapshot(path)

    def _moved_by_hand(self) -> None:
        self._follow = False

    def _draw(self) -> None:
        """Draw what there is; where it follows, all of it fits in."""
        raise NotImplementedError


def choice_bar(choices: Choices) -> tuple[FlowLayout, dict[str, Segments]]:
    """A row of choices, and each of them by its key."""
    bar, made = FlowLayout(6), {}
    for key, (name, options) in choices.items():
        made[key] = choice = Segments(options)
        choice.setAccessibleName(name)
        choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        bar.addWidget(choice)
    return bar, made
