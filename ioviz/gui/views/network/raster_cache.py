"""Keeps the picture of all connections that a view shows: built at once or by a job, then following the steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ioviz.viewmodels.look.palette import Theme
from ioviz.viewmodels.network.placement import LinkPlacement, Placement

if TYPE_CHECKING:
    from ioviz.viewmodels.frame.frame import Frame
    from ioviz.viewmodels.network.raster import Camera, ConnectionRaster

FAST_LINES = 2_500
FAST_CELLS = 150_000
"""So many connections are drawn within a frame: no job, no preview, always sharp."""

PREVIEW_LINES = 20_000
PREVIEW_CELLS = 500_000
"""Connections of the preview of a picture that takes longer: there within a frame."""

MOST_STRETCHED = 3.0
"""A picture that is stretched farther tells less than a preview."""


class RasterCache:
    """The newest picture there is, and the one that is being made.

    The first picture is made by a job even if it is quick: the kernels may have to be compiled.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed  # called when a job has brought a picture
        self._jobs: Any = None
        self._lane = f"picture-{id(self)}"
        self._picture: ConnectionRaster | None = None
        self._image: QImage | None = None
        self._wanted: tuple[object, ...] | None = None  # what the picture that is being made will show

    def set_jobs(self, jobs: Any) -> None:
        """Take what runs work in threads; without it all work is done at once."""
        self._jobs = jobs

    def clear(self) -> None:
        """Forget all pictures."""
        self.cancel()
        self._picture = self._image = None

    def cancel(self) -> None:
        """Stop making a picture."""
        if self._wanted is not None and self._jobs is not None:
            self._jobs.cancel(self._lane)
        self._wanted = None

    @property
    def waiting(self) -> bool:
        """Whether a picture is being made."""
        return self._wanted is not None

    def update(self, placement: Placement, frame: Frame, camera: Camera, theme: Theme, thickness: float) -> None:
        """Make the picture show what is wanted: at once if that is quick, else by a job."""
        from ioviz.viewmodels.network.raster import TooManyChanges

        wanted = (placement, frame.timing, camera, theme)
        picture = self._picture
        if self._wanted is None and picture is not None:
            same = picture.placement is placement and picture.timing is frame.timing
            if same and picture.camera == camera and not picture.rough:
                try:
                    if picture.theme is not theme:
                        picture.recolour(theme)
                    picture.follow(frame.step)
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
        quick = placement.network.n_connections <= limit and picture is not None
        self._make(wanted, placement, build, at_once=quick, preview=not self._serves(camera))

    def draw(self, painter: QPainter, camera: Camera) -> bool:
        """Draw the newest picture, stretched if it was made for another camera; return whether there is one."""
        if self._picture is None or self._image is None:
            return False
        then = self._picture.camera
        if camera == then:
            painter.drawImage(0, 0, self._image)
            return True
        factor = camera.scale / then.scale
        left, top = camera.left - then.left * factor, camera.top - then.top * factor
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor < 1)
        painter.drawImage(QRectF(left, top, then.width * factor, then.height * factor), self._image)
        return True

    def _serves(self, camera: Camera) -> bool:
        """Whether the picture there is, stretched or of an older moment, tells more than a few connections."""
        if self._picture is None or self._picture.rough:
            return False
        then = self._picture.camera
        factor = camera.scale / then.scale
        left, top = camera.left - then.left * factor, camera.top - then.top * factor
        right, bottom = left + then.width * factor, top + then.height * factor
        covers = max(left, top) < 1 and right > camera.width - 1 and bottom > camera.height - 1
        return covers and factor <= MOST_STRETCHED

    def part(self, bounds: tuple[float, float, float, float]) -> QImage | None:
        """A copy of that part of the world in the newest picture; None if there is no sharp one."""
        if self._picture is None or self._image is None or self._picture.rough:
            return None
        camera = self._picture.camera
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
        """Make what `build` gives for a stride: `at_once` or by a job, which begins with a `preview` if it is long."""
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

        def done(picture: ConnectionRaster) -> None:
            self._wanted = None
            self._take(picture)
            self._changed()

        def previewed(picture: ConnectionRaster) -> None:
            self._take(picture)
            self._changed()
            if self._wanted == wanted:
                self._jobs.start(self._lane, build(1), done=done)

        lines = isinstance(placement, LinkPlacement)
        stride = placement.network.n_connections // (PREVIEW_LINES if lines else PREVIEW_CELLS)
        if stride > 1 and preview:
            self._jobs.start(self._lane, build(stride), done=previewed)
        else:
            self._jobs.start(self._lane, build(1), done=done)

    def _take(self, picture: ConnectionRaster) -> None:
        height, width = picture.pixels.shape
        self._picture = picture  # keeps the pixels alive while the image uses them
        self._image = QImage(picture.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
