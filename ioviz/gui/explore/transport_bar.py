"""The transport bar: to start, back, play, forward, to end; speed, unit, jumps; the position slider."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.actions.actions import Actions, key_text, round_menu
from ioviz.gui.toolkit.containers import grouped
from ioviz.gui.toolkit.flow_layout import FlowLayout
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import SeekSlider, Segments, label
from ioviz.viewmodels.frame.playback import JUMPS, SPEEDS, UNITS, Position
from ioviz.viewmodels.text import numbers
from ioviz.viewmodels.text.durations import duration_text

_PLAY_WIDTH = 96


class TransportBar(QWidget):
    """Shows the position and requests others; it moves nothing itself."""

    seekRequested = Signal(object)  # int, a step
    speedRequested = Signal(object)  # int
    unitRequested = Signal(object)  # "connection" | "io"

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._length = 0
        self._position = Position(0)
        self._jump = "io"
        self._unit_shown = "connection"

        self._play = QPushButton()  # not made from the action, since its icon has its own colour
        self._play.setProperty("kind", "primary")
        self._play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._play.setToolTip(actions["play"].toolTip())
        self._play.clicked.connect(actions["play"].trigger)
        self._playing = self._ready = False
        steps = grouped(
            actions.button("to_start"),
            actions.button("back"),
            self._play,
            actions.button("forward"),
            actions.button("to_end"),
            gap=2,
        )

        self._speed = QSlider(Qt.Orientation.Horizontal)
        self._speed.setRange(0, len(SPEEDS) - 1)
        self._speed.setPageStep(1)
        self._speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._speed.setAccessibleName("Speed")
        self._speed.actionTriggered.connect(self._speed_moved)
        self._fit = QToolButton()  # shows the speed, and makes it fit again
        self._fit.setCheckable(True)
        self._fit.setProperty("kind", "chip")
        self._fit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit.clicked.connect(actions["speed_fit"].trigger)
        speed = grouped(label("Speed", "muted"), self._speed, self._fit, gap=8)

        self._unit = Segments(
            (
                ("connection", "Connection", "Step by whole connections  (U)"),
                ("io", "I/O", "Step by single reads and writes  (U)"),
                ("share", "Share", "Step by shares of the work: 1 % of a schedule's I/Os  (Shift+U)"),
            )
        )
        self._unit.setAccessibleName("Step by")
        self._unit.chosen.connect(self.unitRequested)
        unit = grouped(label("Step by", "muted"), self._unit, gap=8)

        self._previous, self._kind, self._next = QToolButton(), QToolButton(), QToolButton()
        self._build_jump()
        jump = grouped(label("Jump to", "muted"), self._previous, self._kind, self._next, gap=4)

        self._text = label(role="value")
        self._slider = SeekSlider()
        self._slider.setAccessibleName("Position in the schedule")
        self._slider.setToolTip("Click or drag to go anywhere  (Home, End, Page Up, Page Down)")
        self._slider.seekRequested.connect(self.seekRequested)
        self._slider.setEnabled(False)

        groups = QWidget()
        self._flow = FlowLayout(12, groups)
        self._unit_group, self._optional = unit, (speed, unit, jump)
        for group in (steps, speed, unit, jump):
            self._flow.addWidget(group)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        groups.setSizePolicy(policy)
        slider_row = QHBoxLayout()
        slider_row.setSpacing(12)
        slider_row.addWidget(self._text)
        slider_row.addWidget(self._slider, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(groups)
        column.addLayout(slider_row)

        style().changed.connect(self._restyle)
        self._restyle()
        self.setUnit("connection")
        self.setSpeed(SPEEDS[0])
        self._write()

    # -- setters -----------------------------------------------------------------------------------------

    def setLength(self, length: int) -> None:
        self._length = length
        self._slider.setRange(0, length)
        self._slider.setPageStep(max(1, length // 20))
        self._slider.setEnabled(length > 0)
        self._fix_text_width()
        self._write()

    def setPosition(self, position: Position) -> None:
        self._position = position
        if not self._slider.isSliderDown():
            self._slider.setValue(position.step)
        self._write()

    def setPlaying(self, playing: bool) -> None:
        self._playing = playing
        role = "accent_text" if self._play.isEnabled() else "faint"
        self._play.setIcon(style().icon("pause" if playing else "play", 16, role=role))
        self._play.setText("Pause" if playing else "Play")
        self._play.setAccessibleName("Pause" if playing else "Play")
        self._actions.set_icon("play", "pause" if playing else "play")

    def setSpeed(self, speed: int, *, fitted: bool = False, seconds: float = 0.0) -> None:
        """The speed, whether it fits the schedule or was chosen, and how long the whole schedule plays."""
        index = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - speed))
        self._speed.setValue(index)
        self._fit.setText(f"{'fit ' if fitted else ''}{numbers.TIMES}{numbers.count(speed)}")
        self._fit.setChecked(fitted)
        self._actions.check("speed_fit", fitted)
        how = "fitted to the schedule" if fitted else "as chosen; click to fit the schedule"
        all_of_it = f", all of it in {duration_text(seconds)}" if seconds else ""
        key = key_text(self._actions.record("speed_fit"))
        self._fit.setToolTip(f"{numbers.count(speed)} {UNITS[self._unit_shown]} a second{all_of_it}: {how}  ({key})")
        self._fit.setAccessibleName(f"Speed, {how}")

    def setUnit(self, unit: str) -> None:
        self._unit_shown = unit
        self._unit.show_choice(unit)
        self._speed.setToolTip(f"Speed in {UNITS[unit]} a second  ([ and ])")
        self._write()

    def set_compact(self, compact: bool) -> None:
        """Show only the steps and the slider: the other controls have keys, and another bar needs their space."""
        for group in self._optional:
            group.setVisible(not compact)

    def set_presentation(self, on: bool) -> None:
        """Hide the choice of the unit, which has a key, in presentation mode: the rest is a single row."""
        self._unit_group.setVisible(not on)

    # -- parts -------------------------------------------------------------------------------------------

    def _write(self) -> None:
        if self._length == 0:
            self._text.setText("no schedule")
            return
        inside = 1 if self._position.event else 0  # within the connection after `step`
        number, total = numbers.count(self._position.step + inside), numbers.count(self._length)
        self._text.setText(f"connection {number} of {total}")

    def _fix_text_width(self) -> None:
        widest = f"connection {numbers.of(self._length, self._length)}"
        metrics = QFontMetrics(style().font(weight=style().font().Weight.Medium))
        self._text.setFixedWidth(metrics.horizontalAdvance(widest) + style().px(6))

    def _build_jump(self) -> None:
        for button, name in ((self._previous, "Previous"), (self._next, "Next")):
            button.setProperty("kind", "ghost")
            button.setAccessibleName(name)
        self._previous.clicked.connect(lambda: self._actions[f"previous_{self._jump}"].trigger())
        self._next.clicked.connect(lambda: self._actions[f"next_{self._jump}"].trigger())
        menu = QMenu(self)
        round_menu(menu)
        for kind in JUMPS:
            action = QAction(f"{JUMPS[kind][0].upper()}{JUMPS[kind][1:]}", menu)
            action.setData(kind)
            action.setToolTip(self._actions.record(f"next_{kind}").tip)
            menu.addAction(action)
        menu.triggered.connect(self._kind_chosen)
        self._kind.setMenu(menu)
        self._kind.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._kind.setProperty("kind", "soft")
        self._kind.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._kind.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the text
        self._kind.setAccessibleName("What to jump to")
        self._actions["play"].changed.connect(self._enable_jump)
        self._show_kind()

    def _kind_chosen(self, action: QAction) -> None:
        self._jump = action.data()
        self._show_kind()

    def _show_kind(self) -> None:
        forward = self._actions.record(f"next_{self._jump}")
        back = self._actions.record(f"previous_{self._jump}")
        self._kind.setText(JUMPS[self._jump])
        self._kind.setToolTip(f"{forward.tip}; choose another kind")
        self._next.setToolTip(f"{forward.tip}  ({key_text(forward)})")
        self._previous.setToolTip(f"{back.tip}  ({key_text(back)})")

    def _enable_jump(self) -> None:
        ready = self._actions["play"].isEnabled()
        for widget in (self._play, self._previous, self._kind, self._next, self._speed, self._fit, self._unit):
            widget.setEnabled(ready)
        if ready != self._ready:
            self._ready = ready
            self.setPlaying(self._playing)

    def _speed_moved(self, _action: int) -> None:
        self.speedRequested.emit(SPEEDS[self._speed.sliderPosition()])

    def _restyle(self) -> None:
        look = style()
        self._speed.setFixedWidth(look.px(54))
        metrics = QFontMetrics(look.font(weight=look.font().Weight.Medium))
        widest = f"fit {numbers.TIMES}100{numbers.THIN_SPACE}000"
        self._fit.setFixedWidth(metrics.horizontalAdvance(widest) + look.px(18))
        self._play.setFixedWidth(look.px(_PLAY_WIDTH))
        before, after, below = (self._previous, "left", 16), (self._next, "right", 16), (self._kind, "down", 12)
        for button, direction, size in (before, after, below):
            button.setIcon(look.icon(f"chevron_{direction}", size))
            button.setIconSize(QSize(look.px(size), look.px(size)))
        self._fix_text_width()
        self._play.setIconSize(QSize(look.px(16), look.px(16)))
        self.setPlaying(self._playing)
