"""A few thousand mutated files; see `fuzz.py`."""

from __future__ import annotations

from tests.core.formats import fuzz


def test_mutated_files_are_opened_or_refused_in_one_sentence(tmp_path):
    opened, refused, slowest = fuzz.run(tmp_path, count=700)
    assert sum(refused.values()) + opened == 4 * 700
    assert refused["FileFormatError"] > 1000
    assert opened > 50  # not all of them miss the point
    assert slowest < 5
