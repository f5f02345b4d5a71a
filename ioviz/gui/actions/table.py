"""Every action of the window, in one table: menus, tool buttons, tooltips, key list and command search are made from it.

`menu` is the menu's title, with "/" between a menu and its sub-menu; the table's order is the menus' order. `needs`
says what must be there for the action to be enabled: "" (nothing), "ready" (a network and its trace), "undo", "redo".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ActionSpec:
    """One action. `text` has its mnemonic (&); `keys` are in Qt's portable notation, the first one is shown."""

    id: str
    text: str
    menu: str
    keys: tuple[str, ...]
    tip: str
    icon: str = ""
    needs: str = ""
    group: str = ""  # actions of one group exclude each other; they are checkable
    checkable: bool = False
    line_above: bool = False  # a separator before it in its menu


MENUS = ("&File", "&Edit", "&Network", "&Schedule", "&View", "&Learn", "&Help")


def _a(
    id: str, text: str, menu: str, keys: str, tip: str, icon: str = "", needs: str = "", group: str = "", **more: bool
) -> ActionSpec:
    """Keys are separated by two spaces, since a key may contain one comma or plus."""
    checkable = more.pop("checkable", bool(group))
    return ActionSpec(id, text, menu, tuple(keys.split("  ")), tip, icon, needs, group, checkable, **more)


_READY = "ready"
_EXPORT = "File/&Export"
_JUMP = "Schedule/&Jump to"
_MACHINE = "Schedule/&Machine"
_SIDE = "Schedule/Side &by side"
_MADE = "Schedule/Or&der made for M"
_ANNEAL = "Schedule/Annealin&g"
_HAND = "Schedule/B&y hand"
_BENCH = "Schedule/Benchmar&k"

_EXPLAIN = "View/&Explain"
_OVERLAY = "View/&Colour by"

# A table: one line an action.
# fmt: off
ACTIONS: tuple[ActionSpec, ...] = (
    _a("open", "&Open network…", "File", "Ctrl+O", "Open a network file", "open"),
    _a("samples", "Sa&mples…", "File", "Ctrl+G", "The networks that come with the program, with a reason to look at each", "samples"),
    _a("save_network", "&Save network as…", "File", "Ctrl+S", "Write the network to a .json or .npz file", "save", _READY, line_above=True),
    _a("save_schedule", "Save s&chedule as…", "File", "Ctrl+Shift+S", "Write the order of the connections to a file", "schedule", _READY),
    _a("open_result", "Open &benchmark results…", "File", "Ctrl+Alt+O", "Read results of a benchmark from a file", "open"),
    _a("export_picture", "&Picture…", _EXPORT, "Ctrl+Alt+P", "Write a view as PNG, SVG or PDF", "export", _READY),
    _a("export_copy", "&Copy picture", _EXPORT, "Ctrl+Alt+C", "Put what is seen on the clipboard as a picture", "export", _READY),
    _a("export_film", "&Animation…", _EXPORT, "Ctrl+Alt+M", "Write the schedule as it plays: MP4, GIF or numbered PNGs", "play", _READY),
    _a("export_trace", "&Trace…", _EXPORT, "Ctrl+Alt+E", "What every connection read, evicted and wrote, as CSV or npz", "export", _READY, line_above=True),
    _a("export_residency", "&Residency…", _EXPORT, "Ctrl+Alt+S", "Each stay of a neuron in fast memory, as CSV or npz", "export", _READY),
    _a("export_report", "Rep&ort…", _EXPORT, "Ctrl+Alt+R", "One web page with network, machine, schedules, curves and pictures", "export", _READY),
    _a("quit", "&Quit", "File", "Ctrl+Q", "Close the window", "quit", line_above=True),
    _a("undo", "&Undo", "Edit", "Ctrl+Z", "Take the last change of network, machine or schedule back", "undo", "undo"),
    _a("redo", "&Redo", "Edit", "Ctrl+Shift+Z  Ctrl+Y", "Make the change again", "redo", "redo"),
    _a("commands", "Search &commands…", "Edit", "Ctrl+K", "Find any command by its name", "search", line_above=True),
    _a("find", "&Find…", "Edit", "Ctrl+F", "A neuron, a connection or a step, by its number", "search", _READY),
    _a("generate", "&Generate…", "Network", "Ctrl+N", "Make a network by rule or at random", "generate"),
    _a("facts", "&Facts…", "Network", "Ctrl+I", "Sizes, degrees, layers, bounds and what was trimmed", "facts", _READY),
    _a("next_example", "Next &example", "Network", "X", "Send the next of the network's example inputs through it", "example", "examples", line_above=True),
    _a("previous_example", "&Previous example", "Network", "Shift+X", "Send the previous example input through it", "example", "examples"),
    _a("open_schedule", "&Open schedule…", "Schedule", "Ctrl+Shift+O", "Open an order of this network's connections from a file", "schedule", _READY),
    _a("order_neuron", "Order: &neuron by neuron", "Schedule", "Alt+1", "Each neuron's incoming connections together; at most twice the fewest I/Os", "", _READY, "order", line_above=True),
    _a("order_layer", "Order: &layer by layer", "Schedule", "Alt+2", "Layer after layer, as sparse matrix products: the standard way", "", _READY, "order"),
    _a("order_random", "Order: &random", "Schedule", "Alt+3", "Any ready connection next, chosen by the seed", "", _READY, "order"),
    _a("order_greedy", "&Greedy", _MADE, "Alt+4", "Partial sums stay, the source that they demand most comes next", "", _READY, "order"),
    _a("order_tiled", "&Tiled", _MADE, "Alt+5", "Blocks that fit: sums stay while sources stream past", "", _READY, "order"),
    _a("order_grouped", "G&rouped", _MADE, "Alt+6", "Tiled, with sums of similar sources in one block", "", _READY, "order"),
    _a("order_bandwidth", "&Bandwidth", _MADE, "Alt+7", "Neuron by neuron, with neighbours close together", "", _READY, "order"),
    _a("order_auto", "&Auto: the best of all", _MADE, "Alt+8", "Make all of them for ten seconds, and take the best", "", _READY, "order"),
    _a("trials", "&Orders tried…", _MADE, "Alt+9", "What the search for the best order has made and counted", "facts", _READY, line_above=True),
    _a("optimum", "Show the optim&um", "Schedule", "O", "Step through a schedule with the fewest I/Os there can be; for small networks", "check", "optimum"),
    _a("evictions", "Show the best e&victions", "Schedule", "V", "The same order with the evictions that cost least; for networks of up to 20 000 connections", "check", "evictions"),
    _a("new_seed", "New random &seed", "Schedule", "D", "Another random order", "dice", _READY),
    _a("policy_min", "Policy: &MIN", _MACHINE, "1", "Evict the value whose next use lies farthest ahead", "", _READY, "policy"),
    _a("policy_lru", "Policy: &LRU", _MACHINE, "2", "Evict the value whose last use lies farthest back", "", _READY, "policy"),
    _a("policy_rr", "Policy: &RR", _MACHINE, "3", "Evict place after place, in turn", "", _READY, "policy"),
    _a("policy_min-d", "Policy: MIN-&D", _MACHINE, "4", "As MIN, but what is dirty leaves later, since evicting it costs a write", "", _READY, "policy"),
    _a("memory_more", "M&ore memory", _MACHINE, "Ctrl+Up", "One value of fast memory more", "plus", _READY, line_above=True),
    _a("memory_less", "L&ess memory", _MACHINE, "Ctrl+Down", "One value of fast memory less", "minus", _READY),
    _a("memory_fits", "&As much as needed", _MACHINE, "Ctrl+L", "Set M to the live memory: nothing is ever evicted", "memory", _READY),
    _a("memory_edit", "&Type M…", _MACHINE, "M", "Go to the field of the memory size", "memory", _READY),
    _a("by_hand", "&By hand from here", _HAND, "B", "Choose the next connections and evictions yourself, from the step that is shown", "hand", _READY, checkable=True),
    _a("hand_process", "&Process the connection", _HAND, "Return  Enter", "Process the ready connection that is chosen", "check", "hand_ready", line_above=True),
    _a("hand_next", "&Next ready connection", _HAND, "Down", "Choose the next of the ready connections", "", "hand_ready"),
    _a("hand_previous", "Pre&vious ready connection", _HAND, "Up", "Choose the one before of the ready connections", "", "hand_ready"),
    _a("hand_back", "&Take the question back", _HAND, "Esc", "Choose another connection, or another source, instead", "", "hand_open"),
    _a("hand_hint", "&Hint", _HAND, "H", "What the best schedule known does next, or whom MIN would evict", "hint", "hand_more", line_above=True),
    _a("hand_finish", "&Finish for me", _HAND, "Shift+Return", "Process the rest as planned, with room made by the policy", "to_end", "hand_rest"),
    _a("hand_order", "&Order as a list", _HAND, "Shift+B", "The order of the connections as a list, to be changed by dragging", "schedule", "hand", checkable=True),
    _a("hand_rival", "&Against the program", _HAND, "Shift+V", "The best schedule known, at as many connections as yours, beside it", "present", "hand", checkable=True),
    _a("play", "&Play or pause", "Schedule", "Space", "Play the schedule, or pause it", "play", _READY, line_above=True),
    _a("forward", "Step &forward", "Schedule", "Right", "One connection, or one I/O, on", "forward", _READY),
    _a("back", "Step back", "Schedule", "Left", "One connection, or one I/O, back", "back", _READY),
    _a("leap_forward", "Leap forward", "Schedule", "PgDown", "A twentieth of the way on", "leap_forward", _READY),
    _a("leap_back", "Leap back", "Schedule", "PgUp", "A twentieth of the way back", "leap_back", _READY),
    _a("to_start", "To the st&art", "Schedule", "Home", "Before the first connection: fast memory is empty", "to_start", _READY),
    _a("to_end", "To the &end", "Schedule", "End", "After the last connection", "to_end", _READY),
    _a("next_io", "Next extra &I/O", _JUMP, "N", "The next connection that costs more than reading its weight", "io", _READY),
    _a("next_eviction", "Next &eviction", _JUMP, "E", "The next connection for which a value had to leave", "eviction", _READY),
    _a("next_reread", "Next &re-read", _JUMP, "R", "The next connection for which a value had to come back", "reread", _READY),
    _a("next_write", "Next &write", _JUMP, "W", "The next connection that writes a value to slow memory", "write", _READY),
    _a("previous_io", "Previous extra I/O", _JUMP, "Shift+N", "The last connection before that cost more than its weight", "io", _READY, line_above=True),
    _a("previous_eviction", "Previous eviction", _JUMP, "Shift+E", "The last connection before for which a value had to leave", "eviction", _READY),
    _a("previous_reread", "Previous re-read", _JUMP, "Shift+R", "The last connection before for which a value had to come back", "reread", _READY),
    _a("previous_write", "Previous write", _JUMP, "Shift+W", "The last connection before that wrote a value", "write", _READY),
    _a("faster", "Fas&ter", "Schedule", "]", "More connections a second", "faster", _READY, line_above=True),
    _a("slower", "Slo&wer", "Schedule", "[", "Fewer connections a second", "slower", _READY),
    _a("step_by_io", "Step by &I/O", "Schedule", "U", "Step and play by single I/Os instead of whole connections", "io", _READY, checkable=True),
    _a("step_by_share", "Step by s&hare", "Schedule", "Shift+U", "Step and play by shares of the work: each schedule's own I/Os, from 0 to 100 %", "io", _READY, checkable=True),
    _a("side_by_side", "&Side by side", _SIDE, "S", "Two to four schedules or machines on this network, stepping together", "panel", _READY, checkable=True),
    _a("side_policies", "&MIN, LRU and RR", _SIDE, "Shift+S", "This order and M under MIN beside LRU beside RR", "panel", _READY),
    _a("side_add", "&Add a column", _SIDE, "Shift+A", "One more schedule or machine at the right; four at most", "plus", "side_more", line_above=True),
    _a("side_remove", "&Remove the column", _SIDE, "Shift+Del", "Take the main column away; Undo brings it back", "close", "side_less"),
    _a("side_next", "&Next column", _SIDE, "Alt+Right", "Make the next column the main one, which side panel and other tabs are about", "chevron_right", "side"),
    _a("side_previous", "&Previous column", _SIDE, "Alt+Left", "Make the column before the main one", "chevron_left", "side"),
    _a("side_first", "&First difference", _SIDE, "Shift+G", "Go to the first connection at which two columns do something else", "to_start", "side", line_above=True),
    _a("side_next_difference", "Next &difference", _SIDE, "G", "Go to the next connection at which two columns do something else", "forward", "side"),
    _a("curve", "Memory &curve…", "Schedule", "Ctrl+M", "Reads and writes of several orders at every M", "curve", _READY, line_above=True),
    _a("anneal_start", "&Start", _ANNEAL, "Ctrl+Return", "Make the order better by many small moves", "play", "anneal_idle"),
    _a("anneal_pause", "&Pause", _ANNEAL, "Ctrl+P", "Hold the run, or let it go on", "pause", "anneal_active", checkable=True),
    _a("anneal_stop", "S&top", _ANNEAL, "Ctrl+.", "End the run; what it has found stays", "stop", "anneal_active"),
    _a("anneal_show", "Show in &Explore", _ANNEAL, "Ctrl+E", "Step through the best order found, while the run goes on or later", "network", "anneal_found", line_above=True),
    _a("anneal_rename", "&Rename", _ANNEAL, "Ctrl+R", "Give the chosen run another name", "", "anneal_chosen"),
    _a("anneal_export", "E&xport…", _ANNEAL, "Ctrl+Shift+E", "Write the chosen run: its plot as PNG or SVG, its points as CSV, its order as a schedule", "export", "anneal_found"),
    _a("anneal_delete", "&Delete", _ANNEAL, "Ctrl+Del", "Take the chosen run out of the table; Undo brings it back", "close", "anneal_over"),
    _a("bench_run", "&Run", _BENCH, "Ctrl+B", "Measure what is chosen in the Benchmark tab on this computer", "play", "bench_idle"),
    _a("bench_stop", "S&top", _BENCH, "Ctrl+Shift+B", "End the measuring; what was measured stays", "stop", "bench_active"),
    _a("bench_demo", "&Demo", _BENCH, "Ctrl+D", "Twenty seconds: the baseline by ioviz and by what people use, as one large picture", "present", "bench_free"),
    _a("bench_choose", "&Choose what is measured", _BENCH, "Ctrl+J", "Show or hide networks, orders, programs, batches and threads", "panel", checkable=True),
    _a("bench_bars", "&Bars", _BENCH, "Ctrl+Alt+1", "Times at one place as bars, with quartiles and outliers", "", "", "picture", line_above=True),
    _a("bench_batch", "&Over the batch", _BENCH, "Ctrl+Alt+2", "What each program gains from many inputs at once", "", "", "picture"),
    _a("bench_roofline", "Roo&fline", _BENCH, "Ctrl+Alt+3", "Every run under the roof of this computer", "", "", "picture"),
    _a("bench_scatter", "Time a&gainst I/Os", _BENCH, "Ctrl+Alt+4", "Does counting predict seconds?", "", "", "picture"),
    _a("bench_machine", "&Machine", _BENCH, "Ctrl+Alt+5", "Processor, caches, limits and versions", "", "", "picture"),
    _a("bench_hall", "Picture for a &hall", _BENCH, "Ctrl+Alt+6", "One large picture with its answer in words", "", "", "picture"),
    _a("bench_rename", "Re&name", _BENCH, "Ctrl+Shift+R", "Give the chosen results another name", "", "bench_chosen", line_above=True),
    _a("bench_compare", "Com&pare", _BENCH, "Ctrl+Shift+M", "Show the chosen results beside those that are chosen next, or no more", "", "bench_chosen"),
    _a("bench_export", "E&xport…", _BENCH, "Ctrl+Shift+X", "Write the chosen results as JSON, CSV or Markdown, or the picture as PNG or SVG", "export", "bench_there"),
    _a("bench_delete", "De&lete", _BENCH, "Ctrl+Shift+Del", "Take the chosen results out of the list; Undo brings them back", "close", "bench_over"),
    _a("theme_system", "&System theme", "View/&Theme", "Alt+Shift+S", "Light or dark, as the system is", "system", "", "theme"),
    _a("theme_light", "&Light theme", "View/&Theme", "Alt+Shift+L", "Dark text on light", "light", "", "theme"),
    _a("theme_dark", "&Dark theme", "View/&Theme", "Alt+Shift+D", "Light text on dark", "dark", "", "theme"),
    _a("theme_toggle", "&Other theme", "View/&Theme", "Ctrl+T", "Switch between light and dark", "theme", line_above=True),
    _a("presentation", "&Presentation mode", "View", "F5", "Large text for a hall, without the side panel", "present", checkable=True),
    _a("text_larger", "Text &larger", "View/Te&xt size", "Ctrl++  Ctrl+=", "One size larger", "larger"),
    _a("text_smaller", "Text s&maller", "View/Te&xt size", "Ctrl+-", "One size smaller", "smaller"),
    _a("text_normal", "Text at 1&00 %", "View/Te&xt size", "Ctrl+0", "The normal size", "textreset"),
    _a("full_screen", "&Full screen", "View", "F11", "The window fills the screen", "fullscreen", checkable=True, line_above=True),
    _a("fit", "F&it to view", "View", "F", "Show the whole network and the whole timeline", "fit", _READY),
    _a("zoom_in", "Zoom i&n", "View", "+  =", "Closer to the network, or to the timeline when it has the keys", "larger", _READY),
    _a("zoom_out", "Zoom &out", "View", "-", "Farther from the network, or from the timeline when it has the keys", "smaller", _READY),
    _a("zoom_current", "&Zoom to the connection", "View", "Z", "So close to the connection that is processed that its weight can be read", "fit", _READY),
    _a("explain_why", "&Why", _EXPLAIN, "Y", "Who could have left, when each is needed again, and whom each policy would take", "help", _READY),
    _a("explain_model", "The &model", _EXPLAIN, "P", "The I/O model as pseudocode, with the current line lit", "book", _READY),
    _a("explain_neuron", "A &neuron", _EXPLAIN, "L", "One neuron: what it costs, its life, its reuse distances", "dot", _READY),
    _a("explain_dearest", "The &dearest neurons", _EXPLAIN, "T", "All neurons by what they cost, sorted by any column", "facts", _READY),
    _a("sentence_short", "The sentence in &short", _EXPLAIN, "A", "Each step in a few words, for reading aloud", "", _READY, checkable=True, line_above=True),
    _a("overlay_none", "By &state", _OVERLAY, "Shift+0", "Colour neurons and connections by their state at this step", "", _READY, "overlay"),
    _a("overlay_rereads", "&Re-reads", _OVERLAY, "Shift+1", "Colour by how often a value had to come back, in I/Os", "", _READY, "overlay"),
    _a("overlay_writes", "Eviction &writes", _OVERLAY, "Shift+2", "Colour by how often a value was written to make room, in I/Os", "", _READY, "overlay"),
    _a("overlay_uses", "&Uses", _OVERLAY, "Shift+3", "Colour by the connections that a neuron takes part in", "", _READY, "overlay"),
    _a("overlay_resident", "&Time resident", _OVERLAY, "Shift+4", "Colour by how long a neuron was in fast memory, in connections", "", _READY, "overlay"),
    _a("overlay_reuse_median", "&Median reuse distance", _OVERLAY, "Shift+5", "Colour by the connections from one use to the next: half are fewer", "", _READY, "overlay"),
    _a("overlay_reuse_least", "&Least reuse distance", _OVERLAY, "Shift+6", "Colour by the fewest connections from one use to the next", "", _READY, "overlay"),
    _a("overlay_reuse_most", "&Greatest reuse distance", _OVERLAY, "Shift+7", "Colour by the most connections from one use to the next", "", _READY, "overlay"),
    _a("tab_explore", "&Explore", "View/Ta&b", "Ctrl+1", "One schedule, step by step", "", "", "tab"),
    _a("tab_anneal", "&Anneal", "View/Ta&b", "Ctrl+2", "Better orders, by many small moves", "", "", "tab"),
    _a("tab_benchmark", "&Benchmark", "View/Ta&b", "Ctrl+3", "Seconds on this computer, beside what others reach", "", "", "tab"),
    _a("show_side", "&Side panel", "View/S&how", "F9", "Show or hide network, machine and schedule", "panel", checkable=True),
    _a("show_explain", "&Explain", "View/S&how", "I", "Show or hide why, model, neuron and the dearest neurons", "help", _READY, checkable=True),
    _a("show_memory", "Fast &memory", "View/S&how", "F8", "Show or hide fast memory and counters", "memory", checkable=True),
    _a("show_timeline", "&Timeline", "View/S&how", "F7", "Show or hide the residency timeline", "order", checkable=True),
    _a("show_network", "&Network", "View/S&how", "F6", "Show or hide the picture of the network", "network", checkable=True),
    _a("tour", "&What you see", "Learn", "F2", "A short guided tour of the window", "tour"),
    _a("model", "The &I/O model", "Learn", "F3", "What is counted, and why", "book"),
    _a("policies", "&Orders and policies", "Learn", "F4", "Who has to leave fast memory, and in which order connections come", "book"),
    _a("challenges", "&Challenges…", "Learn", "Ctrl+Shift+C", "Small networks to be scheduled by hand with as few I/Os as there can be", "hand", _READY, line_above=True),
    _a("keys", "&Keys", "Help", "F1", "All keys on one page", "keys"),
    _a("log", "Show the &log folder", "Help", "Ctrl+Shift+L", "Where unexpected errors are written down", "log"),
    _a("about", "&About ioviz", "Help", "Shift+F1", "Version, licence and the paper behind it", "info", line_above=True),
)
# fmt: on

BY_ID = {spec.id: spec for spec in ACTIONS}
