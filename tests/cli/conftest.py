"""Run the command line in this process, and as users do, in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ioviz.cli.main import main

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Result:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object that it printed."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document


@pytest.fixture
def ioviz(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command in this process."""

    def run(*words: object) -> Result:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def refused(ioviz: Callable[..., Result]) -> Callable[..., str]:
    """Run a command that has to be refused: exit code 2, one sentence, nothing else. Returns the sentence."""

    def run(*words: object) -> str:
        result = ioviz(*words)
        assert result.code == 2, result
        assert result.out == ""
        assert result.err.count("\n") == 1, result.err
        assert result.err.startswith("ioviz"), result.err
        assert "Traceback" not in result.err
        assert len(result.err) < 600
        return result.err.rstrip("\n")

    return run


@pytest.fixture
def child() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python -m ioviz`, or some code, without a display, as a process of its own."""

    def run(*words: object, **settings: Any) -> subprocess.CompletedProcess[str]:
        environment = {
            k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        }
        environment.update(settings.pop("env", {}))
        code = settings.pop("code", None)
        return subprocess.run(
            [sys.executable, *(("-m", "ioviz") if code is None else ("-c", code)), *map(str, words)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            **settings,
        )

    return run
