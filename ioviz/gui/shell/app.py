"""Starts the window. Problems of the system are reported in one sentence, before Qt could abort.

The first paint needs PySide6 and the shell only; nothing else is imported here.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ioviz.qt_libraries import PACKAGES, qt_problem

SCREEN_PACKAGES = "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
EXIT_UNUSABLE = 2


def run(paths: Sequence[str | Path] = (), *, sample: str | None = None, theme: str | None = None) -> int:
    """Open the window with a network file, a sample, or the first sample; return the exit code.

    Parameters
    ----------
    paths : sequence of str or Path
        A network file, or several files of its layers.
    sample : str, optional
        The name of a sample network.
    theme : {"system", "light", "dark"}, optional
        For this session; the saved setting by default.
    """
    probe = _Probe()
    problem = qt_problem() or _screen_problem(probe)
    if problem:
        print(f"ioviz: {problem}", file=sys.stderr)
        return EXIT_UNUSABLE
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication([sys.argv[0] if sys.argv else "ioviz"])
    assert isinstance(app, QApplication)
    probe.close()
    app.setApplicationName("ioviz")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("ioviz")

    from ioviz.gui.session import garbage
    from ioviz.gui.session.kernel_compiler import KernelCompiler
    from ioviz.gui.session.preferences import Preferences
    from ioviz.gui.session.sources import source_of
    from ioviz.gui.shell import crash
    from ioviz.gui.shell.main_window import MainWindow
    from ioviz.gui.toolkit.style import style
    from ioviz.viewmodels.compiling.stages import prefer_interpreted

    crash.install()
    prefer_interpreted()
    preferences = Preferences()
    style().choose(theme=theme or preferences.theme, text_scale=preferences.text_scale)
    window = MainWindow(preferences)
    window.readyToPlay.connect(garbage.freeze)
    compiler = KernelCompiler()
    window.readyToPlay.connect(compiler.start)
    session = window.session
    if paths:
        chosen = source_of([Path(path) for path in paths])
        window.start_with(lambda: session.open_path(chosen))
    elif sample is not None:
        window.start_with(lambda: session.open_sample(sample))
    window.show()
    code = app.exec()
    compiler.stop()
    if not window.jobs.close(patience=0):  # the window has waited
        # A thread that is still computing would crash the process during its shutdown.
        preferences.save()
        sys.stderr.flush()
        os._exit(code)
    return code


def _screen_problem(probe: _Probe) -> str:
    """Return why a window cannot be opened on a Linux screen, or "". Qt itself would abort the process."""
    if not sys.platform.startswith("linux"):
        return ""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if platform not in ("", "xcb"):
        return ""
    display = os.environ.get("DISPLAY", "")
    if platform == "" and os.environ.get("WAYLAND_DISPLAY"):
        return ""
    if not display:
        return (
            "there is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "commands such as `ioviz info` and `ioviz simulate` work without one"
        )
    problem = missing_library()
    if not problem and not probe.reaches(display):
        problem = f"the screen {display!r} (DISPLAY) cannot be reached, so no window can be opened"
    return problem


def missing_library() -> str:
    """Return which library Qt's X11 plugin lacks, or "", by loading it as Qt does."""
    import PySide6

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return ""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        missing = str(error).split(":", 1)[0]
        return (
            f"the window needs {missing}, which this system lacks; on Debian: apt-get install "
            f"{PACKAGES} {SCREEN_PACKAGES}"
        )
    return ""


class _Probe:
    """Tests whether the X server accepts connections, with the library that Qt uses.

    The connection is kept until Qt has its own: a bare server restarts when its last client disconnects, and rejects
    connections at that moment. For the same reason there are several attempts.
    """

    _TRIES, _PAUSE_S = 4, 0.15

    def __init__(self) -> None:
        self._xcb: ctypes.CDLL | None = None
        self._connection: int | None = None

    def reaches(self, display: str) -> bool:
        """Whether a window can be opened on a display; True as well if that cannot be tested."""
        try:
            xcb = ctypes.CDLL("libxcb.so.1")
        except OSError:
            return True
        xcb.xcb_connect.restype = ctypes.c_void_p
        xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
        xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
        self._xcb = xcb
        for again in range(self._TRIES):
            if again:
                time.sleep(self._PAUSE_S)
            self._connection = xcb.xcb_connect(display.encode(), None)
            if not xcb.xcb_connection_has_error(self._connection):
                return True
            self.close()
        return False

    def close(self) -> None:
        """Close the connection."""
        if self._xcb is not None and self._connection is not None:
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None
