"""`ioviz infer`: compute the network's outputs for input vectors, in the order of a schedule."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_network, add_schedule, read_network, read_schedule
from ioviz.cli.output import print_json, print_table, print_text
from ioviz.cli.vectors import add_vectors, read_vectors
from ioviz.core.errors import FileFormatError, InvalidArgument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ioviz.core.network import Network

DESCRIPTION = "Compute the network's outputs, with the connections added up in the order of a schedule."
EXAMPLE = "ioviz infer --sample digits --example 3"

ROWS_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The network, the vectors, the schedule, where to write the outputs."""
    add_network(parser)
    add_vectors(parser)
    add_schedule(parser, memory=True)
    parser.add_argument("-o", "--output", metavar="FILE", help="write the outputs to this .npy file")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Infer and print."""
    network = read_network(args)
    vectors = read_vectors(args, network)
    if vectors is None:
        raise InvalidArgument("Name an --input FILE, or an --example K of the network.")
    schedule = read_schedule(args, network)
    from ioviz.core.inference import infer

    outputs = infer(network, schedule, vectors)
    rows = outputs.reshape(-1, network.output_width)
    if args.output:
        _write(args.output, outputs)
    classes = network.examples.classes if network.examples else ()
    predictions = [int(k) for k in rows.argmax(axis=1)] if rows.size else []
    if args.json:
        print_json(
            {
                "name": network.name,
                "order": schedule.name,
                "outputs": rows,
                "largest": predictions,
                "classes": classes,
                "predictions": [classes[k] for k in predictions] if classes else None,
                "labels": _labels(args, network),
                "file": args.output,
            }
        )
    else:
        _show(network, rows, predictions, _labels(args, network))
    return 0


def _labels(args: argparse.Namespace, network: Network) -> list[str] | None:
    examples = network.examples
    if args.example is None or examples is None or not examples.labels:
        return None
    return [examples.labels[args.example]]


def _write(name: str, outputs: NDArray[np.float32]) -> None:
    import numpy as np

    if not name.lower().endswith(".npy"):
        raise InvalidArgument(f"{name}: Outputs are written to a file that ends in .npy.")
    try:
        np.save(name, outputs, allow_pickle=False)
    except OSError as error:
        raise FileFormatError(f"{name} cannot be written: {(error.strerror or str(error)).lower()}.") from None


def _show(network: Network, rows: NDArray[Any], predictions: list[int], labels: list[str] | None) -> None:
    from ioviz.viewmodels.text.numbers import count, real

    classes = network.examples.classes if network.examples else ()
    names = classes or tuple(str(k) for k in range(network.output_width))
    if len(rows) == 1:
        body = [(names[k], real(value), "<" if [k] == predictions else "") for k, value in enumerate(rows[0].tolist())]
        print_table(network.name, ("class" if classes else "output", "value", ""), body, numbers=(1,))
        if classes:
            label = f" (label: {labels[0]})" if labels else ""
            print_text(f"\nPrediction: {names[predictions[0]]}{label}.")
        return
    body = [
        (count(number), names[k], real(row[k]))
        for number, (row, k) in enumerate(zip(rows[:ROWS_SHOWN], predictions[:ROWS_SHOWN], strict=True))
    ]
    print_table(f"{network.name}: the largest output of each vector", ("vector", "output", "value"), body)
    if len(rows) > ROWS_SHOWN:
        print_text(f"... and {count(len(rows) - ROWS_SHOWN)} more; -o FILE.npy writes all outputs, --json prints them.")
