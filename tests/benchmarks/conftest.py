"""Run `python -m tests.benchmarks` in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.benchmarks.__main__ import main
from tests.cli.conftest import Result


@pytest.fixture
def bench(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Measure, and return what was printed."""

    def run(*words: object) -> Result:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run
