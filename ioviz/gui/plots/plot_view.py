"""The base of all plots: a plot area, widgets above it, and a range that follows the data until the user moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from ioviz.gui.plots.plot_area import PlotArea
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.snapshot import save_snapshot
from ioviz.gui.toolkit.widgets import Segments
from ioviz.viewmodels.look.palette import Theme

Choices = Mapping[str, tuple[str, Sequence[tuple[str, str, str]]]]
"""For each key a name for screen readers, and (key, text, tooltip) of each choice."""


class PlotView(QWidget):
    """Shows all data, also as it grows, until the user moves the range; subclasses define `_draw`."""

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

    def setTheme(self, theme: Theme) -> None:
        self.area.setTheme(theme)

    def fit(self) -> None:
        """Show all data again."""
        self._follow = True
        self._draw()

    def save(self, path: Path) -> None:
        """Write the plot as .png, .svg or .pdf, by the ending; OSError if the file cannot be written."""
        save_snapshot(self.area, path, self.area.theme.surface)

    def _moved_by_hand(self) -> None:
        self._follow = False

    def _draw(self) -> None:
        """Draw the data; fit the range if `_follow`."""
        raise NotImplementedError


def choice_bar(choices: Choices) -> tuple[FlowLayout, dict[str, Segments]]:
    """Return a row of choices, and each of them by its key."""
    bar, segments = FlowLayout(6), {}
    for key, (name, options) in choices.items():
        segments[key] = choice = Segments(options)
        choice.setAccessibleName(name)
        choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        bar.addWidget(choice)
    return bar, segments
