"""Plans of films, and films written and read again."""

from __future__ import annotations

import av
import numpy as np
import pytest

import ioviz
from ioviz.core.simulation import record_trace
from ioviz.viewmodels.export.film_plan import FilmPlan, parse_size, parse_steps
from ioviz.viewmodels.export.film_writer import film_writer, palette_samples
from ioviz.viewmodels.frame.playback import Position


@pytest.fixture(scope="module")
def trace():
    return record_trace(ioviz.generate("butterfly", points=8), "neuron", memory=5)


def test_positions_go_on_evenly_and_end_at_the_end(trace):
    plan = FilmPlan(4, 24, per_second=10, frames_per_second=20)
    positions = list(plan.positions(trace))
    assert len(positions) == plan.n_frames(trace) == 41
    assert positions[0] == Position(4)
    assert positions[-1] == Position(24)
    assert [position.step for position in positions] == [4 + k // 2 for k in range(41)]


def test_a_fast_film_skips_steps(trace):
    plan = FilmPlan(0, trace.n_steps, per_second=300, frames_per_second=30)
    steps = [position.step for position in plan.positions(trace)]
    assert steps == [0, 10, 20, 30, 48]


def test_by_ios_every_io_has_its_frame(trace):
    plan = FilmPlan(0, 6, unit="io", per_second=30, frames_per_second=30)
    positions = list(plan.positions(trace))
    ios = [trace.counters(*position).ios for position in positions]
    assert ios == list(range(trace.counters(6).ios + 1))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"first": 5, "last": 5}, "Invalid steps 5:5: give two such as 0:500"),
        ({"unit": "step"}, "Unknown unit 'step': choose from connection, io"),
        ({"per_second": 0}, "must be above 0 and at most 1e7, not 0"),
        ({"frames_per_second": 100}, "must be from 5 to 60, not 100"),
        ({"width": 641}, "not 641x720"),
        ({"height": 100}, "not 1280x100"),
        ({"theme": "blue"}, "Unknown theme 'blue': choose from light, dark"),
        ({"text": 9}, "0.5 to 3"),
    ],
)
def test_bad_plans(settings, sentence):
    with pytest.raises(ioviz.InvalidArgument) as caught:
        FilmPlan(**{"first": 0, "last": 9, **settings})
    assert sentence in str(caught.value)


def test_plans_that_do_not_fit_the_trace(trace):
    with pytest.raises(ioviz.InvalidArgument, match="has 48 steps; the film cannot end at 49"):
        FilmPlan(0, 49).checked(trace)
    with pytest.raises(ioviz.InvalidArgument, match="frames, more than"):
        FilmPlan(0, 48, per_second=0.001).checked(trace)


def test_steps_and_sizes_as_text():
    assert parse_steps("0:500", 9) == (0, 500)
    assert parse_steps(" 3: ", 9) == (3, 9)
    assert parse_size("720p") == parse_size("1280x720") == (1280, 720)
    for text in ("5", "a:b"):
        with pytest.raises(ioviz.InvalidArgument, match="Invalid steps"):
            parse_steps(text, 9)
    with pytest.raises(ioviz.InvalidArgument, match="Invalid size"):
        parse_size("large")


def frames(count, width=320, height=240):
    """A bar of one colour that moves over another."""
    for k in range(count):
        pixels = np.zeros((height, width, 4), np.uint8)
        pixels[:] = (238, 240, 243, 0)
        pixels[:, 20 * k : 20 * k + 20] = (0, 94, 213, 0)
        yield pixels


@pytest.mark.parametrize("ending", ["mp4", "gif"])
def test_a_written_film_has_its_frames(tmp_path, ending):
    path = tmp_path / f"film.{ending}"
    path.write_bytes(b"old")
    writer = film_writer(path, 320, 240, 20, [next(frames(1))])
    for pixels in frames(6):
        writer.write(pixels)
    assert path.read_bytes() == b"old"
    writer.close()
    with av.open(str(path)) as container:
        read = [frame.to_ndarray(format="bgra") for frame in container.decode(video=0)]
    assert len(read) == 6
    for pixels, seen in zip(frames(6), read, strict=True):
        difference = np.abs(pixels[..., :3].astype(int) - seen[..., :3])
        assert np.median(difference) <= 4
        assert difference.mean() < 8
    assert list(tmp_path.iterdir()) == [path]


def test_numbered_images_go_to_a_new_folder(tmp_path):
    writer = film_writer(tmp_path / "film.png", 320, 240, 20, [])
    for pixels in frames(3):
        writer.write(pixels)
    writer.close()
    files = sorted((tmp_path / "film").iterdir())
    assert [file.name for file in files] == [f"frame-{k:06d}.png" for k in range(3)]
    with av.open(str(files[1])) as container:
        seen = next(container.decode(video=0)).to_ndarray(format="bgra")
    assert (seen[..., :3] == list(frames(2))[1][..., :3]).all()
    with pytest.raises(ioviz.FileFormatError, match="exists already"):
        film_writer(tmp_path / "film.png", 320, 240, 20, [])


@pytest.mark.parametrize("ending", ["mp4", "gif", "png"])
def test_a_cancelled_film_is_removed(tmp_path, ending):
    writer = film_writer(tmp_path / f"film.{ending}", 320, 240, 20, list(frames(1)))
    writer.write(next(frames(1)))
    writer.cancel()
    assert not list(tmp_path.iterdir())


def test_names_that_are_refused(tmp_path):
    with pytest.raises(ioviz.InvalidArgument, match=r"ends in \.mp4, \.gif or \.png"):
        film_writer(tmp_path / "film.avi", 320, 240, 20, [])
    with pytest.raises(ioviz.FileFormatError, match="there is no folder"):
        film_writer(tmp_path / "none" / "film.mp4", 320, 240, 20, [])


def test_samples_for_the_colours_are_spread_over_the_film():
    assert palette_samples(1) == [0]
    assert palette_samples(100)[0] == 0
    assert palette_samples(100)[-1] == 99
