"""The legend above the network: what its shapes and colours mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.gui.views.network.neuron_sprites import HIDDEN, INPUT, OUTPUT, draw_neuron
from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, GONE, STORED, WAITING

Sign = tuple[int, int] | tuple[str, float, float]
_LINKS: tuple[tuple[str, Sign], ...] = (
    ("input", (INPUT, WAITING)),
    ("hidden", (HIDDEN, WAITING)),
    ("output", (OUTPUT, WAITING)),
    ("clean", (HIDDEN, CLEAN)),
    ("dirty", (HIDDEN, DIRTY)),
    ("in slow memory", (HIDDEN, STORED)),
    ("gone", (HIDDEN, GONE)),
    ("now", ("current", 2.6, 1.0)),
    ("ready", ("ready", 1.8, 0.9)),
    ("waiting", ("waiting", 1.5, 0.5)),
    ("done", ("done", 1.5, 0.25)),
)
_MATRIX: tuple[tuple[str, Sign], ...] = (
    ("clean", ("clean", 8, 1.0)),
    ("dirty", ("dirty", 8, 1.0)),
    ("now", ("current", 8, 1.0)),
    ("ready", ("ready", 8, 0.9)),
    ("waiting", ("waiting", 8, 0.4)),
    ("done", ("done", 8, 0.2)),
)
"""Text, and either kind and state of a neuron, or colour, thickness and strength of a line or cell."""

Entries = tuple[tuple[str, Sign], ...]

_TITLE = "NETWORK"
_LINE = 20  # height of a line of the legend at 100 %
_FEW = 260  # in a lower view the legend has one line only


def _rows(view: PaintedView, entries: Entries) -> list[list[tuple[float, int]]]:
    """Return the position of each entry: (x, entry) for each line; more lines if one is too short."""
    metrics = QFontMetricsF(view.text_font(11))
    gap = view.px(12)
    widths = [_sign(view, sign) + view.px(5) + metrics.horizontalAdvance(text) + gap for text, sign in entries]
    start = QFontMetricsF(view.text_font(11, bold=True)).horizontalAdvance(_TITLE) + view.px(18)
    room = view.width() - start + gap
    one_line = sum(widths) <= room or view.height() < view.px(_FEW)
    lines = [range(len(entries))] if one_line else _broken(widths, room)
    rows = []
    for line in lines:
        x = max(start, view.width() + gap - sum(widths[k] for k in line)) if len(lines) == 1 else start
        row = []
        for k in line:
            if x + widths[k] - gap > view.width():
                break
            row.append((x, k))
            x += widths[k]
        rows.append(row)
    return rows


def _broken(widths: list[float], room: float) -> list[range]:
    """Wrap entries into lines: states of neurons separate from those of connections, if they fit."""
    lines: list[range] = []
    for part in (range(min(7, len(widths))), range(7, len(widths))):
        first, used = part.start, 0.0
        for k in part:
            if k > first and used + widths[k] > room:
                lines.append(range(first, k))
                first, used = k, 0.0
            used += widths[k]
        if part:
            lines.append(range(first, part.stop))
    return [line for line in lines if len(line)]


def _sign(view: PaintedView, sign: Sign) -> float:
    """Return the width of a sign: a neuron, a cell, a line."""
    return view.px(11 if len(sign) == 2 else 9 if sign[1] > 5 else 16)


def entries_for(matrix: bool) -> Entries:
    """Return the legend of lines, or of matrices."""
    return _MATRIX if matrix else _LINKS


def legend_height(view: PaintedView, entries: Entries) -> float:
    """Return the height of heading and legend, with the space below."""
    return view.px(_LINE) * len(_rows(view, entries)) + view.px(4)


def draw_legend(painter: QPainter, view: PaintedView, entries: Entries) -> None:
    """Draw the heading, and right of it the legend."""
    theme = view.theme
    rows = _rows(view, entries)
    height = view.px(_LINE)
    painter.fillRect(QRectF(0, 0, view.width(), height * len(rows)), view.colour("surface", 0.88))
    view.draw_text(
        painter, QRectF(0, 0, view.width(), height), _TITLE, 11, "muted", flags=Qt.AlignmentFlag.AlignVCenter, bold=True
    )
    painter.setFont(view.text_font(11))
    for number, row in enumerate(rows):
        middle = (number + 0.5) * height
        for x, k in row:
            text, sign = entries[k]
            width = _sign(view, sign)
            if len(sign) == 2:
                draw_neuron(painter, theme, *sign, QPointF(x + width / 2, middle), view.px(4.6), view.px(1.1))
            else:
                role, thick, alpha = sign
                colour = QColor(getattr(theme, role))
                colour.setAlphaF(alpha)
                painter.setPen(QPen(colour, view.px(thick)))
                if thick > 5:
                    painter.fillRect(QRectF(x, middle - width / 2, width, width), colour)
                else:
                    painter.drawLine(QPointF(x, middle), QPointF(x + width, middle))
            painter.setPen(view.colour("muted"))
            left = x + width + view.px(5)
            painter.drawText(
                QRectF(left, middle - height / 2, view.width(), height), Qt.AlignmentFlag.AlignVCenter, text
            )
