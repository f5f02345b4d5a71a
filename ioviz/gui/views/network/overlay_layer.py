"""What a network view shows while neurons and connections are coloured by what they cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ioviz.gui.toolkit.painted_view import PaintedView, width_of
from ioviz.gui.views.network.raster_cache import RasterCache
from ioviz.viewmodels.explain.overlays import colours
from ioviz.viewmodels.look.palette import Theme, mix
from ioviz.viewmodels.network.placement import Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.explain.overlays import Overlay, OverlayKind, Scale
    from ioviz.viewmodels.frame.frame import Frame
    from ioviz.viewmodels.network.raster import Camera

Group = tuple[str, "Scale | None", "OverlayKind"]
"""A title, and the scale right of it or, where there is no room, none."""

_LINE = 20  # height of a line of the legend at 100 %
_SWATCH = 15


@dataclass(frozen=True, eq=False)
class OverlayLook:
    """How neurons look: a class each, and a colour a class (the first for what has no value)."""

    classes: np.ndarray
    colours: tuple[str, ...]


class OverlayCache(RasterCache):
    """Keeps the picture of the connections under an overlay. It is the same at every step."""

    overlay: Overlay | None = None

    def update(self, placement: Placement, frame: Frame, camera: Camera, theme: Theme, thickness: float) -> None:
        """Make the picture show what is wanted."""
        overlay = self.overlay
        wanted: tuple[object, ...] = (placement, overlay, camera, theme)
        shown: tuple[object, ...] | None
        picture: Any = self._picture
        if picture is not None and self._wanted is None and not picture.rough:
            shown = (picture.placement, picture.overlay, picture.camera, picture.theme)
        else:
            shown = self._wanted
        if shown == wanted or overlay is None:
            return
        from ioviz.viewmodels.explain.overlay_raster import OverlayRaster

        def build(stride: int) -> Any:
            return lambda: OverlayRaster(placement, overlay, camera, thickness).build(theme, stride)

        self._make(wanted, placement, build, at_once=False, preview=True)


class OverlayLayer:
    """The overlay of one view: its picture, how its neurons look, its legend, its words."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.overlay: Overlay | None = None
        self.cache = OverlayCache(changed)

    def show(self, overlay: Overlay | None) -> None:
        """Show another overlay, or none."""
        self.overlay = self.cache.overlay = overlay
        self.cache.clear()

    @property
    def pictures(self) -> RasterCache | None:
        """What keeps the picture of the connections; None where they look as ever."""
        if self.overlay is None or self.overlay.connection_class is None:
            return None
        return self.cache

    def look(self, theme: Theme) -> OverlayLook | None:
        """How the neurons look; None where they look as ever."""
        if self.overlay is None:
            return None
        none = mix(theme.surface, theme.hidden, 0.25)
        return OverlayLook(self.overlay.neuron_class, (none, *colours(self.overlay.scale, theme.dark)))

    def tip(self, connection: int | None, neuron: int | None) -> list[str]:
        """What is to be said of what is pointed at, in lines."""
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
        """The height of the legend, and of the air below it."""
        return view.px(_LINE) * len(self._rows(view)) + view.px(4)

    def legend_tip(self) -> str:
        """All classes with their numbers."""
        overlay = self.overlay
        if overlay is None:
            return ""
        lines = [f"{overlay.kind.title}: {overlay.kind.tip[0].lower()}{overlay.kind.tip[1:]}"]
        lines.append(f"Neurons, in {overlay.kind.units}: " + "; ".join(overlay.scale.texts()))
        if overlay.connection is None:
            lines.append("Connections look as ever")
        else:
            lines.append(f"Connections, in {overlay.kind.units}: " + "; ".join(overlay.connection_scale.texts()))
            lines.append("Cells that share a pixel show the mean of their classes")
        return "\n".join(lines)

    def draw_legend(self, painter: QPainter, view: PaintedView) -> None:
        """Draw what the colours mean."""
        if self.overlay is None:
            return
        rows = self._rows(view)
        high = view.px(_LINE)
        painter.fillRect(QRectF(0, 0, view.width(), high * len(rows)), view.colour("surface", 0.88))
        for number, groups in enumerate(rows):
            x = 0.0
            for title, scale, kind in groups:
                x = self._draw_scale(painter, view, title, scale, kind, x, number * high)
                x += view.px(18)

    def _rows(self, view: PaintedView) -> list[list[Group]]:
        """What stands in each line: as few lines as hold it."""
        overlay = self.overlay
        if overlay is None:
            return []
        title = overlay.kind.title.upper()
        groups: list[Group] = [(title, overlay.scale, overlay.kind)]
        if not overlay.one_scale:
            groups = [
                (f"{title} OF NEURONS", overlay.scale, overlay.kind),
                ("OF CONNECTIONS", overlay.connection_scale, overlay.kind),
            ]
        if sum(self._width(view, *group) + view.px(18) for group in groups) <= view.width():
            return [groups]
        rows: list[list[Group]] = []
        for title, scale, kind in groups:
            whole = self._width(view, title, scale, kind) <= view.width()
            rows += [[(title, scale, kind)]] if whole else [[(title, None, kind)], [("", scale, kind)]]
        return rows

    def _width(self, view: PaintedView, title: str, scale: Scale | None, kind: OverlayKind) -> float:
        assert scale is not None
        texts = _ends(scale, kind)
        words = width_of(view.text_font(11, bold=True), title)
        words += sum(width_of(view.text_font(11), text) for text in texts)
        return words + view.px(_SWATCH) * len(scale.starts) + view.px(24)

    def _draw_scale(
        self,
        painter: QPainter,
        view: PaintedView,
        title: str,
        scale: Scale | None,
        kind: OverlayKind,
        x: float,
        y: float,
    ) -> float:
        """Draw a title, and the classes between their ends; return the right edge."""
        high = view.px(_LINE)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(view.text_font(11, bold=True))
        painter.setPen(view.colour("muted"))
        painter.drawText(QRectF(x, y, view.width(), high), flags, title)
        x += width_of(painter.font(), title) + (view.px(12) if title else 0.0)
        if scale is None:  # it stands in the next line
            return x
        first, last = _ends(scale, kind)
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


def _ends(scale: Scale, kind: OverlayKind) -> tuple[str, str]:
    """What stands at both ends of a scale."""
    texts = scale.texts()
    last = texts[-1].split(" to ")[-1]
    words = f"{last} {kind.unit if last == '1' else kind.units}{' (log)' if scale.logarithmic else ''}"
    return (texts[0].split(" to ")[0], words) if len(texts) > 1 else ("", words)
