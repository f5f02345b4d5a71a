"""File > Export: what each of its actions opens or asks for."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ioviz.gui.explore.explore_tab import ExploreTab
from ioviz.gui.session.context import AppContext
from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.text.file_names import file_name
from ioviz.viewmodels.text.progress import Progress


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
    assert document is not None  # the action is off without one
    position, speed = context.player.position, context.player.speed
    return ExportFilmDialog(parent, context.session, context.jobs, document, position.step, speed)


def copy_view(context: AppContext, view: QWidget) -> None:
    """Put a view on the clipboard, twice as fine as the screen."""
    from ioviz.gui.toolkit.snapshot import copy_snapshot

    try:
        copy_snapshot(view, style().theme.window)
    except OSError as error:
        context.session.failed.emit(error)
    else:
        context.session.noticed.emit("The picture is on the clipboard.")


def write_numbers(context: AppContext, path: Path, table: str) -> None:
    """Write the trace or the residency of what is shown."""
    session = context.session
    document = session.document
    if document is None:
        return

    def work() -> Generator[Progress, None, int]:
        from ioviz.viewmodels.export.table_files import write_table

        return write_table(document.trace, path, table)

    def done(rows: int | None) -> None:
        if rows is not None:
            session.noticed.emit(f"Saved {rows:,} rows to {path}.")

    context.jobs.start("numbers", work, title=f"Writing {path.name}", done=done, failed=session.failed.emit)


def write_report(context: AppContext, path: Path) -> None:
    """Write the report of what is shown."""
    session = context.session
    document = session.document
    if document is None:
        return

    def work() -> Generator[Progress, None, Path]:
        from ioviz.viewmodels.export.report import write_report

        return write_report(document, path)

    def done(written: Path | None) -> None:
        if written is not None:
            session.noticed.emit(f"Saved to {written}.")

    context.jobs.start("report", work, title=f"Writing {path.name}", done=done, failed=session.failed.emit)
