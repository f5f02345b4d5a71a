"""The program on a real screen: it opens, plays and seeks by keys, and the pixels change."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "xdotool", "import")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
START_S = 180  # a first start compiles the kernels
SIZE = (1280, 800)
ROOT = Path(__file__).parents[3]

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING) and not IN_CI, reason=f"not installed: {', '.join(MISSING)}"),
]


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    assert not MISSING, f"CI needs {', '.join(MISSING)} (Debian: xvfb xdotool imagemagick)"
    # A number of our own, not the server's choice: one that ends at that moment takes the socket of the next with it.
    for number in random.SystemRandom().sample(range(1000, 30_000), 5):
        server = subprocess.Popen(
            ["Xvfb", f":{number}", "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp", "-noreset"],
            stderr=subprocess.DEVNULL,
        )
        try:
            if answers(f":{number}", server):
                yield f":{number}"
                return
        finally:
            server.terminate()
            server.wait(10)
    raise AssertionError("Xvfb did not start")


def answers(display: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the screen lets us in; False if its server ended or took too long."""
    end = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < end:
        words, env = ["xdotool", "getmouselocation"], {**os.environ, "DISPLAY": display}
        if subprocess.run(words, env=env, capture_output=True, check=False, timeout=20).returncode == 0:
            return True
        time.sleep(0.1)
    return False


class Screen:
    """What a person at the screen can do: look and press keys."""

    def __init__(self, display: str) -> None:
        self._env = {**os.environ, "DISPLAY": display}

    def picture(self) -> bytes:
        """The screen's pixels."""
        words = ["import", "-window", "root", "-depth", "8", "rgb:-"]
        return subprocess.run(words, env=self._env, capture_output=True, check=True, timeout=30).stdout

    def press(self, *keys: str) -> None:
        subprocess.run(["xdotool", "key", *keys], env=self._env, check=True, timeout=30)

    def focus(self) -> None:
        """Give the window the keys, as a window manager would; there is none on this screen."""
        words = ["xdotool", "search", "--onlyvisible", "--name", "ioviz", "windowfocus", "--sync"]
        subprocess.run(words, env=self._env, check=True, timeout=30)

    def title(self) -> str:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "ioviz", "getwindowname"],
            env=self._env, capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        return found.stdout.strip()

    def steady(self, seconds: float = 20.0) -> bytes:
        """The picture, as soon as it stays the same for a moment."""
        end, before = time.monotonic() + seconds, self.picture()
        while time.monotonic() < end:
            time.sleep(0.4)
            now = self.picture()
            if changed(before, now) == 0:
                return now
            before = now
        raise AssertionError("the screen did not come to rest")


def changed(first: bytes, second: bytes) -> int:
    """How many pixels differ."""
    assert len(first) == len(second) == SIZE[0] * SIZE[1] * 3
    a, b = memoryview(first), memoryview(second)
    row = SIZE[0] * 3
    different = 0
    for at in range(0, len(a), row):
        if a[at : at + row] != b[at : at + row]:
            line, other = a[at : at + row], b[at : at + row]
            different += sum(line[i : i + 3] != other[i : i + 3] for i in range(0, row, 3))
    return different


@pytest.fixture
def program(display: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "IOVIZ_SETTINGS": str(tmp_path / "w.ini")}
    env.pop("WAYLAND_DISPLAY", None)
    running = subprocess.Popen(
        [sys.executable, "-m", "ioviz", "--theme", "light"], env=env, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    with running:
        yield running
        if running.poll() is None:
            running.send_signal(signal.SIGKILL)


def test_opens_plays_seeks_and_quits(display: str, program: subprocess.Popen[str]):
    screen = Screen(display)
    end = time.monotonic() + START_S
    while "digits" not in screen.title():
        assert program.poll() is None, program.stderr.read()
        assert time.monotonic() < end, "the window did not open on the sample"
        time.sleep(0.2)
    screen.focus()
    start = screen.steady()
    assert len(set(start[::997])) > 8, "the window is empty"

    screen.press("Right")
    one = screen.steady()
    assert changed(start, one) > 200, "a step changes the picture"

    screen.press("space")
    time.sleep(1.5)
    screen.press("space")
    played = screen.steady()
    assert changed(one, played) > 1000, "playing changes the picture"

    screen.press("End")
    at_end = screen.steady()
    assert changed(played, at_end) > 1000, "seeking changes the picture"

    screen.press("Home")
    again = screen.steady()
    assert changed(start, again) < changed(start, at_end), "back at the start it looks as at first"

    screen.press("ctrl+q")
    assert program.wait(20) == 0
    assert "Traceback" not in program.stderr.read()
