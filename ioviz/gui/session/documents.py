"""The only module that makes documents: from a wanted intent to its document.

Each user of documents has a *lane*, in which its jobs run. A lane wants one intent: known parts are reused, a job
makes the others, and a newer intent supersedes it. Failures go to the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from ioviz.gui.session.jobs import Jobs
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document, Intent

_RECENT_CONNECTIONS = 2_000_000  # documents are kept for Undo up to so many in all ...
_LEAST_RECENT, _MOST_RECENT = 4, 16  # ... but at least and at most so many documents


class Documents:
    """The documents that lanes show, the latest ones before, and the jobs that make others.

    Attributes
    ----------
    shown : dict of str to Document
        The latest document of each lane, until it is replaced or its owner removes it.
    recent : list of Document
        The latest documents of one network, newest last.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self.shown: dict[str, Document] = {}
        self._wanted: dict[str, Intent] = {}  # by the job of a lane, while it runs
        self.recent: list[Document] = []

    def want(
        self,
        lane: str,
        intent: Intent,
        *,
        done: Callable[[Document], None],
        failed: Callable[[BaseException], None] | None = None,
        title: str = "",
    ) -> Document | None:
        """Return the document of an intent if it is known; else a job makes it, and `done` or `failed` is called."""
        known = self._known(intent)
        if known is not None:
            self._jobs.cancel(lane)
            return self._show(lane, known)
        if self._jobs.is_running(lane) and self._wanted[lane] is intent:
            return None
        base = self._base(intent)

        def work() -> Generator[Progress, None, Document]:
            from ioviz.viewmodels.document.document import resolve

            return resolve(intent, base)

        def made(document: Document) -> None:
            done(self._show(lane, document))

        self._wanted[lane] = intent
        self._jobs.start(lane, work, title=title, done=made, failed=failed)
        return None

    def _show(self, lane: str, document: Document) -> Document:
        self.shown[lane] = document
        network = document.network
        self.recent = [one for one in self.recent if one.network is network and not one.intent.same(document.intent)]
        self.recent.append(document)
        most = min(_MOST_RECENT, _RECENT_CONNECTIONS // max(1, network.n_connections))
        del self.recent[: -max(_LEAST_RECENT, most)]
        return document

    def _known(self, intent: Intent) -> Document | None:
        """Return an existing document of an intent, with this very intent; None if there is none."""
        existing = (*self.shown.values(), *reversed(self.recent))
        known = next((one for one in existing if one.shows(intent)), None)
        return known if known is None or known.intent is intent else replace(known, intent=intent)

    def _base(self, intent: Intent) -> Document | None:
        """Return the document that most parts can be reused from."""
        existing = [one for one in (*self.shown.values(), *self.recent) if one.network is intent.network]
        return next((one for one in existing if one.intent.same_order(intent)), existing[0] if existing else None)
