"""Learn: pages of text from ``resources/help``, with back and next. The first line of a page is its title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QWidget

from ioviz.gui.toolkit.dialog import Dialog
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


class PagesDialog(Dialog):
    """Shows one page at a time; the window stays usable."""

    def __init__(self, parent: QWidget, book: str) -> None:
        super().__init__(BOOKS[book][0], parent, width=580, height=460)
        self._pages = pages(book)
        self._at = 0
        self._text = QTextBrowser()
        self._text.setOpenExternalLinks(True)
        self._text.setAccessibleName(BOOKS[book][0])
        self._text.document().setDocumentMargin(style().px(14))
        self.body.addWidget(self._text, 1)
        row = QHBoxLayout()
        row.setSpacing(style().px(8))
        self._back, self._next, close = QPushButton("Back"), QPushButton("Next"), QPushButton("Close")
        self._count = label("", "muted")
        self._back.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        close.clicked.connect(self.reject)
        self._next.setDefault(True)
        for button in (self._back, close):
            button.setAutoDefault(False)
        row.addWidget(close)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(self._back)
        row.addWidget(self._next)
        self._column.addLayout(row)
        style().changed.connect(self._show)
        self._show()
        (self._next if len(self._pages) > 1 else close).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Left:
            self._go_back()
        elif event.key() == Qt.Key.Key_Right:
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _go_back(self) -> None:
        self._at = max(0, self._at - 1)
        self._show()

    def _go_on(self) -> None:
        if self._at + 1 < len(self._pages):
            self._at += 1
            self._show()

    def _show(self) -> None:
        theme, look = style().theme, style()
        self._text.document().setDefaultFont(look.font(14))
        self._text.document().setDefaultStyleSheet(f"a {{ color: {theme.bound_ink}; }}")
        self._text.setMarkdown(self._pages[self._at].replace("I/O", "I/\u2060O") if self._pages else "No page.")
        _typeset(self._text.document())
        several = len(self._pages) > 1
        self._count.setText(f"{self._at + 1} of {len(self._pages)}" if several else "")
        self._back.setVisible(several)
        self._next.setVisible(several)
        self._back.setEnabled(self._at > 0)
        self._next.setEnabled(self._at + 1 < len(self._pages))


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
        form.setBottomMargin(look.px(12 if level else 4 if listed else 10))
        cursor.setBlockFormat(form)
        for span in _spans(block):
            char = QTextCharFormat()
            if level:
                char.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
                char.setFont(look.font(19, QFont.Weight.DemiBold))
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
