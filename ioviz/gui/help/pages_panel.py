"""Learn: pages of text from ``resources/help``, in a panel beside what they describe.

The first line of a page is its title.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTextBrowser, QToolButton

from ioviz.gui.session.context import ActionStates
from ioviz.gui.toolkit.card import CardFrame
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import label
from ioviz.paths import resource_folder

BOOKS = {
    "tour": ("What you see", "tour_*.md"),
    "model": ("The I/O model", "model_*.md"),
    "policies": ("Orders and policies", "policies_*.md"),
}


def pages(book: str) -> list[str]:
    """Return the pages of a book, in the order of their file names."""
    folder = resource_folder() / "help"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob(BOOKS[book][1]))]


class Page(NamedTuple):
    """A page, where it stands, and its text."""

    book: str
    number: int  # from 0
    title: str
    text: str


def all_pages() -> list[Page]:
    """Return the pages of all books."""
    return [
        Page(book, number, text.partition("\n")[0].removeprefix("# ").strip(), text)
        for book in BOOKS
        for number, text in enumerate(pages(book))
    ]


class PagesPanel(CardFrame):
    """Shows one page at a time. It takes no key from the window: its buttons take the focus by Tab only."""

    def __init__(self, actions: ActionStates) -> None:
        super().__init__("Learn")
        self._actions = actions
        self.book = ""
        self._pages: list[str] = []
        self._at = 0
        self._book = label("", "heading")
        self._text = QTextBrowser()
        self._text.setOpenExternalLinks(True)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text.setMinimumSize(1, 1)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setProperty("role", "plain")
        self._back, self._next, self._close = QPushButton("Back"), QPushButton("Next"), QToolButton()
        self._count = label("", "muted")
        self._close.setProperty("kind", "ghost")
        self._close.setAccessibleName("Close")
        for button, id in ((self._back, "page_back"), (self._next, "page_next"), (self._close, "page_close")):
            action = actions[id]
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._book, 1)
        head.addWidget(self._close)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        self.column.addLayout(head)
        self.column.addWidget(self._text, 1)
        self.column.addLayout(foot)
        self.restyle()

    def show_page(self, book: str, index: int | None = None) -> None:
        """Show a page of a book; without an index the current one, or the first of another book."""
        if book != self.book:
            self.book, self._pages, self._at = book, pages(book), 0
        self._go(self._at if index is None else index)

    def turn(self, by: int) -> None:
        """Show another page."""
        self._go(self._at + by)

    def close_page(self) -> None:
        """Hide the panel; its actions are disabled."""
        self.hide()
        self._actions.set_state(page=False, page_before=False, page_after=False)

    def restyle(self) -> None:
        super().restyle()
        look = style()
        self._close.setIcon(look.icon("close", 14, role="muted"))
        self._close.setIconSize(QSize(look.px(14), look.px(14)))
        self._text.document().setDocumentMargin(look.px(2))
        if self._pages:
            self._write()

    def _go(self, index: int) -> None:
        self._at = min(max(index, 0), len(self._pages) - 1)
        self.show()
        self._write()

    def _write(self) -> None:
        theme, look = style().theme, style()
        title, several = BOOKS[self.book][0], len(self._pages) > 1
        self._book.setText(title.upper().replace("I/OS", "I/Os"))
        self._text.setAccessibleName(title)
        self._text.document().setDefaultFont(look.font(13))
        self._text.document().setDefaultStyleSheet(f"a {{ color: {theme.bound_ink}; }}")
        self._text.setMarkdown(self._pages[self._at].replace("I/O", "I/\u2060O"))
        _typeset(self._text.document())
        self._count.setText(f"{self._at + 1} of {len(self._pages)}" if several else "")
        if not self.isHidden():
            last = self._at + 1 == len(self._pages)
            self._actions.set_state(page=True, page_before=self._at > 0, page_after=not last)


def _typeset(document: QTextDocument) -> None:
    """Set the spacing of lines and paragraphs, and the weights of the window's typeface."""
    look = style()
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        level, listed = block.blockFormat().headingLevel(), block.textList() is not None
        form = QTextBlockFormat(block.blockFormat())
        form.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setTopMargin(0)
        form.setBottomMargin(look.px(6 if level else 3 if listed else 7))
        cursor.setBlockFormat(form)
        for span in _spans(block):
            char = QTextCharFormat()
            if level:
                char.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
                char.setFont(look.font(16, QFont.Weight.DemiBold))
            elif span[2]:
                char.setFontWeight(QFont.Weight.DemiBold)
            cursor.setPosition(span[0])
            cursor.setPosition(span[0] + span[1], QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(char)
        block = block.next()


def _spans(block: QTextBlock) -> list[tuple[int, int, bool]]:
    """Return position, length and boldness of the fragments of a paragraph."""
    found = []
    piece = block.begin()
    while not piece.atEnd():
        fragment = piece.fragment()
        if fragment.isValid():
            bold = fragment.charFormat().fontWeight() > QFont.Weight.Medium
            found.append((fragment.position(), fragment.length(), bold))
        piece += 1
    return found
