"""Runs that are repeatable, and the names of what they start from."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

import ioviz
from ioviz.viewmodels.anneal.annealer import annealer
from ioviz.viewmodels.anneal.feed import Feed
from ioviz.viewmodels.anneal.job import anneal_work
from ioviz.viewmodels.anneal.runs import AnnealSettings, start_text
from tests.steps import finish

SETTINGS = AnnealSettings(memory=6, start="random", method="paper", seconds=None, proposals=3000)


@pytest.fixture
def network():
    return ioviz.generate("layered", sizes=[12, 14, 10], density=0.4, seed=3)


@pytest.mark.parametrize("start", ["auto", "neuron"])
def test_a_run_limited_by_proposals_does_not_depend_on_the_clock(network, monkeypatch, start):
    """As on a computer that is fast or slow, compiles or loads, or is busy with something else in between."""
    settings = replace(SETTINGS, method="ioviz", start=start, proposals=600, seed=4)
    assert settings.repeatable
    right = time.perf_counter
    orders = []
    for speed in (1.0, 1e-3, 1e3):
        monkeypatch.setattr(time, "perf_counter", lambda speed=speed: speed * right())
        feed = Feed()
        finish(anneal_work(network, None, settings, feed, annealer))
        orders.append(feed.outcome.schedule.order.tolist())
        assert start_text(settings, feed.start[0]).startswith(start)
    assert orders[0] == orders[1] == orders[2]


def test_what_the_start_is_called():
    network = ioviz.generate("diamond")
    found = ioviz.order(network, "auto", memory=3, seconds=1.0)
    assert start_text(replace(SETTINGS, start="auto"), found) == f"auto: {found.settings['kind']}"
    neuron = ioviz.order(network, "neuron")
    assert start_text(replace(SETTINGS, start="neuron"), neuron) == "neuron"
    assert start_text(replace(SETTINGS, start="shown"), neuron) == "neuron, as shown"
