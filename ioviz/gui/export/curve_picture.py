"""Memory curves as a .png file without a window, for `ioviz curve -o curve.png`."""

from __future__ import annotations

from pathlib import Path

from ioviz.core.errors import FileFormatError
from ioviz.gui.export.film import ensure_application
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
    ensure_application("light", 1.0)
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

    from ioviz.gui.plots.memory_curve_plot import CurvePlot
    from ioviz.gui.toolkit.snapshot import save_snapshot
    from ioviz.gui.toolkit.style import style
    from ioviz.gui.toolkit.widgets import label

    theme = style().theme
    plot = CurvePlot()
    plot.setTheme(theme)
    page = QWidget()
    page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    page.setFixedSize(*_SIZE)
    page.setStyleSheet(f"background: {theme.surface}")
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 12, 16, 12)
    column.addWidget(label(title, "value"))
    column.addWidget(plot.area, 1)
    page.show()
    column.activate()
    QApplication.processEvents()  # lays out the plot, which is drawn for its size
    plot.setCurves(curves, bounds)
    plot.setMemory(memory)
    try:
        save_snapshot(page, path, theme.surface, scale=_SCALE)
    except OSError as error:
        raise FileFormatError(str(error)) from None
