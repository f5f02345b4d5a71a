"""Follows all searches of the window for the best known schedule: optimum, best evictions, schedules shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ioviz.gui.session.eviction_search import EvictionSearch
from ioviz.gui.session.optimum_search import OptimumSearch
from ioviz.gui.session.session import Session
from ioviz.viewmodels.by_hand.best_known import BestKnown

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.document.eviction_search import BestEvictions
    from ioviz.viewmodels.document.optimum_search import OptimumBounds


class BestFeed(QObject):
    """Keeps `known` up to date for the network of the open document."""

    changed = Signal()  # the best known schedule may have changed

    def __init__(
        self, session: Session, optimum: OptimumSearch, evictions: EvictionSearch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.known = BestKnown()
        self._optimum, self._evictions = optimum, evictions
        self._document: Document | None = None
        session.documentChanged.connect(self._take)
        optimum.changed.connect(self._optimum_known)
        evictions.changed.connect(self._evictions_known)
        if session.document is not None:
            self._take(session.document)
            self._evictions_known(evictions.shown, False)

    def _take(self, document: Document) -> None:
        self._document = document
        self.known.take(document)
        self._optimum_known(self._optimum.shown)

    def _optimum_known(self, best: OptimumBounds | None) -> None:
        if self._document is not None:
            self.known.take_optimum(self._document.network, best)
            self.changed.emit()

    def _evictions_known(self, best: BestEvictions | None, _searching: bool) -> None:
        if self._document is not None and best is not None:
            self.known.take_evictions(self._document, best)
            self.changed.emit()
