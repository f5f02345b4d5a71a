"""The actions of File > Export."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.viewmodels.text.file_names import file_name
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document


def picture_dialog(context: AppContext, parent: QWidget, explore: ExploreTab) -> QWidget:
    """The dialog that exports a view."""
    from ioviz.gui.export.picture_dialog import ExportPictureDialog

    document = context.session.document
    title = file_name(document.intent.title if document is not None else "", "ioviz")
    return ExportPictureDialog(parent, context.session, explore.exportable_views(), title)


def film_dialog(context: AppContext, parent: QWidget) -> QWidget:
    """The dialog that exports an animation."""
    from ioviz.gui.export.film_dialog import ExportFilmDialog

    document = context.session.document
    assert document is not None  # the action is disabled without one
    position, speed = context.player.position, context.player.speed
    return ExportFilmDialog(parent, context.session, context.jobs, document, position.step, speed)


def write_numbers(context: AppContext, path: Path, table: str) -> None:
    """Write the trace or the residency of the open document."""

    def work(document: Document) -> Generator[Progress, None, int]:
        from ioviz.viewmodels.export.table_files import write_table

        return write_table(document.trace, path, table)

    _write(context, "numbers", path, work, lambda rows: f"Saved {rows:,} rows to {path}.")


def write_report(context: AppContext, path: Path) -> None:
    """Write a report of the open document."""

    def work(document: Document) -> Generator[Progress, None, Path]:
        from ioviz.viewmodels.export.report import write_report

        return write_report(document, path)

    _write(context, "report", path, work, lambda written: f"Saved to {written}.")


def _write(
    context: AppContext,
    lane: str,
    path: Path,
    work: Callable[[Document], Generator[Progress, None, Any]],
    message: Callable[[Any], str],
) -> None:
    """Write a file in a job, then show a message about its result."""
    session = context.session
    document = session.document
    if document is None:
        return

    def done(result: Any) -> None:
        if result is not None:
            session.noticed.emit(message(result))

    title = f"Writing {path.name}"
    context.jobs.start(
        lane, lambda: work(document), title=title, done=done, failed=session.failed.emit, saving=lambda: True
    )
