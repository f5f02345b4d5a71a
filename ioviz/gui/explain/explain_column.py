"""The third column of Explore: why, the model, one neuron, or the most expensive neurons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ioviz.gui.explain.life_view import LifeView
from ioviz.gui.explain.pseudocode_view import PseudocodeView
from ioviz.gui.explain.tables import LifeTable, NeuronCostTable
from ioviz.gui.explain.why_view import WhyView
from ioviz.gui.toolkit.containers import scrolled
from ioviz.gui.toolkit.style import style
from ioviz.gui.toolkit.widgets import ElidedLabel, Segments, label

PARTS = (
    ("why", "Why", "Eviction candidates, and the victim each policy picks  (Y)"),
    ("model", "Model", "The I/O model as pseudocode, the current line highlighted  (P)"),
    ("neuron", "Neuron", "One neuron: what it costs, its life, its reuse distances  (L)"),
    ("expensive", "Costs", "All neurons by what they cost  (T)"),
)


class ExplainColumn(QFrame):
    """The parts and the switch between them; `ExplainController` fills them."""

    partChosen = Signal(object)  # str

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName("Explain")
        self.switch = Segments(PARTS)
        for button in self.switch.buttons.values():
            button.setProperty("narrow", True)
        self.why = WhyView()
        self.model = PseudocodeView()
        self.life, self.life_table = LifeView(), LifeTable()
        self.summary = label("", "small", wrap=True)
        self.table = NeuronCostTable()
        self.state = ElidedLabel("small")
        self.state.setAccessibleName("What the column belongs to")
        self._stack = QStackedWidget()
        self._pages = {
            "why": scrolled(self.why),
            "model": scrolled(self.model),
            "neuron": scrolled(_column(self.life, self.life_table)),
            "expensive": _column(self.summary, self.table),
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self.switch)
        self._rows.addWidget(self.state)
        self._rows.addWidget(self._stack, 1)
        self.switch.chosen.connect(self._choose)
        self.model.currentLineMoved.connect(self._show_line)
        self.show_part("why")
        style().changed.connect(self._restyle)
        self._restyle()

    @property
    def part(self) -> str:
        """The key of the visible part."""
        return next(key for key, page in self._pages.items() if page is self._stack.currentWidget())

    def show_part(self, key: str) -> None:
        """Show one of the parts."""
        self.switch.show_choice(key)
        self._stack.setCurrentWidget(self._pages[key])

    def _choose(self, key: str) -> None:
        self.show_part(key)
        self.partChosen.emit(key)

    def _show_line(self, top: float, bottom: float) -> None:
        """Scroll to the highlighted line, where the page is higher than the column."""
        area = self._pages["model"]
        assert isinstance(area, QScrollArea)
        area.ensureVisible(0, round((top + bottom) / 2), 0, round(bottom - top))

    def _restyle(self) -> None:
        look = style()
        pad = look.px(12)
        self._rows.setContentsMargins(pad, look.px(10), pad, look.px(10))
        self._rows.setSpacing(look.px(10))
        self.setMinimumWidth(look.px(240))
        self.life_table.setMinimumHeight(look.px(150))
        for view in (self.why, self.model, self.life):
            view.setTheme(look.theme)


def _column(*widgets: QWidget) -> QWidget:
    page = QWidget()
    page.setProperty("role", "plain")
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        rows.addWidget(widget)
    rows.setStretchFactor(widgets[-1], 1)
    return page
