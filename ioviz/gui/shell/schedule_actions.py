"""Schedule: orders, machine, moves by hand, playback and columns; what the actions do, and the actions."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox

from ioviz.core.names import LEAST_MEMORY
from ioviz.gui.actions.record import READY, Action
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.dialogs import SCHEDULES


def _open_schedule(w: Commands) -> None:
    w.dialogs.ask_file("Open schedule", SCHEDULES, w.session.open_schedule)


def _trials(w: Commands) -> None:
    from ioviz.gui.setup.trials_dialog import TrialsDialog

    w.dialogs.show("trials", lambda: TrialsDialog(w.window, w.session))


def _curve(w: Commands) -> None:
    from ioviz.gui.setup.memory_curve_dialog import CurveDialog

    w.dialogs.show("curve", lambda: CurveDialog(w.window, w.session, w.context.jobs))


def _new_seed(w: Commands) -> None:
    """The random order; if it is that already, the next one."""
    wanted = w.session.wanted
    if wanted is not None:
        seed = wanted.seed + 1 if wanted.order == "random" else wanted.seed
        w.session.change("seed", order="random", seed=seed)


# -- machine ---------------------------------------------------------------------------------------------


def _shift_memory(w: Commands, by: int) -> None:
    if w.session.wanted is not None:
        w.set_memory(max(LEAST_MEMORY, w.session.wanted.memory + by))


def _memory_fits(w: Commands) -> None:
    """As much as the order needs, so that nothing is ever evicted."""
    if w.session.document is not None:
        w.set_memory(max(LEAST_MEMORY, w.session.document.live_memory))


def _memory_edit(w: Commands) -> None:
    w.side.setVisible(True)
    w.actions.check("show_side", True)
    w.side.edit_memory()


# -- by hand ---------------------------------------------------------------------------------------------


def _process_chosen(w: Commands) -> None:
    """Enter processes the connection that is chosen; with a button in focus it means the button."""
    focused = w.window.focusWidget()
    if isinstance(focused, QAbstractButton):
        focused.click()
    else:
        w.hand.process_chosen()


def _shift_ready(w: Commands, by: int) -> None:
    """Up and Down choose a ready connection; in a field of numbers they belong to the field."""
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

# A table: an action is a few lines, however many fields it has.
# fmt: off
SCHEDULE_ACTIONS: tuple[Action[Commands], ...] = (
    Action("open_schedule", "&Open schedule…", "Schedule", "Ctrl+Shift+O",
           "Open an order of this network's connections from a file", icon="schedule", needs=READY, run=_open_schedule),
    Action("order_neuron", "Order: &neuron by neuron", "Schedule", "Alt+1",
           "Each neuron's incoming connections together; at most twice the fewest I/Os", needs=READY, group="order",
           line_above=True, run=lambda w: w.set_order("neuron")),
    Action("order_layer", "Order: &layer by layer", "Schedule", "Alt+2",
           "Layer after layer, as sparse matrix products: the standard way", needs=READY, group="order",
           run=lambda w: w.set_order("layer")),
    Action("order_random", "Order: &random", "Schedule", "Alt+3", "Any ready connection next, chosen by the seed",
           needs=READY, group="order", run=lambda w: w.set_order("random")),
    Action("order_greedy", "&Greedy", _MADE_FOR_M, "Alt+4",
           "Partial sums stay, the source that they demand most comes next", needs=READY, group="order",
           run=lambda w: w.set_order("greedy")),
    Action("order_tiled", "&Tiled", _MADE_FOR_M, "Alt+5", "Blocks that fit: sums stay while sources stream past",
           needs=READY, group="order", run=lambda w: w.set_order("tiled")),
    Action("order_grouped", "G&rouped", _MADE_FOR_M, "Alt+6", "Tiled, with sums of similar sources in one block",
           needs=READY, group="order", run=lambda w: w.set_order("grouped")),
    Action("order_bandwidth", "&Bandwidth", _MADE_FOR_M, "Alt+7", "Neuron by neuron, with neighbours close together",
           needs=READY, group="order", run=lambda w: w.set_order("bandwidth")),
    Action("order_auto", "&Auto: the best of all", _MADE_FOR_M, "Alt+8",
           "Make all of them for ten seconds, and take the best", needs=READY, group="order",
           run=lambda w: w.set_order("auto")),
    Action("trials", "&Orders tried…", _MADE_FOR_M, "Alt+9", "What the search for the best order has made and counted",
           icon="facts", needs=READY, line_above=True, run=_trials),
    Action("optimum", "Show the optim&um", "Schedule", "O",
           "Step through a schedule with the fewest I/Os there can be; for small networks", icon="check",
           needs="optimum", run=lambda w: w.optimum.show_schedule()),
    Action("evictions", "Show the best e&victions", "Schedule", "V",
           "The same order with the evictions that cost least; for networks of up to 20 000 connections", icon="check",
           needs="evictions", run=lambda w: w.evictions.show_schedule()),
    Action("new_seed", "New random &seed", "Schedule", "D", "Another random order", icon="dice", needs=READY,
           repeats=True, run=_new_seed),
    Action("policy_min", "Policy: &MIN", _MACHINE, "1", "Evict the value whose next use lies farthest ahead",
           needs=READY, group="policy", run=lambda w: w.set_policy("min")),
    Action("policy_lru", "Policy: &LRU", _MACHINE, "2", "Evict the value whose last use lies farthest back",
           needs=READY, group="policy", run=lambda w: w.set_policy("lru")),
    Action("policy_rr", "Policy: &RR", _MACHINE, "3", "Evict slot after slot, in turn", needs=READY, group="policy",
           run=lambda w: w.set_policy("rr")),
    Action("policy_min-d", "Policy: MIN-&D", _MACHINE, "4",
           "As MIN, but what is dirty leaves later, since evicting it costs a write", needs=READY, group="policy",
           run=lambda w: w.set_policy("min-d")),
    Action("memory_more", "M&ore memory", _MACHINE, "Ctrl+Up", "One value of fast memory more", icon="plus",
           needs=READY, line_above=True, repeats=True, run=lambda w: _shift_memory(w, +1)),
    Action("memory_less", "L&ess memory", _MACHINE, "Ctrl+Down", "One value of fast memory less", icon="minus",
           needs=READY, repeats=True, run=lambda w: _shift_memory(w, -1)),
    Action("memory_fits", "&As much as needed", _MACHINE, "Ctrl+L", "Set M to the live memory: nothing is ever evicted",
           icon="memory", needs=READY, run=_memory_fits),
    Action("memory_edit", "&Type M…", _MACHINE, "M", "Go to the field of the memory size", icon="memory", needs=READY,
           run=_memory_edit),
    Action("by_hand", "&By hand from here", _BY_HAND, "B",
           "Choose the next connections and evictions yourself, from the step that is shown", icon="hand", needs=READY,
           toggle=lambda w, on: w.hand.set_on(on)),
    Action("hand_process", "&Process the connection", _BY_HAND, "Return", "Process the ready connection that is chosen",
           icon="check", needs="hand_ready", line_above=True, more_keys=("Enter",), run=_process_chosen),
    Action("hand_next", "&Next ready connection", _BY_HAND, "Down", "Choose the next of the ready connections",
           needs="hand_ready", run=lambda w: _shift_ready(w, +1)),
    Action("hand_previous", "Pre&vious ready connection", _BY_HAND, "Up",
           "Choose the one before of the ready connections", needs="hand_ready", run=lambda w: _shift_ready(w, -1)),
    Action("hand_back", "&Take the question back", _BY_HAND, "Esc",
           "Choose another connection, or another source, instead", needs="hand_open", run=lambda w: w.hand.back()),
    Action("hand_hint", "&Hint", _BY_HAND, "H", "What the best schedule known does next, or whom MIN would evict",
           icon="hint", needs="hand_more", line_above=True, run=lambda w: w.hand.hint()),
    Action("hand_finish", "&Finish for me", _BY_HAND, "Shift+Return",
           "Process the rest as planned, with room made by the policy", icon="to_end", needs="hand_rest",
           run=lambda w: w.hand.finish()),
    Action("hand_order", "&Order as a list", _BY_HAND, "Shift+B",
           "The order of the connections as a list, to be changed by dragging", icon="schedule", needs="hand",
           toggle=lambda w, on: w.hand.show_order(on)),
    Action("hand_rival", "&Against the program", _BY_HAND, "Shift+V",
           "The best schedule known, at as many connections as yours, beside it", icon="present", needs="hand",
           toggle=lambda w, on: w.opponent.show(on)),
    Action("play", "&Play or pause", "Schedule", "Space", "Play the schedule, or pause it", icon="play", needs=READY,
           line_above=True, run=lambda w: w.player.toggle()),
    Action("forward", "Step &forward", "Schedule", "Right", "One connection, or one I/O, on", icon="forward",
           needs=READY, repeats=True, run=lambda w: w.player.forward()),
    Action("back", "Step back", "Schedule", "Left", "One connection, or one I/O, back", icon="back", needs=READY,
           repeats=True, run=lambda w: w.player.back()),
    Action("leap_forward", "Leap forward", "Schedule", "PgDown", "A twentieth of the way on", icon="leap_forward",
           needs=READY, repeats=True, run=lambda w: w.player.leap_forward()),
    Action("leap_back", "Leap back", "Schedule", "PgUp", "A twentieth of the way back", icon="leap_back", needs=READY,
           repeats=True, run=lambda w: w.player.leap_back()),
    Action("to_start", "To the st&art", "Schedule", "Home", "Before the first connection: fast memory is empty",
           icon="to_start", needs=READY, run=lambda w: w.player.to_start()),
    Action("to_end", "To the &end", "Schedule", "End", "After the last connection", icon="to_end", needs=READY,
           run=lambda w: w.player.to_end()),
    Action("next_io", "Next extra &I/O", _JUMP, "N", "The next connection that costs more than reading its weight",
           icon="io", needs=READY, repeats=True, run=lambda w: w.player.jump("io", +1)),
    Action("next_eviction", "Next &eviction", _JUMP, "E", "The next connection for which a value had to leave",
           icon="eviction", needs=READY, repeats=True, run=lambda w: w.player.jump("eviction", +1)),
    Action("next_reread", "Next &re-read", _JUMP, "R", "The next connection for which a value had to come back",
           icon="reread", needs=READY, repeats=True, run=lambda w: w.player.jump("reread", +1)),
    Action("next_write", "Next &write", _JUMP, "W", "The next connection that writes a value to slow memory",
           icon="write", needs=READY, repeats=True, run=lambda w: w.player.jump("write", +1)),
    Action("previous_io", "Previous extra I/O", _JUMP, "Shift+N",
           "The last connection before that cost more than its weight", icon="io", needs=READY, line_above=True,
           repeats=True, run=lambda w: w.player.jump("io", -1)),
    Action("previous_eviction", "Previous eviction", _JUMP, "Shift+E",
           "The last connection before for which a value had to leave", icon="eviction", needs=READY, repeats=True,
           run=lambda w: w.player.jump("eviction", -1)),
    Action("previous_reread", "Previous re-read", _JUMP, "Shift+R",
           "The last connection before for which a value had to come back", icon="reread", needs=READY, repeats=True,
           run=lambda w: w.player.jump("reread", -1)),
    Action("previous_write", "Previous write", _JUMP, "Shift+W", "The last connection before that wrote a value",
           icon="write", needs=READY, repeats=True, run=lambda w: w.player.jump("write", -1)),
    Action("faster", "Fas&ter", "Schedule", "]", "More connections a second", icon="faster", needs=READY,
           line_above=True, repeats=True, run=lambda w: w.player.faster()),
    Action("slower", "Slo&wer", "Schedule", "[", "Fewer connections a second", icon="slower", needs=READY,
           repeats=True, run=lambda w: w.player.slower()),
    Action("step_by_io", "Step by &I/O", "Schedule", "U", "Step and play by single I/Os instead of whole connections",
           icon="io", needs=READY, toggle=lambda w, on: w.player.set_unit("io" if on else "connection")),
    Action("step_by_share", "Step by s&hare", "Schedule", "Shift+U",
           "Step and play by shares of the work: each schedule's own I/Os, from 0 to 100 %", icon="io", needs=READY,
           toggle=lambda w, on: w.player.set_unit("share" if on else "connection")),
    Action("side_by_side", "&Side by side", _COMPARE, "S",
           "Two to four schedules or machines on this network, stepping together", icon="panel", needs=READY,
           toggle=lambda w, on: w.show_columns().switch(on)),
    Action("side_policies", "&MIN, LRU and RR", _COMPARE, "Shift+S", "This order and M under MIN beside LRU beside RR",
           icon="panel", needs=READY, run=lambda w: w.show_columns().policies()),
    Action("side_add", "&Add a column", _COMPARE, "Shift+A", "One more schedule or machine at the right; four at most",
           icon="plus", needs="side_more", line_above=True, run=lambda w: w.show_columns().add()),
    Action("side_remove", "&Remove the column", _COMPARE, "Shift+Del", "Take the main column away; Undo brings it back",
           icon="close", needs="side_less", run=lambda w: w.show_columns().remove()),
    Action("side_next", "&Next column", _COMPARE, "Alt+Right",
           "Make the next column the main one, which side panel and other tabs are about", icon="chevron_right",
           needs="side", run=lambda w: w.show_columns().shift(+1)),
    Action("side_previous", "&Previous column", _COMPARE, "Alt+Left", "Make the column before the main one",
           icon="chevron_left", needs="side", run=lambda w: w.show_columns().shift(-1)),
    Action("side_first", "&First difference", _COMPARE, "Shift+G",
           "Go to the first connection at which two columns do something else", icon="to_start", needs="side",
           line_above=True, run=lambda w: w.show_columns().jump(first=True)),
    Action("side_next_difference", "Next &difference", _COMPARE, "G",
           "Go to the next connection at which two columns do something else", icon="forward", needs="side",
           run=lambda w: w.show_columns().jump(first=False)),
    Action("curve", "Memory &curve…", "Schedule", "Ctrl+M", "Reads and writes of several orders at every M",
           icon="curve", needs=READY, line_above=True, run=_curve),
)
# fmt: on
