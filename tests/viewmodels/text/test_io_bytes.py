"""I/Os in bytes, by the precision of weights and by the batch."""

from __future__ import annotations

import pytest

from ioviz.viewmodels.text.io_bytes import WEIGHT_BYTES, io_bytes, long, short
from tests.viewmodels.benchmarks import case


@pytest.mark.parametrize("batch", [1, 128])
def test_it_is_what_the_benchmark_counts(batch):
    one = case(batch=batch)
    assert io_bytes(one.ios, one.n_connections, batch=batch) == one.io_bytes


def test_shorter_weights_save_their_bytes_alone():
    for precision, size in WEIGHT_BYTES.items():
        assert io_bytes(100, 60, precision) - io_bytes(100, 60, "int8") == 60 * (size - 1)


def test_words():
    assert short(1598, 950) == "6.39\u202fkB, int8 3.54\u202fkB"
    assert "int8, 1 byte a weight: 3.54\u202fkB for 1 input" in long(1598, 950)
