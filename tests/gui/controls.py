"""Finds what a user can press, by walking the widgets that are shown: a new control is found without anybody's doing.

A control has a key that is the same in another window in the same state, so that a path of presses can be repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGraphicsView,
    QHeaderView,
    QLineEdit,
    QListView,
    QMenu,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionSpinBox,
    QTabBar,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from tests.gui.events import (
    LEFT,
    NO_MODIFIER,
    Step,
    choose_entry,
    click,
    click_right,
    key_at_focus,
    turn_wheel,
    type_texts,
    typed_key,
)  # fmt: skip

_MOST_ROWS = 5
_HANDLERS = (
    "mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent", "mouseMoveEvent", "wheelEvent", "keyPressEvent",
)  # fmt: skip
_KEYS = (
    "Esc", "Return", "Space", "Alt+F4", "Menu", "Tab Shift+Tab", "Left Right Up Down PgUp PgDown Home End",
    "Del Backspace Ctrl+A Ctrl+C Ctrl+V",
)  # fmt: skip


@dataclass(frozen=True)
class Control:
    """One thing that can be pressed, in one way.

    Parameters
    ----------
    key : str
        Where it is, without its text.
    name : str
        What a person would call it.
    steps : tuple of callable
        What pressing it does, one event or a few at a time; the events in between are processed.
    widget : QWidget
        What is pressed; further steps are not made once it is gone.
    may_fail : bool, optional
        Whether an error message is a right answer, as it is for a bad file.
    """

    key: str
    name: str
    steps: tuple[Step, ...]
    widget: QWidget
    may_fail: bool = False

    @property
    def there(self) -> bool:
        """Whether it can still be pressed."""
        return shiboken6.isValid(self.widget) and self.widget.isVisible() and self.widget.isEnabled()


def windows() -> list[QWidget]:
    """The windows that are open, without tooltips and menus of others."""
    kinds = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
    return [
        one
        for one in QApplication.topLevelWidgets()
        if one.isVisible() and (one.windowType() not in kinds or type(one).__module__.startswith("ioviz"))
    ]


def controls(files: Path) -> dict[str, Control]:
    """All controls of all open windows, by their keys.

    Parameters
    ----------
    files : Path
        A folder that files are written into; names of files to open are those in its folder ``open``.
    """
    found: dict[str, Control] = {}
    modal = QApplication.activeModalWidget()
    for window in windows():
        if modal is not None and window in _owners(modal):
            continue  # blocked by it
        for control in _of_window(window, files):
            found.setdefault(control.key, control)
    return found


def _owners(widget: QWidget) -> Iterator[QWidget]:
    """The windows above which a window lies."""
    while (widget := widget.parentWidget()) is not None:
        yield widget.window()


def _of_window(window: QWidget, files: Path) -> Iterator[Control]:
    place = type(window).__name__
    if isinstance(window, QFileDialog):
        yield from _of_file_dialog(window, f"{place} {window.windowTitle()}", files)
        return
    if hasattr(window, "_book"):
        place += f" {window.windowTitle()}"
    yield from _of_tree(window, place, window.windowTitle() or place)
    for keys in _KEYS:
        steps = tuple(key_at_focus(window, QKeySequence(key)) for key in keys.split())
        yield Control(f"{place}: key {keys}", f"{window.windowTitle()}: key {keys}", steps, window)


def _of_tree(widget: QWidget, path: str, name: str) -> Iterator[Control]:
    """A widget's own controls, and those of what is in it."""
    if isinstance(widget, QScrollBar):
        return
    yield from _of_widget(widget, path, name)
    for action in widget.actions():
        for shortcut in action.shortcuts():
            if action.isEnabled():
                told = f"{_action_name(action)} by {shortcut.toString()}"
                where = action.objectName() or path
                yield _key(widget, shortcut, f"{where}: key {shortcut.toString()}", told)
    for own in widget.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if own.isEnabled():
            yield _key(widget, own.key(), f"{path}: {own.key().toString()}", f"{name}: {own.key().toString()}")
    if isinstance(widget, (QComboBox, QAbstractSpinBox, QTabBar, QHeaderView, QMenuBar, QMenu)):
        return
    counts: dict[str, int] = {}
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        kind = type(child).__name__
        number = counts[kind] = counts.get(kind, -1) + 1
        if child.isVisible() and child.isEnabled() and not child.isWindow():
            own_name = child.accessibleName() or child.objectName()
            inner = f"{name} > {own_name}" if own_name and not own_name.startswith("qt_") else name
            yield from _of_tree(child, f"{path}/{kind}{number}", inner)


def _of_widget(widget: QWidget, path: str, name: str) -> Iterator[Control]:
    if isinstance(widget, QMenuBar):
        for number, action in enumerate(widget.actions()):
            yield from _of_menu(action.menu(), f"{path}.{number}", widget, _action_name(action))
    elif isinstance(widget, QAbstractButton):
        yield from _of_button(widget, path, name)
    elif isinstance(widget, QComboBox):
        for row in range(widget.count()):
            told = f"{name}: entry {widget.itemText(row)!r}"
            yield Control(f"{path}: entry {row}", told, choose_entry(widget, row), widget)
    elif isinstance(widget, QAbstractSpinBox):
        yield from _of_spin_box(widget, path, name)
    elif isinstance(widget, QTabBar):
        for index in range(widget.count()):
            if widget.isTabEnabled(index) and widget.isTabVisible(index):
                at = widget.tabRect(index).center()
                yield Control(f"{path}: tab {index}", f"tab {widget.tabText(index)!r}", (click(widget, at),), widget)
    elif isinstance(widget, QAbstractSlider):
        for share in (0.0, 0.37, 1.0):
            at = QPoint(round(share * (widget.width() - 1)), widget.height() // 2)
            yield Control(f"{path}: at {share}", f"{name}: slider at {share:.0%}", (click(widget, at),), widget)
        keys = tuple(typed_key(widget, one) for one in ("Home", "Right", "PgUp", "End", "Left"))
        yield Control(f"{path}: keys", f"{name}: slider by keys", keys, widget)
    elif isinstance(widget, QLineEdit):
        if not widget.isReadOnly():
            yield Control(f"{path}: texts", f"{name}: typed", type_texts(widget), widget)
    elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        yield from _of_rows(widget, path, name)
    elif isinstance(widget, QHeaderView):
        yield from _of_header(widget, path, name)
    elif isinstance(widget, QTextBrowser):
        yield from _of_links(widget, path, name)
    if _is_hand_made(widget):
        yield from _of_painted(widget, path, name)


# -- kinds of controls -----------------------------------------------------------------------------------


def _of_button(button: QAbstractButton, path: str, name: str) -> Iterator[Control]:
    text = button.text() or button.accessibleName() or button.toolTip().split("  (")[0]
    own = f"{name} > {text}" if not name.endswith(text) else name
    menu = button.menu() if isinstance(button, (QToolButton, QPushButton)) else None
    own_action = button.defaultAction() if isinstance(button, QToolButton) else None
    key = f"{own_action.objectName()}: button {path}" if own_action is not None and own_action.objectName() else path
    at = QPoint(8, button.height() // 2) if isinstance(button, (QCheckBox, QRadioButton)) else button.rect().center()
    yield Control(key, f"{own}: click", (click(button, at),), button)
    if menu is not None:
        yield from _of_menu(menu, path, button, own)


def _of_menu(menu: QMenu, path: str, owner: QWidget, name: str) -> Iterator[Control]:
    """The entries of a menu and of the menus in it; each is pressed in its open menu."""
    menu.aboutToShow.emit()  # some make their entries only then
    for number, action in enumerate(menu.actions()):
        inner, own = action.menu(), f"{name} > {_action_name(action)}"
        if isinstance(inner, QMenu):
            yield from _of_menu(inner, f"{path}.{number}", owner, own)
        elif action.isEnabled() and action.isVisible() and not action.isSeparator():
            key = f"{action.objectName()}: menu" if action.objectName() else f"{path}: entry {number}"
            yield Control(key, own, (lambda number=number: _choose(menu, number),), owner)


def _choose(menu: QMenu, number: int) -> None:
    """Press a menu entry as a user does, in its open menu."""
    menu.popup(QPoint(40, 40))
    action = menu.actions()[number]
    QTest.mouseClick(menu, LEFT, NO_MODIFIER, menu.actionGeometry(action).center())
    if shiboken6.isValid(menu):
        menu.close()


def _of_spin_box(box: QAbstractSpinBox, path: str, name: str) -> Iterator[Control]:
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    sub = QStyle.SubControl
    for part, told in ((sub.SC_SpinBoxUp, "up"), (sub.SC_SpinBoxDown, "down")):
        at = box.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box).center()
        yield Control(f"{path}: {told}", f"{name}: {told}", (click(box, at), typed_key(box, told.title())), box)
    yield Control(f"{path}: texts", f"{name}: typed", type_texts(box), box, may_fail=True)  # too small a number, too


def _of_rows(view: QAbstractItemView, path: str, name: str) -> Iterator[Control]:
    """Some rows, clicked in every column; the first and last double-clicked; keys in the list."""
    model = view.model()
    count = model.rowCount() if model is not None else 0
    rows = sorted({0, 1, count // 2, count - 2, count - 1} if count > _MOST_ROWS else set(range(count)))
    columns = range(1) if isinstance(view, QListView) else range(model.columnCount()) if rows else range(0)
    for row in rows:
        which = f"row {row if row < 2 else row - count}"  # the last rows are the same ones in a longer list
        cells = [model.index(row, column) for column in columns]
        cells = [one for one in cells if model.flags(one) & Qt.ItemFlag.ItemIsEnabled]
        at = [one.column() for one in cells if not view.visualRect(one).isEmpty()]
        clicks = tuple(lambda row=row, column=column: _click_cell(view, row, column) for column in at)
        yield Control(f"{path}: {which}", f"{name}: row {row}, each column clicked", clicks, view)
        if at and row in (rows[0], rows[-1]):
            twice = tuple(lambda row=row, column=column: _click_cell(view, row, column, twice=True) for column in at)
            yield Control(f"{path}: {which} twice", f"{name}: row {row}, each column double-clicked", twice, view)
    if rows:
        keys = tuple(typed_key(view, one) for one in ("Home", "Down", "End", "Up", "Space", "Return", "Del", "F2"))
        yield Control(f"{path}: keys", f"{name}: keys in the list", keys, view)
        yield Control(f"{path}: right click", f"{name}: right click", (click_right(view.viewport()),), view)


def _click_cell(view: QAbstractItemView, row: int, column: int, *, twice: bool = False) -> None:
    index = view.model().index(row, column) if view.model() is not None else QModelIndex()
    if not index.isValid():
        return
    view.scrollTo(index)
    at = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), LEFT, NO_MODIFIER, at)
    if twice and shiboken6.isValid(view) and view.isVisible():
        QTest.mouseDClick(view.viewport(), LEFT, NO_MODIFIER, at)


def _of_header(header: QHeaderView, path: str, name: str) -> Iterator[Control]:
    upright = header.orientation() == Qt.Orientation.Vertical
    for section in range(min(header.count(), 2) if upright else header.count()):
        start = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
        at = QPoint(header.width() // 2, start) if upright else QPoint(start, header.height() // 2)
        told = f"{name}: header {header.model().headerData(section, header.orientation())!r}"
        steps = (click(header.viewport(), at), click(header.viewport(), at))
        yield Control(f"{path}: section {section}", told, steps, header)


def _of_links(page: QTextBrowser, path: str, name: str) -> Iterator[Control]:
    links: dict[str, int] = {}
    block = page.document().begin()
    while block.isValid():
        parts = block.begin()
        while not parts.atEnd():
            fragment = parts.fragment()
            if fragment.charFormat().isAnchor():
                links.setdefault(fragment.charFormat().anchorHref(), fragment.position())
            parts += 1
        block = block.next()

    def follow(position: int) -> None:
        cursor = QTextCursor(page.document())
        cursor.setPosition(position + 1)
        page.setTextCursor(cursor)
        page.ensureCursorVisible()
        at = page.cursorRect().center()
        QTest.mouseClick(page.viewport(), LEFT, NO_MODIFIER, at)

    for href, position in links.items():
        yield Control(f"{path}: link {href}", f"{name}: link {href}", (lambda p=position: follow(p),), page)


def _is_hand_made(widget: QWidget) -> bool:
    """Whether its class, or one it is made from, answers to the mouse or to keys in code of the program."""
    if isinstance(widget, (QAbstractSpinBox, QAbstractButton, QAbstractSlider, QAbstractItemView)) or widget.isWindow():
        return False
    own = [cls for cls in type(widget).__mro__ if cls.__module__.startswith("ioviz")]
    return isinstance(widget, QGraphicsView) or any(name in vars(cls) for cls in own for name in _HANDLERS)


def _of_painted(widget: QWidget, path: str, name: str) -> Iterator[Control]:
    """What is painted by hand: clicked all over, double-clicked, dragged, zoomed, walked by keys."""
    surface = widget.viewport() if isinstance(widget, QGraphicsView) else widget
    w, h = widget.width(), widget.height()
    told = name if name.endswith(type(widget).__name__) else f"{name} ({type(widget).__name__})"
    spots = [QPoint(round(w * x), round(h * y)) for y in (0.04, 0.3, 0.5, 0.9) for x in (0.03, 0.3, 0.5, 0.75, 0.97)]
    yield Control(f"{path}: clicks", f"{told}: clicks all over", tuple(click(surface, at) for at in spots), widget)
    twice = tuple(lambda at=at: QTest.mouseDClick(surface, LEFT, NO_MODIFIER, at) for at in spots[6:13:3])
    yield Control(f"{path}: double", f"{told}: double clicks", twice, widget)
    yield Control(f"{path}: right", f"{told}: right click", (click_right(surface),), widget)
    drag = (
        lambda: QTest.mousePress(surface, LEFT, NO_MODIFIER, spots[6]),
        lambda: QTest.mouseMove(surface, spots[12]),
        lambda: QTest.mouseMove(surface, QPoint(-5, -5)),
        lambda: QTest.mouseRelease(surface, LEFT, NO_MODIFIER, QPoint(-5, -5)),
    )
    yield Control(f"{path}: drag", f"{told}: dragged", drag, widget)
    wheel = tuple(lambda by=by: turn_wheel(surface, by) for by in (120, 120, -120, -1200, 1200))
    yield Control(f"{path}: wheel", f"{told}: wheel", wheel, widget)
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
        keys = tuple(typed_key(widget, one) for one in ("Home", "Right", "Down", "Return", "End", "Left", "Up"))
        yield Control(f"{path}: keys", f"{told}: keys", keys, widget)


def _of_file_dialog(dialog: QFileDialog, path: str, files: Path) -> Iterator[Control]:
    """Qt's own dialog is not walked: a name is given to it, of every kind that it offers."""
    title = dialog.windowTitle()
    yield Control(f"{path}: cancel", f"{title}: cancel", (dialog.reject,), dialog)

    def accept(name: Path, filter: str = "") -> None:
        if filter:
            dialog.selectNameFilter(filter)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
        field = dialog.findChild(QLineEdit)
        if field is not None:
            field.setText(str(name))
        dialog.accept()

    if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
        for number, filter in enumerate(dialog.nameFilters()):
            steps = (lambda n=number, f=filter: accept(files / f"{title.split()[0]} {n}", f),)
            yield Control(f"{path}: filter {number}", f"{title}: save as {filter!r}", steps, dialog)
        missing = files / "missing" / "x.json"
        yield Control(f"{path}: missing", f"{title}: into no folder", (lambda: accept(missing),), dialog, True)
    else:
        for one in sorted((files / "open").iterdir()):
            steps = (lambda one=one: accept(one),)
            yield Control(f"{path}: {one.name}", f"{title}: {one.name}", steps, dialog, may_fail=True)


def _action_name(action: QAction) -> str:
    return action.text().replace("&", "") or action.objectName()


def _key(widget: QWidget, key: QKeySequence, path: str, name: str) -> Control:
    return Control(path, name, (key_at_focus(widget, key),), widget)
