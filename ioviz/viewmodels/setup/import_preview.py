"""Preview of a file of dense weights with the chosen options, before it is opened."""

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
    KEEP_ABOVE: "All from a magnitude on",
}
"""The ways to choose the weights to keep, and their titles."""

ACTIVATIONS = ("relu", "gelu", "tanh", "sigmoid", "leaky_relu:0.01", "clipped_relu:6", "identity")
MANY_WEIGHTS = 1_000_000
"""From this number on, a tenth of the weights is kept by default, so that the first preview is fast."""


@dataclass(frozen=True, eq=False)
class ImportPreview:
    """A network as it would be opened.

    Attributes
    ----------
    result : ReadResult
        Reused when the file is opened: nothing is read twice.
    sentences : tuple of str
        Notes on what was left out, assumed or trimmed.
    """

    result: ReadResult
    sentences: tuple[str, ...]


def preview_import(path: Path, options: Mapping[str, Any]) -> ImportPreview:
    """Read a file as it would be opened.

    It raises the errors of `ioviz.load`.
    """
    from ioviz.core.formats import read_network

    result = read_network(path, **options)
    report = result.network.trim_report
    return ImportPreview(result, (*result.report.notes, *(() if report.empty else (report.sentence(),))))


def default_keep(look: FileLook) -> str:
    """Return the default way to choose the weights, a key of `KEEPS`."""
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
    """Return the reading options of a form, without those that the format does not have.

    Parameters
    ----------
    look : FileLook
    keep : str
        A key of `KEEPS`.
    share, together, group, threshold
        Options of the ways to keep.
    layers : sequence of str
        The chosen layers; if empty, they are found by their shapes.
    begin, end : str
        First and last node of a part of a graph; ``""`` for those of the graph itself.
    activation, output_activation : str
    columns : bool
        Whether the outputs are the columns of the matrices.
    """
    options: dict[str, Any] = {}
    if keep == KEEP_SHARE:
        options["keep"] = share
        if together:
            options["keep_global"] = True
    elif keep == KEEP_OF_GROUP:
        options["n_m"] = group
    elif keep == KEEP_ABOVE:
        options["threshold"] = threshold
    if layers:
        options["layers"] = tuple(layers)
    texts = {"begin": begin, "end": end, "activation": activation, "output_activation": output_activation}
    options |= {name: text for name, text in texts.items() if text}
    if columns:
        options["outputs"] = "columns"
    return {name: value for name, value in options.items() if name in look.options}


def candidate_text(one: Candidate) -> str:
    """Return the list entry of a weight matrix."""
    return f"{numbers.count(one.shape[1])} → {numbers.count(one.shape[0])}   {one.short or one.name}"
