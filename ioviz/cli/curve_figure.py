"""The picture of `ioviz curve`: I/Os over the size of fast memory, and the bounds. By matplotlib, if it is there."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import MissingDependency
from ioviz.viewmodels.look import palette
from ioviz.viewmodels.text.numbers import compact, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ioviz.core.simulation.memory_curve import MemoryCurve

# Colour, line and mark differ, so that the picture can be read without colours. The blue of the bounds is theirs alone.
LINES: tuple[tuple[str, Any, str], ...] = (
    (palette.VERMILION, "solid", "o"),
    (palette.BLUISH_GREEN, (0, (7, 2)), "s"),
    (palette.ORANGE, (0, (5, 1.5, 1, 1.5)), "^"),
    (palette.REDDISH_PURPLE, (0, (3, 1.2)), "D"),
    (palette.SKY_BLUE, (0, (7, 1.5, 1, 1.5, 1, 1.5)), "v"),
    (palette.BLACK, (0, (1, 1)), "P"),
)
MARKS = 9
SIZE_INCHES = (9.6, 5.4)
DPI = 150


def check_matplotlib() -> None:
    """Raise MissingDependency if pictures cannot be drawn."""
    if find_spec("matplotlib") is None:
        raise MissingDependency(
            "Pictures are drawn with matplotlib, which is not installed: pip install 'ioviz[plots]', or write a .csv."
        )


def draw(titles: Sequence[str], curves: Sequence[MemoryCurve], bounds: Mapping[str, int], kind: str) -> bytes:
    """Draw memory curves of one network and policy; the same curves give the same bytes.

    Parameters
    ----------
    titles : sequence of str
        One a curve, for the legend.
    curves : sequence of MemoryCurve
        Counted at the same sizes.
    bounds : mapping
        "lower_bound" and "upper_bound", in I/Os.
    kind : {"png", "svg"}

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    MissingDependency
        If matplotlib is not there.
    """
    check_matplotlib()
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    first = curves[0]
    with matplotlib.rc_context({"svg.hashsalt": "ioviz", "svg.fonttype": "path", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=SIZE_INCHES, dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        for k, (title, curve) in enumerate(zip(titles, curves, strict=True)):
            colour, line, mark = LINES[k % len(LINES)]
            axes.plot(
                curve.memory,
                curve.ios,
                color=colour,
                linestyle=line,
                linewidth=1.8,
                marker=mark,
                markersize=5,
                markevery=_marks(curve, k, len(curves)),
                label=_escaped(_label(title, curve)),
                zorder=3,
            )
        _draw_bounds(axes, bounds)
        _label_axes(axes, first, bounds)
        name = first.network.name or "network"
        axes.set_title(
            _escaped(f"I/Os at every size of fast memory: {name}, policy {first.policy.upper()}"),
            loc="left",
            fontsize=11,
        )
        figure.legend(loc="outside lower left", ncols=3, frameon=False, fontsize=9)
        picture = io.BytesIO()
        figure.savefig(picture, format=kind, metadata={"Date": None} if kind == "svg" else {"Software": None})
    return picture.getvalue()


def _draw_bounds(axes: Any, bounds: Mapping[str, int]) -> None:
    for key, text, line in (
        ("upper_bound", "upper bound of the best schedule", (0, (1, 2))),
        ("lower_bound", "lower bound", (0, (4, 2))),
    ):
        label = f"{text}: {count(bounds[key])}"
        axes.axhline(bounds[key], color=palette.BLUE, linestyle=line, linewidth=1.4, label=label, zorder=2)


def _label_axes(axes: Any, curve: MemoryCurve, bounds: Mapping[str, int]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

    last = int(curve.memory[-1])
    if last > 3:
        axes.set_xscale("log")
        sizes = [size for power in range(10) for size in (10**power, 2 * 10**power, 5 * 10**power) if 3 < size < last]
        # The end is always told; what would touch it is not.
        axes.set_xticks([3, *(size for size in sizes if 3.9 < size < 0.85 * last), last])
        axes.set_xlim(3, last)
    else:
        axes.set_xticks([3])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: count(round(value))))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
    axes.set_xlabel("M, size of fast memory (values)")
    axes.set_ylabel("I/Os (values read or written)")
    ratio = axes.secondary_yaxis(
        "right", functions=(lambda ios: ios / bounds["lower_bound"], lambda share: share * bounds["lower_bound"])
    )
    ratio.set_ylabel("times the lower bound")
    axes.grid(color="#D5DAE0", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _label(title: str, curve: MemoryCurve) -> str:
    made_for = curve.schedule.settings.get("memory")
    return f"{title}, made for M = {count(made_for)}" if isinstance(made_for, int) else title


def _marks(curve: MemoryCurve, number: int, n_curves: int) -> list[int]:
    """Where marks stand: evenly over the logarithm of M, those of each curve between those of the others."""
    import numpy as np

    steps = (np.arange(MARKS) + (number + 0.5) / n_curves) / MARKS
    first, last = float(curve.memory[0]), float(curve.memory[-1])
    at = np.searchsorted(curve.memory, first * (last / first) ** steps)
    found: list[int] = np.unique(at.clip(0, curve.memory.size - 1)).tolist()
    return found


def _escaped(text: str) -> str:
    """A dollar would begin a formula, a line below one hides it from the legend."""
    return text.replace("$", r"\$").lstrip("_")
