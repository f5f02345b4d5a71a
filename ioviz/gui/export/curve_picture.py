"""The memory curves as the window draws them, without a window: what `ioviz curve -o curve.png` writes."""

from __future__ import annotations

from pathlib import Path

from ioviz.core.errors import FileFormatError
from ioviz.gui.export.film import ready_to_draw
from ioviz.viewmodels.setup.memory_curves import OrderCurve

_SIZE = (960, 540)
_SCALE = 1.5


def curve_picture(
    curves: tuple[OrderCurve, ...], bounds: tuple[int, int], title: str, path: Path, *, memory: int | None = None
) -> None:
    """Draw curves, the lower and the upper bound, and the line of an M, to a .png file of 1440 × 810 pixels.

    Raises
    ------
    FileFormatError
        If it cannot be written.
    """
    ready_to_draw("light", 1.0)
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

    from ioviz.gui.plots.memory_curve_plot import CurvePlot
    from ioviz.gui.toolkit.snapshot import save_snapshot
    from ioviz.gui.toolkit.style import style
    from ioviz.gui.toolkit.widgets import label

    theme = style().theme
    plot = CurvePlot()
    plot.setTheme(theme)
    sheet = QWidget()
    sheet.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    sheet.setFixedSize(*_SIZE)
    sheet.setStyleSheet(f"background: {theme.surface}")
    column = QVBoxLayout(sheet)
    column.setContentsMargins(16, 12, 16, 12)
    column.addWidget(label(title, "value"))
    column.addWidget(plot.area, 1)
    sheet.show()
    column.activate()
    QApplication.processEvents()  # the plot is laid out: it is drawn for its size
    plot.setCurves(curves, bounds)
    plot.setMemory(memory)
    try:
        save_snapshot(sheet, path, theme.surface, scale=_SCALE)
    except OSError as error:
        raise FileFormatError(str(error)) from None
