"""The buttons over the network view: lines or matrices, overlays, and fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.viewmodels.network.placement import Placement


class NetworkToolbar:
    """Buttons in the bottom right corner; "Fit" only when zoomed."""

    def __init__(self, view: PaintedView, fit: Callable[[], None], switch: Callable[[], None]) -> None:
        self._view = view
        self.fit_button = self._button("Fit", "Show everything (0)", fit)
        self.kind_button = self._button("", "", switch)
        self.overlay_button = self._button("", "Colour neurons and connections by a cost", lambda: None)
        self.name_overlay("")

    def take_menu(self, menu: QMenu) -> None:
        """Set the menu of overlays; without it their button is hidden."""
        self.overlay_button.setMenu(menu)
        self.overlay_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def name_overlay(self, title: str) -> None:
        """Show the title of the overlay; "" for none."""
        self.overlay_button.setText(title or "Colour by")

    def place(self, placement: Placement | None, *, fitted: bool) -> None:
        """Show the buttons that apply, in the corner of the view."""
        view = self._view
        shown = placement is not None and view.controls
        self.kind_button.setVisible(shown)
        self.fit_button.setVisible(shown and not fitted)
        self.overlay_button.setVisible(shown and self.overlay_button.menu() is not None)
        if placement is None:
            return
        links = placement.kind == "links"
        self.kind_button.setText("As matrices" if links else "As lines")
        self.kind_button.setToolTip("Show the connections as " + ("matrices" if links else "lines between neurons"))
        x = view.width()
        for button in (self.kind_button, self.overlay_button, self.fit_button):
            if button.isHidden():
                continue
            button.adjustSize()
            if x < button.width():  # its menu entry has a key
                button.hide()
                continue
            x -= button.width()
            button.move(x, view.height() - button.height())
            x -= round(view.px(6))

    @property
    def height(self) -> int:
        """The height of the buttons."""
        return self.kind_button.height()

    def covers(self, x: float, y: float) -> bool:
        """Whether a rectangle with this bottom right corner lies under a button."""
        if self.kind_button.isHidden():
            return False
        first = self.kind_button if self.overlay_button.isHidden() else self.overlay_button
        return y > first.y() and x > first.x()

    def _button(self, text: str, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self._view)
        button.setProperty("kind", "chip")
        button.setProperty("over", True)  # over a painted view: with a background
        button.setText(text)
        button.setToolTip(tip)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.clicked.connect(lambda: do())
        button.hide()
        return button
