"""The report is complete, correct, and has no outside links."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import av
import numpy as np
import pytest

import ioviz
from ioviz.core.network.html import png_uri, table
from ioviz.viewmodels.document.document import Intent, resolve
from ioviz.viewmodels.export.report import report_html, write_report
from tests.steps import finish


class Page(HTMLParser):
    """Collects tags, and what is open at the end."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.cells = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "td":
            self.cells.append(data)


@pytest.fixture(scope="module")
def document():
    network = ioviz.generate("layered", sizes=(12, 12, 6), density=0.4, seed=1, name="<b>bold</b> & co")
    return finish(resolve(Intent(network, 6, "lru", title=network.name)))[0]


def test_the_page(document, tmp_path):
    path = finish(write_report(document, tmp_path / "report.html"))[0]
    text = path.read_text()
    page = Page()
    page.feed(text)
    assert page.open == []
    assert all(link.startswith("data:image/png;base64,") for link in page.links)
    assert len(page.links) == 2
    assert "<b>bold</b>" not in text
    network = document.network
    for kind in ("neuron", "layer", "tiled", "greedy"):
        schedule = ioviz.order(network, kind, **({"memory": 6} if kind in ("tiled", "greedy") else {}))
        ios = ioviz.simulate(network, schedule, memory=6, policy="lru").ios
        at = next(k for k, cell in enumerate(page.cells) if cell in (kind, f"{kind} (shown)"))
        assert page.cells[at + 8] == f"{ios:,}".replace(",", "\u202f")
    assert not re.search(r"https?://(?!www.w3.org/2000/svg)", text)


def test_a_schedule_with_its_own_evictions(document):
    found = ioviz.optimum(ioviz.generate("diamond"), 3)
    network = found.schedule.network
    intent = Intent(network, 3, title="diamond").with_schedule(found.schedule)
    assert "(shown)" in finish(report_html(finish(resolve(intent))[0]))[0]


def test_html_in_a_notebook(document):
    for thing in (document.network, document.schedule, document.trace):
        text = thing._repr_html_()
        page = Page()
        page.feed(text)
        assert page.open == []
        assert "<b>bold</b>" not in text
    assert f"{document.trace.counts.ios:,}" in document.trace._repr_html_()
    large = ioviz.generate("layered", sizes=(90, 90, 90), density=0.5)
    assert "<rect" in large._repr_html_()
    assert len(large._repr_html_()) < 5000


def test_a_png_has_its_pixels():
    pixels = np.arange(7 * 5 * 3, dtype=np.uint8).reshape(7, 5, 3)
    for array in (pixels, pixels[..., 0]):
        with av.open(io.BytesIO(base64.b64decode(png_uri(array).partition(",")[2]))) as image:
            frame = next(image.decode(video=0)).to_ndarray(format="gray" if array.ndim == 2 else "rgb24")
        assert (frame == array).all()


def test_a_table_is_escaped():
    assert "&lt;i&gt;" in table([("<i>", 3)], ("a", "b"))
