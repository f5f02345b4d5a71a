"""Where the program's own files are: in a checkout beside the package, in a wheel inside of it."""

from __future__ import annotations

from pathlib import Path

from ioviz.core.errors import unknown
from ioviz.core.names import NETWORK_ENDINGS, SCHEDULE_ENDINGS

_PACKAGE = Path(__file__).resolve().parent


def _own_folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resource_folder() -> Path:
    """The folder of what the window shows: icons, themes, lessons, help."""
    return _own_folder("resources")


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
