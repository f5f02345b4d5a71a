"""The raster of precomputed sums is that of the stays themselves."""

from __future__ import annotations

import numpy as np
import pytest

import ioviz
from ioviz.viewmodels.look.palette import LIGHT
from ioviz.viewmodels.timeline import overview as timeline_overview
from ioviz.viewmodels.timeline.timeline import timeline_data

pytestmark = pytest.mark.jit


@pytest.fixture(scope="module")
def both():
    """The same timeline drawn from the stays, and from the overview."""
    network = ioviz.generate("layered", sizes=[60] * 4, density=0.2, seed=1)
    trace = ioviz.record_trace(network, "neuron", memory=12, policy="min")
    plain = timeline_data(trace)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_overview, "FEWEST_STAYS", 0)
        counted = timeline_data(trace)
    assert plain.overview is None
    assert counted.overview is not None
    return plain, counted


@pytest.mark.parametrize(("width", "height"), [(300, 120), (1, 1), (797, 240), (64, 400)])
@pytest.mark.parametrize("share", [(0.0, 1.0), (0.25, 0.75), (0.9, 1.0), (0.331, 0.567)])
def test_shares_equal_those_of_the_stays(both, width, height, share):
    plain, counted = both
    low, high = (at * plain.n_steps for at in share)
    shares = counted.overview.shares(low, high, width, height)
    assert shares is not None
    rows = min(height, plain.rows.size)
    for mine, kind in zip(shares, (plain.clean, plain.dirty), strict=True):
        exact = kind.density(low, high, rows=plain.rows, width=width, height=rows)
        assert mine.shape == exact.shape
        assert mine.dtype == np.float32
        column = plain.n_steps / timeline_overview.COLUMNS  # what rounding an edge to a column may move
        assert np.abs(mine - exact).max() <= 2.2 * column * width / (high - low) + 1e-3
        assert mine.min() >= 0


def test_few_steps_and_some_rows_are_drawn_from_the_stays(both):
    plain, counted = both
    assert counted.overview.shares(100.0, 101.0, 500, 100) is None
    for area in ((100.0, 101.0, 0, 240), (0.0, float(plain.n_steps), 17, 40)):
        assert np.array_equal(counted.raster(*area, 500, 100, LIGHT), plain.raster(*area, 500, 100, LIGHT))


def test_a_raster_of_all_stays_is_nearly_the_same(both):
    plain, counted = both
    area = 0.0, float(plain.n_steps), 0, plain.rows.size
    channels = [data.raster(*area, 700, 200, LIGHT).view(np.uint8).astype(int) for data in (plain, counted)]
    assert np.abs(channels[0] - channels[1]).mean() < 2
