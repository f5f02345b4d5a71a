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
    **dict.fromkeys(("long", "short", "wide", "dashdotdot"), Qt.PenStyle.CustomDashLine),
}
_PATTERNS = {"long": [8.0, 4.0], "short": [2.0, 2.0], "wide": [14.0, 4.0], "dashdotdot": [6.0, 2.0, 1.0, 2.0, 1.0, 2.0]}


@dataclass(frozen=True)
class Line:
    """The style of a curve or a level: a role of the theme or ``"#rrggbb"``, width in pixels, style."""

    colour: str
    width: float = 1.5
    style: str = "solid"
    alpha: float = 1.0


# No order's curve has the dashes of a bound, so that colour alone tells none of them apart.
LOWER_BOUND = Line("bound_ink", 1.5, "short")
UPPER_BOUND = Line("bound_ink", 1.5, "dashdotdot")


def pen_of(line: Line, theme: Theme, scale: float) -> QPen:
    """Return the pen of a line, `scale` times as wide for larger text."""
    colour = QColor(getattr(theme, line.colour, line.colour))
    colour.setAlphaF(line.alpha)
    pen = QPen(colour, line.width * max(1.0, scale))
    pen.setStyle(_STYLES[line.style])
    if line.style in _PATTERNS:
        pen.setDashPattern(_PATTERNS[line.style])
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen
