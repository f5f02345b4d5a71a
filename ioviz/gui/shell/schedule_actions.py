"""The actions of the menu Schedule: orders, machine, by hand, playback, side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox

from ioviz.core.names import LEAST_MEMORY
from ioviz.gui.actions.actions import plain
from ioviz.gui.actions.record import READY, Action
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.dialogs import SCHEDULES


def _trials(w: Commands) -> None:
    from ioviz.gui.setup.trials_dialog import TrialsDialog

    w.dialogs.show("trials", lambda: TrialsDialog(w.window, w.session))


def _curve(w: Commands) -> None:
    from ioviz.gui.setup.memory_curve_dialog import CurveDialog

    w.dialogs.show("curve", lambda: CurveDialog(w.window, w.session, w.context.jobs))


def _new_seed(w: Commands) -> None:
    """Choose the random order, with the next seed if it is chosen already."""
    wanted = w.session.wanted
    if wanted is not None:
        seed = wanted.seed + 1 if wanted.order == "random" else wanted.seed
        w.session.change("seed", order="random", seed=seed)


# -- machine ---------------------------------------------------------------------------------------------


def _shift_memory(w: Commands, by: int) -> None:
    if w.session.wanted is not None:
        w.set_memory(w.session.wanted.memory + by)


def _memory_fits(w: Commands) -> None:
    """Set M to the live memory of the order, so that nothing is ever evicted."""
    if w.session.document is not None:
        w.set_memory(max(LEAST_MEMORY, w.session.document.live_memory))


def _memory_edit(w: Commands) -> None:
    w.side.setVisible(True)
    w.actions.check("show_side", True)
    w.side.edit_memory()


# -- by hand ---------------------------------------------------------------------------------------------


def _process_chosen(w: Commands) -> None:
    """Process the chosen connection, or press the focused button."""
    focused = w.window.focusWidget()
    if isinstance(focused, QAbstractButton):
        focused.click()
    else:
        w.hand.process_chosen()


def _shift_ready(w: Commands, by: int) -> None:
    """Choose another ready connection, or change the focused number field."""
    focused = w.window.focusWidget()
    if isinstance(focused, QAbstractSpinBox):
        focused.stepBy(-by)
    else:
        w.hand.shift(by)


_MADE_FOR_M = "Schedule/Or&der made for M"
_MACHINE = "Schedule/&Machine"
_BY_HAND = "Schedule/B&y hand"
_JUMP = "Schedule/&Jump to"
_COMPARE = "Schedule/Side &by side"

_JUMPS = (
    ("io", "extra &I/O", "N", "costs more than reading its weight"),
    ("eviction", "&eviction", "E", "evicts a value"),
    ("reread", "&re-read", "R", "re-reads a value"),
    ("write", "&write", "W", "writes a value to slow memory"),
)


def _order(key: str, text: str, menu: str, shortcut: str, tip: str, *, line_above: bool = False) -> Action[Commands]:
    return Action(
        f"order_{key}", text, menu, shortcut, tip,
        needs=READY, group="order", line_above=line_above, run=lambda w: w.set_order(key),
    )  # fmt: skip


def _policy(key: str, text: str, shortcut: str, tip: str, words: str) -> Action[Commands]:
    return Action(
        f"policy_{key}", text, _MACHINE, shortcut, tip,
        needs=READY, group="policy", words=words, run=lambda w: w.set_policy(key),
    )  # fmt: skip


def _jump(kind: str, name: str, key: str, what: str, direction: int) -> Action[Commands]:
    """Return the action that goes to the next (+1) or previous (-1) connection that does `what`."""
    forward = direction > 0
    which = "next" if forward else "previous"
    return Action(
        f"{which}_{kind}",
        f"Next {name}" if forward else f"Previous {plain(name)}",
        _JUMP,
        key if forward else f"Shift+{key}",
        f"The {which} connection that {what}",
        icon=kind,
        needs=READY,
        line_above=not forward and kind == "io",
        repeats=True,
        run=lambda w: w.player.jump(kind, direction),
    )


# Formatted as a table: a few lines for each action.
# fmt: off
SCHEDULE_ACTIONS: tuple[Action[Commands], ...] = (
    Action("open_schedule", "&Open schedule…", "Schedule", "Ctrl+Shift+O",
           "Open an order of this network's connections from a file", icon="schedule", needs=READY,
           run=lambda w: w.dialogs.ask_file("Open schedule", SCHEDULES, w.session.open_schedule)),
    _order("neuron", "Order: &neuron by neuron", "Schedule", "Alt+1",
           "Each neuron's incoming connections together; at most twice the optimum", line_above=True),
    _order("layer", "Order: &layer by layer", "Schedule", "Alt+2",
           "Layer after layer, as sparse matrix products: the standard order"),
    _order("random", "Order: &random", "Schedule", "Alt+3", "A random order of ready connections, chosen by the seed"),
    _order("greedy", "&Greedy", _MADE_FOR_M, "Alt+4", "Partial sums stay, the source that most of them need is next"),
    _order("tiled", "&Tiled", _MADE_FOR_M, "Alt+5", "Blocks that fit: sums stay while sources are streamed"),
    _order("grouped", "G&rouped", _MADE_FOR_M, "Alt+6", "Tiled, with sums of similar sources in one block"),
    _order("bandwidth", "&Bandwidth", _MADE_FOR_M, "Alt+7", "Neuron by neuron, with neighbours close together"),
    _order("auto", "&Auto: the best of all", _MADE_FOR_M, "Alt+8", "Try all of them for ten seconds and take the best"),
    Action("trials", "&Orders tried…", _MADE_FOR_M, "Alt+9",
           "The orders that the search for the best order has tried, with their I/Os", icon="facts", needs=READY,
           line_above=True, words="auto best order list",
           run=_trials),
    Action("optimum", "Show the optim&um", "Schedule", "O", "Step through an optimal schedule; for small networks",
           icon="check", needs="optimum", words="exact solve best lower bound",
           run=lambda w: w.optimum.show_schedule()),
    Action("evictions", "Show the best e&victions", "Schedule", "V",
           "The same order with the cheapest evictions; for networks of up to 20 000 connections", icon="check",
           needs="evictions", words="best linear program lower bound",
           run=lambda w: w.evictions.show_schedule()),
    Action("new_seed", "New random &seed", "Schedule", "D", "Another random order", icon="dice", needs=READY,
           repeats=True, words="shuffle",
           run=_new_seed),
    _policy("min", "Policy: &MIN", "1", "Evict the value whose next use is farthest in the future",
            "Belady OPT optimal replacement"),
    _policy("lru", "Policy: &LRU", "2", "Evict the value whose last use is longest ago", "least recently used cache"),
    _policy("rr", "Policy: &RR", "3", "Evict slot after slot, in turn", "round robin FIFO clock"),
    _policy("min-d", "Policy: MIN-&D", "4", "As MIN, but dirty values are evicted later, since that costs a write",
            "Belady dirty aware"),
    Action("memory_more", "M&ore memory", _MACHINE, "Ctrl+Up", "Increase M by one value", icon="plus", needs=READY,
           line_above=True, repeats=True, words="cache size M larger",
           run=lambda w: _shift_memory(w, +1)),
    Action("memory_less", "L&ess memory", _MACHINE, "Ctrl+Down", "Decrease M by one value", icon="minus", needs=READY,
           repeats=True, words="cache size M smaller",
           run=lambda w: _shift_memory(w, -1)),
    Action("memory_fits", "&As much as needed", _MACHINE, "Ctrl+L", "Set M to the live memory: nothing is ever evicted",
           icon="memory", needs=READY, words="cache size M live memory lower bound",
           run=_memory_fits),
    Action("memory_edit", "&Type M…", _MACHINE, "M", "Go to the field of the memory size", icon="memory", needs=READY,
           words="cache size M set fast memory", run=_memory_edit),
    Action("by_hand", "&By hand from here", _BY_HAND, "B",
           "Choose the next connections and evictions yourself, from the step that is shown", icon="hand", needs=READY,
           words="manual own game play yourself", toggle=lambda w, on: w.hand.set_on(on)),
    Action("hand_process", "&Process the connection", _BY_HAND, "Return", "Process the ready connection that is chosen",
           icon="check", needs="hand_ready", line_above=True, more_keys=("Enter",), run=_process_chosen),
    Action("hand_next", "&Next ready connection", _BY_HAND, "Down", "Choose the next of the ready connections",
           needs="hand_ready", run=lambda w: _shift_ready(w, +1)),
    Action("hand_previous", "Pre&vious ready connection", _BY_HAND, "Up",
           "Choose the previous one of the ready connections", needs="hand_ready", run=lambda w: _shift_ready(w, -1)),
    Action("hand_back", "&Cancel the question", _BY_HAND, "Esc",
           "Choose another connection, or another source, instead", needs="hand_open", run=lambda w: w.hand.back()),
    Action("hand_hint", "&Hint", _BY_HAND, "H",
           "What the best known schedule does next: the optimum where it is known", icon="hint", needs="hand_more",
           line_above=True, words="help advice tip",
           run=lambda w: w.hand.hint()),
    Action("hand_finish", "&Finish for me", _BY_HAND, "Shift+Return",
           "Process the remaining connections as planned; the policy evicts", icon="to_end", needs="hand_rest",
           run=lambda w: w.hand.finish()),
    Action("hand_order", "&Order as a list", _BY_HAND, "Shift+B",
           "The order of the connections as a list that can be changed by dragging", icon="schedule", needs="hand",
           toggle=lambda w, on: w.hand.show_order(on)),
    Action("hand_rival", "&Against the program", _BY_HAND, "Shift+V",
           "Show the best known schedule beside yours, after as many connections", icon="present", needs="hand",
           toggle=lambda w, on: w.opponent.show(on)),
    Action("play", "&Play or pause", "Schedule", "Space", "Play the schedule, or pause it", icon="play", needs=READY,
           line_above=True, words="start run animate stop",
           run=lambda w: w.player.toggle()),
    Action("forward", "Step &forward", "Schedule", "Right", "Go one connection, or one I/O, forward", icon="forward",
           needs=READY, repeats=True, run=lambda w: w.player.forward()),
    Action("back", "Step back", "Schedule", "Left", "Go one connection, or one I/O, back", icon="back", needs=READY,
           repeats=True, run=lambda w: w.player.back()),
    Action("leap_forward", "Leap forward", "Schedule", "PgDown", "Go forward by a twentieth of the schedule",
           icon="leap_forward", needs=READY, repeats=True, run=lambda w: w.player.leap_forward()),
    Action("leap_back", "Leap back", "Schedule", "PgUp", "Go back by a twentieth of the schedule", icon="leap_back",
           needs=READY, repeats=True, run=lambda w: w.player.leap_back()),
    Action("to_start", "To the st&art", "Schedule", "Home", "Go before the first connection: fast memory is empty",
           icon="to_start", needs=READY, run=lambda w: w.player.to_start()),
    Action("to_end", "To the &end", "Schedule", "End", "Go after the last connection", icon="to_end", needs=READY,
           run=lambda w: w.player.to_end()),
    *(_jump(*jump, direction) for direction in (+1, -1) for jump in _JUMPS),
    Action("faster", "Fas&ter", "Schedule", "]", "More connections a second", icon="faster", needs=READY,
           line_above=True, repeats=True, words="speed quick",
           run=lambda w: w.player.faster()),
    Action("slower", "Slo&wer", "Schedule", "[", "Fewer connections a second", icon="slower", needs=READY, repeats=True,
           words="speed slow", run=lambda w: w.player.slower()),
    Action("speed_fit", "Speed that fits", "Schedule", "Alt+0",
           "Play the whole schedule in about a minute, until a speed is chosen", words="speed automatic minute",
           needs=READY, toggle=lambda w, on: w.player.fit_speed(on)),
    Action("step_by_io", "Step by &I/O", "Schedule", "U", "Step and play by single I/Os instead of whole connections",
           icon="io", needs=READY, toggle=lambda w, on: w.player.set_unit("io" if on else "connection")),
    Action("step_by_share", "Step by s&hare", "Schedule", "Shift+U",
           "Step and play by shares of the work: each schedule's own I/Os, from 0 to 100 %", icon="io", needs=READY,
           toggle=lambda w, on: w.player.set_unit("share" if on else "connection")),
    Action("side_by_side", "&Side by side", _COMPARE, "S", "Two to four schedules or machines on this network, in step",
           icon="panel", needs=READY, words="compare two schedules",
           toggle=lambda w, on: w.show_columns().switch(on)),
    Action("side_policies", "&MIN, LRU and RR", _COMPARE, "Shift+S", "This order and M under MIN beside LRU beside RR",
           icon="panel", needs=READY, run=lambda w: w.show_columns().policies()),
    Action("side_add", "&Add a column", _COMPARE, "Shift+A", "Add a schedule or machine on the right; four at most",
           icon="plus", needs="side_more", line_above=True, run=lambda w: w.show_columns().add()),
    Action("side_remove", "&Remove the column", _COMPARE, "Shift+Del", "Remove the main column; Undo restores it",
           icon="close", needs="side_less", run=lambda w: w.show_columns().remove()),
    Action("side_next", "&Next column", _COMPARE, "Alt+Right",
           "Make the next column the main one, which side panel and other tabs show", icon="chevron_right",
           needs="side", run=lambda w: w.show_columns().shift(+1)),
    Action("side_previous", "&Previous column", _COMPARE, "Alt+Left", "Make the previous column the main one",
           icon="chevron_left", needs="side", run=lambda w: w.show_columns().shift(-1)),
    Action("side_first", "&First difference", _COMPARE, "Shift+G",
           "Go to the first connection at which two columns differ", icon="to_start", needs="side", line_above=True,
           run=lambda w: w.show_columns().jump(first=True)),
    Action("side_next_difference", "Next &difference", _COMPARE, "G",
           "Go to the next connection at which two columns differ", icon="forward", needs="side",
           run=lambda w: w.show_columns().jump(first=False)),
    Action("curve", "Memory &curve…", "Schedule", "Ctrl+M", "Reads and writes of several orders at every M",
           icon="curve", needs=READY, line_above=True, words="plot graph cache size",
           run=_curve),
)
# fmt: on
