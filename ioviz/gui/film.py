"""Films and still pictures of a document without a window: what `ioviz export` draws, on no screen at all."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from ioviz.core.errors import FileFormatError
from ioviz.viewmodels.film_plan import FilmPlan
from ioviz.viewmodels.film_writer import film_writer, palette_samples
from ioviz.viewmodels.playback import Position
from ioviz.viewmodels.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.document import Document
    from ioviz.viewmodels.frame import ExampleRun

_TOLD_EVERY = 8  # frames


def ready_to_draw(theme: str, text: float) -> None:
    """Make a Qt application that needs no screen, unless there is one already, and give it a look."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        QApplication(["ioviz"])
    from ioviz.gui.style import style

    style().choose(theme=theme, text_scale=text)


def film(document: Document, plan: FilmPlan, path: Path, example: ExampleRun | None) -> Generator[Progress, None, int]:
    """Draw a film to a file and return how many frames it has; closing the generator leaves nothing behind.

    Raises
    ------
    InvalidArgument, MissingDependency, FileFormatError
        As `film_writer` does.
    """
    from ioviz.gui.film_stage import FilmStage

    trace = document.trace
    total = plan.n_frames(trace)
    ready_to_draw(plan.theme, plan.text)
    stage = FilmStage(document, plan.width, plan.height, example)
    looked_at = set(palette_samples(total)) if path.suffix.lower() == ".gif" else set()
    samples = [
        stage.draw(position).copy() for k, position in enumerate(plan.positions(trace)) if looked_at and k in looked_at
    ]
    writer = film_writer(path, plan.width, plan.height, plan.frames_per_second, samples)
    try:
        before: Position | None = None
        for number, position in enumerate(plan.positions(trace)):
            if position != before:  # what stands still is not drawn again
                pixels, before = stage.draw(position), position
            writer.write(pixels)
            if number % _TOLD_EVERY == 0:
                yield Progress(f"Frame {number + 1:,} of {total:,}", number / total)
    except BaseException:
        writer.cancel()
        raise
    writer.close()
    return total


def picture(
    document: Document, plan: FilmPlan, path: Path, step: int, example: ExampleRun | None, scale: float = 1
) -> None:
    """Draw one moment to a .png, .svg or .pdf file, a .png at `scale` times the size of the plan.

    Raises
    ------
    FileFormatError
        If it cannot be written.
    """
    from ioviz.gui.film_stage import FilmStage
    from ioviz.gui.pictures import save_picture
    from ioviz.gui.style import style

    ready_to_draw(plan.theme, plan.text)
    stage = FilmStage(document, plan.width, plan.height, example)
    stage.draw(Position(step))
    try:
        save_picture(stage.sheet, path, style().theme.window, scale=scale)
    except OSError as error:
        raise FileFormatError(str(error)) from None
