"""The settings that the window saves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from ioviz.paths import settings_file

_RECENTS = 10


class Preferences:
    """Typed access to the settings file; an invalid value counts as missing."""

    def __init__(self) -> None:
        self._settings = QSettings(str(settings_file()), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        return self._text("look/theme", "system")

    @theme.setter
    def theme(self, value: str) -> None:
        self._settings.setValue("look/theme", value)

    @property
    def text_scale(self) -> float:
        try:
            return float(self._text("look/text", "1.0"))
        except ValueError:
            return 1.0

    @text_scale.setter
    def text_scale(self, value: float) -> None:
        self._settings.setValue("look/text", f"{value:g}")

    @property
    def geometry(self) -> QByteArray:
        value: Any = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("window/geometry", value)

    @property
    def folder(self) -> str:
        """Where the last file was opened or saved."""
        return self._text("files/folder", str(Path.home()))

    @folder.setter
    def folder(self, value: str) -> None:
        self._settings.setValue("files/folder", value)

    @property
    def recent(self) -> list[Path]:
        """Recently opened network files, newest first."""
        text = self._text("files/recent", "")
        return [Path(line) for line in text.split("\n") if line]

    def add_recent(self, path: Path) -> None:
        paths = [path, *(p for p in self.recent if p != path)][:_RECENTS]
        self._settings.setValue("files/recent", "\n".join(map(str, paths)))

    def clear_recent(self) -> None:
        self._settings.setValue("files/recent", "")

    def _text(self, key: str, default: str) -> str:
        value: Any = self._settings.value(key, default)
        return value if isinstance(value, str) else default
