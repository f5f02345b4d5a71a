"""Colours: state colours from the Okabe-Ito palette, and a light and a dark theme.

A colour is a string ``"#rrggbb"``, so that nothing here needs Qt. The state colours are the same in
both themes as *fills*; where a state is written as text or drawn as a hairline, its *ink* is used:
the same hue with a WCAG contrast of at least 4.5 to the surface.

References
----------
M. Okabe, K. Ito, *Color Universal Design*, https://jfly.uni-koeln.de/color/ (2008).
WCAG 2.2, relative luminance and contrast ratio, https://www.w3.org/TR/WCAG22/.
"""

from __future__ import annotations

from dataclasses import dataclass

# Colours of the Okabe-Ito palette under their own names.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
BLUISH_GREEN = "#009E73"
BLUE = "#0072B2"
VERMILION = "#D55E00"
REDDISH_PURPLE = "#CC79A7"


@dataclass(frozen=True)
class Theme:
    """All colours of the window in one theme.

    Fields without a comment are surfaces and texts in order of strength. For each state ``x`` there is
    a fill ``x`` and an ink ``x_ink`` (text and hairlines on ``surface``).
    """

    name: str
    dark: bool
    window: str  # behind everything
    surface: str  # cards and views
    raised: str  # buttons, fields, tooltips: one level above the surface
    sunken: str  # tracks of sliders and bars, empty slots
    line: str  # hairlines between things
    text: str
    muted: str  # secondary text: labels, units; contrast 4.5
    faint: str  # decoration and disabled text only
    accent: str  # focus, selection, the primary button
    accent_text: str  # text on the accent
    selection: str  # background of a selected row
    input: str
    input_ink: str
    output: str
    output_ink: str
    clean: str
    clean_ink: str
    dirty: str
    dirty_ink: str
    current: str
    current_ink: str
    bound: str
    bound_ink: str
    gone: str
    gone_ink: str
    hidden: str  # a hidden neuron that waits
    ready: str  # ink of a connection that can be processed now
    done: str  # ink of a processed connection
    waiting: str  # ink of a connection that waits for its source
    good: str  # right answer; always with a symbol
    bad: str  # wrong answer, error; always with a symbol
    on_fill: str  # text on any of the state fills but the bound


_COLOURS = {  # of the light and of the dark theme
    "window": ("#EEF0F3", "#0F1216"),
    "surface": ("#FFFFFF", "#171B21"),
    "raised": ("#F6F7F9", "#222830"),
    "sunken": ("#E9ECF0", "#0C0F13"),
    "line": ("#D5DAE0", "#2F3741"),
    "text": ("#14181D", "#EEF1F5"),
    "muted": ("#56606C", "#9FAAB7"),
    "faint": ("#9BA4AF", "#5F6A77"),
    "accent": ("#0072B2", "#3D9BD8"),
    "accent_text": ("#FFFFFF", "#06121B"),
    "selection": ("#D6E8F5", "#1C3A50"),
    "input": (BLUISH_GREEN, BLUISH_GREEN),
    "input_ink": ("#007A59", "#2CC79A"),
    "output": (REDDISH_PURPLE, REDDISH_PURPLE),
    "output_ink": ("#A23F76", "#E09BC1"),
    "clean": (SKY_BLUE, SKY_BLUE),
    "clean_ink": ("#1B74A8", "#74C2EF"),
    "dirty": (ORANGE, ORANGE),
    "dirty_ink": ("#8F5F00", "#F0B135"),
    "current": (VERMILION, VERMILION),
    "current_ink": ("#B54F00", "#FF8A3D"),
    "bound": (BLUE, BLUE),
    "bound_ink": (BLUE, "#55ABE0"),
    "gone": ("#B4BBC4", "#56606C"),
    "gone_ink": ("#66707C", "#8E99A6"),
    "hidden": ("#C9D0D8", "#3F4955"),
    "ready": ("#3F5468", "#B4C3D2"),
    "done": ("#7D8996", "#6F7C8A"),
    "waiting": ("#74808D", "#8794A3"),
    "good": ("#007A59", "#2CC79A"),
    "bad": ("#B54F00", "#FF8A3D"),
    "on_fill": ("#10141A", "#0B0E12"),
}


def _theme(name: str, *, dark: bool) -> Theme:
    return Theme(name=name, dark=dark, **{field: colours[dark] for field, colours in _COLOURS.items()})


LIGHT, DARK = _theme("light", dark=False), _theme("dark", dark=True)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of ``"#rrggbb"``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """Return the colour a share of the way (0 to 1) from `first` to `second`."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Return the relative luminance (0 black to 1 white) as WCAG defines it."""
    channels = (value / 255 for value in rgb(colour))
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def text_on(colour: str) -> str:
    """Return black or white, whichever has more contrast to `colour`."""
    return BLACK if contrast(colour, BLACK) >= contrast(colour, "#FFFFFF") else "#FFFFFF"


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours as WCAG defines it."""
    a, b = luminance(first), luminance(second)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
