"""The buttons over the picture of the network: to the other kind of picture, to overlays, and back to the whole."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from ioviz.gui.toolkit.painted_view import PaintedView
from ioviz.viewmodels.network.placement import Placement


class NetworkChips:
    """Right below: lines or matrices; left of it: what is coloured by, and everything, when zoomed."""

    def __init__(self, view: PaintedView, fit: Callable[[], None], switch: Callable[[], None]) -> None:
        self._view = view
        self._fit = self._chip("Fit", "Show everything (0)", fit)
        self._kind = self._chip("", "", switch)
        self._overlay = self._chip("", "Colour neurons and connections by what they cost", lambda: None)
        self.name_overlay("")

    def take_menu(self, menu: QMenu) -> None:
        """Take the menu of overlays; without it there is no button for them."""
        self._overlay.setMenu(menu)
        self._overlay.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def name_overlay(self, title: str) -> None:
        """Say which overlay is shown; none without a title."""
        self._overlay.setText(title or "Colour by")

    def place(self, placement: Placement | None, *, fitted: bool) -> None:
        """Show what is of use, in the corner of the view."""
        view = self._view
        self._kind.setVisible(placement is not None)
        self._fit.setVisible(placement is not None and not fitted)
        self._overlay.setVisible(placement is not None and self._overlay.menu() is not None)
        if placement is None:
            return
        links = placement.kind == "links"
        self._kind.setText("As matrices" if links else "As lines")
        self._kind.setToolTip("Show the connections as " + ("matrices" if links else "lines between neurons"))
        x = view.width()
        for button in (self._kind, self._overlay, self._fit):
            if button.isHidden():
                continue
            button.adjustSize()
            x -= button.width()
            button.move(x, view.height() - button.height())
            x -= round(view.px(6))

    @property
    def height(self) -> int:
        """How much room they need below."""
        return self._kind.height()

    def covers(self, x: float, y: float) -> bool:
        """Whether something that reaches to this point from left above lies under a button."""
        first = self._kind if self._overlay.isHidden() else self._overlay
        return y > first.y() and x > first.x()

    def _chip(self, text: str, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self._view)
        button.setProperty("kind", "chip")
        button.setProperty("over", True)  # a picture: with a background of its own
        button.setText(text)
        button.setToolTip(tip)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: do())
        button.hide()
        return button
