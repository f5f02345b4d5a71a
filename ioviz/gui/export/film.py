"""Animations and pictures of a document without a window, for `ioviz export`."""

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

_REPORT_EVERY = 8  # frames
_application: list[object] = []  # keeps the application alive in a process without a window


def ensure_application(theme: str, text: float) -> None:
    """Make an offscreen Qt application unless one exists, and set its theme and text size."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _application.append(QApplication(["ioviz"]))
    from ioviz.gui.toolkit.style import style

    style().choose(theme=theme, text_scale=text)


@dataclass(frozen=True)
class Drawn:
    """Statistics of a drawn animation.

    Attributes
    ----------
    frames : int
    per_second, first_per_second, last_per_second : float
        Frames drawn and encoded per second: of all, of the first and of the last tenth.
    """

    frames: int
    per_second: float
    first_per_second: float
    last_per_second: float


def film(
    document: Document, plan: FilmPlan, path: Path, example: ExampleRun | None
) -> Generator[Progress, None, Drawn]:
    """Draw an animation to a file; closing the generator removes the unfinished file.

    Raises
    ------
    InvalidArgument, MissingDependency, FileFormatError
        As `film_writer` does.
    """
    from ioviz.gui.export.film_stage import FilmStage

    trace = document.trace
    total = plan.n_frames(trace)
    ensure_application(plan.theme, plan.text)
    stage = FilmStage(document, plan.width, plan.height, example)
    samples = []
    if path.suffix.lower() == ".gif":
        sampled = set(palette_samples(total))
        samples = [stage.draw(position).copy() for k, position in enumerate(plan.positions(trace)) if k in sampled]
    writer = film_writer(path, plan.width, plan.height, plan.frames_per_second, samples)
    tenth = max(1, total // 10)
    clock = [time.perf_counter()]
    try:
        before: Position | None = None
        for number, position in enumerate(plan.positions(trace)):
            if position != before:  # an unchanged frame is not drawn again
                pixels, before = stage.draw(position), position
            writer.write(pixels)
            if number + 1 in (tenth, total - tenth):
                clock.append(time.perf_counter())
            if number % _REPORT_EVERY == 0:
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
    """Draw one step to a .png, .svg or .pdf file, a .png at `scale` times the size of the plan.

    Raises
    ------
    FileFormatError
        If it cannot be written.
    """
    from ioviz.gui.export.film_stage import FilmStage
    from ioviz.gui.toolkit.snapshot import save_snapshot
    from ioviz.gui.toolkit.style import style

    ensure_application(plan.theme, plan.text)
    stage = FilmStage(document, plan.width, plan.height, example)
    stage.draw(Position(step))
    try:
        save_snapshot(stage.page, path, style().theme.window, scale=scale)
    except OSError as error:
        raise FileFormatError(str(error)) from None
