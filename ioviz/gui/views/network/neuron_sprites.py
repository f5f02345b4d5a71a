"""The shapes of neurons, drawn once for each kind and state and then copied.

The shape shows the kind: a square for inputs, a circle for hidden neurons, a diamond for outputs. Fill and mark show
the state: empty for waiting, grey for slow memory, faint for gone; sky blue for clean in fast memory, orange with a
dark dot for dirty.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from ioviz.gui.toolkit.painting import painting
from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, GONE, STORED
from ioviz.viewmodels.look.palette import THEMES, Theme, mix

HIDDEN, INPUT, OUTPUT = range(3)


def outline(kind: int, centre: QPointF, radius: float) -> QPainterPath:
    """Return the shape of a kind of neuron."""
    path = QPainterPath()
    if kind == HIDDEN:
        path.addEllipse(centre, radius, radius)
    elif kind == INPUT:
        side = 0.9 * radius
        path.addRoundedRect(QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side), side * 0.3, side * 0.3)
    else:
        reach = 1.2 * radius
        path.moveTo(centre.x(), centre.y() - reach)
        path.lineTo(centre.x() + reach, centre.y())
        path.lineTo(centre.x(), centre.y() + reach)
        path.lineTo(centre.x() - reach, centre.y())
        path.closeSubpath()
    return path


def draw_neuron(
    painter: QPainter, theme: Theme, kind: int, state: int | str, centre: QPointF, radius: float, stroke: float
) -> None:
    """Draw one neuron; lengths in the painter's units. Under an overlay a colour stands for its state."""
    edge, fill = _colours(theme, kind, state)
    if state == GONE:
        radius *= 0.8
    painter.setPen(
        QPen(QColor(edge), stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(QColor(fill))
    painter.drawPath(outline(kind, centre, radius))
    if state == DIRTY:
        draw_dirty_mark(painter, theme, centre, radius, stroke)


def draw_dirty_mark(painter: QPainter, theme: Theme, centre: QPointF, radius: float, stroke: float) -> None:
    """Draw the second sign of dirty: a dark dot, in the middle of a small neuron, on the rim of a large one."""
    if radius < 7 * stroke:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_fill))
        painter.drawEllipse(centre, 0.38 * radius, 0.38 * radius)
        return
    at = centre + QPointF(0.74 * radius, -0.74 * radius)
    size = max(0.26 * radius, 2.4 * stroke)
    painter.setPen(QPen(QColor(theme.surface), stroke))
    painter.setBrush(QColor(theme.text))
    painter.drawEllipse(at, size, size)


@cache
def sprite(theme_name: str, kind: int, state: int | str, radius: float, stroke: float) -> QImage:
    """Return an image with a neuron in its middle, transparent around it; its side in device pixels is odd."""
    half = sprite_half(radius, stroke)
    image = QImage(2 * half + 1, 2 * half + 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    with painting(image) as painter:
        draw_neuron(painter, THEMES[theme_name], kind, state, QPointF(half + 0.5, half + 0.5), radius, stroke)
    return image


def sprite_half(radius: float, stroke: float) -> int:
    """Return half the side of a sprite: the neuron with its mark and outline."""
    return int(1.22 * radius + 1.5 * stroke) + 1


def _colours(theme: Theme, kind: int, state: int | str) -> tuple[str, str]:
    """Return the colours of outline and fill."""
    own = (theme.muted, theme.input_ink, theme.output_ink)[kind]
    tint = (theme.hidden, theme.input, theme.output)[kind]
    if isinstance(state, str):
        return own, state
    if state in (CLEAN, DIRTY):
        fill = theme.clean if state == CLEAN else theme.dirty
        dark = mix(fill, "#000000", 0.45) if not theme.dark else mix(fill, "#FFFFFF", 0.35)
        return (dark if kind == HIDDEN else own), fill
    if state == STORED:
        return own, mix(theme.surface, tint, 0.95 if kind == HIDDEN else 0.42)
    if state == GONE:
        return mix(theme.surface, own, 0.38), mix(theme.surface, theme.window, 0.5)
    return mix(theme.surface, own, 0.8), theme.surface
