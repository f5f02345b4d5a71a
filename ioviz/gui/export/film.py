"""Films and still pictures of a document without a window: what `ioviz export` draws, on no screen at all."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ioviz.core.errors import FileFormatError
from ioviz.viewmodels.export.film_plan import FilmPlan
from ioviz.viewmodels.export.film_writer import film_writer, palette_samples
from ioviz.viewmodels.frame.playback import Position
from ioviz.viewmodels.text.progress import Progress

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Document
    from ioviz.viewmodels.frame.frame import ExampleRun

_TOLD_EVERY = 8  # frames
_kept: list[object] = []  # the application of a process without a window, as long as the process lives


def ready_to_draw(theme: str, text: float) -> None:
    """Make a Qt application that needs no screen, unless there is one already, and give it a look."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _kept.append(QApplication(["ioviz"]))
    from ioviz.gui.toolkit.style import style

    style().choose(theme=theme, text_scale=text)


@dataclass(frozen=True)
class Drawn:
    """How a film was drawn.

    Attributes
    ----------
    frames : int
    per_second, first_per_second, last_per_second : float
        Frames drawn and encoded in a second: over all, over the first and over the last tenth.
    """

    frames: int
    per_second: float
    first_per_second: float
    last_per_second: float


def film(
    document: Document, plan: FilmPlan, path: Path, example: ExampleRun | None
) -> Generator[Progress, None, Drawn]:
    """Draw a film to a file; closing the generator leaves nothing behind.

    Raises
    ------
    InvalidArgument, MissingDependency, FileFormatError
        As `film_writer` does.
    """
    from ioviz.gui.export.film_stage import FilmStage

    trace = document.trace
    total = plan.n_frames(trace)
    ready_to_draw(plan.theme, plan.text)
    stage = FilmStage(document, plan.width, plan.height, example)
    looked_at = set(palette_samples(total)) if path.suffix.lower() == ".gif" else set()
    samples = [
        stage.draw(position).copy() for k, position in enumerate(plan.positions(trace)) if looked_at and k in looked_at
    ]
    writer = film_writer(path, plan.width, plan.height, plan.frames_per_second, samples)
    tenth = max(1, total // 10)
    clock = [time.perf_counter()]
    try:
        before: Position | None = None
        for number, position in enumerate(plan.positions(trace)):
            if position != before:  # what stands still is not drawn again
                pixels, before = stage.draw(position), position
            writer.write(pixels)
            if number + 1 in (tenth, total - tenth):
                clock.append(time.perf_counter())
            if number % _TOLD_EVERY == 0:
                yield Progress(f"Frame {number + 1:,} of {total:,}", number / total)
    except BaseException:
        writer.cancel()
        raise
    writer.close()
    end = time.perf_counter()
    return Drawn(total, total / (end - clock[0]), tenth / (clock[1] - clock[0]), tenth / (end - clock[-1]))


def picture(
    document: Document, plan: FilmPlan, path: Path, step: int, example: ExampleRun | None, scale: float = 1
) -> None:
    """Draw one moment to a .png, .svg or .pdf file, a .png at `scale` times the size of the plan.

    Raises
    ------
    FileFormatError
        If it cannot be written.
    """
    from ioviz.gui.export.film_stage import FilmStage
    from ioviz.gui.toolkit.snapshot import save_snapshot
    from ioviz.gui.toolkit.style import style

    ready_to_draw(plan.theme, plan.text)
    stage = FilmStage(document, plan.width, plan.height, example)
    stage.draw(Position(step))
    try:
        save_snapshot(stage.sheet, path, style().theme.window, scale=scale)
    except OSError as error:
        raise FileFormatError(str(error)) from None
