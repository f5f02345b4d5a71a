"""Which texts a window draws, and where: recorded by a paint engine, so that every widget and painted view is read.

A view needs nothing for it: whatever its `paintEvent` or its style draws as text arrives here with its place, its clip
and its order, in the coordinates of the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPolygonF,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QTableView, QWidget

from ioviz.gui.toolkit.painted_view import PaintedView


@dataclass(frozen=True)
class DrawnText:
    """One run of letters, in pixels of the window."""

    text: str
    box: QRectF  # from the top of capitals to the baseline, as wide as the text
    outline: QPolygonF  # the same, turned as the text is
    clip: QRectF  # what of the window the painter may draw on
    widget: QWidget
    px: float  # the size of the font
    upright: bool  # horizontal, not turned
    opacity: float
    covered: bool  # by something that was painted over it later


class _Engine(QPaintEngine):
    """Keeps texts and ignores everything else."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.texts: list[tuple[str, QPolygonF, QRectF | None, float, bool, float]] = []
        self._transform = QTransform()
        self._clip: QRectF | None = None
        self._opacity = 1.0
        self._brush = QBrush()
        self.covered: set[int] = set()  # the texts that something opaque was painted over later

    def begin(self, _device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        dirty, flags = state.state(), QPaintEngine.DirtyFlag
        if dirty & flags.DirtyTransform:
            self._transform = QTransform(state.transform())
        if dirty & (flags.DirtyClipEnabled | flags.DirtyClipPath | flags.DirtyClipRegion):
            painter = state.painter()
            self._clip = painter.transform().mapRect(painter.clipBoundingRect()) if painter.hasClipping() else None
        if dirty & flags.DirtyBrush:
            self._brush = QBrush(state.brush())
        if dirty & flags.DirtyOpacity:
            self._opacity = state.opacity()

    def drawTextItem(self, at: QPointF, item: QTextItem) -> None:
        # Ascent and descent leave room for accents: what is seen of most letters is lower and higher.
        high = item.ascent() * 0.74
        outline = self._transform.map(QPolygonF(QRectF(at.x(), at.y() - high, item.width(), high)))
        upright = abs(self._transform.m12()) < 1e-6
        size = item.font().pixelSize() if item.font().pixelSize() > 0 else item.font().pointSizeF() * 96 / 72
        scale = (self._transform.m11() ** 2 + self._transform.m12() ** 2) ** 0.5
        self.texts.append((item.text(), outline, self._clip, size * scale, upright, self._opacity))

    def drawPixmap(self, *_args: object) -> None: ...
    def drawTiledPixmap(self, *_args: object) -> None: ...
    def drawImage(self, *_args: object) -> None: ...
    def drawPath(self, _path: QPainterPath) -> None: ...
    def drawPolygon(self, *_args: object) -> None: ...
    def drawLines(self, *_args: object) -> None: ...
    def drawRects(self, rects: object, count: int = 1) -> None:
        if self._brush.style() is not Qt.BrushStyle.SolidPattern or self._brush.color().alphaF() < 0.6:
            return
        for rect in rects if isinstance(rects, list | tuple) else [rects]:
            over = self._transform.mapRect(QRectF(rect))
            if self._clip is not None:
                over = over.intersected(self._clip)
            for number, (_, outline, *_rest) in enumerate(self.texts):
                both = over.intersected(outline.boundingRect())
                if both.width() > 2 and both.height() > 2:
                    self.covered.add(number)

    def drawEllipse(self, *_args: object) -> None: ...
    def drawPoints(self, *_args: object) -> None: ...


class _Device(QPaintDevice):
    """A surface of the size of a widget, at 96 dots an inch."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.engine = _Engine()
        self._size = size

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        kinds = QPaintDevice.PaintDeviceMetric
        known = {
            kinds.PdmWidth: self._size.width(),
            kinds.PdmHeight: self._size.height(),
            kinds.PdmDepth: 32,
            kinds.PdmDpiX: 96,
            kinds.PdmDpiY: 96,
            kinds.PdmPhysicalDpiX: 96,
            kinds.PdmPhysicalDpiY: 96,
            kinds.PdmDevicePixelRatio: 1,
            kinds.PdmDevicePixelRatioScaled: 0x10000,
        }
        return known.get(metric, 0)


def drawn_texts(root: QWidget) -> list[DrawnText]:
    """Return the texts of a window and all its visible widgets, in the order in which they are drawn."""
    found: list[DrawnText] = []
    for widget in visible_widgets(root):
        device = _Device(widget.size())
        with _reading_images(widget, device.engine):
            QWidget.render(widget, device, QPoint(), QRegion(), QWidget.RenderFlag(0))
        origin = QPointF(widget.mapTo(root, QPoint(0, 0)))
        outer = seen_part(widget, root)
        for number, (text, outline, clip, px, upright, opacity) in enumerate(device.engine.texts):
            if not text.strip() or opacity == 0:
                continue
            inner = outer if clip is None else outer.intersected(clip.translated(origin))
            there = outline.translated(origin)
            covered = number in device.engine.covered
            found.append(DrawnText(text, there.boundingRect(), there, inner, widget, px, upright, opacity, covered))
    return found


@contextmanager
def _reading_images(widget: QWidget, engine: _Engine) -> Iterator[None]:
    """While a painted view is drawn, also record what it draws into images that it lays over itself.

    Such images are as large as the view and kept until its look changes, so it has to draw them anew.
    """
    if not isinstance(widget, PaintedView):
        yield
        return
    widget._restyled()
    ratio = widget.devicePixelRatio()

    class Recorder(QPainter):
        """A painter of an image that reports its texts."""

        def drawText(self, *args: object) -> object:
            made = super().drawText(*args)
            where, text = args[0], args[-1]
            metrics = QFontMetricsF(self.font())
            if isinstance(where, QPointF):
                box = QRectF(where.x(), where.y() - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())
            else:
                box = metrics.boundingRect(QRectF(where), int(args[1]), text)
            high = metrics.ascent() * 0.74
            box = QRectF(box.left(), box.top() + metrics.ascent() - high, box.width(), high)
            there = QTransform.fromScale(1 / ratio, 1 / ratio).map(self.transform().map(QPolygonF(box)))
            if isinstance(self.device(), QImage) and self.device().width() >= 0.9 * widget.width() * ratio:
                engine.texts.append((text, there, None, self.font().pixelSize() / ratio, True, 1.0))
            return made

    def painter_of(device: QPaintDevice) -> QPainter:
        return (Recorder if isinstance(device, QImage) else QPainter)(device)

    painter_of.RenderHint = QPainter.RenderHint  # type: ignore[attr-defined]  # what `painting` asks of the class
    with patch("ioviz.gui.toolkit.painting.QPainter", painter_of):
        yield


def visible_widgets(root: QWidget) -> list[QWidget]:
    """A widget and all below it that are visible, parents before children."""
    found, todo = [], [root]
    while todo:
        widget = todo.pop()
        found.append(widget)
        children = [child for child in widget.children() if isinstance(child, QWidget)]
        todo += [child for child in reversed(children) if child.isVisible() and not child.isWindow()]
    return found


def seen_part(widget: QWidget, root: QWidget) -> QRectF:
    """The part of a widget that its parents do not cut, in coordinates of `root`."""
    seen = QRectF(QRect(widget.mapTo(root, QPoint(0, 0)), widget.size()))
    parent = widget
    while parent is not root and (parent := parent.parentWidget()) is not None:
        seen = seen.intersected(QRectF(QRect(parent.mapTo(root, QPoint(0, 0)), parent.size())))
    return seen


def scrolled_by(widget: QWidget) -> list[QAbstractScrollArea]:
    """The scroll areas that a widget is in, or is the viewport of."""
    areas, at = [], widget
    while at is not None and (parent := at.parentWidget()) is not None:
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is at:
            table = parent.parentWidget()
            areas.append(table if isinstance(parent, QHeaderView) and isinstance(table, QTableView) else parent)
        at = parent
    return areas
