"""Memory curves as SVG: every element is in the plot, in its position, and readable."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import ioviz
from ioviz.core.simulation.memory_curve import memory_curve
from ioviz.viewmodels.export.curve_svg import HEIGHT, WIDTH, curve_svg
from ioviz.viewmodels.setup.memory_curves import OrderCurve, order_curve

SVG = "{http://www.w3.org/2000/svg}"


def curve(title: str, last: int, most: int, live: int, lower: int) -> OrderCurve:
    memory = np.unique(np.geomspace(3, last, 5000).astype(np.int64))
    ios = lower + ((most - lower) * (1 - np.minimum(memory, live) / live)).astype(np.int64)
    return OrderCurve(title, "min", memory, ios - 1, np.ones(memory.size, np.int64), live)


def drawn(*args, **more) -> ElementTree.Element:
    return ElementTree.fromstring(curve_svg(*args, **more))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def counted():
    network = ioviz.generate("layered", sizes=(12, 12, 6), density=0.4, seed=1)
    return [order_curve(kind, memory_curve(network, kind)) for kind in ("neuron", "layer")], network


def test_axes_bounds_and_legend(counted):
    curves, network = counted
    lower = network.n_connections + network.n_neurons + network.n_outputs
    root = drawn(curves, lower, 2 * lower, title="A title", memory=10)
    found = texts(root)
    for text in (
        "A title",
        "M, size of fast memory (values)",
        "I/Os (values read or written)",
        "times the lower bound",
        f"lower bound: {lower}",
        f"upper bound of the optimum: {2 * lower}",
        f"neuron, live memory {curves[0].live_memory}",
        "M = 10",
        "3",
        str(max(one.live_memory for one in curves)),
    ):
        assert text in found
    assert len(list(root.iter(f"{SVG}polyline"))) == 2
    # A ring on the lower bound for each, and one in the legend.
    rings = list(root.iter(f"{SVG}circle"))
    assert len(rings) == 3
    assert rings[0].get("cy") == rings[1].get("cy")


def test_a_curve_goes_through_the_counted_points(counted):
    curves, _ = counted
    points = drawn(curves[:1], 60, 120).find(f"{SVG}polyline").get("points").split()
    heights = [float(point.split(",")[1]) for point in points]
    assert heights == sorted(heights)  # more memory, fewer I/Os: further down
    scale = np.polynomial.Polynomial.fit(curves[0].ios, heights, 1)
    assert np.abs(scale(curves[0].ios) - heights).max() < 0.1


def test_large_numbers_and_long_names_fit():
    many = [curve(f"{k}: {'a very long name ' * 20}", 1_234_567, 190_000_000, 400_000, 98_765_432) for k in range(30)]
    root = drawn(many, 98_765_432, 150_000_000, title="title " * 60)
    assert root.get("width") == str(WIDTH)
    assert int(root.get("height")) > HEIGHT  # thirty entries of the legend
    found = texts(root)
    assert "1\u202f234\u202f567" in found
    assert "lower bound: 98\u202f765\u202f432" in found
    assert "100\u202fM" in found
    assert all(len(text) < 130 for text in found)
    assert len({text for text in found if "a very long" in text}) == 30
    assert all(len(line.get("points")) < 20_000 for line in root.iter(f"{SVG}polyline"))


def test_an_upper_bound_far_above_is_named_and_not_drawn():
    near, far = (drawn([curve("neuron", 50, 150, 40, 100)], 100, upper) for upper in (190, 900))
    dotted = [
        len([line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray") == "9 3 2 3 2 3"])
        for root in (near, far)
    ]
    assert dotted == [2, 1]  # the legend has one, too
    assert any("900, above the plot" in text for text in texts(far))


def test_names_with_characters_that_xml_forbids():
    root = drawn([curve("<b>&\0\ud800", 50, 150, 40, 100)], 100, 190, title='"\x0b<')
    assert "\ufffd" in texts(root)[0]
    curve_svg([curve("\udcff", 50, 150, 40, 100)], 100, 190).encode()


def test_one_size_only():
    one = OrderCurve("chain", "min", np.array([3]), np.array([7]), np.array([2]), 3)
    found = texts(drawn([one], 9, 9, memory=3))
    assert {"3", "8", "9", "10", "M = 3"} <= set(found)
