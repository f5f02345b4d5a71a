"""The example that goes through the network: its input image and the network's prediction.

A bar appears when an output is written. When all are written, the largest is the prediction: right or wrong is
shown by a sign and a word, not by colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ioviz.gui.toolkit.painted_view import RIGHT, draw_cross, width_of
from ioviz.gui.toolkit.painting import painting
from ioviz.gui.views.frame_view import FrameView
from ioviz.viewmodels.frame.facts import class_name
from ioviz.viewmodels.frame.frame import Frame
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Examples

HEADING, BUTTON = 22, 20  # pixels of the 100 % design
MOST_BARS = 16
LEAST_LINE = 11.5  # of a bar: in a lower one its name cannot be read


class ExampleView(FrameView):
    """Shows the example of a `Frame`; asks for another one by `exampleRequested`."""

    SIZE, LEAST_SIZE = (360, 138), (220, 96)
    exampleRequested = Signal(object)  # int: which

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Example")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setFrame(self, frame: Frame | None) -> None:
        """Show another frame, or another example."""
        before, self.frame = self.frame, frame
        if before is None or frame is None or self._look(before) != self._look(frame):
            self.setAccessibleDescription(self.verdict() or "Not all outputs are written")
            self.update()

    @staticmethod
    def _look(frame: Frame) -> tuple[object, ...]:
        """Return everything that its look depends on."""
        outputs = None if frame.outputs is None else frame.outputs.tobytes()
        return frame.network, frame.example, outputs

    @property
    def _examples(self) -> Examples | None:
        return None if self.frame is None else self.frame.network.examples

    # -- geometry ----------------------------------------------------------------------------------------

    def buttons(self) -> tuple[QRectF, QRectF]:
        """Return the boxes of the previous and next buttons in the heading; without controls they have no width."""
        side = self.px(BUTTON) if self.controls else 0.0
        number = width_of(self.text_font(11.5), self._number()) + self.px(10)
        right = QRectF(self.width() - side, 0, side, side)
        return QRectF(right.left() - number - side, 0, side, side), right

    def _image_box(self) -> QRectF:
        high = self.height() - self.px(HEADING + 6)
        side = max(1.0, min(high, 0.36 * self.width()))
        return QRectF(0, self.px(HEADING + 4), side, side)

    def _number(self) -> str:
        examples = self._examples
        if examples is None or self.frame is None or self.frame.example is None:
            return ""
        return numbers.of(self.frame.example + 1, len(examples.inputs))

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self.colour("surface"))
            frame, examples = self.frame, self._examples
            self._draw_heading(painter)
            if frame is None or examples is None or frame.example is None:
                return
            box = self._image_box()
            if examples.image_shape is not None:
                self._draw_image(painter, frame, examples, box)
                self._draw_bars(painter, frame, box.right() + self.px(16))
            else:
                self._draw_bars(painter, frame, 0.0)

    def _draw_heading(self, painter: QPainter) -> None:
        box = QRectF(0, 0, self.width(), self.px(BUTTON))
        self.draw_text(painter, box, "EXAMPLE", 11, "muted", bold=True)
        if not self._number():
            return
        before, after = self.buttons()
        used = width_of(painter.font(), "EXAMPLE") + self.px(12)
        verdict = self.verdict()
        if verdict:
            self._draw_verdict(painter, QRectF(used, 0, before.left() - used, box.height()), verdict)
        painter.setFont(self.text_font(11.5))
        painter.setPen(self.colour("text"))
        middle = QRectF(before.right(), 0, after.left() - before.right(), box.height())
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self._number())
        for button, direction in ((before, -1), (after, 1)) if self.controls else ():
            painter.setPen(QPen(self.colour("line"), 1))
            painter.setBrush(self.colour("raised"))
            painter.drawRoundedRect(button.adjusted(0.5, 0.5, -0.5, -0.5), self.px(5), self.px(5))
            pen = QPen(self.colour("text"), self.px(1.6))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            at, size = button.center(), self.px(3.4)
            painter.drawPolyline(
                QPolygonF(
                    [
                        at + QPointF(-direction * size / 2, -size),
                        at + QPointF(direction * size / 2, 0),
                        at + QPointF(-direction * size / 2, size),
                    ]
                )
            )

    def _draw_image(self, painter: QPainter, frame: Frame, examples: Examples, box: QRectF) -> None:
        assert examples.image_shape is not None and frame.example is not None  # noqa: PT018
        rows, columns = examples.image_shape
        vector = examples.inputs[frame.example]
        if vector.size != rows * columns:
            return
        grey = np.clip(vector / (examples.scale or 1) * 255, 0, 255).astype(np.uint8).reshape(rows, columns)
        grey = np.ascontiguousarray(grey)
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        scale = min(box.width() / columns, box.height() / rows)
        target = QRectF(box.left(), box.top(), columns * scale, rows * scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(target, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colour("line"), 1))
        painter.drawRect(target)

    def _draw_bars(self, painter: QPainter, frame: Frame, left: float) -> None:
        """Draw a bar for each written output, an empty track for the others."""
        network, outputs = frame.network, frame.outputs
        if outputs is None:
            return
        order = np.argsort(network.output_slots, kind="stable")[:MOST_BARS]
        top, room = self.px(HEADING + 2), self.height() - self.px(HEADING + 2)
        # Two columns where the bars would be too thin to read.
        columns = 2 if room / max(order.size, 1) < self.px(LEAST_LINE) and self.width() - left > self.px(180) else 1
        rows = -(-order.size // columns)
        high = min(room / max(rows, 1), self.px(22))
        if high < self.px(LEAST_LINE):  # the tooltips and the network have what does not fit
            rows = max(1, int(room / self.px(LEAST_LINE)))
            order, high = order[: rows * columns], room / rows
        size = min(11.5, 0.9 * high / self.text_scale)
        font, bold = self.text_font(size), self.text_font(size, bold=True)
        names = [class_name(network, int(network.outputs[k])) or str(int(network.outputs[k])) for k in order]
        name_room = max(width_of(bold, name) for name in names) + self.px(8)
        value_room = width_of(bold, "\u22120.000") + self.px(8)
        wide = (self.width() - left - (columns - 1) * self.px(12)) / columns
        shares = softmax_shares(outputs[order])
        best = self._best()
        for number, k in enumerate(order.tolist()):
            column, row = divmod(number, rows)
            line = QRectF(left + column * (wide + self.px(12)), top + row * high, wide, high)
            written, winner = not np.isnan(outputs[k]), k == best
            painter.setFont(bold if winner else font)
            painter.setPen(self.colour("text" if winner else "muted" if written else "faint"))
            painter.drawText(QRectF(line.left(), line.top(), name_room - self.px(8), high), RIGHT, names[number])
            bar = QRectF(line.left() + name_room, line.top() + 0.18 * high, 0.0, 0.64 * high)
            bar.setWidth(max(2.0, wide - name_room - value_room))
            painter.fillRect(bar, self.colour("sunken"))
            if not written:
                continue
            bar.setWidth(max(self.px(2), bar.width() * shares[number]))
            painter.fillRect(bar, self.colour("output", 1.0 if winner or best is None else 0.55))
            box = QRectF(line.right() - value_room, line.top(), value_room, high)
            painter.drawText(box, RIGHT, numbers.real(outputs[k], 3))

    def _draw_verdict(self, painter: QPainter, box: QRectF, verdict: str) -> None:
        right = self.is_right()
        side = self.px(13)
        sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
        if right is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("good" if right else "bad"))
            painter.drawEllipse(sign) if right else painter.drawRoundedRect(sign, self.px(3), self.px(3))
            pen = QPen(self.colour("surface"), self.px(1.8))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            at, unit = sign.center(), side / 2
            if right:
                points = [at + QPointF(-0.45 * unit, 0), at + QPointF(-0.1 * unit, 0.38 * unit)]
                painter.drawPolyline(QPolygonF([*points, at + QPointF(0.48 * unit, -0.36 * unit)]))
            else:
                draw_cross(painter, at, 0.36 * unit)
            box = box.adjusted(side + self.px(5), 0, 0, 0)
        self.draw_text(painter, box, verdict, 12, bold=True, elide=True)

    # -- the prediction ----------------------------------------------------------------------------------

    def _best(self) -> int | None:
        """Return the output with the largest value, once all are written."""
        outputs = None if self.frame is None else self.frame.outputs
        if outputs is None or outputs.size < 2 or np.isnan(outputs).any():
            return None
        return int(np.argmax(outputs))

    def _names(self) -> tuple[str, str]:
        """Return the predicted class and the label; "" if unknown."""
        frame, examples, best = self.frame, self._examples, self._best()
        if frame is None or examples is None or frame.example is None or best is None:
            return "", ""
        predicted = class_name(frame.network, int(frame.network.outputs[best]))
        return predicted, examples.labels[frame.example] if frame.example < len(examples.labels) else ""

    def is_right(self) -> bool | None:
        """Whether the prediction is right; None if unknown."""
        predicted, label = self._names()
        return predicted == label if predicted and label else None

    def verdict(self) -> str:
        """Return the prediction and whether it is right; "" if unknown."""
        predicted, label = self._names()
        if not predicted:
            return ""
        right = self.is_right()
        return f"predicted {predicted}" + ("" if right is None else ", right" if right else f", wrong: it is {label}")

    # -- user actions ------------------------------------------------------------------------------------

    def _ask(self, direction: int) -> None:
        examples = self._examples
        if examples is not None and self.frame is not None and self.frame.example is not None:
            self.exampleRequested.emit((self.frame.example + direction) % len(examples.inputs))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            for button, direction in zip(self.buttons(), (-1, 1), strict=True):
                if button.contains(event.position()):
                    self._ask(direction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        directions = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in directions:
            self._ask(directions[Qt.Key(event.key())])
        else:
            event.ignore()

    def _tip_at(self, point: QPointF) -> str:
        if any(button.contains(point) for button in self.buttons()):
            return "Another example (Page up, Page down)"
        return "The input vector, and the network’s outputs: a bar appears when an output is written"


def softmax_shares(outputs: np.ndarray) -> np.ndarray:
    """Return the lengths of the bars, 0 to 1: the softmax of the outputs written so far."""
    written = ~np.isnan(outputs)
    shares = np.zeros(outputs.size)
    if written.any():
        powers = np.exp(outputs[written].astype(float) - float(outputs[written].max()))
        shares[written] = powers / powers.sum()
    return shares
