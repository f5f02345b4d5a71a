"""What a file of dense weights becomes with the options that are chosen, before it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.formats import Candidate, FileLook, ReadResult

KEEP_ALL, KEEP_SHARE, KEEP_OF_GROUP, KEEP_ABOVE = "all", "share", "group", "above"
KEEPS = {
    KEEP_ALL: "All that are not 0",
    KEEP_SHARE: "The largest share",
    KEEP_OF_GROUP: "N of each M",
    KEEP_ABOVE: "Those from a magnitude on",
}
"""The ways to choose what is kept of the weights, as people read them."""

ACTIVATIONS = ("relu", "gelu", "tanh", "sigmoid", "leaky_relu:0.01", "clipped_relu:6", "identity")
MANY_WEIGHTS = 1_000_000
"""From so many weights on, a tenth of them is kept unless people choose otherwise: a first look is quick then."""


@dataclass(frozen=True, eq=False)
class ImportPreview:
    """A network as it would be opened, and its numbers.

    Attributes
    ----------
    result : ReadResult
        What opening it takes over: nothing is read twice.
    weights, nonzero, kept : int
        Weights in the file, those that are not 0, and those that become connections.
    neurons, connections, inputs, outputs : int
        Of the network, after it was trimmed.
    sentences : tuple of str
        What was left out or assumed, and what was trimmed.
    """

    result: ReadResult
    weights: int
    nonzero: int
    kept: int
    neurons: int
    connections: int
    inputs: int
    outputs: int
    sentences: tuple[str, ...]


def preview_import(path: Path, options: Mapping[str, Any]) -> ImportPreview:
    """Read a file as it would be opened.

    Raises as `ioviz.load` does.
    """
    from ioviz.core.formats import read_network

    result = read_network(path, **options)
    network, report = result.network, result.report
    trimmed = () if network.trim_report.empty else (network.trim_report.sentence(),)
    return ImportPreview(
        result,
        report.entries,
        report.nonzero,
        report.kept,
        network.n_neurons,
        network.n_connections,
        network.n_inputs,
        network.n_outputs,
        (*report.notes, *trimmed),
    )


def default_keep(look: FileLook) -> str:
    """How the weights are chosen when the dialog opens."""
    return KEEP_SHARE if look.weights > MANY_WEIGHTS else KEEP_ALL


def reading_options(
    look: FileLook,
    *,
    keep: str,
    share: float = 0.1,
    together: bool = False,
    group: str = "2:4",
    threshold: float = 0.0,
    layers: Sequence[str] = (),
    begin: str = "",
    end: str = "",
    activation: str = "",
    output_activation: str = "",
    columns: bool = False,
) -> dict[str, Any]:
    """Return the options of reading that a form stands for, without those that the format does not take.

    Parameters
    ----------
    look : FileLook
    keep : str
        A key of `KEEPS`.
    share, together, group, threshold
        What belongs to the way to keep.
    layers : sequence of str
        The chosen layers; none means that they are found by their shapes.
    begin, end : str
        Of the part of a graph; ``""`` is where the graph itself begins or ends.
    activation, output_activation : str
    columns : bool
        Whether the outputs are the columns of the matrices.
    """
    told: dict[str, Any] = {}
    if keep == KEEP_SHARE:
        told["keep"] = share
        if together:
            told["keep_global"] = True
    elif keep == KEEP_OF_GROUP:
        told["n_m"] = group
    elif keep == KEEP_ABOVE:
        told["threshold"] = threshold
    if layers:
        told["layers"] = tuple(layers)
    for name, text in (
        ("begin", begin),
        ("end", end),
        ("activation", activation),
        ("output_activation", output_activation),
    ):
        if text:
            told[name] = text
    if columns:
        told["outputs"] = "columns"
    return {name: value for name, value in told.items() if name in look.options}


def candidate_text(one: Candidate) -> str:
    """A weight matrix as it stands in a list."""
    return f"{numbers.count(one.shape[1])} → {numbers.count(one.shape[0])}   {one.short or one.name}"
