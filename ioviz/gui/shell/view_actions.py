"""The actions of the menus View, Learn and Help."""

from __future__ import annotations

from ioviz.gui.actions.record import READY, Action
from ioviz.gui.shell.commands import Commands
from ioviz.gui.shell.workspace import Tab
from ioviz.gui.toolkit.style import ZOOM_STEP, style
from ioviz.paths import log_folder


def _set_theme(w: Commands, choice: str) -> None:
    style().choose(theme=choice)
    w.context.preferences.theme = choice
    w.actions.check(f"theme_{choice}", True)


def _shift_text(w: Commands, by: int) -> None:
    """Change the text size by a step; 0 restores the normal size."""
    if by:
        style().shift_text(by)
    else:
        style().choose(text_scale=1.0)
    w.context.preferences.text_scale = style().text_scale


def _present(w: Commands, on: bool) -> None:
    """Switch the presentation mode: what is running in large text, and one large picture in each tab."""
    w.presentation.set_on(on)


# -- Learn and Help --------------------------------------------------------------------------------------


def _challenges(w: Commands) -> None:
    from ioviz.gui.by_hand.challenges_dialog import ChallengesDialog

    w.dialogs.show("challenges", lambda: ChallengesDialog(w.window, w.challenges))


def _keys(w: Commands) -> None:
    from ioviz.gui.help.keys_dialog import KeysDialog

    w.dialogs.show("keys", lambda: KeysDialog(w.window, w.actions.records))


def _show_log_folder(_w: Commands) -> None:
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _about(w: Commands) -> None:
    from ioviz.gui.help.about_dialog import AboutDialog

    w.dialogs.show("about", lambda: AboutDialog(w.window))


_THEME = "View/&Theme"
_TEXT_SIZE = "View/Te&xt size"
_EXPLAIN = "View/&Explain"
_OVERLAY = "View/&Colour by"
_TAB = "View/Ta&b"
_SHOW = "View/S&how"

# Formatted as a table: a few lines for each action.
# fmt: off
VIEW_ACTIONS: tuple[Action[Commands], ...] = (
    Action("theme_system", "&System theme", _THEME, "Alt+Shift+S", "Light or dark, as the system is", icon="system",
           group="theme", words="appearance colours",
           run=lambda w: _set_theme(w, "system")),
    Action("theme_light", "&Light theme", _THEME, "Alt+Shift+L", "Dark text on light", icon="light", group="theme",
           words="light mode white bright appearance colours", run=lambda w: _set_theme(w, "light")),
    Action("theme_dark", "&Dark theme", _THEME, "Alt+Shift+D", "Light text on dark", icon="dark", group="theme",
           words="dark mode black night appearance colours", run=lambda w: _set_theme(w, "dark")),
    Action("theme_toggle", "&Other theme", _THEME, "Ctrl+T", "Switch between light and dark", icon="theme",
           line_above=True, words="dark mode light mode appearance colours",
           run=lambda w: _set_theme(w, "light" if style().theme.dark else "dark")),
    Action("presentation", "&Presentation mode", "View", "F5", "Large text for an audience, and one large picture",
           icon="present", words="lecture beamer projector large font",
           toggle=_present),
    Action("text_larger", "Text &larger", _TEXT_SIZE, "Ctrl++", "One size larger", icon="larger", repeats=True,
           more_keys=("Ctrl+=",), words="font size bigger",
           run=lambda w: _shift_text(w, +1)),
    Action("text_smaller", "Text s&maller", _TEXT_SIZE, "Ctrl+-", "One size smaller", icon="smaller", repeats=True,
           words="font size", run=lambda w: _shift_text(w, -1)),
    Action("text_normal", "Text at 1&00 %", _TEXT_SIZE, "Ctrl+0", "The normal size", icon="textreset",
           words="font size reset default", run=lambda w: _shift_text(w, 0)),
    Action("full_screen", "&Full screen", "View", "F11", "The window fills the screen", icon="fullscreen",
           line_above=True, words="maximise maximize",
           toggle=lambda w, on: w.set_full_screen(on)),
    Action("fit", "F&it to view", "View", "F", "Show the whole network and the whole timeline", icon="fit", needs=READY,
           words="reset zoom whole", run=lambda w: w.explore.fit()),
    Action("zoom_in", "Zoom i&n", "View", "+", "Zoom in on the network, or on the timeline if it has the focus",
           icon="larger", needs=READY, repeats=True, more_keys=("=",), words="magnify closer",
           run=lambda w: w.explore.zoom(ZOOM_STEP)),
    Action("zoom_out", "Zoom &out", "View", "-", "Zoom out of the network, or of the timeline if it has the focus",
           icon="smaller", needs=READY, repeats=True, words="magnify",
           run=lambda w: w.explore.zoom(1 / ZOOM_STEP)),
    Action("zoom_current", "&Zoom to the connection", "View", "Z",
           "Zoom in until the weight of the current connection can be read", icon="fit", needs=READY,
           run=lambda w: w.explore.zoom_to_current()),
    Action("explain_why", "&Why", _EXPLAIN, "Y",
           "Eviction candidates, when each is needed again, and the victim each policy picks", icon="help", needs=READY,
           words="reason Belady candidates", run=lambda w: w.explain.show_part("why")),
    Action("explain_model", "The &model", _EXPLAIN, "P",
           "The I/O model as pseudocode, with the current line highlighted", icon="book", needs=READY,
           words="code algorithm", run=lambda w: w.explain.show_part("model")),
    Action("explain_neuron", "A &neuron", _EXPLAIN, "L", "One neuron: what it costs, its life, its reuse distances",
           icon="dot", needs=READY, run=lambda w: w.explain.show_part("neuron")),
    Action("explain_expensive", "Most &expensive neurons", _EXPLAIN, "T",
           "All neurons by what they cost, sorted by any column", icon="facts", needs=READY,
           run=lambda w: w.explain.show_part("expensive")),
    Action("sentence_short", "The sentence in &short", _EXPLAIN, "A", "Each step in a few words, for reading aloud",
           needs=READY, line_above=True, toggle=lambda w, on: w.explore.views.sentence.setShort(on)),
    Action("overlay_none", "By &state", _OVERLAY, "Shift+0",
           "Colour neurons and connections by their state at this step", needs=READY, group="overlay",
           words="reset colours", run=lambda w: w.explain.set_overlay("none")),
    Action("overlay_rereads", "&Re-reads", _OVERLAY, "Shift+1", "Colour by re-reads, in I/Os", needs=READY,
           group="overlay", run=lambda w: w.explain.set_overlay("rereads")),
    Action("overlay_writes", "Eviction &writes", _OVERLAY, "Shift+2", "Colour by eviction writes, in I/Os", needs=READY,
           group="overlay", run=lambda w: w.explain.set_overlay("writes")),
    Action("overlay_uses", "&Uses", _OVERLAY, "Shift+3", "Colour by the number of connections of a neuron", needs=READY,
           group="overlay", run=lambda w: w.explain.set_overlay("uses")),
    Action("overlay_resident", "&Time resident", _OVERLAY, "Shift+4",
           "Colour by how long a neuron was in fast memory, in connections", needs=READY, group="overlay",
           run=lambda w: w.explain.set_overlay("resident")),
    Action("overlay_reuse_median", "&Median reuse distance", _OVERLAY, "Shift+5",
           "Colour by the median number of connections between two uses", needs=READY, group="overlay",
           run=lambda w: w.explain.set_overlay("reuse_median")),
    Action("overlay_reuse_least", "&Least reuse distance", _OVERLAY, "Shift+6",
           "Colour by the smallest number of connections between two uses", needs=READY, group="overlay",
           run=lambda w: w.explain.set_overlay("reuse_least")),
    Action("overlay_reuse_most", "&Greatest reuse distance", _OVERLAY, "Shift+7",
           "Colour by the largest number of connections between two uses", needs=READY, group="overlay",
           run=lambda w: w.explain.set_overlay("reuse_most")),
    Action("tab_explore", "&Explore", _TAB, "Ctrl+1", "One schedule, step by step", group="tab",
           run=lambda w: w.workspace.show_tab(Tab.EXPLORE)),
    Action("tab_anneal", "&Anneal", _TAB, "Ctrl+2", "Better orders, by simulated annealing", group="tab",
           run=lambda w: w.workspace.show_tab(Tab.ANNEAL)),
    Action("tab_benchmark", "&Benchmark", _TAB, "Ctrl+3", "Times on this computer, compared with other libraries",
           group="tab", run=lambda w: w.workspace.show_tab(Tab.BENCHMARK)),
    Action("show_side", "&Side panel", _SHOW, "F9", "Show or hide network, machine and schedule", icon="panel",
           toggle=lambda w, on: w.side.setVisible(on)),
    Action("show_explain", "&Explain", _SHOW, "I", "Show or hide why, model, neuron and the most expensive neurons",
           icon="help", needs=READY, toggle=lambda w, on: w.explain.set_visible(on)),
    Action("show_memory", "Fast &memory", _SHOW, "F8", "Show or hide fast memory and counters", icon="memory",
           toggle=lambda w, on: w.explore.set_part_visible("memory", on)),
    Action("show_timeline", "&Timeline", _SHOW, "F7", "Show or hide the residency timeline", icon="order",
           toggle=lambda w, on: w.explore.set_part_visible("timeline", on)),
    Action("show_network", "&Network", _SHOW, "F6", "Show or hide the network", icon="network",
           toggle=lambda w, on: w.explore.set_part_visible("network", on)),
)

HELP_ACTIONS: tuple[Action[Commands], ...] = (
    Action("tour", "&What you see", "Learn", "F2", "A short guided tour of the window", icon="tour",
           words="help tutorial introduction guide start", run=lambda w: w.show_page("tour")),
    Action("model", "The &I/O model", "Learn", "F3", "What is counted, and why", icon="book",
           words="help theory lower bound upper bound definition", run=lambda w: w.show_page("model")),
    Action("policies", "&Orders and policies", "Learn", "F4",
           "Orders of the connections, and which values policies evict", icon="book",
           words="help Belady", run=lambda w: w.show_page("policies")),
    Action("page_next", "&Next page", "Learn", "Ctrl+PgDown", "Show the next page of the tour or the book",
           icon="chevron_right", needs="page_after", line_above=True, run=lambda w: w.pages.turn(+1)),
    Action("page_back", "&Previous page", "Learn", "Ctrl+PgUp", "Show the previous page of the tour or the book",
           icon="chevron_left", needs="page_before", run=lambda w: w.pages.turn(-1)),
    Action("page_close", "C&lose the pages", "Learn", "Ctrl+W", "Close the panel of the tour or the book (also Esc)",
           icon="close", needs="page", run=lambda w: w.pages.close_page()),
    Action("challenges", "&Challenges…", "Learn", "Ctrl+Shift+C",
           "Small networks to schedule by hand: can you reach the optimum?", icon="hand", needs=READY, line_above=True,
           words="game puzzle exercise", run=_challenges),
    Action("keys", "&Keys", "Help", "F1", "All keys on one page", icon="keys", words="shortcuts keyboard hotkeys",
           run=_keys),
    Action("log", "Show the &log folder", "Help", "Ctrl+Shift+L", "Open the folder of the log of unexpected errors",
           icon="log", words="error crash report",
           run=_show_log_folder),
    Action("about", "&About ioviz", "Help", "Shift+F1", "Version, licence and the paper behind it", icon="info",
           line_above=True, words="version licence license citation",
           run=_about),
)
# fmt: on
