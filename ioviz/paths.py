"""Where files are: the program's own, in a checkout beside the package, in a wheel inside of it; and the user's.

The variable IOVIZ_SETTINGS moves the file of settings, and beside it all else that is kept for the user but the
compiled kernels.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ioviz.core.errors import unknown
from ioviz.core.names import NETWORK_ENDINGS, SCHEDULE_ENDINGS

_PACKAGE = Path(__file__).resolve().parent


_NAME = "ioviz"


def _own_folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resource_folder() -> Path:
    """The folder of what the window shows: icons, themes, lessons, help."""
    return _own_folder("resources")


def settings_file() -> Path:
    """The file of what the window remembers."""
    chosen = _chosen_settings()
    if chosen is not None:
        return chosen
    if sys.platform == "darwin":  # where programs with Qt keep it, which is not where platformdirs would
        return Path.home() / "Library" / "Preferences" / _NAME / "window.ini"
    import platformdirs

    return platformdirs.user_config_path(_NAME, appauthor=False) / "window.ini"


def data_folder() -> Path:
    """The folder of what the user has made: annealing runs, results of benchmarks, progress in the challenges."""
    chosen = _chosen_settings()
    if chosen is not None:
        return chosen.resolve().parent
    import platformdirs

    return platformdirs.user_data_path(_NAME, appauthor=False)


def log_folder() -> Path:
    """The folder in which unexpected errors are written down."""
    chosen = _chosen_settings()
    if chosen is not None:
        return chosen.resolve().parent
    import platformdirs

    return platformdirs.user_state_path(_NAME, appauthor=False)


def _chosen_settings() -> Path | None:
    chosen = os.environ.get("IOVIZ_SETTINGS")
    return Path(chosen) if chosen else None


def sample_folder() -> Path:
    """The folder of the sample networks that a user can open."""
    return _own_folder("sample_networks")


def sample_names() -> tuple[str, ...]:
    """The names of the sample networks, sorted: file names without their ending."""
    folder = sample_folder()
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path.stem
            for path in folder.iterdir()
            if path.suffix in NETWORK_ENDINGS and not path.name.endswith(SCHEDULE_ENDINGS) and path.is_file()
        )
    )


def sample_path(name: str) -> Path:
    """The file of the sample network called `name`.

    Raises
    ------
    InvalidArgument
        If there is no such sample; the text lists those that there are.
    """
    names = sample_names()
    if name in names:
        for ending in NETWORK_ENDINGS:
            path = sample_folder() / f"{name}{ending}"
            if path.is_file():
                return path
    raise unknown("sample network", name, names or ("none installed",))


def sample_reasons() -> dict[str, str]:
    """Why to look at each sample, one sentence for each name, in the order in which a lecture takes them."""
    import tomllib

    with (resource_folder() / "samples.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)
    return {name: reason for name, reason in found.items() if name in sample_names()}
