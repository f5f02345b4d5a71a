"""The state of the program: the open document, the wanted intent, the undo stack.

The cycle of every change:

1. `change` (or `undo`, `redo`, a loaded file) makes the wanted intent and signals it at once: `wantedChanged`.
2. `documents` makes its document, unless a newer intent supersedes it. The previous document stays until then; if that
   takes longer than a glance, `pendingChanged` says what is computed and what all numbers belong to meanwhile.
3. The document arrives: `documentChanged`; the user action is now on the undo stack.
4. Or it fails: `failed` with the error, and the wanted intent is again that of the document shown.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from ioviz.gui.session.documents import Documents
from ioviz.gui.session.jobs import Jobs
from ioviz.gui.session.sources import Source, stem_of, title_of
from ioviz.gui.session.undo import StateCommand
from ioviz.viewmodels.document.pending import Pending
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.core.formats import FileLook, ReadResult
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Document, Intent

_UNDO_LIMIT = 100
LOAD_LANE, DOCUMENT_LANE = "load", "document"
PENDING_AFTER_MS = 150  # quicker changes are not marked, so that nothing flickers while M is dragged

Failed = Callable[[BaseException], None]


class Session(QObject):
    """Document, wanted intent, undo stack, and the requests that change them."""

    prepared = Signal()  # everything is imported: views can be made
    wantedChanged = Signal(object)  # Intent
    documentChanged = Signal(object)  # Document
    pendingChanged = Signal(object)  # Pending, or None: what is shown is what was requested
    exampleChanged = Signal(object)  # ExampleRun, or None
    failed = Signal(object)  # an exception; what was open stays open
    noticed = Signal(object)  # str: a notification
    saved = Signal(object)  # a Network or Schedule that is in a file now
    opened = Signal(object)  # Source of the network that is open now
    importAsked = Signal(object)  # FileLook at a file of dense weights: the user chooses which to keep

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.documents = Documents(jobs)
        self._wanted: Intent | None = None
        self._example: int | None = None
        self.asks_before: Callable[[Callable[[], object]], bool] = lambda _then: False
        """Called before another network is opened; if it returns True, what it is given is called later, or never."""
        self._pending: Pending | None = None
        self._grace = QTimer(self, singleShot=True, interval=PENDING_AFTER_MS)
        self._grace.timeout.connect(self._show_pending)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_UNDO_LIMIT)

    @property
    def document(self) -> Document | None:
        """The current document."""
        return self.documents.shown.get(DOCUMENT_LANE)

    @property
    def wanted(self) -> Intent | None:
        """The intent requested last; the document's own when no change is pending."""
        return self._wanted

    @property
    def pending(self) -> Pending | None:
        """What is computed instead of the current document, once that has taken a moment."""
        return self._pending

    @property
    def busy(self) -> bool:
        return any(self._jobs.is_running(lane) for lane in ("prepare", LOAD_LANE, DOCUMENT_LANE, "save"))

    @property
    def example(self) -> int | None:
        """The index of the current example input."""
        return self._example

    # -- start -------------------------------------------------------------------------------------------

    def prepare(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        """Import what the window needs in a thread, by `work`; then call `then` and emit `prepared`."""

        def done(_: None) -> None:
            then()  # loading goes on in a thread while this one makes the views
            self.prepared.emit()

        self._jobs.start("prepare", work, title="Getting ready", done=done)

    def load_kernels(self) -> None:
        """Load the kernels that were not needed yet, so that the first change of anything is quick, too."""

        def work() -> Generator[Progress, None, None]:
            from ioviz.viewmodels.document.engine import load_in_advance

            return load_in_advance()

        self._jobs.start("kernels", work)

    # -- files and networks ------------------------------------------------------------------------------

    def open_path(self, path: Source, title: str = "", then: Callable[[], None] | None = None) -> None:
        """Open a network file, or several files of layers, with a new schedule and the same policy.

        For dense weights `importAsked` is emitted. `then` is called when the network has been read.
        """
        if self.asks_before(lambda: self.open_path(path, title, then)):
            return

        def work() -> ReadResult | FileLook:
            from ioviz.core.formats import layer_order, look, read_network

            if isinstance(path, tuple):
                return read_network(layer_order(path))
            seen = None if path.is_dir() else look(path)
            return seen if seen is not None and seen.candidates else read_network(path)

        def done(result: ReadResult | FileLook) -> None:
            if hasattr(result, "candidates"):
                self.importAsked.emit(result)
            else:
                self.open_read(result, path, title)
                if then is not None:
                    then()

        doing = f"Opening {title or title_of(path)}"
        self._jobs.start(LOAD_LANE, work, title=doing, done=done, failed=self._fail)

    def open_read(self, result: ReadResult, path: Source, title: str = "") -> None:
        """Open a network that has been read from a file, and report what differs from the file."""
        network = result.network
        self._open(network, title or network.name or stem_of(path), path if not title else None)
        sentences = result.report.sentences()
        if sentences:
            self.noticed.emit(" ".join(sentences))

    def open_network(self, network: Network, title: str, **changes: Any) -> None:
        """Open an existing network, with a machine and an order: memory=, policy=, order=."""
        if self._wanted is not None:
            self._request(self._wanted.with_(network=network, title=title, **changes), f"network {title}", "")

    def open_sample(self, name: str) -> None:
        """Open a sample network."""
        from ioviz.paths import sample_path

        try:
            path = sample_path(name)
        except Exception as error:
            self._fail(error)
            return
        self.open_path(path, title=name)

    def generate(self, family: str, parameters: dict[str, Any]) -> None:
        """Generate a network and open it."""
        if self.asks_before(lambda: self.generate(family, parameters)):
            return

        def work() -> Network:
            from ioviz.core.generators import generate

            return generate(family, **parameters)

        def done(network: Network) -> None:
            self._open(network, network.name or family, None)

        self._jobs.start(LOAD_LANE, work, title="Generating the network", done=done, failed=self._fail)

    def open_schedule(self, path: Path) -> None:
        """Open an order of the connections of the current network from a file."""
        if self._wanted is None:
            return
        network = self._wanted.network

        def work() -> Schedule:
            from ioviz.core.formats import load_schedule

            return load_schedule(path, network)

        def done(schedule: Schedule) -> None:
            if self._wanted is not None and self._wanted.network is network:
                self._request(self._wanted.with_schedule(schedule, path.name), f"schedule {path.name}", "")

        self._jobs.start(LOAD_LANE, work, title=f"Opening {path.name}", done=done, failed=self._fail)

    def save_network(self, path: Path) -> None:
        if self.document is not None:
            self._save(self.document.network, path)

    def save_schedule(self, path: Path, schedule: Schedule | None = None) -> None:
        """Save a schedule, by default that of the document."""
        if self.document is not None:
            self._save(schedule or self.document.schedule, path)

    def close(self) -> None:
        """Stop before the window closes."""
        self._grace.stop()

    # -- changes -----------------------------------------------------------------------------------------

    def change(self, text: str, *, merge: str = "", **changes: Any) -> None:
        """Change the wanted intent: memory=, policy=, order=, seed=, loaded=. `text` is for the Undo entry.

        A schedule of another network than the wanted one is dropped: that network was replaced meanwhile.
        """
        if self._wanted is None:
            return
        loaded = changes.get("loaded")
        if loaded is not None and loaded.network is not changes.get("network", self._wanted.network):
            return
        intent = self._wanted.with_(**changes)
        if not intent.same(self._wanted):
            self._request(intent, text, merge)

    def go_to(self, intent: Intent) -> None:
        """Show an intent without an entry on the undo stack: for undo, redo, and changes with an entry of their own."""
        self._request(intent, "", "")

    def choose_example(self, index: int | None) -> None:
        """Send example input `index` (wrapped around) through the network."""
        examples = self.document.network.examples if self.document else None
        if examples is None or len(examples.inputs) == 0:
            index = None
        elif index is not None:
            index %= len(examples.inputs)
        if index != self._example:
            self._example = index
            self._run_example()

    def cancel(self) -> None:
        """Cancel what is pending; the current document stays, and is wanted again."""
        for lane in (LOAD_LANE, DOCUMENT_LANE):
            self._jobs.cancel(lane)
        self._want_current()

    # -- the cycle ---------------------------------------------------------------------------------------

    def _open(self, network: Network, title: str, path: Source | None) -> None:
        from ioviz.viewmodels.document.document import Intent, default_memory

        memory = default_memory(network)
        if self._wanted is None:
            intent = Intent(network, memory, title=title)
        else:
            intent = self._wanted.with_(network=network, memory=memory, title=title)
        self._request(intent, f"network {title}", "", path)

    def _request(self, intent: Intent, text: str, merge: str, path: Source | None = None) -> None:
        before = self.document
        self._wanted = intent
        self.wantedChanged.emit(intent)
        if before is not None and intent.same(before.intent):
            self._jobs.cancel(DOCUMENT_LANE)  # back to the current document: nothing to compute
            self._update_pending()
            return

        def done(document: Document) -> None:
            self._arrive(before, document, text, merge)
            if path is not None:
                self.opened.emit(path)

        title = f"Simulating {intent.title}" if before is None else Pending(intent, before.intent).short()
        known = self.documents.want(DOCUMENT_LANE, intent, title=title, done=done, failed=self._fail)
        if known is not None:
            done(known)
        self._update_pending()

    def _arrive(self, before: Document | None, document: Document, text: str, merge: str) -> None:
        if before is None or before.network is not document.network:
            self._example = 0 if document.network.examples is not None else None
            self.exampleChanged.emit(None)  # the old one does not fit
        if before is not None and text:
            self.undo_stack.push(StateCommand(text, self.go_to, before.intent, document.intent, merge=merge))
        self.documentChanged.emit(document)
        self._update_pending()
        if before is None or before.schedule is not document.schedule:
            self._run_example()

    def _run_example(self) -> None:
        """Send the example through the network; the previous run stays until then."""
        document, index = self.document, self._example
        if document is None or index is None:
            self._jobs.cancel("example")
            self.exampleChanged.emit(None)
            return

        def work() -> object:
            from ioviz.viewmodels.frame.frame import run_example

            return run_example(document.trace, index)

        self._jobs.start("example", work, done=self.exampleChanged.emit, failed=self._fail)

    def _fail(self, error: BaseException) -> None:
        if not self._jobs.is_running(DOCUMENT_LANE):
            self._want_current()
        self.failed.emit(error)

    def _want_current(self) -> None:
        if self.document is not None and self._wanted is not self.document.intent:
            self._wanted = self.document.intent
            self.wantedChanged.emit(self._wanted)
        self._update_pending()

    def _update_pending(self) -> None:
        """Follow the wanted intent and the document."""
        document, wanted = self.document, self._wanted
        if document is None or wanted is None or not self._jobs.is_running(DOCUMENT_LANE):
            self._grace.stop()
            if self._pending is not None:
                self._pending = None
                self.pendingChanged.emit(None)
        elif self._pending is not None:
            self._show_pending()
        elif not self._grace.isActive():
            self._grace.start()

    def _show_pending(self) -> None:
        document, wanted = self.document, self._wanted
        if document is not None and wanted is not None:
            self._pending = Pending(wanted, document.intent)
            self.pendingChanged.emit(self._pending)

    def _save(self, thing: Network | Schedule, path: Path) -> None:
        def work() -> str:
            from ioviz.core.formats import not_kept, save
            from ioviz.core.network import Network

            save(thing, path)
            return not_kept(thing, path) if isinstance(thing, Network) else ""

        def done(lost: str) -> None:
            self.noticed.emit(f"Saved to {path}. {lost}".rstrip())
            self.saved.emit(thing)

        title = f"Saving {path.name}"
        self._jobs.start("save", work, title=title, done=done, failed=self._fail, saving=lambda: True)
