"""How a file of another program is read: the options of all commands that take a network."""

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
"""The name of each option among the arguments, and in `ReadOptions`."""


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The options of `ReadOptions`, in a group of their own."""
    group = parser.add_argument_group(
        "reading files of other programs", "weights are left out in this order: --threshold, --n-m, --keep"
    )
    add = group.add_argument
    add("--keep", type=_real, metavar="SHARE", help="keep this share of each layer's weights, the largest; e.g. 0.1")
    add("--keep-global", action="store_true", help="--keep counts in all layers together")
    add("--n-m", metavar="N:M", help="keep the N largest of each M weights of a neuron, e.g. 2:4")
    add("--threshold", type=_real, metavar="X", help="leave out weights of a smaller magnitude")
    add("--layers", dest="read_layers", metavar="A,B", help="the layers to read, by name, in their order")
    add("--activation", metavar="NAME", help="of hidden neurons, where the file names none (default: relu)")
    add("--output-activation", metavar="NAME", help="of outputs, where the file names none (default: identity)")
    add(
        "--outputs",
        dest="outputs_are",
        choices=("rows", "columns"),
        help="what the outputs are in a weight matrix (default: rows)",
    )
    add("--weights-seed", type=_whole, metavar="SEED", help="random weights where the file has none (default: 1)")
    add("--bias", dest="read_bias", type=_real, metavar="X", help="the one bias of a Graph Challenge network")
    add("--from", dest="begin", metavar="NAME", help="ONNX: the value or node where the part begins that is read")
    add("--to", dest="end", metavar="NAME", help="ONNX: the value or node where it ends")
    add("--unroll", type=_whole, metavar="W", help="ONNX: most connections that a convolution may be unrolled to")
    add("--read-limit", type=_real, metavar="GIB", help="most memory for the arrays of a file (default: 2)")


def options_of(args: argparse.Namespace) -> ReadOptions:
    """Return what the arguments say about reading.

    Raises
    ------
    InvalidArgument
        If a value is out of its range.
    """
    from ioviz.core.formats import Limits, read_options

    told: dict[str, Any] = {
        field: value
        for name, field in _FIELDS.items()
        if (value := getattr(args, name, None)) is not None and value is not False
    }
    gib = getattr(args, "read_limit", None)
    if gib is not None:
        if not 0 < gib <= 1 << 20:
            raise InvalidArgument(f"The limit of memory for reading is a number of GiB above 0, not {gib:g}.")
        told["limits"] = Limits(array_bytes=int(gib * _GIB), npz_bytes=int(gib * _GIB))
    return read_options(**told)


def report_facts(report: ReadReport) -> dict[str, Any]:
    """The keys that tell how a file was read."""
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
        raise argparse.ArgumentTypeError(f"a number is wanted, not {text[:40]!r}") from None


def _whole(text: str) -> int:
    try:
        return int(text.replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"a whole number is wanted, not {text[:40]!r}") from None
