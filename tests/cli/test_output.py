"""Numbers are for people on a terminal, and for programs in a pipe."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable

import pytest

from ioviz.cli import output
from tests.cli.conftest import Result

COMMANDS = (
    ("info", "--sample", "mlp-4x500"),
    ("simulate", "--sample", "mlp-4x500", "-M", "100", "--least"),
    ("compare", "--sample", "mlp-4x500", "-M", "100", "--schedules", "neuron:min", "layer:lru"),
    ("trace", "--sample", "mlp-4x500", "-M", "100", "--step", "40000"),
    ("curve", "--sample", "mlp-4x500", "--orders", "neuron", "--memory", "100,200"),
    ("order", "--sample", "mlp-4x500", "--order", "neuron"),
    ("run", "--sample", "mlp-4x500", "--example", "0"),
    ("optimum", "--sample", "diamond", "-M", "3"),
    ("anneal", "--sample", "digits", "-M", "30", "--proposals", "2000", "--start", "neuron", "--chains", "1"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_pipe_gets_plain_digits(words: tuple[str, ...], ioviz: Callable[..., Result]) -> None:
    out = ioviz(*words).out
    assert not re.search("[\u202f\u2007\u2212]|[0-9][ ,][0-9]{3}(?![0-9])", out), out


class _Terminal(io.StringIO):
    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_separated_thousands_and_a_pipe_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, wanted in (
        (_Terminal(), "\u22121\u202f234\u202f567 I/Os, 2.80\u202f\u00d7\n"),
        (io.StringIO(), "-1234567 I/Os, 2.80 x\n"),
    ):
        monkeypatch.setattr(sys, "stdout", stream)
        output.print_text("\u22121\u202f234\u202f567 I/Os, 2.80\u202f\u00d7")
        assert stream.getvalue() == wanted


def test_a_terminal_without_unicode_gets_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = _Terminal("ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.print_text("\u22121\u202f234\u202f567 I/Os, 2.80\u202f\u00d7")
    assert stream.getvalue() == "-1 234 567 I/Os, 2.80 x\n"
