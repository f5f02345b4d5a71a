"""File > Export: what each of its actions opens or asks for."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ioviz.gui.toolkit.style import style
from ioviz.viewmodels.text.file_names import file_name
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.gui.shell.main_window import MainWindow


def picture_sheet(window: MainWindow) -> QWidget:
    """The dialog that exports a view."""
    from ioviz.gui.export.picture_dialog import ExportPictureDialog

    document = window.session.document
    title = file_name(document.intent.title if document is not None else "", "ioviz")
    return ExportPictureDialog(window, window.session, window.explore.pictures(), title)


def film_sheet(window: MainWindow) -> QWidget:
    """The dialog that exports an animation."""
    from ioviz.gui.export.film_dialog import ExportFilmDialog

    document = window.session.document
    assert document is not None  # the action is off without one
    position, speed = window.player.position, window.player.speed
    return ExportFilmDialog(window, window.session, window.jobs, document, position.step, speed)


def copy_view(window: MainWindow) -> None:
    """Put the tab that is seen on the clipboard, twice as fine as the screen."""
    from ioviz.gui.toolkit.snapshot import copy_picture

    seen = window.pages.currentWidget()
    try:
        copy_picture(seen, style().theme.window)
    except OSError as error:
        window.session.failed.emit(error)
    else:
        window.session.noticed.emit("The picture is on the clipboard.")


def write_numbers(window: MainWindow, path: Path, table: str) -> None:
    """Write the trace or the residency of what is shown."""
    document = window.session.document
    if document is None:
        return

    def work() -> Generator[Progress, None, int]:
        from ioviz.viewmodels.export.table_files import write_table

        return write_table(document.trace, path, table)

    def done(rows: int | None) -> None:
        if rows is not None:
            window.session.noticed.emit(f"Saved {rows:,} rows to {path}.")

    window.jobs.start("numbers", work, title=f"Writing {path.name}", done=done, failed=window.session.failed.emit)


def write_report(window: MainWindow, path: Path) -> None:
    """Write the report of what is shown."""
    document = window.session.document
    if document is None:
        return

    def work() -> Generator[Progress, None, Path]:
        from ioviz.viewmodels.export.report import write_report

        return write_report(document, path)

    def done(written: Path | None) -> None:
        if written is not None:
            window.session.noticed.emit(f"Saved to {written}.")

    window.jobs.start("report", work, title=f"Writing {path.name}", done=done, failed=window.session.failed.emit)
