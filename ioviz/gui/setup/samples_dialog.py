"""File > Samples: the sample networks, each with a thumbnail and a description."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.setup.sample_tile_view import SampleTileView
from ioviz.gui.toolkit.containers import scrolled
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.paths import sample_path, sample_reasons
from ioviz.viewmodels.setup.sample_gallery import SampleTile, sample_tile

_LANE = "gallery"
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class SamplesDialog(Dialog):
    """A gallery of tiles, whose thumbnails are made one after the other."""

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs) -> None:
        super().__init__("Sample networks", parent, width=1090, height=640)
        self._session, self._jobs = session, jobs
        self.body.addWidget(label("Click a network to open it, then press Space to play.", "muted"))
        inside = QFrame()
        flow = FlowLayout(style().px(12), inside)
        self.tiles: list[SampleTileView] = []
        for name, reason in sample_reasons().items():
            tile = SampleTileView(name, reason)
            tile.clicked.connect(partial(self._open, name))
            flow.addWidget(tile)
            self.tiles.append(tile)
        self._area = scrolled(inside)
        self.body.addWidget(self._area, 1)
        self.add_buttons()
        style().changed.connect(self._draw_all)
        self._draw_all()
        if self.tiles:
            self.tiles[0].setFocus()

    def done(self, result: int) -> None:
        self._jobs.cancel(_LANE)
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus between tiles with the arrow keys."""
        focused = next((k for k, tile in enumerate(self.tiles) if tile.hasFocus()), None)
        key = Qt.Key(event.key())
        step = _STEPS.get(key, 0)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.tiles:
            row = max(1, sum(tile.y() == self.tiles[0].y() for tile in self.tiles))
            step = row if key == Qt.Key.Key_Down else -row
        if focused is None or not step:
            super().keyPressEvent(event)
            return
        tile = self.tiles[min(max(focused + step, 0), len(self.tiles) - 1)]
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(tile)

    def _open(self, name: str) -> None:
        self._session.open_sample(name)
        self.accept()

    def _draw_all(self) -> None:
        self._draw(0)

    def _draw(self, number: int) -> None:
        """Make the thumbnail of one tile, then that of the next one."""
        if number >= len(self.tiles):
            return
        view = self.tiles[number]
        view.updateGeometry()
        size = view.thumbnail_size()

        def done(tile: SampleTile) -> None:
            view.setTile(tile)
            self._draw(number + 1)

        def failed(_error: BaseException) -> None:
            self._draw(number + 1)  # opening it will show the error

        path, theme = sample_path(view.name), style().theme
        work = partial(sample_tile, path, size.width(), size.height(), theme)
        self._jobs.start(_LANE, work, done=done, failed=failed)
