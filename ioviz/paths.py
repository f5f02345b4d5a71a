"""Paths of the program's own files, beside the package in a checkout and inside it in a wheel, and of the user's files.

The variable IOVIZ_SETTINGS sets the file of settings; all other files of the user but the compiled kernels are then in
its folder.
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
    """Return the folder of icons, themes, lessons and help."""
    return _own_folder("resources")


def settings_file() -> Path:
    """Return the file of the window's settings."""
    chosen = _chosen_settings()
    if chosen is not None:
        return chosen
    if sys.platform == "darwin":  # the folder of Qt's settings, which differs from that of platformdirs
        return Path.home() / "Library" / "Preferences" / _NAME / "window.ini"
    import platformdirs

    return platformdirs.user_config_path(_NAME, appauthor=False) / "window.ini"


def data_folder() -> Path:
    """Return the folder of annealing runs, results of benchmarks, and progress in the challenges."""
    chosen = _chosen_settings()
    if chosen is not None:
        return chosen.resolve().parent
    import platformdirs

    return platformdirs.user_data_path(_NAME, appauthor=False)


def log_folder() -> Path:
    """Return the folder of the log of unexpected errors."""
    chosen = _chosen_settings()
    if chosen is not None:
        return chosen.resolve().parent
    import platformdirs

    return platformdirs.user_state_path(_NAME, appauthor=False)


def _chosen_settings() -> Path | None:
    chosen = os.environ.get("IOVIZ_SETTINGS")
    return Path(chosen) if chosen else None


def sample_folder() -> Path:
    """Return the folder of the sample networks."""
    return _own_folder("sample_networks")


def sample_names() -> tuple[str, ...]:
    """Return the names of the sample networks, sorted: file names without their ending."""
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
    """Return the file of the sample network `name`.

    Raises
    ------
    InvalidArgument
        If the name is unknown; the message lists the samples.
    """
    names = sample_names()
    if name in names:
        for ending in NETWORK_ENDINGS:
            path = sample_folder() / f"{name}{ending}"
            if path.is_file():
                return path
    raise unknown("sample network", name, names or ("none installed",))


def sample_reasons() -> dict[str, str]:
    """Return the purpose of each sample in one sentence, by name, in the order of a lecture."""
    import tomllib

    with (resource_folder() / "samples.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)
    return {name: reason for name, reason in found.items() if name in sample_names()}
