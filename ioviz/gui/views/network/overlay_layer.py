"""The overlay of a network view: neurons and connections coloured by a cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView, width_of
from ioviz.gui.views.network.raster_cache import RasterCache
from ioviz.viewmodels.explain.overlays import colours
from ioviz.viewmodels.look.palette import Theme, mix
from ioviz.viewmodels.network.placement import Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.overlays import Overlay, Scale
    from ioviz.viewmodels.frame.frame import Frame
    from ioviz.viewmodels.network.raster import Camera

Group = tuple[str, "Scale | None"]
"""A title, and the scale right of it, or None if the scale follows in the next line."""

_LINE = 20  # height of a line of the legend at 100 %
_SWATCH = 15


@dataclass(frozen=True, eq=False)
class OverlayLook:
    """The look of neurons: the class of each, and a colour for each class (the first for no value)."""

    classes: np.ndarray
    colours: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PainterLook:
    """What the painters of connections draw with, besides the placement.

    Attributes
    ----------
    ratio : float
        Device pixels per pixel.
    scale : float
        The text size, 1.0 = 100 %.
    inset : float
        Height of the legend in device pixels.
    """

    camera: Camera
    theme: Theme
    font: QFont
    ratio: float
    scale: float
    inset: float
    overlay: OverlayLook | None = None


class OverlayCache(RasterCache):
    """Cache of the raster of the connections under an overlay, which is the same at every step."""

    overlay: Overlay | None = None

    def update(self, placement: Placement, frame: Frame, camera: Camera, theme: Theme, thickness: float) -> None:
        """Update the raster to an overlay, placement, camera and theme."""
        overlay = self.overlay
        wanted: tuple[object, ...] = (placement, overlay, camera, theme)
        shown: tuple[object, ...] | None
        raster: Any = self._raster
        if raster is not None and self._wanted is None and not raster.rough:
            shown = (raster.placement, raster.overlay, raster.camera, raster.theme)
        else:
            shown = self._wanted
        if shown == wanted or overlay is None:
            return
        from ioviz.viewmodels.explain.overlay_raster import OverlayRaster

        def build(stride: int) -> Any:
            return lambda: OverlayRaster(placement, overlay, camera, thickness).build(theme, stride)

        self._make(wanted, placement, build, at_once=False, preview=True)


class OverlayLayer:
    """The overlay of one view: raster, look of neurons, legend, tooltips."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.overlay: Overlay | None = None
        self.cache = OverlayCache(changed)

    def show(self, overlay: Overlay | None) -> None:
        """Show another overlay, or none."""
        self.overlay = self.cache.overlay = overlay
        self.cache.clear()

    @property
    def rasters(self) -> RasterCache | None:
        """The cache of the raster of connections; None if they have no colours of their own."""
        if self.overlay is None or self.overlay.connection_class is None:
            return None
        return self.cache

    def look(self, theme: Theme) -> OverlayLook | None:
        """Return the look of neurons; None without an overlay."""
        if self.overlay is None:
            return None
        none = mix(theme.surface, theme.hidden, 0.25)
        return OverlayLook(self.overlay.neuron_class, (none, *colours(self.overlay.scale, theme.dark)))

    def tip(self, connection: int | None, neuron: int | None) -> list[str]:
        """Return lines of a tooltip for a connection or a neuron."""
        if self.overlay is None:
            return []
        text = ""
        if connection is not None:
            text = self.overlay.connection_text(connection)
        elif neuron is not None:
            text = self.overlay.neuron_text(neuron)
        return [text] if text else []

    # -- the legend --------------------------------------------------------------------------------------

    def legend_height(self, view: PaintedView) -> float:
        """Return the height of the legend, with the space below."""
        return view.px(_LINE) * len(self._rows(view)) + view.px(4)

    def legend_tip(self) -> str:
        """Return the tooltip of the legend: all classes with their numbers."""
        overlay = self.overlay
        if overlay is None:
            return ""
        lines = [f"{overlay.kind.title}: {overlay.kind.tip[0].lower()}{overlay.kind.tip[1:]}"]
        lines.append(f"Neurons, in {overlay.kind.units}: " + "; ".join(overlay.scale.texts()))
        if overlay.connection is None:
            lines.append("Connections are coloured by their state")
        else:
            lines.append(f"Connections, in {overlay.kind.units}: " + "; ".join(overlay.connection_scale.texts()))
            lines.append("Cells that share a pixel show the mean of their classes")
        return "\n".join(lines)

    def draw_legend(self, painter: QPainter, view: PaintedView) -> None:
        """Draw the legend."""
        if self.overlay is None:
            return
        rows = self._rows(view)
        high = view.px(_LINE)
        painter.fillRect(QRectF(0, 0, view.width(), high * len(rows)), view.colour("surface", 0.88))
        for number, groups in enumerate(rows):
            x = 0.0
            for title, scale in groups:
                x = self._draw_scale(painter, view, title, scale, x, number * high) + view.px(18)

    def _rows(self, view: PaintedView) -> list[list[Group]]:
        """Return the groups of each line: as few lines as possible."""
        overlay = self.overlay
        if overlay is None:
            return []
        title = overlay.kind.title.upper()
        groups: list[Group] = [(title, overlay.scale)]
        if not overlay.one_scale:
            groups = [(f"{title} OF NEURONS", overlay.scale), ("OF CONNECTIONS", overlay.connection_scale)]
        if sum(self._width(view, *group) + view.px(18) for group in groups) <= view.width():
            return [groups]
        rows: list[list[Group]] = []
        for title, scale in groups:
            fits = self._width(view, title, scale) <= view.width()
            rows += [[(title, scale)]] if fits else [[(title, None)], [("", scale)]]
        return rows

    def _width(self, view: PaintedView, title: str, scale: Scale | None) -> float:
        assert scale is not None
        texts = width_of(view.text_font(11, bold=True), title)
        texts += sum(width_of(view.text_font(11), text) for text in self._ends(scale))
        return texts + view.px(_SWATCH) * len(scale.starts) + view.px(24)

    def _draw_scale(
        self, painter: QPainter, view: PaintedView, title: str, scale: Scale | None, x: float, y: float
    ) -> float:
        """Draw a title, and the classes between their ends; return the right edge."""
        high = view.px(_LINE)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        view.draw_text(painter, QRectF(x, y, view.width(), high), title, 11, "muted", flags=flags, bold=True)
        x += width_of(painter.font(), title) + (view.px(12) if title else 0.0)
        if scale is None:  # it follows in the next line
            return x
        first, last = self._ends(scale)
        painter.setFont(view.text_font(11))
        painter.drawText(QRectF(x, y, view.width(), high), flags, first)
        x += width_of(painter.font(), first) + view.px(6)
        side, swatch = view.px(10), view.px(_SWATCH)
        for colour in colours(scale, view.theme.dark):
            box = QRectF(x, y + (high - side) / 2, swatch - view.px(1.5), side)
            painter.fillRect(box, QColor(colour))
            painter.setPen(QPen(view.colour("line"), 1))
            painter.drawLine(box.bottomLeft(), QPointF(box.right(), box.bottom()))
            x += swatch
        painter.setPen(view.colour("muted"))
        x += view.px(4)
        painter.drawText(QRectF(x, y, view.width(), high), flags, last)
        return x + width_of(painter.font(), last)

    def _ends(self, scale: Scale) -> tuple[str, str]:
        """Return the texts at both ends of a scale."""
        assert self.overlay is not None
        kind, texts = self.overlay.kind, scale.texts()
        last = texts[-1].split(" to ")[-1]
        text = f"{last} {kind.unit if last == '1' else kind.units}{' (log)' if scale.logarithmic else ''}"
        return (texts[0].split(" to ")[0], text) if len(texts) > 1 else ("", text)
