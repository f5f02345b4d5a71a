"""File > Samples: the networks that come with the program, each with a picture and a reason to look at it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.session import Session
from ioviz.gui.setup.sample_tile_view import SampleTileView
from ioviz.gui.toolkit.dialog import Dialog
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.paths import sample_path, sample_reasons
from ioviz.viewmodels.setup.sample_gallery import SampleTile, sample_tile

_LANE = "gallery"
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class SamplesDialog(Dialog):
    """Reasons first; the pictures come one after the other."""

    def __init__(self, parent: QWidget, session: Session, jobs: Jobs) -> None:
        super().__init__("Sample networks", parent, width=1090, height=640)
        self._session, self._jobs = session, jobs
        self.body.addWidget(label("A click opens one. It is ready to play: press Space.", "muted"))
        inside = QFrame()
        flow = FlowLayout(style().px(12))
        inside.setLayout(flow)
        self.tiles: list[SampleTileView] = []
        for name, reason in sample_reasons().items():
            tile = SampleTileView(name, reason)
            tile.clicked.connect(partial(self._open, name))
            flow.addWidget(tile)
            self.tiles.append(tile)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self._area = area
        self.body.addWidget(area, 1)
        self.add_buttons()
        style().changed.connect(self._draw_all)
        self._draw_all()
        if self.tiles:
            self.tiles[0].setFocus()

    def done(self, result: int) -> None:
        self._jobs.cancel(_LANE)
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from tile to tile, row to row."""
        here = next((k for k, tile in enumerate(self.tiles) if tile.hasFocus()), None)
        key = Qt.Key(event.key())
        step = _STEPS.get(key, 0)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.tiles:
            row = max(1, sum(tile.y() == self.tiles[0].y() for tile in self.tiles))
            step = row if key == Qt.Key.Key_Down else -row
        if here is None or not step:
            super().keyPressEvent(event)
            return
        there = self.tiles[min(max(here + step, 0), len(self.tiles) - 1)]
        there.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(there)

    def _open(self, name: str) -> None:
        self._session.open_sample(name)
        self.accept()

    def _draw_all(self) -> None:
        self._draw(0)

    def _draw(self, number: int) -> None:
        """Make the picture of one tile, then that of the next one."""
        if number >= len(self.tiles):
            return
        view = self.tiles[number]
        view.updateGeometry()
        size = view.picture_size()

        def done(tile: SampleTile) -> None:
            view.setTile(tile)
            self._draw(number + 1)

        def failed(_error: BaseException) -> None:
            self._draw(number + 1)  # it says why when it is opened

        path, theme = sample_path(view.name), style().theme
        work = partial(sample_tile, path, size.width(), size.height(), theme)
        self._jobs.start(_LANE, work, done=done, failed=failed)
