"""The options for reading files of other programs, shared by all commands that take a network."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.core.errors import InvalidArgument

if TYPE_CHECKING:
    from ioviz.core.formats import ReadOptions, ReadReport

_GIB = 1 << 30
_FIELDS = {
    "keep": "keep",
    "keep_global": "keep_global",
    "n_m": "n_m",
    "threshold": "threshold",
    "read_layers": "layers",
    "activation": "activation",
    "output_activation": "output_activation",
    "outputs_are": "outputs",
    "weights_seed": "seed",
    "read_bias": "bias",
    "begin": "begin",
    "end": "end",
    "unroll": "unroll",
}
"""The name of each option in the parsed arguments, and its field of `ReadOptions`."""


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options of `ReadOptions` as a group."""
    group = parser.add_argument_group(
        "reading files of other programs", "weights are dropped in this order: --threshold, --n-m, --keep"
    )
    add = group.add_argument
    add("--keep", type=_real, metavar="SHARE", help="keep this share of each layer's weights, the largest; e.g. 0.1")
    add("--keep-global", action="store_true", help="apply --keep to the weights of all layers together")
    add("--n-m", metavar="N:M", help="keep the N largest of each M weights of a neuron, e.g. 2:4")
    add("--threshold", type=_real, metavar="X", help="drop weights of a smaller magnitude")
    add("--layers", dest="read_layers", metavar="A,B", help="the layers to read, by name, in their order")
    add("--activation", metavar="NAME", help="of hidden neurons, if the file has none (default: relu)")
    add("--output-activation", metavar="NAME", help="of outputs, if the file has none (default: identity)")
    add(
        "--outputs",
        dest="outputs_are",
        choices=("rows", "columns"),
        help="whether outputs are rows or columns of a weight matrix (default: rows)",
    )
    add("--weights-seed", type=_whole, metavar="SEED", help="seed of random weights, if the file has none (default: 1)")
    add("--bias", dest="read_bias", type=_real, metavar="X", help="the one bias of a Graph Challenge network")
    add("--from", dest="begin", metavar="NAME", help="ONNX: the value or node at which reading begins")
    add("--to", dest="end", metavar="NAME", help="ONNX: the value or node at which reading ends")
    add("--unroll", type=_whole, metavar="W", help="ONNX: largest number of connections of an unrolled convolution")
    add("--read-limit", type=_real, metavar="GIB", help="memory limit for the arrays of a file (default: 2)")


def options_of(args: argparse.Namespace) -> ReadOptions:
    """Return the options for reading that the arguments hold.

    Raises
    ------
    InvalidArgument
        If a value is out of its range.
    """
    from ioviz.core.formats import Limits, read_options

    options: dict[str, Any] = {
        field: value
        for name, field in _FIELDS.items()
        if (value := getattr(args, name)) is not None and value is not False
    }
    gib = args.read_limit
    if gib is not None:
        if not 0 < gib <= 1 << 20:
            raise InvalidArgument(f"The memory limit for reading is a number of GiB above 0, not {gib:g}.")
        options["limits"] = Limits(array_bytes=int(gib * _GIB), npz_bytes=int(gib * _GIB))
    return read_options(**options)


def report_facts(report: ReadReport) -> dict[str, Any]:
    """Return the keys that describe how a file was read."""
    return {
        "format": report.title,
        "weights": report.entries,
        "nonzero": report.nonzero,
        "kept": report.kept,
        "layers": [
            {"name": layer.name, "shape": list(layer.shape), "weights": layer.entries, "kept": layer.kept}
            for layer in report.layers
        ],
        "sentences": list(report.sentences()),
    }


def _real(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, not {text[:40]!r}") from None


def _whole(text: str) -> int:
    try:
        return int(text.replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, not {text[:40]!r}") from None
