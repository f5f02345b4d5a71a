"""Writers of films: MP4, GIF and numbered PNGs, frame by frame, in constant memory.

PyAV does the encoding [1]_. A film is written to a temporary file and renamed when it is complete.

References
----------
.. [1] PyAV, Pythonic bindings for FFmpeg, https://pyav.basswood-io.com.
"""

from __future__ import annotations

import os
import secrets
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import FileFormatError, InvalidArgument, MissingDependency

Pixels = NDArray[np.uint8]
"""uint8[height, width, 4]: blue, green, red, and one that is ignored."""

_H264_OPTIONS = {"preset": "veryfast", "crf": "20", "tune": "animation"}
_PALETTE_FRAMES = 8  # frames that the colours of a GIF are taken from
_CUBE = 32  # levels of each colour in the table from colours to entries of the palette


class FilmWriter(Protocol):
    """Takes frames; `close` completes the film, `cancel` removes it."""

    def write(self, pixels: Pixels) -> None:
        """Write the next frame."""

    def close(self) -> None:
        """Complete the film and rename it."""

    def cancel(self) -> None:
        """Remove the temporary file."""


def film_writer(path: Path, width: int, height: int, frames_per_second: int, samples: list[Pixels]) -> FilmWriter:
    """Return the writer for the ending of a name.

    Parameters
    ----------
    path : Path
        Ends in .mp4 or .gif; in .png for a new folder of numbered images, named without the ending.
    width, height, frames_per_second : int
    samples : list of uint8[height, width, 4]
        Some frames of the film, for the colours of a GIF.

    Raises
    ------
    InvalidArgument
        If the name has another ending.
    MissingDependency
        If PyAV is missing.
    FileFormatError
        If the file cannot be written.
    """
    ending = path.suffix.lower()
    if not path.parent.is_dir():
        raise FileFormatError(f"{path} cannot be written: there is no folder {path.parent}.")
    try:
        if ending == ".png":
            return _Images(path.with_suffix(""))
        if ending == ".mp4":
            return _Mp4(path, width, height, frames_per_second)
        if ending == ".gif":
            return _Gif(path, width, height, frames_per_second, samples)
    except OSError as error:
        raise FileFormatError(f"{path} cannot be written: {error.strerror or error}.") from None
    raise InvalidArgument(f"{path.name}: the name of a film ends in .mp4, .gif or .png (numbered images).")


def palette_samples(n_frames: int) -> list[int]:
    """Return which frames of a film its colours are taken from."""
    count = min(_PALETTE_FRAMES, n_frames)
    return sorted({round(k * (n_frames - 1) / max(count - 1, 1)) for k in range(count)})


def import_av() -> Any:
    """Import PyAV.

    Raises
    ------
    MissingDependency
        If it is missing; the message says how to install it.
    """
    try:
        import av
    except ImportError:
        raise MissingDependency("Films need PyAV, which is not installed; install it by: pip install av") from None
    return av


class _Encoded:
    """Base of .mp4 and .gif: one stream in a container, written to a temporary file."""

    def __init__(self, path: Path, codec: str, width: int, height: int, rate: int, pixel_format: str) -> None:
        av = import_av()
        self._av, self._path = av, path
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        self._container = av.open(str(self._part), "w", format=path.suffix[1:].lower())
        self._stream = self._container.add_stream(codec, rate=Fraction(rate))
        self._stream.width, self._stream.height, self._stream.pix_fmt = width, height, pixel_format
        self._number = 0

    def _encode(self, frame: Any) -> None:
        frame.pts = self._number
        frame.time_base = Fraction(1, int(self._stream.codec_context.framerate))
        self._number += 1
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def close(self) -> None:
        """Complete the film and rename it."""
        try:
            for packet in self._stream.encode(None):
                self._container.mux(packet)
            self._container.close()
            os.replace(self._part, self._path)
        except OSError as error:
            self._part.unlink(missing_ok=True)
            raise FileFormatError(f"{self._path} cannot be written: {error.strerror or error}.") from None

    def cancel(self) -> None:
        """Remove the temporary file."""
        self._container.close()
        self._part.unlink(missing_ok=True)


class _Mp4(_Encoded):
    """H.264 if there is an encoder for it, else MPEG-4."""

    def __init__(self, path: Path, width: int, height: int, rate: int) -> None:
        av = import_av()
        with_x264 = "libx264" in av.codecs_available
        super().__init__(path, "libx264" if with_x264 else "mpeg4", width, height, rate, "yuv420p")
        if with_x264:
            self._stream.options = dict(_H264_OPTIONS)
        else:
            self._stream.bit_rate = 8_000_000
        self._stream.codec_context.thread_count = 0

    def write(self, pixels: Pixels) -> None:
        """Write the next frame."""
        self._encode(self._av.VideoFrame.from_ndarray(pixels, format="bgra"))


class _Gif(_Encoded):
    """One palette of 255 colours for the whole film, without dithering, so that nothing flickers."""

    def __init__(self, path: Path, width: int, height: int, rate: int, samples: list[Pixels]) -> None:
        super().__init__(path, "gif", width, height, rate, "pal8")
        palette = _palette(samples)
        self._table = _nearest(palette)
        self._palette = np.zeros((256, 4), np.uint8)
        self._palette[: len(palette), 1:] = palette
        self._palette[:, 0] = 255

    def write(self, pixels: Pixels) -> None:
        """Write the next frame."""
        packed = pixels.view(np.uint32)[..., 0]  # blue in the lowest byte; five bits of each colour are used
        cell = (packed >> 9 & 0x7C00) | (packed >> 6 & 0x03E0) | (packed >> 3 & 0x001F)
        entries = self._table.take(cell)
        self._encode(self._av.VideoFrame.from_ndarray((entries, self._palette), format="pal8"))


class _Images:
    """A folder of numbered images, temporary until it is complete."""

    def __init__(self, folder: Path) -> None:
        self._av = import_av()
        if folder.exists():
            raise FileFormatError(f"{folder} exists already; numbered images need a new folder.")
        self._folder = folder
        self._part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
        self._part.mkdir()
        self._number = 0

    def write(self, pixels: Pixels) -> None:
        """Write the next frame."""
        height, width = pixels.shape[:2]
        encoder = self._av.CodecContext.create("png", "w")
        encoder.width, encoder.height, encoder.pix_fmt = width, height, "rgb24"
        encoder.time_base = Fraction(1, 25)
        frame = self._av.VideoFrame.from_ndarray(pixels, format="bgra").reformat(format="rgb24")
        frame.pts = 0
        frame.time_base = Fraction(1, 25)
        packets = [*encoder.encode(frame), *encoder.encode(None)]
        (self._part / f"frame-{self._number:06d}.png").write_bytes(b"".join(bytes(packet) for packet in packets))
        self._number += 1

    def close(self) -> None:
        """Complete the folder and rename it."""
        self._part.rename(self._folder)

    def cancel(self) -> None:
        """Remove the temporary file."""
        shutil.rmtree(self._part, ignore_errors=True)


def _palette(samples: list[Pixels]) -> NDArray[np.uint8]:
    """Return the most frequent colours of a film, at most 255, similar ones last; red, green, blue."""
    colours = np.concatenate([sample.reshape(-1, 4)[:, 2::-1] for sample in samples])
    packed = (colours.astype(np.uint32) << np.array([16, 8, 0], np.uint32)).sum(axis=1)
    values, counts = np.unique(packed, return_counts=True)
    values = values[np.argsort(counts)[::-1]]
    rows = np.stack([values >> 16, values >> 8 & 255, values & 255], axis=1).astype(np.int16)
    chosen: list[NDArray[np.int16]] = []
    for apart in (24, 12, 6, 0):  # distinct colours first, then those in between
        for row in rows[:6000]:
            if len(chosen) == 255:
                break
            if not chosen or np.abs(np.array(chosen) - row).sum(axis=1).min() > apart:
                chosen.append(row)
    return np.array(chosen, np.uint8)


def _nearest(palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the nearest entry of a palette for each colour of a coarse cube, uint8[_CUBE ** 3]."""
    from scipy.spatial import cKDTree

    step = 256 // _CUBE
    level = np.arange(_CUBE) * step + step // 2
    red, green, blue = np.meshgrid(level, level, level, indexing="ij")
    cube = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1)
    nearest = cKDTree(palette.astype(np.float64)).query(cube)[1]
    # Exact colours of the palette, such as the background, stay unchanged.
    own = palette.astype(np.int64) // step
    entries: NDArray[np.uint8] = nearest.astype(np.uint8)
    cells = (own[:, 0] * _CUBE + own[:, 1]) * _CUBE + own[:, 2]
    entries[cells[::-1]] = np.arange(len(palette))[::-1]
    return entries
