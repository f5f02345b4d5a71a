"""Checks whether Qt can be used: its wheels need libraries that a minimal system lacks.

Importing this module imports nothing of Qt.
"""

from __future__ import annotations

from ioviz.core.errors import MissingDependency

PACKAGES = "libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfreetype6 libfontconfig1 libdbus-1-3"


def qt_problem(what: str = "the window") -> str:
    """Return why PySide6, which `what` needs, cannot be imported; "" if it can."""
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        text = str(error)
        if ".so" in text:
            missing = text.split(":", 1)[0]
            return f"{what} needs {missing}, which this system lacks; on Debian: apt-get install {PACKAGES}"
        return f"{what} needs PySide6; install ioviz with its dependencies, or: pip install PySide6-Essentials"
    return ""


def check_qt() -> None:
    """Raise MissingDependency if Qt cannot draw."""
    problem = qt_problem("Drawing this picture")
    if problem:
        raise MissingDependency(f"{problem}.")
