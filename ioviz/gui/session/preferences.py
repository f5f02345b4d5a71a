"""The settings that the window saves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from ioviz.gui.session.sources import Source, from_line, to_line
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
    def recent(self) -> list[Source]:
        """Recently opened networks, newest first."""
        text = self._text("files/recent", "")
        return [from_line(line) for line in text.split("\n") if line]

    def save(self) -> None:
        """Write the file now; otherwise it is written a moment after each change."""
        self._settings.sync()

    def add_recent(self, source: Source) -> None:
        sources = [source, *(one for one in self.recent if one != source)][:_RECENTS]
        self._settings.setValue("files/recent", "\n".join(map(to_line, sources)))

    def clear_recent(self) -> None:
        self._settings.setValue("files/recent", "")

    def _text(self, key: str, default: str) -> str:
        value: Any = self._settings.value(key, default)
        return value if isinstance(value, str) else default
