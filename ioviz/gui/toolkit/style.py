"""The look of the window: theme, sizes, fonts. `style()` is the one object of the program and signals changes.

Colours come from ``viewmodels.look.palette``, the style sheet from ``resources/themes/window.qss``, whose
``@name`` stand for colours and ``@12px`` for lengths that grow with the text.
"""

from __future__ import annotations

import re
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from ioviz.gui.toolkit import icons
from ioviz.paths import resource_folder
from ioviz.viewmodels.look.palette import DARK, LIGHT, Theme, mix

THEME_CHOICES = ("system", "light", "dark")
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
TEXT_PX = 13  # of plain text at 100 %
PRESENTATION_SCALE = 1.5  # at least, in presentation mode
SIDE_WIDTH = 274  # of the side panel, in pixels at 100 %
ZOOM_STEP = 1.25  # of one key press or click, in every view
FAMILY = "Ioviz Sans"
FALLBACKS = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans", "sans-serif")


class Style(QObject):
    """The chosen theme, text size and presentation mode, and the sizes, fonts and icons that follow."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = "system"
        self._scale = 1.0
        self._presentation = False
        self._applied: tuple[str, float] | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._theme = self._resolve()

    # -- choices ---------------------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def choice(self) -> str:
        """One of "system", "light", "dark"."""
        return self._choice

    @property
    def text_scale(self) -> float:
        """The chosen text size, 1.0 = 100 %, without that of the presentation mode."""
        return self._scale

    @property
    def presentation(self) -> bool:
        return self._presentation

    @property
    def scale(self) -> float:
        """The factor on every length in the window."""
        return max(self._scale, PRESENTATION_SCALE) if self._presentation else self._scale

    def choose(
        self, *, theme: str | None = None, text_scale: float | None = None, presentation: bool | None = None
    ) -> None:
        """Change any of the choices and apply them."""
        if theme is not None and theme in THEME_CHOICES:
            self._choice = theme
            scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(theme, Qt.ColorScheme.Unknown)
            QGuiApplication.styleHints().setColorScheme(scheme)  # title bars and dialogs of the system
        if text_scale is not None:
            self._scale = min(max(text_scale, SCALES[0]), SCALES[-1])
        if presentation is not None:
            self._presentation = presentation
        self.apply()

    def shift_text(self, by: int) -> None:
        """One step larger (+1) or smaller (-1)."""
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - self._scale))
        self.choose(text_scale=SCALES[min(max(nearest + by, 0), len(SCALES) - 1)])

    # -- sizes, fonts, icons ---------------------------------------------------------------------------

    def px(self, length: float) -> int:
        """Convert a length of the 100 % design to pixels."""
        return max(1, round(length * self.scale))

    def font(self, px: float = TEXT_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = QFont([FAMILY, *FALLBACKS])
        font.setPixelSize(self.px(px))
        font.setWeight(weight)
        return font

    def icon(self, name: str, size: int = 18, *, role: str = "text") -> QIcon:
        """An icon in the theme's colour `role` (a field of the theme)."""
        theme = self._theme
        return icons.icon(name, getattr(theme, role), self.px(size), faint=theme.faint)

    def apply(self) -> None:
        """Set palette, font and style sheet of the application, if anything changed."""
        self._theme = self._resolve()
        applied = (self._theme.name, self.scale)
        if applied == self._applied:
            return
        self._applied = applied
        app = cast(QApplication, QApplication.instance())
        app.setPalette(_qt_palette(self._theme))
        app.setFont(self.font())
        # Qt goes through all widgets, and crashes if one is deleted meanwhile. As long as there is a reference to each,
        # none is: neither by a handler that lets go of it, nor by Python's garbage collector.
        references = app.allWidgets()
        app.setStyleSheet(self._style_sheet())
        del references
        self.changed.emit()

    def _system_changed(self, _scheme: object) -> None:
        if self._choice == "system":
            self.apply()

    def _resolve(self) -> Theme:
        dark = _system_is_dark() if self._choice == "system" else self._choice == "dark"
        return DARK if dark else LIGHT

    def _style_sheet(self) -> str:
        theme = self._theme
        text = (resource_folder() / "themes" / "window.qss").read_text(encoding="utf-8")
        names = {field: getattr(theme, field) for field in theme.__dataclass_fields__}
        names["hover"] = mix(theme.raised, theme.text, 0.06)
        names["press"] = mix(theme.raised, theme.text, 0.13)
        names["accent_hover"] = mix(theme.accent, theme.text, 0.14)
        names["tint"] = mix(theme.surface, theme.accent, 0.12)
        names["alarm"] = mix(theme.surface, theme.bad, 0.13)
        names["scroll"] = mix(theme.surface, theme.text, 0.24)
        names["icons"] = (resource_folder() / "icons").as_posix()

        def replaced(match: re.Match[str]) -> str:
            length, name = match.group(1), match.group(2)
            return f"{self.px(float(length))}px" if length else str(names[name])

        return re.sub(r"@(?:(\d+(?:\.\d+)?)px|([a-z_]+))", replaced, text)


_style: Style | None = None


def style() -> Style:
    """Return the program's style; made on first use, when there is a QApplication."""
    global _style
    if _style is None:
        app = cast(QApplication, QApplication.instance())
        for weight in ("Regular", "Medium", "SemiBold"):
            QFontDatabase.addApplicationFont(str(resource_folder() / "fonts" / f"IovizSans-{weight}.otf"))
        app.setStyle("Fusion")
        _style = Style(app)
        app.destroyed.connect(_forget)
    return _style


def _forget() -> None:
    global _style
    _style = None


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _qt_palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for colour, roles in (
        (theme.window, (role.Window,)),
        (theme.surface, (role.Base,)),
        (theme.raised, (role.AlternateBase, role.Button, role.ToolTipBase, role.Light)),
        (theme.sunken, (role.Shadow,)),
        (theme.line, (role.Midlight, role.Mid, role.Dark)),
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)),
        (theme.muted, (role.PlaceholderText,)),
        (theme.bad, (role.BrightText,)),
        (theme.accent, (role.Highlight,)),
        (theme.accent_text, (role.HighlightedText,)),
        (theme.bound_ink, (role.Link, role.LinkVisited)),
    ):
        for which in roles:
            palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faint))
    return palette
