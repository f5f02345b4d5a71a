"""The playback clock: position, speed and unit of stepping through a schedule. No Qt, no threads.

A position is ``(step, event)``: after `step` connections and, of the connection being processed, after
`event` of its events. Stepping by connection uses positions with event 0 only; stepping by I/O stops
behind each event that reads or writes a value, and so does stepping by the share of a schedule's I/Os.

Where several schedules step together by I/O, the main one may end before the others: `beyond` counts the I/Os
after its end.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ioviz.core.simulation import Trace

# Units a second: 1, 2, 5, 10, ...
SPEEDS = (*(m * 10**e for e in range(5) for m in (1, 2, 5)), 100_000)
FIT_SECONDS = 60.0
"""Unless a speed is chosen, the whole schedule plays in about this time."""
UNITS = {"connection": "connections", "io": "I/Os", "share": "thousandths of the I/Os"}
"""The units of stepping, and their names."""
SHARES = 1000
"""Played by share, the unit is this part of the I/Os; a manual step is ten of them, one I/O at least."""
JUMPS = {"io": "extra I/O", "eviction": "eviction", "reread": "re-read", "write": "write"}
"""Targets of a jump: kinds of steps of a trace, and their names."""
_LONGEST_TICK_S = 0.25  # a tick that came late (window dragged, laptop asleep) must not leap
_LEAP_SHARE = 20  # a leap is a twentieth of the schedule


class Position(NamedTuple):
    """After `step` connections and `event` events of the next one."""

    step: int
    event: int = 0


START = Position(0, 0)


class Playback:
    """Position, speed and unit on one trace. Every method that moves returns whether it did."""

    def __init__(self) -> None:
        self._trace: Trace | None = None
        self.position = START
        self.unit = "connection"
        self.fitted = True  # whether the speed fits the schedule; else it was chosen
        self._speed = 10
        self.playing = False
        self.beyond = 0  # I/Os that other schedules have done since the end of this one
        self._most_beyond = 0
        self._owed = 0.0  # the fraction of a unit that the last ticks left over

    @property
    def trace(self) -> Trace | None:
        """The trace that is played, None if there is none yet."""
        return self._trace

    @property
    def speed(self) -> int:
        """Units a second. Setting it is a choice, which is kept for other schedules."""
        return self._speed

    @speed.setter
    def speed(self, speed: int) -> None:
        self._speed, self.fitted = speed, False

    def fit_speed(self, on: bool = True) -> None:
        """Let the speed fit the schedule, also the next ones; or keep the current one as a choice."""
        self.fitted = on
        if on and self._trace is not None:
            self._speed = fitting_speed(self.n_units)

    @property
    def n_units(self) -> int:
        """The units of the whole schedule; 0 without a trace."""
        if self._trace is None:
            return 0
        return {"connection": self.length, "io": int(self._trace.counts.ios), "share": SHARES}[self.unit]

    @property
    def length(self) -> int:
        """Number of steps, the trace's connections; 0 without a trace."""
        return 0 if self._trace is None else int(self._trace.n_steps)

    @property
    def at_start(self) -> bool:
        """Before the first connection."""
        return self.position == START

    @property
    def at_end(self) -> bool:
        """After the last connection, and by I/O after the end of the longest schedule."""
        return self.position.step >= self.length and (self.unit != "io" or self.beyond >= self._most_beyond)

    @property
    def ios(self) -> int:
        """I/Os so far, with those beyond the end; 0 without a trace."""
        return 0 if self._trace is None else self._trace.counters(*self.position).ios + self.beyond

    def set_longest(self, ios: int) -> None:
        """Set the I/Os of the longest of the schedules that step together; without this call it is this one."""
        own = 0 if self._trace is None else self._trace.counts.ios
        self._most_beyond = max(0, ios - own)
        self.beyond = min(self.beyond, self._most_beyond)

    def set_trace(self, trace: Trace | None, *, keep_position: bool) -> None:
        """Set another trace. A kept step is limited to the new length, and a half-done connection is undone."""
        self._trace = trace
        self._owed = 0.0
        self.beyond = self._most_beyond = 0
        step = min(self.position.step, self.length) if keep_position else 0
        self.position = Position(step)
        self.fit_speed(self.fitted)
        if not keep_position or self.at_end:
            self.playing = False

    def set_unit(self, unit: str) -> None:
        """Step and play by "connection", "io" or "share"; raise ValueError for anything else."""
        if unit not in UNITS:
            raise ValueError(f"unit must be one of {tuple(UNITS)}, not {unit!r}")
        self.unit = unit
        self.beyond = 0
        self._owed = 0.0
        self.fit_speed(self.fitted)

    # -- playing -------------------------------------------------------------------------------------

    def play(self) -> bool:
        """Start, with the first unit at once; at the end, start over. Return whether it plays."""
        if self.length == 0:
            return False
        if self.at_end:
            self.position, self.beyond = START, 0
        self._owed = 1.0
        self.playing = True
        return True

    def pause(self) -> None:
        """Stop at the current position."""
        self.playing = False
        self._owed = 0.0

    def advance(self, seconds: float) -> bool:
        """Advance by `seconds`; stop at the end."""
        if not self.playing:
            return False
        pace = self._trace.counts.ios / SHARES if self._trace is not None and self.unit == "share" else 1.0
        self._owed += self.speed * min(seconds, _LONGEST_TICK_S) * pace
        whole = int(self._owed)
        if whole == 0:
            return False
        self._owed -= whole
        moved = self._move_to_io(self.ios + whole) if self.unit == "share" else self.forward(whole)
        if self.at_end:
            self.pause()
        return moved

    def faster(self) -> bool:
        """To the next higher speed; False at the highest."""
        return self._shift_speed(+1)

    def slower(self) -> bool:
        """To the next lower speed; False at the lowest."""
        return self._shift_speed(-1)

    def _shift_speed(self, by: int) -> bool:
        before = self.speed
        index = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - before)) + by
        self.speed = SPEEDS[min(max(index, 0), len(SPEEDS) - 1)]
        return self.speed != before

    # -- stepping ------------------------------------------------------------------------------------

    def forward(self, count: int = 1) -> bool:
        """Go `count` units forward."""
        if self.unit != "connection":
            return self._move_to_io(self.ios + count * self._ios_a_step())
        return self._move_to(Position(self.position.step + count))

    def back(self, count: int = 1) -> bool:
        """Go `count` units back; from within a connection, first to its beginning."""
        if self.unit != "connection":
            return self._move_to_io(self._ios_before() - count * self._ios_a_step())
        inside = 1 if self.position.event > 0 else 0
        return self._move_to(Position(self.position.step - count + inside))

    def leap(self, direction: int) -> bool:
        """Go a twentieth of the schedule forward (+1) or back (-1)."""
        far = max(1, self.length // _LEAP_SHARE)
        return self._move_to(Position(self.position.step + direction * far))

    def seek(self, step: int, event: int = 0) -> bool:
        """Go to a position, limited to the schedule."""
        return self._move_to(Position(step, event))

    def jump(self, kind: str, direction: int) -> bool:
        """Go behind the next (+1) or the previous (-1) connection with `kind` of I/O; False if there is none."""
        if self._trace is None:
            return False
        here = self.position.step
        if direction > 0:
            found = self._trace.next_step(here, kind)
        else:
            # The connection just shown lies at step - 1: search before it, unless the position is within one.
            found = self._trace.previous_step(here - (0 if self.position.event else 1), kind) if here > 0 else None
        return found is not None and self._move_to(Position(int(found) + 1))

    # -- helpers -------------------------------------------------------------------------------------

    def _move_to(self, position: Position, beyond: int = 0) -> bool:
        step = min(max(position.step, 0), self.length)
        event = position.event if 0 <= position.step < self.length else 0
        before = (self.position, self.beyond)
        self.position, self.beyond = Position(step, event), beyond
        return (self.position, self.beyond) != before

    def _move_to_io(self, number: int) -> bool:
        """Go behind I/O `number`; beyond the last one, other schedules may go on."""
        if self._trace is None:
            return False
        most = self._most_beyond if self.unit == "io" else 0
        beyond = min(max(0, number - self._trace.counts.ios), most)
        return self._move_to(position_after_io(self._trace, number), beyond)

    def _ios_a_step(self) -> int:
        """I/Os of one manual step."""
        if self._trace is None or self.unit != "share":
            return 1
        return max(1, round(10 * self._trace.counts.ios / SHARES))

    def _ios_before(self) -> int:
        """I/Os so far if the position is right behind one, else one more, so that `back` stops at the last one."""
        ios = self.ios
        if self._trace is None or self.beyond or self.at_start:
            return ios
        return ios if position_after_io(self._trace, ios) == self.position else ios + 1


def fitting_speed(units: int) -> int:
    """Return the speed at which so many units take about a minute.

    Examples
    --------
    >>> [fitting_speed(n) for n in (4, 950, 75_086, 1_000_000)]
    [1, 20, 1000, 20000]
    """
    wanted = math.log(max(units, 1) / FIT_SECONDS)
    fitting: int = min(SPEEDS, key=lambda speed: abs(math.log(speed) - wanted))
    return fitting


def position_after_io(trace: Trace, number: int) -> Position:
    """Return the position right behind I/O `number` (1-based); the start below 1, the end behind the last."""
    if number < 1:
        return START
    if number > trace.counts.ios:
        return Position(int(trace.n_steps))
    # The connection that does it lies between: counters(low) < number <= counters(high).
    low, high = 0, int(trace.n_steps)
    while high - low > 1:
        middle = (low + high) // 2
        if trace.counters(middle, 0).ios < number:
            low = middle
        else:
            high = middle
    done = trace.counters(low, 0).ios
    costs = trace.event_costs(low)
    for index, cost in enumerate(costs):
        done += cost.ios
        if done == number:
            last = index + 1 == len(costs)
            return Position(low + 1) if last else Position(low, index + 1)
    return Position(low + 1)
