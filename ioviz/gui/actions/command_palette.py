"""Search commands (Ctrl+K): type some letters, choose, Enter. It lists actions, samples and help pages.

They are found by the letters of their names, and by words: of their tooltips, of other names, and of a page's text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ioviz.gui.actions.actions import Actions, key_text, plain
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label

_Index = QModelIndex | QPersistentModelIndex
_ROWS = 10


@dataclass(frozen=True)
class Command:
    """One line of the list: what it is called, what it does, and `words` that it is found by, too."""

    text: str
    where: str
    run: Callable[[], object]
    key: str = ""
    icon: str = ""
    enabled: bool = True
    words: str = ""


def score(query: str, text: str) -> int | None:
    """Rate how well `query` matches `text`: less is better, None if its letters do not occur in order."""
    query, text = query.casefold().strip(), text.casefold()
    if not query:
        return 0
    found = text.find(query)
    if found >= 0:
        return found if found == 0 or text[found - 1] == " " else found + 20
    at = -1
    gaps = 0
    for letter in query.replace(" ", ""):
        following = text.find(letter, at + 1)
        if following < 0:
            return None
        gaps += following - at - 1
        at = following
    return 100 + gaps


def word_score(query: str, words: str) -> int | None:
    """Rate how well `query` matches words: all of its words begin words there, best in a row; None if not."""
    asked, text = query.casefold().split(), f" {_plain_words(words)}"
    if not asked or any(f" {word}" not in text for word in asked):
        return None
    return 30 if f" {' '.join(asked)}" in text else 60


def _plain_words(text: str) -> str:
    """Return words in small letters between single spaces, without marks and the word joiner of I/O."""
    kept = "".join(letter if letter.isalnum() or letter in "+/" else " " for letter in text.replace("\u2060", ""))
    return " ".join(kept.casefold().split())


class _Model(QAbstractListModel):
    def __init__(self, commands: Sequence[Command], parent: QObject) -> None:
        super().__init__(parent)
        self._all = commands
        self._shown = commands

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        command = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return command.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{command.text}, {command.key}" if command.key else command.text
        return command if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        enabled = self._shown[index.row()].enabled
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled if enabled else Qt.ItemFlag.NoItemFlags

    def search(self, query: str) -> None:
        scored = []
        for command in self._all:
            rates = (score(query, command.text), word_score(query, command.words))
            found = [rate for rate in rates if rate is not None]
            if not found:
                wider = score(query, f"{command.where} {command.text}")
                found = [] if wider is None else [wider + 200]
            if found:
                best = min(found)
                scored.append((not command.enabled, best, command))
        scored.sort(key=lambda entry: entry[:2])
        self.beginResetModel()
        self._shown = [command for _, _, command in scored]
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    """Icon, text, menu, and the key at the right edge."""

    def __init__(self, icons: dict[str, QIcon], parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, style().px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, theme = style(), style().theme
        command: Command = index.data(Qt.ItemDataRole.UserRole)
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), look.px(6), look.px(6))
        side, pad = look.px(16), look.px(10)
        icon = self._icons.get(command.icon)
        if icon is not None:
            mode = QIcon.Mode.Normal if command.enabled else QIcon.Mode.Disabled
            icon.paint(painter, QRect(box.left() + pad, box.center().y() - side // 2, side, side), mode=mode)
        painter.setFont(look.font())
        painter.setPen(QColor(theme.text if command.enabled else theme.faint))
        text = box.adjusted(pad * 2 + side, 0, -pad, 0)
        centred = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(text, centred | int(Qt.AlignmentFlag.AlignLeft), command.text)
        used = painter.fontMetrics().horizontalAdvance(command.text) + look.px(10)
        painter.setPen(QColor(theme.muted if command.enabled else theme.faint))
        painter.drawText(text, centred | int(Qt.AlignmentFlag.AlignRight), command.key)
        painter.setFont(look.font(12))
        painter.drawText(text.adjusted(used, 0, 0, 0), centred | int(Qt.AlignmentFlag.AlignLeft), command.where)
        painter.restore()


class CommandPalette(QFrame):
    """The palette over the window's upper part; it closes when it loses the focus."""

    def __init__(self, window: QWidget, commands: Sequence[Command]) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setAccessibleName("Search commands")
        look = style()
        icons = {name: look.icon(name, 16) for name in {command.icon for command in commands} if name}
        self._model = _Model(commands, self)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search commands, samples and help")
        self.field.setAccessibleName("Search commands")
        self._list = QListView()
        self._list.setProperty("role", "palette")
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Delegate(icons, self))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setMouseTracking(True)
        self._list.entered.connect(self._list.setCurrentIndex)
        self._list.clicked.connect(self._run)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(10), look.px(10), look.px(10), look.px(10))
        column.setSpacing(look.px(8))
        column.addWidget(self.field)
        column.addWidget(self._list)
        self.nothing = label("", "muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(look.px(8), look.px(6), look.px(8), 0)
        column.addWidget(self.nothing, 1)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self._search("")
        width = min(look.px(560), window.width() - look.px(32))
        rows = look.px(34) * _ROWS + 2
        height = min(rows + self.field.sizeHint().height() + look.px(28), window.height() - look.px(80))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.setGeometry((window.width() - width) // 2, look.px(48), width, height)
        application.focusChanged.connect(self._focus_changed)

    def showEvent(self, event: object) -> None:
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # while it is open, all keys are its own
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            rows = self._model.rowCount()
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}
            if event.key() in by and rows:
                step = by[Qt.Key(event.key())]
                row = self._list.currentIndex().row() + step
                row = row % rows if abs(step) == 1 else min(max(row, 0), rows - 1)
                self._list.setCurrentIndex(self._model.index(row))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self._list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
        return super().eventFilter(watched, event)

    def _search(self, query: str) -> None:
        self._model.search(query)
        found = self._model.rowCount() > 0
        self._list.setVisible(found)
        self.nothing.setVisible(not found)
        if found:
            self._list.setCurrentIndex(self._model.index(0))
        else:
            self.nothing.setText(
                f"No command, sample or help page is found by “{query.strip()}”. Try a shorter or another word."
            )

    def _run(self, index: QModelIndex) -> None:
        command = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        if command is None or not command.enabled:
            return
        self._leave()
        command.run()

    def _leave(self) -> None:
        self._window.setFocus(Qt.FocusReason.PopupFocusReason)
        self.close()

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isVisible() and new is not None and new is not self and not self.isAncestorOf(new):
            self.close()


def action_commands(actions: Actions) -> list[Command]:
    """Return the commands of all actions but the search itself."""
    return [
        Command(
            plain(actions[record.id].text()),
            " › ".join(plain(part) for part in record.menu.split("/")),
            actions[record.id].trigger,
            key_text(record),
            record.icon,
            actions[record.id].isEnabled(),
            f"{record.tip} {record.words}",
        )
        for record in actions.records
        if record.id != "commands"
    ]
