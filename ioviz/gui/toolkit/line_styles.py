"""Styles of curves and levels, for pyqtgraph and for painted views."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ioviz.viewmodels.look.palette import Theme

_STYLES = {
    "solid": Qt.PenStyle.SolidLine,
    "dash": Qt.PenStyle.DashLine,
    "dot": Qt.PenStyle.DotLine,
    "dashdot": Qt.PenStyle.DashDotLine,
    "long": Qt.PenStyle.CustomDashLine,
}


@dataclass(frozen=True)
class Line:
    """The style of a curve or a level: a role of the theme or ``"#rrggbb"``, width in pixels, style."""

    colour: str
    width: float = 1.5
    style: str = "solid"
    alpha: float = 1.0


LOWER_BOUND = Line("bound_ink", 1.5, "dash")
UPPER_BOUND = Line("bound_ink", 1.5, "dot")


def pen_of(line: Line, theme: Theme, scale: float) -> QPen:
    """Return the pen of a line, `scale` times as wide for larger text."""
    colour = QColor(getattr(theme, line.colour, line.colour))
    colour.setAlphaF(line.alpha)
    pen = QPen(colour, line.width * max(1.0, scale))
    pen.setStyle(_STYLES[line.style])
    if line.style == "long":
        pen.setDashPattern([8.0, 4.0])
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen
