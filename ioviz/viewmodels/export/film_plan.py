"""Plan of an exported animation: its steps, speed and size, and the positions of its frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.core.errors import InvalidArgument
from ioviz.viewmodels.frame.playback import START, Playback, Position

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

ENDINGS = (".mp4", ".gif", ".png")
"""An .mp4 or .gif file; .png is a folder of numbered images."""

FILM_UNITS = ("connection", "io")
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "square": (1080, 1080), "small": (640, 480)}
LEAST, MOST = 240, 4096
FRAME_RATES = (5, 60)
MOST_FRAMES = 200_000


@dataclass(frozen=True)
class FilmPlan:
    """Steps, speed and look of a film.

    Attributes
    ----------
    first, last : int
        Steps; the film begins after `first` connections and ends after `last`.
    unit : {"connection", "io"}
        Unit of a step of the film.
    per_second : float
        Units in a second of the film.
    frames_per_second : int
    width, height : int
        In pixels; even numbers.
    theme : {"light", "dark"}
    text : float
        Text size, 1 is that of the window.
    """

    first: int
    last: int
    unit: str = "connection"
    per_second: float = 10.0
    frames_per_second: int = 30
    width: int = 1280
    height: int = 720
    theme: str = "light"
    text: float = 1.0

    def __post_init__(self) -> None:
        least, most = FRAME_RATES
        even = self.width % 2 == self.height % 2 == 0
        checks = (
            (0 <= self.first < self.last, f"Invalid steps {self.first}:{self.last}: give two such as 0:500."),
            (self.unit in FILM_UNITS, f"Unknown unit {self.unit!r}: choose from {', '.join(FILM_UNITS)}."),
            (0 < self.per_second <= 1e7, f"The speed must be above 0 and at most 1e7, not {self.per_second:g}."),
            (least <= self.frames_per_second <= most,
             f"The frame rate must be from {least} to {most}, not {self.frames_per_second}."),
            (even and min(self.width, self.height) >= LEAST and max(self.width, self.height) <= MOST,
             f"The size must be two even numbers of {LEAST} to {MOST} pixels such as 1280x720, not "
             f"{self.width}x{self.height}."),
            (self.theme in ("light", "dark"), f"Unknown theme {self.theme!r}: choose from light, dark."),
            (0.5 <= self.text <= 3, f"The text size must be a factor from 0.5 to 3, not {self.text:g}."),
        )  # fmt: skip
        for valid, message in checks:
            if not valid:
                raise InvalidArgument(message)

    def checked(self, trace: Trace) -> FilmPlan:
        """Return the plan; raise InvalidArgument if the trace has fewer steps or there are too many frames."""
        if self.last > trace.n_steps:
            raise InvalidArgument(f"The schedule has {trace.n_steps:,} steps; the film cannot end at {self.last:,}.")
        frames = self.n_frames(trace)
        if frames > MOST_FRAMES:
            raise InvalidArgument(
                f"The film would have {frames:,} frames, more than {MOST_FRAMES:,}; use fewer steps or a higher speed."
            )
        return self

    def n_units(self, trace: Trace) -> int:
        """Return the length of the film in units."""
        if self.unit == "connection":
            return self.last - self.first
        import numpy as np

        ios = trace.cumulative_ios(np.array([self.first, self.last]))
        return int(ios[1] - ios[0])

    def n_frames(self, trace: Trace) -> int:
        """Return the number of frames."""
        return int(self.n_units(trace) * self.frames_per_second / self.per_second) + 1

    def positions(self, trace: Trace) -> Iterator[Position]:
        """Yield the position of each frame, `n_frames` of them; the last one is the end."""
        playback = Playback()
        playback.set_trace(trace, keep_position=False)
        playback.set_unit(self.unit)
        playback.seek(self.first)
        shown = 0
        frames, units = self.n_frames(trace), self.n_units(trace)
        yield playback.position if self.first else START
        for frame in range(1, frames):
            wanted = units if frame == frames - 1 else int(frame * self.per_second / self.frames_per_second)
            if wanted > shown:
                playback.forward(wanted - shown)
                shown = wanted
            yield playback.position


def parse_steps(text: str, n_steps: int) -> tuple[int, int]:
    """Read "0:500", ":500" or "100:" as two steps.

    Raises
    ------
    InvalidArgument
        If it is anything else.
    """
    first, colon, last = text.replace(" ", "").replace("_", "").partition(":")
    try:
        if not colon:
            raise ValueError
        return int(first or 0), int(last) if last else n_steps
    except ValueError:
        raise InvalidArgument(f"Invalid steps {text!r}: write them like 0:500.") from None


def parse_size(text: str) -> tuple[int, int]:
    """Read "1280x720" or the name of a size.

    Raises
    ------
    InvalidArgument
        If it is anything else.
    """
    if text in SIZES:
        return SIZES[text]
    width, cross, height = text.lower().replace("×", "x").partition("x")
    try:
        if not cross:
            raise ValueError
        return int(width), int(height)
    except ValueError:
        names = ", ".join(SIZES)
        raise InvalidArgument(f"Invalid size {text!r}: write it like 1280x720, or choose from {names}.") from None
