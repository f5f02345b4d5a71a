"""Cache of the raster of all connections of a view: built at once or by a job, then updated with the steps."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ioviz.viewmodels.compiling.stages import prepared
from ioviz.viewmodels.look.palette import Theme
from ioviz.viewmodels.network.placement import LinkPlacement, Placement
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.frame.frame import Frame
    from ioviz.viewmodels.network.raster import Camera, ConnectionRaster

FAST_LINES = 2_500
FAST_CELLS = 150_000
"""So many connections are drawn within a frame: without job and preview, always sharp."""

PREVIEW_LINES = 20_000
PREVIEW_CELLS = 500_000
"""Connections of the preview of a larger raster, which is drawn within a frame."""

MOST_STRETCHED = 3.0
"""A raster that is stretched farther shows less than a preview."""


class RasterCache:
    """The latest raster, and the one that is being made.

    The first raster is made by a job even if it is small: the kernels may have to be compiled.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed  # called when a job has made a raster
        self._jobs: Any = None
        self._lane = f"raster-{id(self)}"
        self._raster: ConnectionRaster | None = None
        self._image: QImage | None = None
        self._wanted: tuple[object, ...] | None = None  # the key of the raster that is being made

    def set_jobs(self, jobs: Any) -> None:
        """Set the runner of jobs; without it all work is done at once."""
        self._jobs = jobs

    def clear(self) -> None:
        """Discard all rasters."""
        self.cancel()
        self._raster = self._image = None

    def cancel(self) -> None:
        """Stop making a raster."""
        if self._wanted is not None and self._jobs is not None:
            self._jobs.cancel(self._lane)
        self._wanted = None

    @property
    def waiting(self) -> bool:
        """Whether a raster is being made."""
        return self._wanted is not None

    def update(self, placement: Placement, frame: Frame, camera: Camera, theme: Theme, thickness: float) -> None:
        """Update the raster to a frame, camera and theme: at once if that is quick, else by a job."""
        from ioviz.viewmodels.network.raster import TooManyChanges

        wanted = (placement, frame.timing, camera, theme)
        raster = self._raster
        if self._wanted is None and raster is not None:
            same = raster.placement is placement and raster.timing is frame.timing
            if same and raster.camera == camera and not raster.rough:
                try:
                    if raster.theme is not theme:
                        raster.recolour(theme)
                    raster.follow(frame.step)
                    return
                except TooManyChanges:
                    pass
        if self._wanted == wanted:
            return
        from ioviz.viewmodels.network.raster import ConnectionRaster

        timing, step = frame.timing, frame.step

        def build(stride: int) -> Any:
            return lambda: ConnectionRaster(placement, timing, camera, thickness).build(step, theme, stride)

        limit = FAST_LINES if isinstance(placement, LinkPlacement) else FAST_CELLS
        quick = placement.network.n_connections <= limit and raster is not None
        self._make(wanted, placement, build, at_once=quick, preview=not self._serves(camera))

    def draw(self, painter: QPainter, camera: Camera) -> bool:
        """Draw the latest raster, stretched if it was made for another camera; return whether there is one."""
        if self._raster is None or self._image is None:
            return False
        if camera == self._raster.camera:
            painter.drawImage(0, 0, self._image)
            return True
        box, factor = _stretched(self._raster.camera, camera)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor < 1)
        painter.drawImage(box, self._image)
        return True

    def _serves(self, camera: Camera) -> bool:
        """Whether the existing raster, stretched or of another step, shows more than a preview."""
        if self._raster is None or self._raster.rough:
            return False
        box, factor = _stretched(self._raster.camera, camera)
        covers = max(box.left(), box.top()) < 1 and box.right() > camera.width - 1 and box.bottom() > camera.height - 1
        return covers and factor <= MOST_STRETCHED

    def part(self, bounds: tuple[float, float, float, float]) -> QImage | None:
        """Return a copy of a part of the world in the latest raster; None if there is no sharp one."""
        if self._raster is None or self._image is None or self._raster.rough:
            return None
        camera = self._raster.camera
        left, right = (round(bounds[k] * camera.scale + camera.left) for k in (0, 2))
        top, bottom = (round(bounds[k] * camera.scale + camera.top) for k in (1, 3))
        return self._image.copy(left, top, max(1, right - left), max(1, bottom - top))

    def _make(
        self,
        wanted: tuple[object, ...],
        placement: Placement,
        build: Callable[[int], Callable[[], Any]],
        *,
        at_once: bool,
        preview: bool,
    ) -> None:
        """Make the raster that `build` returns: `at_once`, or by a job that begins with a `preview` if it is long."""
        if self._jobs is None or at_once:
            self.cancel()
            making = build(1)()
            while True:
                try:
                    next(making)
                except StopIteration as end:
                    self._take(end.value)
                    return
        self._wanted = wanted

        def done(raster: ConnectionRaster) -> None:
            self._wanted = None
            self._take(raster)
            self._changed()

        def previewed(raster: ConnectionRaster) -> None:
            self._take(raster)
            self._changed()
            if self._wanted == wanted:
                self._jobs.start(self._lane, build(1), done=done)

        lines = isinstance(placement, LinkPlacement)
        stride = placement.network.n_connections // (PREVIEW_LINES if lines else PREVIEW_CELLS)
        title = "" if self._raster is not None else "Drawing the connections"
        first, taken = (stride, previewed) if stride > 1 and preview else (1, done)
        self._jobs.start(self._lane, lambda: _once_compiled(build(first)), title=title, done=taken)

    def _take(self, raster: ConnectionRaster) -> None:
        height, width = raster.pixels.shape
        self._raster = raster  # keeps the pixels alive while the image uses them
        self._image = QImage(raster.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)


def _once_compiled(build: Callable[[], Any]) -> Generator[Progress, None, Any]:
    """Build a raster once its kernels are compiled; until then the view draws lines."""
    yield from prepared("drawing")
    return (yield from build())


def _stretched(then: Camera, now: Camera) -> tuple[QRectF, float]:
    """Return where a raster made for one camera lies under another one, and by which factor it is stretched."""
    factor = now.scale / then.scale
    left, top = now.left - then.left * factor, now.top - then.top * factor
    return QRectF(left, top, then.width * factor, then.height * factor), factor
