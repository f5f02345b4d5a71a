"""`ioviz info`: sizes, degrees, bounds and live memory of a network."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ioviz.cli.arguments import add_json, add_network, add_schedule, network_paths, read_result, read_schedule
from ioviz.cli.output import print_facts, print_json, print_table, print_text
from ioviz.cli.reading import report_facts
from ioviz.cli.results import limits, schedule_facts, sizes

if TYPE_CHECKING:
    from ioviz.core.network import DegreeRange, Network

DESCRIPTION = "Show sizes, layers, degrees and I/O bounds of a network, and the live memory of an order."
EXAMPLE = "ioviz info --sample digits"

LAYERS_SHOWN = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the network, the order whose live memory is printed, and `--json`."""
    add_network(parser)
    add_schedule(parser, memory=True)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the facts."""
    result = read_result(args)
    network = result.network
    schedule = read_schedule(args, network)
    paths = network_paths(args)
    document = {
        **describe(network),
        "file": str(paths[0] if len(paths) == 1 else paths[0].absolute().parent),
        "files": [str(path) for path in paths],
        "reading": report_facts(result.report),
        **limits(network),
        **schedule_facts(schedule),
    }
    if args.json:
        print_json(document)
    else:
        _show(document)
    return 0


def describe(network: Network) -> dict[str, Any]:
    """Return the facts about a network that need no schedule."""
    import numpy as np

    from ioviz.core.network import Activation, bounds, statistics

    found, limit = statistics(network), bounds(network)
    kinds, counts = np.unique(network.activation[~network.is_input], return_counts=True)
    report = network.trim_report
    return {
        **sizes(network),
        "description": network.description,
        "origin": network.origin,
        "depth": found.depth,
        "density": found.density,
        "input_width": network.input_width,
        "output_width": network.output_width,
        "layers": [
            {"layer": row.layer, "neurons": row.neurons, "connections": row.connections, "density": row.density}
            for row in found.layers
        ],
        "in_degree": _degrees(found.in_degree),
        "out_degree": _degrees(found.out_degree),
        "activations": {
            Activation(kind).name.lower(): count for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True)
        },
        "bias_where_nonzero": network.bias_where_nonzero,
        "examples": 0 if network.examples is None else len(network.examples.inputs),
        "bytes": found.nbytes,
        "trimmed": {
            "dropped_neurons": len(report.dropped_neurons),
            "dropped_connections": report.dropped_connections,
            "folded_constants": len(report.folded_constants),
            "dropped_inputs": len(report.dropped_inputs),
            "constant_outputs": len(report.constant_outputs),
            "sentence": report.sentence(),
        },
        "reads_lower": limit.reads_lower,
        "reads_upper": limit.reads_upper,
        "writes_lower": limit.writes_lower,
        "writes_upper": limit.writes_upper,
    }


def _degrees(degrees: DegreeRange) -> dict[str, float]:
    return {"least": degrees.least, "mean": degrees.mean, "greatest": degrees.greatest}


def _show(document: dict[str, Any]) -> None:
    from ioviz.viewmodels.text.numbers import compact, count, percent

    if document["description"]:
        print_text(document["description"])
    if document["origin"]:
        print_text(f"Origin: {document['origin']}")
    if document["description"] or document["origin"]:
        print_text("")
    for sentence in document["reading"]["sentences"]:
        print_text(sentence)
    print_text(document["trimmed"]["sentence"])
    print_text("")

    def degrees(name: str) -> str:
        found = document[name]
        return f"{found['least']} to {found['greatest']}, mean {found['mean']:.1f}"

    rows = [
        ("neurons N", count(document["neurons"])),
        ("connections W", count(document["connections"])),
        ("inputs I", _width(document["inputs"], document["input_width"], "entries of the input vector")),
        ("outputs S", _width(document["outputs"], document["output_width"], "entries of the output vector")),
        ("depth", count(document["depth"])),
        ("connections into a neuron", degrees("in_degree")),
        ("connections out of a neuron", degrees("out_degree")),
        ("activations", ", ".join(f"{name} {count(n)}" for name, n in document["activations"].items())),
        *([("biases", "added only if the sum is not 0")] if document["bias_where_nonzero"] else []),
        ("examples", count(document["examples"])),
        ("memory of the network", f"{compact(document['bytes'])}B"),
        ("I/Os, lower bound", count(document["lower_bound"])),
        ("I/Os, upper bound", count(document["upper_bound"])),
        (f"live memory, order {document['order']}", count(document["live_memory"])),
    ]
    print_facts(document["name"] or "network", rows)
    layers = document["layers"]
    shown = layers if len(layers) <= LAYERS_SHOWN else [*layers[: LAYERS_SHOWN - 1], layers[-1]]
    body = [
        (
            count(row["layer"]),
            count(row["neurons"]),
            count(row["connections"]),
            percent(row["density"], 1) if row["layer"] else "",
        )
        for row in shown
    ]
    if len(shown) < len(layers):
        body.insert(-1, ("...", "", "", ""))
    print_text("")
    print_table("", ("layer", "neurons", "connections in", "density"), body, numbers=(0, 1, 2, 3))


def _width(used: int, width: int, of_what: str) -> str:
    from ioviz.viewmodels.text.numbers import count

    return count(used) if used == width else f"{count(used)} of {count(width)} {of_what}"
