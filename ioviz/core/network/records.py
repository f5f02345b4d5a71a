"""Records of a network: the report of its trimming, and examples of its inputs."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidNetwork
from ioviz.core.network.arrays import counted, read_table


@dataclass(frozen=True)
class TrimReport:
    """What trimming removed. Indices are those of the network before trimming.

    Attributes
    ----------
    dropped_neurons : tuple of int
        Neurons besides inputs that reach no output.
    dropped_connections : int
        All connections removed, those out of folded constants included.
    folded_constants : tuple of int
        Neurons that depend on no input, folded into the biases of the neurons they lead to.
    dropped_inputs : tuple of int
        Inputs that reach no output; their entry of the input vector is kept.
    constant_outputs : tuple of int
        Outputs that depend on no input; their value is kept and still returned by inference.
    """

    dropped_neurons: tuple[int, ...] = ()
    dropped_connections: int = 0
    folded_constants: tuple[int, ...] = ()
    dropped_inputs: tuple[int, ...] = ()
    constant_outputs: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was removed, so that indices are unchanged."""
        return self == TrimReport()

    def sentence(self) -> str:
        """Return what was removed in one sentence.

        Examples
        --------
        >>> TrimReport(dropped_neurons=(3, 8), dropped_connections=5).sentence()
        'Trimmed: 2 neurons that reach no output (3, 8), and 5 connections with them.'
        >>> TrimReport().sentence()
        'Nothing had to be trimmed.'
        """
        if self.empty:
            return "Nothing had to be trimmed."
        parts = [
            _listed(self.dropped_neurons, "neuron that reaches no output", "neurons that reach no output"),
            _listed(
                self.folded_constants,
                "constant neuron folded into the biases after it",
                "constant neurons folded into the biases after them",
            ),
            _listed(
                self.dropped_inputs,
                "input that reaches no output, its entry of the input vector kept",
                "inputs that reach no output, their entries of the input vector kept",
            ),
            _listed(
                self.constant_outputs,
                "output that depends on no input, its value kept",
                "outputs that depend on no input, their values kept",
            ),
        ]
        text = "; ".join(part for part in parts if part)
        if self.dropped_connections:
            noun = "connection" if self.dropped_connections == 1 else "connections"
            text += f", and {self.dropped_connections} {noun} with them"
        return f"Trimmed: {text}."


@dataclass(frozen=True, eq=False)
class Examples:
    """Example inputs of a network.

    Attributes
    ----------
    inputs : float32[E, input_width]
    labels : tuple of str
        The label of each example, E of them, or none.
    image_shape : tuple of int, or None
        Rows and columns, if an input vector is an image.
    classes : tuple of str
        The names of the outputs, output_width of them, or none.
    scale : float
        The input value that is shown as white.
    """

    inputs: NDArray[np.float32]
    labels: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None
    classes: tuple[str, ...] = ()
    scale: float = 1.0


def checked_examples(examples: Examples, input_width: int, output_width: int) -> Examples:
    """Return `examples` with frozen arrays; raises InvalidNetwork if they do not fit vectors of these widths."""
    n_examples = len(examples.inputs)

    def entry(flat: int) -> str:
        return f"Entry {flat % input_width} of example {flat // input_width}"

    inputs = read_table(examples.inputs, "The examples", entry, (n_examples, input_width))
    labels, classes = tuple(examples.labels), tuple(examples.classes)
    if labels and len(labels) != n_examples:
        raise InvalidNetwork(f"There are {len(labels)} labels for {counted(n_examples, 'example')}.")
    if classes and len(classes) != output_width:
        raise InvalidNetwork(f"There are {len(classes)} classes for {counted(output_width, 'output')}.")
    wrong = next((text for text in (*labels, *classes) if not isinstance(text, str)), None)
    if wrong is not None:
        raise InvalidNetwork(f"The labels and classes of the examples have to be text, not {wrong!r}.")
    scale = float(examples.scale)
    if not 0 < scale < math.inf:
        raise InvalidNetwork(f"The scale of the examples has to be greater than 0 and finite, not {scale:g}.")
    return Examples(inputs, labels, _checked_shape(examples.image_shape, input_width), classes, scale)


def _checked_shape(shape: tuple[int, int] | None, input_width: int) -> tuple[int, int] | None:
    if shape is None:
        return None
    rows, columns = (operator.index(side) for side in shape)
    if rows < 1 or columns < 1 or rows * columns != input_width:
        raise InvalidNetwork(f"An image of {rows} x {columns} does not hold the {input_width} inputs.")
    return rows, columns


def _listed(neurons: Sequence[int], one: str, many: str) -> str:
    if not neurons:
        return ""
    shown = ", ".join(str(neuron) for neuron in neurons[:5])
    if len(neurons) > 5:
        shown += ", ..."
    return f"{len(neurons)} {one if len(neurons) == 1 else many} ({shown})"
